"""Commodity texts as goods: resolved by the vocabulary, refined by the words for use and way of growing."""

from __future__ import annotations

from functools import cache

from matching.catalogue import rows
from matching.reader_words import says
from matching.records import Good
from matching.vocabulary import vocabulary
from matching.vocabulary.normalise import fold

# Forms in which a variety's name says no more than the form itself does.
_FORM_TELLS_ALL = frozenset({"sweet", "young", "silage", "seed"})


def read_goods(text: str, *, beside: str = "") -> tuple[Good, ...]:
    """The goods `text` names. `beside` (certificates, notes) may tell the growing system as well.

    Words the vocabulary finds ambiguous are left out: nothing ambiguous is decided here.
    """
    systems = says("system", text) or says("system", beside)
    partly = not says("system", text) and bool(says("part", beside))
    found = []
    for good in vocabulary().resolve(text).goods:
        form = next(iter(says("form", text, good.code)), good.form)
        form = None if form == "unknown" else form
        for variety in _varieties(good.variety, form):
            system = systems[0] if systems else None
            found.append(
                Good(
                    good.code,
                    good.level,
                    form,
                    variety,
                    system,
                    partly and bool(systems),
                    _origin(good.code, text),
                )
            )
    return tuple(dict.fromkeys(found))


def _varieties(text: str | None, form: str | None) -> list[str | None]:
    if not text or form in _FORM_TELLS_ALL:
        return [None]
    return [part.strip() for part in text.split(";") if part.strip()]


def _origin(code: str, text: str) -> str | None:
    plain = f" {fold(text)} "
    for words, good, province in _origins():
        if good == code and any(f" {word} " in plain for word in words):
            return province
    return None


@cache
def _origins() -> tuple[tuple[frozenset[str], str, str], ...]:
    return tuple(
        (frozenset(fold(word) for word in row["words"].split("|")), row["good"], row["legacy_province"])
        for row in rows("origins.csv")
    )

"""Commodity texts as goods: resolved by the vocabulary, refined by the words for use and way of growing."""

from __future__ import annotations

import re
from functools import cache

from matching.catalogue import rows
from matching.reader_words import says
from matching.records import Good
from matching.vocabulary import vocabulary
from matching.vocabulary.normalise import fold

# Forms in which a variety's name says no more than the form itself does.
_FORM_TELLS_ALL = frozenset({"sweet", "young", "silage", "seed"})
_GREENGROCERY = "rau cu qua"
_PARTS = re.compile(r"[,;/|&]| và | and ")
_PARTS_OF_COUNTRY = {
    "north_mountains": "north",
    "red_river": "north",
    "north_central": "central",
    "south_central": "central",
    "highlands": "central",
    "southeast": "south",
    "mekong": "south",
}


def read_goods(text: str, *, beside: str = "", region: str | None = None) -> tuple[Good, ...]:
    """The goods `text` names. `beside` (certificates, names) may tell the growing system as well.

    `region` (one of the seven) lets the vocabulary decide words that mean different goods in north and south. What
    stays ambiguous is kept in all its readings, each marked unsure, and so is a good read in spite of a slip: nothing
    that a person should confirm is decided here.
    """
    systems = says("system", text) or says("system", beside)
    partly = bool(systems) and not says("system", text) and bool(says("part", beside))
    found = []
    read = vocabulary().resolve(text, _part_of_country(region))
    # In "rau, củ, quả" the last word rather means vegetables that are fruits, such as tomatoes.
    loose = "fruit" if _GREENGROCERY in " ".join(re.findall(r"\w+", fold(text))) else None
    for good in read.goods:
        for form in _forms(good.code, good.form, text):
            for variety in _varieties(good.variety, form):
                system = systems[0] if systems else None
                origin = _origin(good.code, text)
                unsure = good.is_guess or good.code == loose
                found.append(Good(good.code, good.level, form, variety, system, partly, origin, unsure))
    found += [_reading(code, systems[0] if systems else None, partly) for codes in read.ambiguous for code in codes]
    return tuple(dict.fromkeys(found))


def _reading(code: str, system: str | None, partly: bool) -> Good:
    """One of the goods an unsettled word may mean."""
    known = vocabulary().good(code)
    return Good(code, known.level, known.bare_form, system=system, system_part=partly, unsure=True)


def _forms(code: str, form: str | None, text: str) -> list[str | None]:
    """The form a use word fixes; two where one part of the text has such a word and another names the good bare."""
    told = [next(iter(says("form", part, code)), None) for part in _PARTS.split(text) if _names(part, code)]
    fixed = dict.fromkeys(found or form for found in told)
    if any(told):
        return [None if found == "unknown" else found for found in fixed]
    whole = next(iter(says("form", text, code)), form)
    return [None if whole == "unknown" else whole]


def _names(part: str, code: str) -> bool:
    return any(good.code == code for good in vocabulary().resolve(part).goods)


def _part_of_country(region: str | None) -> str | None:
    return _PARTS_OF_COUNTRY.get(region or "")


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

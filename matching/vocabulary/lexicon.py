"""Every phrase that means something in a text about goods, found by its words without marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matching.vocabulary.goods import ContextKind, Synonym, Variety, context_words, forms, goods, synonyms, varieties
from matching.vocabulary.normalise import fold
from matching.vocabulary.words import phrase

Kind = Literal["good", "variety", "form"] | ContextKind
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase and its meaning. `codes` are goods (for a variety its good, for a form the form's code)."""

    words: Key
    kind: Kind
    codes: tuple[str, ...]
    language: str = "vi"
    region: str = "any"
    forms: tuple[str, ...] = ()
    variety: str | None = None
    alone: bool = False
    first_only: bool = False
    marked_only: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`entries` by folded words; `begun`: the words that longer phrases begin with; `known` words, also folded."""

    entries: dict[Key, tuple[Entry, ...]]
    begun: frozenset[Key]
    known: frozenset[str]
    known_folded: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of all tables, built on first use."""
    found: dict[Key, dict[Entry, None]] = {}
    for entry in _entries():
        found.setdefault(tuple(fold(word) for word in entry.words), {})[entry] = None
    entries = {key: tuple(same) for key, same in found.items()}
    return Lexicon(
        entries=entries,
        begun=frozenset(key[:end] for key in entries for end in range(1, len(key))),
        known=frozenset(word for all_ in found.values() for entry in all_ for word in entry.words),
        known_folded=frozenset(word for key in found for word in key),
    )


def _entries() -> Iterator[Entry]:
    for synonym in synonyms():
        yield from _of_synonym(synonym)
    rows = {(phrase(s.text), s.goods) for s in synonyms()}
    for good in goods().values():
        if (phrase(good.name_vi), (good.code,)) not in rows:
            yield Entry(phrase(good.name_vi), "good", (good.code,))
        yield from _english(Entry(phrase(good.name_en), "good", (good.code,), "en"))
    for variety in varieties():
        for text in (variety.name, *variety.synonyms):
            alone = text in variety.alone or _names_its_good(variety, phrase(text))
            yield Entry(
                phrase(text),
                "variety",
                (variety.good,),
                forms=(variety.form,) if variety.form else (),
                variety=variety.name,
                alone=alone,
            )
    for form in forms().values():
        yield from (Entry(phrase(text), "form", (form.code,)) for text in form.words_vi)
        yield from (Entry(phrase(text), "form", (form.code,), "en") for text in form.words_en)
    yield from (Entry(phrase(text), kind, ()) for text, kind in context_words())


def _names_its_good(variety: Variety, said: Key) -> bool:
    """Whether it begins with the name of its good ("cua thịt") and what is left over says no variety by itself."""
    spellings = {phrase(text) for text in (variety.name, *variety.synonyms)}
    called = _called()[variety.good]
    return any(said[:end] in called and said[end:] not in spellings for end in range(1, len(said)))


@cache
def _called() -> dict[str, set[Key]]:
    """The names of each good."""
    found = {good.code: {phrase(good.name_vi)} for good in goods().values()}
    for synonym in synonyms():
        for code in synonym.goods:
            found[code].add(phrase(synonym.text))
    return found


def _of_synonym(synonym: Synonym) -> Iterator[Entry]:
    entry = Entry(
        words=phrase(synonym.text),
        kind="good",
        codes=synonym.goods,
        language=synonym.language,
        region=synonym.region,
        forms=synonym.forms,
        first_only=synonym.first_only,
        marked_only=synonym.marked_only,
    )
    if synonym.language == "en":
        yield from _english(entry)
    elif synonym.language == "other":
        yield from _foreign(entry)
    else:
        yield entry


def _english(entry: Entry) -> Iterator[Entry]:
    *head, last = entry.words
    for word in (last, *plurals(last)):
        yield Entry((*head, word), "good", entry.codes, "en", entry.region, entry.forms)


def _foreign(entry: Entry) -> Iterator[Entry]:
    """The words as they stand, and where they are Latin with the plural most such languages share."""
    *head, last = entry.words
    latin = last.isalpha() and last.upper() != last.lower() and len(last) > 3 and not last.endswith(("s", "x", "z"))
    for word in (last, *((last + "s",) if latin else ())):
        yield Entry((*head, word), "good", entry.codes, "other", forms=entry.forms, marked_only=entry.marked_only)


def plurals(word: str) -> tuple[str, ...]:
    """Plural spellings of an English word, wrong ones like "mangos" included because people write them."""
    found = [word + "s"]
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        found.append(word + "es")
    if word.endswith("y") and word[-2:-1] not in "aeou":
        found.append(word[:-1] + "ies")
    if word.endswith("f"):
        found.append(word[:-1] + "ves")
    return tuple(found)

"""What a run of words at one place of a text may mean, before its surroundings decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from matching.vocabulary.lexicon import Entry, Key, lexicon
from matching.vocabulary.normalise import fold, untelex
from matching.vocabulary.words import Word

_NAMES = frozenset({"good", "variety", "form"})


@dataclass(frozen=True, slots=True)
class Hit:
    """Entries that fit `length` words, those of `goods` and `varieties` and the codes of forms among them.

    `exact`: as written; otherwise words without marks were read with them. `stop`: the words are also some of the
    trade; `around`: these or others that stand around goods. `how` it was read and how sure that is.
    """

    length: int
    exact: bool
    goods: tuple[Entry, ...]
    varieties: tuple[Entry, ...]
    forms: tuple[str, ...]
    around: bool
    stop: bool
    how: tuple[str, float]


def _told(length: int, entries: tuple[Entry, ...], exact: bool) -> Hit:
    return Hit(
        length,
        exact,
        goods=tuple([entry for entry in entries if entry.kind == "good"]),
        varieties=tuple([entry for entry in entries if entry.kind == "variety"]),
        forms=tuple([entry.codes[0] for entry in entries if entry.kind == "form"]),
        around=any(entry.kind not in _NAMES for entry in entries),
        stop=any(entry.kind == "stop" for entry in entries),
        how=("exact", 1.0) if exact else ("folded", 0.95 if length > 1 else 0.9),
    )


def repaired(words: Sequence[Word]) -> list[Word]:
    """The words, of them those that nobody knows as what they become when they were typed in Telex or VNI."""
    known = lexicon().known_folded
    return [
        word if word.folded in known or word.kind != "word" or not word.text.isascii() else _composed(word)
        for word in words
    ]


@lru_cache(maxsize=20_000)
def _composed(word: Word) -> Word:
    known, composed = lexicon(), untelex(word.text)
    if composed in known.known:
        return Word(composed, fold(composed), "word")
    if fold(composed) in known.known_folded:
        return Word(fold(composed), fold(composed), "word")
    return word


def joined(words: list[Word]) -> list[Word]:
    """The words, "y" and its like no longer a conjunction where they begin a known name ("y di" typed for "ý dĩ")."""
    conjunctions = [at for at, word in enumerate(words[:-1]) if word.kind == "and"]
    begin = [at for at in conjunctions if (words[at].folded, words[at + 1].folded) in lexicon().entries]
    return [replace(word, kind="word") if at in begin else word for at, word in enumerate(words)] if begin else words


def hits(words: Sequence[Word], at: int, *, marked: bool) -> tuple[Hit, ...]:
    """Every reading of the words from `at` on, longest first. `marked`: the text is written with Vietnamese marks."""
    reach = _reach(words, at)
    if reach == 1:
        return _hits((words[at].text,), marked, _stands_alone(words, at))
    return _hits(tuple([word.text for word in words[at : at + reach]]), marked, False) if reach else ()


@lru_cache(maxsize=20_000)
def _hits(typed: Key, marked: bool, alone: bool) -> tuple[Hit, ...]:
    """The readings of words that begin one phrase. The same few words are asked about in text after text."""
    found = []
    folded = tuple(map(fold, typed))
    for length in range(len(typed), 0, -1):
        fitting = lexicon().entries.get(folded[:length]) or (_series(typed[0]) if length == 1 else ())
        entries, exact = _fitting(typed[:length], folded[:length], fitting, marked=marked, alone=length == 1 and alone)
        if entries:
            found.append(_told(length, entries, exact))
    return tuple(found)


def overtaken(words: Sequence[Word], at: int, length: int, *, marked: bool) -> bool:
    """Whether a phrase that begins within this one, read without marks, goes on behind it ("mua vu sua")."""
    return any(
        found.length > 1 and start + found.length > at + length
        for start in range(at + 1, at + length)
        for found in hits(words, start, marked=marked)
    )


def _reach(words: Sequence[Word], at: int) -> int:
    """How many words the longest known phrase has that stands at `at`; 0 where none does."""
    if at >= len(words) or words[at].kind != "word":
        return 0
    entries, begun, end = lexicon().entries, lexicon().begun, at + 1
    phrase: Key = (words[at].folded,)
    # Of a numbered series ("om18") only its beginning is known.
    reach = int(phrase in entries or words[at].text[-1:].isdecimal())
    while phrase in begun and end < len(words) and words[end].kind == "word":
        phrase += (words[end].folded,)
        end += 1
        if phrase in entries:
            reach = end - at
    return reach


def _stands_alone(words: Sequence[Word], at: int) -> bool:
    """Whether the word has no other word beside it."""
    return (at == 0 or words[at - 1].kind != "word") and (at + 1 == len(words) or words[at + 1].kind != "word")


def _series(word: str) -> tuple[Entry, ...]:
    """A code of a numbered series of varieties: "OM#" stands for every OM with digits."""
    if not word[-1:].isdecimal():
        return ()
    head = word.rstrip("0123456789")
    if head in ("", word):
        return ()
    series = lexicon().entries.get((head + "#",), ())
    return tuple(Entry((word,), "variety", e.codes, variety=word.upper(), alone=True) for e in series)


def _fitting(
    typed: Key, folded: Key, entries: tuple[Entry, ...], *, marked: bool, alone: bool
) -> tuple[tuple[Entry, ...], bool]:
    """Of entries with these words without marks those that may be meant, and whether they are as written."""
    exact = tuple([entry for entry in entries if entry.words == typed])
    if exact and (marked or any(entry.language != "vi" for entry in exact)):
        return exact, True
    if marked and len(typed) == 1 and not alone:
        # Who writes marks means a word without them as it stands: "Sa" in "su su Sa Pa" is not sả.
        return exact, True
    other = tuple([e for e in entries if not e.marked_only and e.words != typed and _may_be(typed, folded, e)])
    if exact and not any(entry.kind == "good" for entry in exact) and any(e.kind == "good" for e in other):
        return exact + other, False
    return exact + other, bool(exact) and not _others(exact, other)


def _may_be(typed: Key, folded: Key, entry: Entry) -> bool:
    """Whether each word is typed as in the entry or without any marks: one typed with marks must have the right ones.

    Without their marks the words are known to be the same.
    """
    return all(text in (meant, plain) for text, plain, meant in zip(typed, folded, entry.words, strict=True))


def _others(exact: tuple[Entry, ...], folded: tuple[Entry, ...]) -> bool:
    codes = {entry.codes for entry in exact if entry.kind == "good"}
    return any(entry.kind == "good" and entry.codes not in codes for entry in folded)

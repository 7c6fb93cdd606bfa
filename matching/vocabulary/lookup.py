"""What a run of words at one place of a text may mean, before its surroundings decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from matching.vocabulary.lexicon import Entry, lexicon
from matching.vocabulary.normalise import fold, untelex
from matching.vocabulary.words import Word


@dataclass(frozen=True)
class Hit:
    """Entries that fit `length` words. `exact`: as written; otherwise words without marks were read with them."""

    length: int
    entries: tuple[Entry, ...]
    exact: bool

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What its entries are: good, variety, form, place, noise, stop."""
        return frozenset(entry.kind for entry in self.entries)

    @property
    def how(self) -> tuple[str, float]:
        """How it was read and how sure that is: as written, or words without marks read with them."""
        if self.exact:
            return "exact", 1.0
        return "folded", 0.95 if self.length > 1 else 0.9


def repaired(word: Word) -> Word:
    """The word, or if nobody knows it, what it becomes when it was typed in Telex or VNI."""
    if word.kind != "word" or word.folded in lexicon().known_folded or not word.text.isascii():
        return word
    return _composed(word)


@lru_cache(maxsize=20_000)
def _composed(word: Word) -> Word:
    known, composed = lexicon(), untelex(word.text)
    if composed in known.known:
        return Word(composed, fold(composed), "word")
    if fold(composed) in known.known_folded:
        return Word(fold(composed), fold(composed), "word")
    return word


def joined(words: Sequence[Word]) -> list[Word]:
    """The words, "y" and its like no longer a conjunction where they begin a known name ("y di" typed for "ý dĩ")."""
    known, found = lexicon().entries, list(words)
    for at, (word, behind) in enumerate(pairwise(words)):
        if word.kind == "and" and (word.folded, behind.folded) in known:
            found[at] = Word(word.text, word.folded, "word")
    return found


def hits(words: Sequence[Word], at: int, *, marked: bool) -> tuple[Hit, ...]:
    """Every reading of the words from `at` on, longest first. `marked`: the text is written with Vietnamese marks."""
    reach = _reach(words, at)
    if not reach:
        return ()
    run = words[at : at + reach]
    return _hits(tuple([w.text for w in run]), tuple([w.folded for w in run]), marked, _stands_alone(words, at))


@lru_cache(maxsize=20_000)
def _hits(typed: tuple[str, ...], folded: tuple[str, ...], marked: bool, alone: bool) -> tuple[Hit, ...]:
    """The readings of words that begin one phrase. The same few words are asked about in text after text."""
    found = []
    run = tuple(Word(text, plain, "word") for text, plain in zip(typed, folded, strict=True))
    for length in range(len(run), 0, -1):
        fitting = lexicon().entries.get(folded[:length]) or (_series(run[0]) if length == 1 else ())
        if fitting:
            hit = _hit(run[:length], fitting, marked=marked, alone=length == 1 and alone)
            if hit.entries:
                found.append(hit)
    return tuple(found)


def overtaken(words: Sequence[Word], at: int, length: int, *, marked: bool) -> bool:
    """Whether a phrase that begins within this one, read without marks, goes on behind it ("mua vu sua")."""
    return any(
        found.length > 1 and start + found.length > at + length
        for start in range(at + 1, at + length)
        for found in hits(words, start, marked=marked)
    )


def _reach(words: Sequence[Word], at: int) -> int:
    """How many words from `at` on, with nothing between them, may be one known phrase; at least one where it is one."""
    if at >= len(words) or words[at].kind != "word":
        return 0
    end, last = at + 1, min(at + lexicon().reach.get(words[at].folded, 1), len(words))
    while end < last and words[end].kind == "word":
        end += 1
    return end - at


def _stands_alone(words: Sequence[Word], at: int) -> bool:
    """Whether the word has no other word beside it."""
    return (at == 0 or words[at - 1].kind != "word") and (at + 1 == len(words) or words[at + 1].kind != "word")


def _series(word: Word) -> tuple[Entry, ...]:
    """A code of a numbered series of varieties: "OM#" stands for every OM with digits."""
    if not word.text[-1:].isdecimal():
        return ()
    head = word.text.rstrip("0123456789")
    if head in ("", word.text):
        return ()
    series = lexicon().entries.get((head + "#",), ())
    name = word.text.upper()
    return tuple(Entry((word.text,), "variety", e.codes, variety=name, alone=True) for e in series)


def _hit(run: Sequence[Word], entries: tuple[Entry, ...], *, marked: bool, alone: bool) -> Hit:
    typed = tuple(word.text for word in run)
    exact = tuple(entry for entry in entries if entry.words == typed)
    if exact and (marked or any(entry.language != "vi" for entry in exact)):
        return Hit(len(run), exact, True)
    if marked and len(run) == 1 and not alone:
        # Who writes marks means a word without them as it stands: "Sa" in "su su Sa Pa" is not sả.
        return Hit(1, exact, True)
    folded = tuple(entry for entry in entries if not entry.marked_only and entry.words != typed and _may_be(run, entry))
    if exact and not any(entry.kind == "good" for entry in exact) and any(e.kind == "good" for e in folded):
        return Hit(len(run), exact + folded, False)
    return Hit(len(run), exact + folded, bool(exact) and not _others(exact, folded))


def _may_be(run: Sequence[Word], entry: Entry) -> bool:
    """Whether each word is typed as in the entry or without any marks: one typed with marks must have the right ones.

    Without their marks the words are known to be the same.
    """
    return all(word.text in (meant, word.folded) for word, meant in zip(run, entry.words, strict=True))


def _others(exact: tuple[Entry, ...], folded: tuple[Entry, ...]) -> bool:
    codes = {entry.codes for entry in exact if entry.kind == "good"}
    return any(entry.kind == "good" and entry.codes not in codes for entry in folded)

"""What a run of words at one place of a text may mean, before its surroundings decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from matching.vocabulary.lexicon import Entry, lexicon
from matching.vocabulary.normalise import fold, untelex
from matching.vocabulary.words import Word


@dataclass(frozen=True, slots=True)
class Hit:
    """Entries that fit `length` words. `exact`: as written; otherwise words without marks were read with them."""

    length: int
    entries: tuple[Entry, ...]
    exact: bool

    @property
    def how(self) -> tuple[str, float]:
        """How it was read and how sure that is: as written, or words without marks read with them."""
        if self.exact:
            return "exact", 1.0
        return "folded", 0.95 if self.length > 1 else 0.9


@lru_cache(maxsize=20_000)
def repaired(word: Word) -> Word:
    """The word, or if nobody knows it, what it becomes when it was typed in Telex or VNI."""
    known = lexicon()
    if word.kind != "word" or not word.text.isascii() or word.folded in known.known_folded:
        return word
    composed = untelex(word.text)
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


def hits(words: Sequence[Word], at: int, *, marked: bool) -> list[Hit]:
    """Every reading of the words from `at` on, longest first. `marked`: the text is written with Vietnamese marks."""
    found = []
    entries = lexicon().entries
    for length in range(_reach(words, at), 0, -1):
        run = words[at : at + length]
        fitting = entries.get(tuple(word.folded for word in run), ()) or _series(run)
        if fitting:
            hit = _hit(run, fitting, marked=marked, alone=length == _reach(words, at) and _starts(words, at))
            if hit.entries:
                found.append(hit)
    return found


def _reach(words: Sequence[Word], at: int) -> int:
    end = at
    while end < len(words) and end - at < lexicon().longest and words[end].kind == "word":
        end += 1
    return end - at


def _series(run: Sequence[Word]) -> tuple[Entry, ...]:
    """A code of a numbered series of varieties: "OM#" stands for every OM with digits."""
    if len(run) != 1 or not run[0].text[-1:].isdecimal():
        return ()
    head = run[0].text.rstrip("0123456789")
    if head in ("", run[0].text):
        return ()
    series = lexicon().entries.get((head + "#",), ())
    name = run[0].text.upper()
    return tuple(Entry((run[0].text,), "variety", e.codes, variety=name, alone=True) for e in series)


def _starts(words: Sequence[Word], at: int) -> bool:
    return at == 0 or words[at - 1].kind != "word"


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

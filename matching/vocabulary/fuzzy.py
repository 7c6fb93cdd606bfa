"""Names with typing errors: the nearest names by letter groups, judged again by spelling distance.

scikit-learn and rapidfuzz are imported here, inside functions, so that a text without errors never loads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, inf
from typing import Any

from matching.vocabulary.normalise import fold
from matching.vocabulary.slips import mistakes, one_slip_away
from matching.vocabulary.spellings import SHORTEST, Spelling, spellings

NEAREST = 10
THRESHOLD = 0.87
SHORT_THRESHOLD = 0.9  # of names up to SHORT letters, where one wrong letter already makes another word
SHORT = 7
LONGEST = 48
LONG_ENOUGH = 5  # letters of a name in which one slip is forgiven
LOOKED_UP_FAR = 3
_CONFIDENCE = 0.89  # of a perfect spelling: what was guessed stays below every reading that was not
_TIE = 0.005
_BLOCK = 500
_MISTAKE = 0.2  # what a mistake costs a name beside its likeness: one slip is far commoner than two
_MARKS_WRONG = 0.3  # of a mark, besides the slips, as likely slips count less; one more in longer names
_MARK = 0.05  # what a mark that differs costs, where marks were typed


@dataclass(frozen=True, slots=True)
class Guess:
    """Goods (`codes`) a misspelt name may mean, likeliest first, the variety if it names just one; confidence 0 to 1.

    `mistakes`: how many slips lie between the text and the name.
    """

    codes: tuple[str, ...]
    variety: str | None
    confidence: float
    mistakes: float


@dataclass(frozen=True, slots=True)
class Run:
    """Words that may be one misspelt name; `missed`: words nobody read that are not among them."""

    text: str
    missed: int = 0


def guess(runs: Sequence[Run]) -> Guess | None:
    """The nearest name of a good to any of the runs, or None where none is near enough to be worth asking about.

    A name one slip away is looked for in every run; a name further off only in the first few.
    """
    return guesses([tuple(runs)])[0]


def guesses(asked: Sequence[tuple[Run, ...]]) -> list[Guess | None]:
    """`guess` for each entry, many times quicker together than one by one."""
    found = _one_slip(asked)
    open_ = [place for place, one in enumerate(found) if one is None]
    further = [(place, run) for place in open_ for run in asked[place][:LOOKED_UP_FAR] if _is_fit(run)]
    for (place, run), near in zip(further, _near([fold(run.text) for _, run in further]), strict=True):
        found[place] = found[place] or _judged(run.text, near)
    return found


def _is_fit(run: Run) -> bool:
    return SHORTEST <= len(run.text) <= LONGEST


def _one_slip(asked: Sequence[tuple[Run, ...]]) -> list[Guess | None]:
    """Of each entry the run that leaves least unexplained: slips and words that nobody read; the longest of equals."""
    fit = [(place, run) for place, runs in enumerate(asked) for run in runs if _is_fit(run)]
    found: list[Guess | None] = [None] * len(asked)
    best: list[tuple[float, int]] = [(inf, 0)] * len(asked)
    for (place, run), near in zip(fit, one_slip_away([fold(run.text) for _, run in fit]), strict=True):
        if near and (guessed := _judged(run.text, near)) is not None:
            cost = (ceil(guessed.mistakes) + run.missed, -len(run.text))
            if cost < best[place]:
                best[place], found[place] = cost, guessed
    return found


def _judged(text: str, near: list[str]) -> Guess | None:
    typed = fold(text)
    marked = typed != text.casefold()
    scored = []
    for name in near:
        likeness, slips = _likeness(typed, name), mistakes(typed, name)
        if _is_near(name, likeness, slips):
            for spelling in spellings()[name]:
                apart = _apart(text, spelling.written) if marked else 0
                if apart <= slips + _MARKS_WRONG + (len(name) > SHORT):
                    scored.append((likeness - _MISTAKE * slips - _MARK * apart, likeness, slips, spelling))
    if not scored:
        return None
    scored.sort(key=lambda one: -one[0])
    best, likeness, slips, _ = scored[0]
    return _told([spelling for score, _, _, spelling in scored if best - score <= _TIE], likeness, slips)


def _is_near(name: str, likeness: float, slips: float) -> bool:
    if slips <= 1 and len(name) >= LONG_ENOUGH:
        return True
    return likeness >= (SHORT_THRESHOLD if len(name) <= SHORT else THRESHOLD)


def _told(readings: list[Spelling], likeness: float, slips: float) -> Guess:
    codes = tuple(dict.fromkeys(code for spelling in readings for code in spelling.codes))
    varieties = {spelling.variety for spelling in readings}
    return Guess(codes, varieties.pop() if len(varieties) == 1 else None, round(likeness * _CONFIDENCE, 3), slips)


def _apart(typed: str, written: str) -> int:
    """How many letters differ when marks count: who types marks seldom gets more than one of them wrong."""
    from rapidfuzz.distance import OSA

    return OSA.distance(typed.casefold(), written)


def _likeness(typed: str, name: str) -> float:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    if abs(len(typed) - len(name)) > max(2, len(name) // 4):
        return 0.0
    squeezed = typed.replace(" ", ""), name.replace(" ", "")
    spelt = max(JaroWinkler.similarity(typed, name), JaroWinkler.similarity(*squeezed))
    whole = max(fuzz.WRatio(typed, name), fuzz.ratio(*squeezed)) / 100
    return (spelt + whole) / 2


def _near(typed: list[str]) -> Iterator[list[str]]:
    """The names with most letter groups in common with each text, the nearest first."""
    if not typed:
        return
    vectoriser, turned, names = _index()
    vectors = vectoriser.transform(typed)
    for start in range(0, len(typed), _BLOCK):
        scores = (vectors[start : start + _BLOCK] @ turned).tocsr()
        for row in range(scores.shape[0]):
            low, high = scores.indptr[row], scores.indptr[row + 1]
            best = scores.data[low:high].argsort()[::-1][:NEAREST]
            yield [names[place] for place in scores.indices[low:high][best]]


@cache
def _index() -> tuple[Any, Any, list[str]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    names = list(spellings())
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(2, 3))
    return vectoriser, vectoriser.fit_transform(names).T.tocsr(), names

"""Names with typing errors: the nearest names by letter groups, judged again by spelling distance.

scikit-learn and rapidfuzz are imported here, inside functions, so that a text without errors never loads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, inf
from typing import Any, NamedTuple

from matching.vocabulary.normalise import fold
from matching.vocabulary.slips import distance, mistakes, one_slip_away
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


class Run(NamedTuple):
    """Words that may be one misspelt name; `missed`: words nobody read that are not among them."""

    text: str
    missed: int = 0


def guess(runs: Sequence[Run]) -> Guess | None:
    """The nearest name of a good to any of the runs, or None where none is near enough to be worth asking about.

    A name one slip away is looked for in every run; a name further off only in the first few.
    """
    return guess_near(runs) or guesses_far([runs])[0]


def guesses_far(asked: Sequence[Sequence[Run]]) -> list[Guess | None]:
    """For each entry the nearest name however far, many times quicker together than one by one."""
    found: list[Guess | None] = [None] * len(asked)
    further = [(place, run) for place, runs in enumerate(asked) for run in runs[:LOOKED_UP_FAR] if _is_fit(run)]
    for (place, run), near in zip(further, _near([fold(run.text) for _, run in further]), strict=True):
        found[place] = found[place] or _judged(run.text, near)
    return found


def _is_fit(run: Run) -> bool:
    return SHORTEST <= len(run.text) <= LONGEST


def guess_near(runs: Sequence[Run]) -> Guess | None:
    """A name one slip away: of the run that leaves least unexplained, slips and unread words; the longest of equals.

    A run whose cost cannot be less than that of one before it is not looked at.
    """
    found: Guess | None = None
    best: tuple[float, int] = (inf, 0)
    for run in runs:
        if not _is_fit(run):
            continue
        typed = fold(run.text)
        least = run.missed + (typed not in spellings())
        if (least, -len(run.text)) < best and (guessed := _judged(run.text, one_slip_away(typed))) is not None:
            cost = (ceil(guessed.mistakes) + run.missed, -len(run.text))
            if cost < best:
                best, found = cost, guessed
    return found


def _judged(text: str, near: list[str]) -> Guess | None:
    if not near:
        return None
    typed = fold(text)
    marked = typed != text.casefold()
    scored = []
    for name in near:
        likeness, slips = _likeness(typed, name), mistakes(typed, name)
        if _is_near(name, likeness, slips):
            for spelling in spellings()[name]:
                apart = _apart(text, spelling[0]) if marked else 0
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
    codes = tuple(dict.fromkeys(code for _, meant, _ in readings for code in meant))
    varieties = {variety for _, _, variety in readings}
    return Guess(codes, varieties.pop() if len(varieties) == 1 else None, round(likeness * _CONFIDENCE, 3), slips)


def _apart(typed: str, written: str) -> int:
    """How many letters differ when marks count: who types marks seldom gets more than one of them wrong."""
    return distance()(typed.casefold(), written)


def _likeness(typed: str, name: str) -> float:
    if abs(len(typed) - len(name)) > max(2, len(name) // 4):
        return 0.0
    winkler, wratio, ratio = _scorers()
    squeezed = typed.replace(" ", ""), name.replace(" ", "")
    spelt = max(winkler(typed, name), winkler(*squeezed))
    whole = max(wratio(typed, name), ratio(*squeezed)) / 100
    return (spelt + whole) / 2


@cache
def _scorers() -> tuple[Callable[..., float], Callable[..., float], Callable[..., float]]:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity, fuzz.WRatio, fuzz.ratio


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
            yield [names[place] for place in scores.indices[low:high][_best(scores.data[low:high])]]


def _best(scores: Any) -> Any:
    """Places of the `NEAREST` highest scores, the highest first."""
    if len(scores) > NEAREST:
        best = scores.argpartition(-NEAREST)[-NEAREST:]
        return best[scores[best].argsort()[::-1]]
    return scores.argsort()[::-1]


@cache
def _index() -> tuple[Any, Any, list[str]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    names = list(spellings())
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(2, 3))
    return vectoriser, vectoriser.fit_transform(names).T.tocsr(), names

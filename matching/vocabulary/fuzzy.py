"""Names with typing errors: the nearest names by letter groups, judged again by spelling distance.

scikit-learn and rapidfuzz are imported here, inside functions, so that a text without errors never loads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from matching.vocabulary.lexicon import lexicon
from matching.vocabulary.normalise import fold

NEAREST = 10
THRESHOLD = 0.87
SHORT_THRESHOLD = 0.9  # of names up to SHORT letters, where one wrong letter already makes another word
SHORT = 7
SHORTEST = 4
LONGEST = 48
_CONFIDENCE = 0.89  # of a perfect spelling: what was guessed stays below every reading that was not
_TIE = 0.005


@dataclass(frozen=True, slots=True)
class Guess:
    """Goods (`codes`) a misspelt name may mean, the variety if it names just one, and the confidence 0 to 1."""

    codes: tuple[str, ...]
    variety: str | None
    confidence: float


def guess(text: str) -> Guess | None:
    """The nearest name of a good, or None where no name is near enough to be worth asking about."""
    typed = fold(text)
    if not SHORTEST <= len(typed) <= LONGEST:
        return None
    scored = sorted(((_likeness(typed, name), name) for name in _near(typed)), reverse=True)
    if not scored or scored[0][0] < (SHORT_THRESHOLD if len(typed) <= SHORT else THRESHOLD):
        return None
    best = scored[0][0]
    readings = [reading for score, name in scored if best - score <= _TIE for reading in _names()[name]]
    codes = tuple(dict.fromkeys(code for codes, _ in readings for code in codes))
    varieties = {variety for _, variety in readings}
    return Guess(codes, varieties.pop() if len(varieties) == 1 else None, round(best * _CONFIDENCE, 3))


def _likeness(typed: str, name: str) -> float:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    if abs(len(typed) - len(name)) > max(2, len(name) // 4):
        return 0.0
    squeezed = typed.replace(" ", ""), name.replace(" ", "")
    spelt = max(JaroWinkler.similarity(typed, name), JaroWinkler.similarity(*squeezed))
    whole = max(fuzz.WRatio(typed, name), fuzz.ratio(*squeezed)) / 100
    return (spelt + whole) / 2


def _near(typed: str) -> list[str]:
    vectoriser, matrix, names = _index()
    scores = (matrix @ vectoriser.transform([typed]).T).toarray().ravel()
    best = scores.argsort()[::-1][:NEAREST]
    return [names[i] for i in best if scores[i] > 0]


@cache
def _names() -> dict[str, tuple[tuple[tuple[str, ...], str | None], ...]]:
    """Folded names of at least four letters with the goods and the variety each may mean."""
    found: dict[str, dict[tuple[tuple[str, ...], str | None], None]] = {}
    for key, entries in lexicon().entries.items():
        name = " ".join(key)
        for entry in entries:
            if len(name) >= SHORTEST and (entry.kind == "good" or (entry.kind == "variety" and entry.alone)):
                found.setdefault(name, {})[entry.codes, entry.variety] = None
    return {name: tuple(readings) for name, readings in found.items()}


@cache
def _index() -> tuple[Any, Any, list[str]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    names = list(_names())
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(2, 3))
    return vectoriser, vectoriser.fit_transform(names), names

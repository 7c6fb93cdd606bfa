"""The season as the text rivals see it: one line for each offer and need, with every advantage that costs them nothing.

Marks are folded away and words of the trade ("cần bán", "loại 1") are cut, so that only what names goods is compared.
Such a text has 11.0 letters in an offer and 10.5 in a need. Of 250 reported ones those that name one good, as every
text here does, have 10.6 (offers), 11.2 (linkages) and 11.4 (needs) after the same cleaning, so nothing is added to
them; all reported ones have 13.3, 12.2 and 16.2, the longer ones because they name several goods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from matching.vocabulary.normalise import fold
from tests.benchmarks.season import Season
from tests.benchmarks.season.writing import AFTER, BUYING, SELLING, Typed

_TRADE = re.compile(
    r"\b(?:"
    + "|".join(sorted({fold(word) for word in (*SELLING, *BUYING, *AFTER) if word.strip()}, key=len, reverse=True))
    + r")\b"
)
_MARKS = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class Texts:
    """Cleaned texts, an entry for each offer and each need of a season."""

    offers: list[str]
    needs: list[str]


def texts(season: Season) -> Texts:
    """All texts of a season."""
    return Texts(_cleaned(season.offer_texts()), _cleaned(season.need_texts()))


def clean(text: str) -> str:
    """A text without marks, signs and words of the trade; never empty."""
    folded = _MARKS.sub(" ", fold(text))
    return " ".join(_TRADE.sub(" ", folded).split()) or folded


def _cleaned(rows: Iterable[Typed]) -> list[str]:
    return [clean(row.text) for row in rows]

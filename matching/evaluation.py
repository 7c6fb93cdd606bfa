"""How good a ranking is, need by need and in the mean, against judged pairs.

Gain of a grade is 2^grade − 1. Counted are the needs that have at least one offer of grade 2 or 3.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.errors import SourceFileError

GOOD_GRADE = 2
Judgements = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class NeedMeasure:
    """One need: nDCG@10, reciprocal rank of the first good offer, and whether one stands in the first five."""

    need_id: str
    ndcg: float
    reciprocal_rank: float
    good_in_five: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Means over the counted needs, and each need, worst first. Without any counted need all means are 0."""

    needs: tuple[NeedMeasure, ...]
    ndcg: float
    mrr: float
    good_in_five: float


def evaluate(rankings: Mapping[str, Sequence[str]], qrels: Judgements, *, depth: int = 10) -> Report:
    """Measure `rankings` (offer ids best first, per need id) against `qrels` (grade per need and offer)."""
    counted = [need_id for need_id in sorted(qrels) if max(qrels[need_id].values(), default=0) >= GOOD_GRADE]
    measures = [_measure(need_id, rankings.get(need_id, ()), qrels[need_id], depth) for need_id in counted]
    size = max(len(measures), 1)
    return Report(
        tuple(sorted(measures, key=lambda one: (one.ndcg, one.need_id))),
        sum(one.ndcg for one in measures) / size,
        sum(one.reciprocal_rank for one in measures) / size,
        sum(one.good_in_five for one in measures) / size,
    )


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Judged pairs of a file with need_id, offer_id, grade 0..3. Raises `SourceFileError` with the line."""
    found: dict[str, dict[str, int]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                grade = _grade(path, line, row)
                found.setdefault(str(row["need_id"]), {})[str(row["offer_id"])] = grade
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceFileError(path, str(error)) from error
    return found


def _grade(path: Path, line: int, row: Mapping[str, str | None]) -> int:
    if not row.get("need_id") or not row.get("offer_id"):
        raise SourceFileError(path, "need_id or offer_id is missing", line)
    grade = row.get("grade")
    if grade not in ("0", "1", "2", "3"):
        raise SourceFileError(path, f"grade is not 0..3: {grade!r}", line)
    return int(grade)


def _measure(need_id: str, ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> NeedMeasure:
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    got = _gain([grades.get(offer_id, 0) for offer_id in ranked[:depth]])
    good = (place for place, offer_id in enumerate(ranked, start=1) if grades.get(offer_id, 0) >= GOOD_GRADE)
    first = next(good, None)
    return NeedMeasure(need_id, got / best, 1 / first if first else 0.0, first is not None and first <= 5)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))

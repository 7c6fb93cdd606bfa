"""Hard rules: what keeps an offer out whatever its score, and whether one change could mend it.

Expired, wrong-scope or missing must-certificate; irreconcilable form; no overlap in time; below the minimum lot;
outside the maximum distance. The same organisation and a linkage reported broken off cannot be mended.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, Floats
from matching.asking import Ask
from matching.candidates import Bucket
from matching.catalogue import form_gap
from matching.place_features import plant_km
from matching.supply_features import supply_kg
from matching.trust_features import holds, linked_lines

MENDABLE = ("certificate", "form", "window", "minimum_lot", "distance")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken` per mendable rule and line; `barred` are lines nothing can mend; `km` as measured for the rule."""

    broken: dict[str, Bools]
    barred: Bools
    km: Floats

    @property
    def count(self) -> np.ndarray:
        """How many mendable rules each line breaks."""
        return np.asarray(np.sum(list(self.broken.values()), axis=0))


def judge(bucket: Bucket, ask: Ask) -> Verdict:
    """Every hard rule over every line of a bucket. What is unknown breaks no rule."""
    lines, need = bucket.lines, ask.need
    km = plant_km(lines, ask)
    size = len(lines)
    broken = {
        "certificate": _certificate(bucket, ask),
        "form": np.full(size, ask.nearness == "same" and form_gap(ask.good.form, ask.offered_form) == 2),
        "window": (lines["start"] > ask.end) | (lines["end"] < ask.start) | _no_month(bucket, ask),
        "minimum_lot": _below_lot(bucket, ask),
        "distance": np.zeros(size, dtype=bool) if need.maximum_km is None else km > need.maximum_km,
    }
    barred = (lines["organisation"] == ask.organisation) | linked_lines(bucket, ask, broken=True)
    return Verdict(broken, barred, km)


def _certificate(bucket: Bucket, ask: Ask) -> Bools:
    missing = np.zeros(len(bucket.lines), dtype=bool)
    for criterion in ask.need.criteria:
        if criterion.kind == "certificate" and criterion.must:
            missing |= ~holds(bucket, ask, criterion.value)
    return np.asarray(missing & bucket.lines["papers_known"])


def _no_month(bucket: Bucket, ask: Ask) -> Bools:
    """Both sides name months and share none. Dated sides are judged by their dates."""
    if not ask.need.months or ask.need.periods:
        return np.zeros(len(bucket.lines), dtype=bool)
    asked = sum(1 << (month - 1) for month in ask.need.months)
    offered = bucket.lines["months"].astype(np.int64)
    return np.asarray((offered > 0) & ((offered & asked) == 0))


def _below_lot(bucket: Bucket, ask: Ask) -> Bools:
    need, lines = ask.need, bucket.lines
    low = np.zeros(len(lines), dtype=bool)
    if need.minimum_lot_kg is not None:
        low |= supply_kg(bucket) < float(need.minimum_lot_kg)
    asked = need.total_kg
    if asked is not None:
        low |= lines["lot_kg"] > float(asked)
    return low

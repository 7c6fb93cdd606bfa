"""The hand score: named parts for every line of a bucket, in whole tenths of a point that add up exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.asking import Ask
from matching.candidates import Bucket
from matching.goods_features import form_variety, product
from matching.parameters import PARTS
from matching.place_features import MINOR, SERIOUS, distance
from matching.rules import Verdict, judge
from matching.supply_features import price, quantity, window
from matching.trust_features import LINKED, certificates, state_owned, track_record

TENTHS = 10


@dataclass(frozen=True, slots=True)
class Scored:
    """Lines of one bucket scored for one ask.

    `values` and `tenths` have a row for each line and a column for each of `parts`; `total` is the row sum of
    `tenths`. `notes` hold what the sentences need: cases, kilometres, shares.
    """

    ask: Ask
    bucket: Bucket
    parts: tuple[str, ...]
    values: Floats
    tenths: Ints
    total: Ints
    verdict: Verdict
    notes: dict[str, np.ndarray]

    @property
    def allowed(self) -> Bools:
        """Lines that break no hard rule."""
        return np.asarray((self.verdict.count == 0) & ~self.verdict.barred)


def score(bucket: Bucket, ask: Ask) -> Scored:
    """Score every line of a bucket. Pure: same arguments, same answer."""
    values, notes = _features(bucket, ask)
    parts = tuple(name for name in PARTS if name in ask.parameters.weights)
    matrix = np.column_stack([values[name] for name in parts])
    weights = np.array([float(ask.parameters.weights[name]) for name in parts])
    tenths = np.rint(matrix * weights * TENTHS).astype(np.int64)
    return Scored(ask, bucket, parts, matrix, tenths, tenths.sum(axis=1), judge(bucket, ask), notes)


def _features(bucket: Bucket, ask: Ask) -> tuple[dict[str, Floats], dict[str, np.ndarray]]:
    lines = bucket.lines
    values: dict[str, Floats] = {}
    notes: dict[str, np.ndarray] = {}
    values["product"], notes["product"] = product(lines, ask)
    values["form_variety"], notes["form_variety"] = form_variety(lines, ask)
    values["quantity"], notes["quantity"], notes["share"] = quantity(bucket, ask)
    values["window"], notes["window"] = window(bucket, ask)
    values["price"], notes["price"] = price(bucket, ask)
    values["certificates"], notes["certificates"] = certificates(bucket, ask)
    values["track_record"], notes["track_record"] = track_record(bucket, ask)
    values["soe"] = state_owned(bucket, ask)
    place = distance(lines, ask)
    # Two who trade already have shown that the way is not too far.
    proven = (notes["track_record"] == LINKED) & np.isin(place.gap, (MINOR, SERIOUS)) & (ask.nearness == "same")
    values["distance"] = np.where(proven, 1 - ask.value("near"), place.values)
    notes["place_gap"], notes["km"], notes["spot"] = place.gap, place.km, place.spot
    notes["proven"] = proven
    return values, notes

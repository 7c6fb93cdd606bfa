"""The hand score: named parts for every pair of a block, in whole tenths of a point that add up exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import Floats, Ints
from matching.block import Block
from matching.goods_features import form_variety, product
from matching.parameters import PARTS
from matching.part import TENTHS, PartScore
from matching.place_features import MINOR, SERIOUS, distance
from matching.rules import Verdict, judge
from matching.supply_features import price, quantity, window
from matching.trust_features import Papers, certificates, linked, state_owned, track_record

__all__ = ["TENTHS", "Scored", "score"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A block scored: `total`, (asks, lines), is the sum of the tenths of `parts`, in the order of PARTS."""

    block: Block
    parts: dict[str, PartScore]
    weights: tuple[float, ...]
    total: Ints
    papers: Papers
    verdict: Verdict

    def values(self, rows: Ints, columns: Ints) -> Floats:
        """Part values of some pairs, (pairs, parts)."""
        return np.stack([part.at(rows, columns) for part in self.parts.values()], axis=1)

    def tenths(self, values: Floats) -> Ints:
        """Tenths of a point of part values."""
        return np.asarray(np.rint(values * np.array(self.weights) * TENTHS), dtype=np.int16)


def score(block: Block) -> Scored:
    """Score every pair of a block. Pure: same arguments, same answer."""
    weighted = block.question.parameters.weights
    papers = Papers(block)
    parts = _parts(block, papers)
    parts = {name: parts[name] for name in PARTS if name in weighted}
    weights = tuple(float(weighted[name]) for name in parts)
    total = np.zeros(block.shape, dtype=np.int16)
    for part, weight in zip(parts.values(), weights, strict=True):
        total += part.tenths(weight)
    return Scored(block, parts, weights, total, papers, judge(block, papers))


def _parts(block: Block, papers: Papers) -> dict[str, PartScore]:
    return {
        "product": product(block),
        "form_variety": form_variety(block),
        "quantity": quantity(block),
        "window": window(block),
        "distance": _distance(block),
        "price": price(block),
        "certificates": certificates(block, papers),
        "track_record": track_record(block),
        "soe": state_owned(block),
    }


def _distance(block: Block) -> PartScore:
    """Two who trade already have shown that the way is not too far."""
    found = distance(block)
    rows, columns = linked(block)
    if not len(rows):
        return PartScore(found.values, None, {**found.notes, "proven": np.zeros((1, 1), dtype=bool)})
    proven = np.zeros(block.shape, dtype=bool)
    proven[rows, columns] = np.isin(found.notes["place_gap"][rows, columns], (MINOR, SERIOUS))
    proven &= block.asks["same"]
    values = np.where(proven, 1 - block.question.value("near"), found.values)
    return PartScore(values, None, {**found.notes, "proven": proven})

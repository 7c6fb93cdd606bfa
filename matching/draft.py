"""The best pairs of a block for many needs at once, without notes: only pairs that may be chosen are scored to the end.

Every pair gets the tenths of the parts that are cheap. What the late parts could add at most then tells which pairs
may reach the worst that will be kept, and only these are scored exactly; the answer is that of scoring everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.baseline import early_parts
from matching.block import Block
from matching.late import LatePart, late_price, late_quantity
from matching.parameters import PARTS
from matching.part import TENTHS, PartScore
from matching.rules import judge
from matching.shortlist import Picks, first_of_rows
from matching.trust_features import Papers, PaperSpans


@dataclass(frozen=True, slots=True)
class Draft:
    """A block with the sum of the tenths of its early parts, (asks, lines), and the pairs that break no rule."""

    block: Block
    parts: dict[str, PartScore | LatePart]
    weights: dict[str, float]
    total: Ints
    allowed: Bools

    @property
    def late(self) -> dict[str, LatePart]:
        """The parts that are still to be worked out."""
        return {name: part for name, part in self.parts.items() if isinstance(part, LatePart)}


def draft(block: Block, spans: PaperSpans) -> Draft:
    """A block with its early parts added up."""
    weighted = block.question.parameters.weights
    weights = {name: float(weighted[name]) for name in PARTS if name in weighted}
    papers = Papers(block, spans)
    found: dict[str, PartScore | LatePart] = {**early_parts(block, papers)}
    found["quantity"] = late_quantity(block, weights.get("quantity", 0.0))
    found["price"] = late_price(block, weights.get("price", 0.0))
    parts = {name: found[name] for name in weights}
    total = np.zeros(block.shape, dtype=np.int16)
    for name, part in parts.items():
        if isinstance(part, PartScore):
            total += part.tenths(weights[name])
    return Draft(block, parts, weights, total, judge(block, papers).allowed)


def best_pairs(block: Block, spans: PaperSpans, least: Ints, top: int) -> Picks:
    """The best `top` offers of every ask that reach `least`, (asks, 1), with the values of their parts."""
    found = draft(block, spans)
    rows, columns = np.nonzero(_hopeful(found, least, top))
    late = {name: part.at(rows, columns) for name, part in found.late.items()}
    tenths = found.total[rows, columns].astype(np.int64)
    for name, values in late.items():
        tenths += np.rint(values * found.weights[name] * TENTHS).astype(np.int64)
    kept = np.flatnonzero(tenths >= least[rows, 0])
    chosen = kept[first_of_rows(block, rows[kept], columns[kept], tenths[kept], top)]
    rows, columns = rows[chosen], columns[chosen]
    values = _values(found, rows, columns, {name: one[chosen] for name, one in late.items()})
    return Picks(
        need=block.asks["need"][rows, 0],
        slot=block.line("slot")[columns],
        tenths=tenths[chosen].astype(np.int16),
        sequence=(block.asks["sequence"][rows, 0] << 24) + columns + block.chosen.start,
        source=np.full(len(rows), -1, dtype=np.int32),
        row=rows.astype(np.int32),
        column=columns.astype(np.int32),
        values=values.astype(np.float32),
        part_tenths=np.asarray(np.rint(values * np.array([*found.weights.values()]) * TENTHS), dtype=np.int16),
    )


def _hopeful(found: Draft, least: Ints, top: int) -> Bools:
    """Pairs that reach `least` and the worst that will be kept, if all late parts turn out well."""
    total, lines = found.total, found.block.shape[1]
    kept = top * found.block.bucket.most_lines_of_one
    bar = np.maximum(least, 0).astype(np.int16)
    if lines > kept:
        sure = np.where(found.allowed, total, np.int16(-5000))
        for part in found.late.values():
            sure += part.least
        bar = np.maximum(bar, np.partition(sure, lines - kept, axis=1)[:, [lines - kept]])
    for part in found.late.values():
        total = total + part.most
    return np.asarray((total >= bar) & found.allowed)


def _values(found: Draft, rows: Ints, columns: Ints, late: dict[str, Floats]) -> Floats:
    values = np.empty((len(rows), len(found.parts)))
    for place, (name, part) in enumerate(found.parts.items()):
        values[:, place] = part.at(rows, columns) if isinstance(part, PartScore) else late[name]
    return values

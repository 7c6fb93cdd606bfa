"""Few cells that stand for the many lines of a bucket: a cell promises at least what any of its lines could give.

Lines of one profile with papers for the same wishes are one cell of goods, lines of one province one cell of places. A
part worked out for a cell is never below that part of its lines, so what cannot be chosen is seen without looking at
every line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, LEVELS, UNKNOWN, Bools, Columns, Floats, Ints
from matching.block import Question
from matching.bucket import Bucket
from matching.geography import kilometres
from matching.trust_features import NEVER, PaperSpans

# Wishes beyond so many are taken for fulfilled.
_MOST_WISHES = 60
_ROUNDING_KM = 0.01


@dataclass(frozen=True, slots=True)
class Cells:
    """A bucket with a line for each cell, and the cell of every line."""

    bucket: Bucket
    which: Ints


class CellPapers(PaperSpans):
    """The papers of cells: what any of its lines holds is held for ever."""

    def __init__(self, bucket: Bucket, held: dict[str, Bools]) -> None:
        self.bucket, self.held = bucket, held

    def of(self, wish: str) -> tuple[Ints, Ints]:
        """First and last days, shape (1, cells)."""
        held = self.held.get(wish, np.ones(len(self.bucket), dtype=bool))
        return np.where(held, FIRST_DAY, NEVER)[None, :], np.where(held, LAST_DAY, FIRST_DAY - 1)[None, :]


def held_wishes(whole: Bucket, spans: PaperSpans, question: Question) -> Ints:
    """For every line the wishes that some paper of it answers for on any day, as bits."""
    held = np.zeros(len(whole), dtype=np.int64)
    for bit, wish in enumerate(question.asked.wish_names[:_MOST_WISHES]):
        held |= (np.diff(spans.rows(wish)[0]) > 0).astype(np.int64) << bit
    return held


def goods_cells(bucket: Bucket, held: Ints, wishes: Sequence[str]) -> tuple[Cells, CellPapers]:
    """Cells by profile, by whether papers are known, and by the wishes that are `held` as bits."""
    kinds, which = np.unique(held, return_inverse=True)
    own = (bucket.profiles[1] * 2 + bucket.lines["papers_known"]) * len(kinds) + which
    _, first, cell = np.unique(own, return_index=True, return_inverse=True)
    lines = {name: bucket.lines[name][first] for name in ("slot", "profile", "papers_known")}
    # Where goods must come from one province, any line might.
    lines["province"] = np.full(len(first), UNKNOWN)
    cells = _bucket(bucket, lines)
    papers = {wish: (held[first] >> bit & 1).astype(bool) for bit, wish in enumerate(wishes[:_MOST_WISHES])}
    return Cells(cells, cell), CellPapers(cells, papers)


def place_cells(bucket: Bucket) -> Cells:
    """Cells by province and region, each with a middle and the kilometres within which all its lines lie."""
    columns = bucket.lines
    known = ~np.isnan(columns["x"])
    key = ((columns["region"].astype(np.int64) + 1) << 32 | (columns["province"] + 1)) * 2 + known
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    lines = {name: columns[name][first] for name in ("slot", "region", "province")}
    lines["district"] = np.full(len(first), UNKNOWN)
    # An area holds every place of its province that a need may name.
    lines["level"] = np.full(len(first), LEVELS["province"], dtype=np.int8)
    lines |= _middles(columns, which, len(first))
    cells = _bucket(bucket, lines)
    cells.radius_km = _radii(columns, lines, which)
    return Cells(cells, which)


def _bucket(bucket: Bucket, lines: Columns) -> Bucket:
    return Bucket(bucket.good, bucket.form, lines, {}, np.arange(len(lines["slot"])))


def _middles(columns: Columns, which: Ints, size: int) -> dict[str, Floats]:
    sums = {axis: np.bincount(which, columns[axis], size) for axis in "xyz"}
    length = np.sqrt(sums["x"] ** 2 + sums["y"] ** 2 + sums["z"] ** 2)
    return {axis: found / np.where(length > 0, length, 1.0) for axis, found in sums.items()}


def _radii(columns: Columns, cells: Columns, which: Ints) -> Floats:
    km = kilometres([cells[axis][which] for axis in "xyz"], [columns[axis] for axis in "xyz"])
    found = np.zeros(len(cells["slot"]))
    np.maximum.at(found, which, np.nan_to_num(km))
    return found + _ROUNDING_KM

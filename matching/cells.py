"""Few cells that stand for the many lines of a bucket: a cell promises at least what any of its lines could give.

Lines of one profile with papers for the same wishes are one cell of goods, lines of one province one cell of places. A
part worked out for a cell is never below that part of its lines, so what cannot be chosen is seen without looking at
every line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import LEVELS, UNKNOWN, Bools, Columns, Floats, Ints
from matching.block import Block, Question
from matching.bucket import Bucket
from matching.geography import kilometres
from matching.paper_rows import papers_for
from matching.trust_features import Papers

# Wishes beyond so many are taken for fulfilled.
_MOST_WISHES = 60
_ROUNDING_KM = 0.01


@dataclass(frozen=True, slots=True)
class Cells:
    """A bucket with a line for each cell, the cell of every line, and the wishes that each cell holds, as bits."""

    bucket: Bucket
    which: Ints
    held: Ints


class CellPapers(Papers):
    """The papers of cells: what any line of a cell holds on any day is held for ever."""

    def __init__(self, block: Block, cells: Cells) -> None:
        super().__init__(block)
        self._cells = cells

    def _holds(self, place: int) -> Bools:
        if place >= _MOST_WISHES:
            return np.ones((1, len(self._cells.bucket)), dtype=bool)
        return (self._cells.held >> place & 1).astype(bool)[None, :]


def held_wishes(whole: Bucket, question: Question) -> Ints:
    """For every line the wishes that some paper of it answers for on any day, as bits."""
    held = np.zeros(len(whole), dtype=np.int64)
    for bit, wish in enumerate(question.asked.wish_names[:_MOST_WISHES]):
        held |= (np.diff(papers_for(whole, question, wish)[0]) > 0).astype(np.int64) << bit
    return held


def goods_cells(bucket: Bucket, held: Ints) -> Cells:
    """Cells by profile, by whether papers are known, and by the wishes that are `held` as bits."""
    kinds, which = np.unique(held, return_inverse=True)
    own = (bucket.profiles[1] * 2 + bucket.lines["papers_known"]) * len(kinds) + which
    _, first, cell = np.unique(own, return_index=True, return_inverse=True)
    lines = {name: bucket.lines[name][first] for name in ("slot", "profile", "papers_known")}
    # Where goods must come from one province, any line might.
    lines["province"] = np.full(len(first), UNKNOWN)
    return Cells(_bucket(bucket, lines), cell, held[first])


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
    return Cells(cells, which, np.zeros(len(first), dtype=np.int64))


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

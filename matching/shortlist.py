"""The best pairs of a block, and the best of several blocks: exact, with ties by offer id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.bucket import Bucket

# Sort keys hold a row or need, what is missing to the highest score, and a line, slot or rank, one above the other.
_MOST_TENTHS, _TENTHS_BITS = 2047, 11
_LINE_BITS = _SLOT_BITS = 31
_MOST_CHANCE, _CHANCE_BITS = 16_383, 14


@dataclass(frozen=True, slots=True)
class Picks:
    """Chosen pairs. `sequence` tells which of two lines of one offer comes first; `source` is the number of the block
    in which they stand at `row` and `column`."""

    need: Ints
    slot: Ints
    tenths: Ints
    sequence: Ints
    source: Ints
    row: Ints
    column: Ints
    values: Floats
    part_tenths: Ints

    def __len__(self) -> int:
        return len(self.need)

    def take(self, chosen: Ints | Bools) -> Picks:
        """Some of the pairs."""
        return Picks(*(getattr(self, one.name)[chosen] for one in fields(Picks)))


def together(found: Sequence[Picks], width: int) -> Picks:
    """All pairs of several picks; `width` is the number of parts."""
    if not found:
        none = np.zeros(0, dtype=np.int64)
        values = np.zeros((0, width), dtype=np.float32)
        return Picks(none, none, none, none, none, none, none, values, values.astype(np.int16))
    return Picks(*(np.concatenate([getattr(one, field.name) for one in found]) for field in fields(Picks)))


def first_of_rows(bucket: Bucket, rows: Ints, lines: Ints, tenths: Ints, top: int) -> Ints:
    """Places of the best `top` pairs of every row, by row, best first and by offer id, each offer once."""
    places = np.arange(len(rows))
    if bucket.most_lines_of_one > 1:
        slots = bucket.lines["slot"][lines]
        order = np.lexsort((lines, -tenths, slots, rows))
        places = np.sort(order[_heads(rows[order], slots[order])])
        rows, lines, tenths = rows[places], lines[places], tenths[places]
    key = (rows.astype(np.int64) << _TENTHS_BITS | (_MOST_TENTHS - tenths)) << _LINE_BITS | bucket.order[lines]
    order = np.argsort(key)
    return np.asarray(places[order[_place(rows[order]) < top]])


def _heads(*columns: Ints) -> Bools:
    """Where any of the columns differs from the row before."""
    found = np.ones(len(columns[0]), dtype=bool)
    if len(found):
        found[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return found


def _place(owner: Ints) -> Ints:
    """The place of every row among those of its owner, which stand together."""
    starts = np.flatnonzero(_heads(owner))
    return np.asarray(np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner)))))


def best_of(picks: Picks, ranks: Ints, top: int) -> Picks:
    """The best `top` offers of every need, best first, ties by `ranks` (one for each pick); each offer once."""
    size = len(picks)
    if not size:
        return picks
    need = picks.need.astype(np.int64)
    places = np.arange(size)
    pairs = need << _SLOT_BITS | picks.slot
    ordered = np.sort(pairs)
    if (ordered[1:] == ordered[:-1]).any():
        # The first pair of an offer by score and sequence is its best.
        order = np.lexsort((picks.sequence, -picks.tenths, pairs))
        places = order[_heads(pairs[order])]
    key = (need[places] << _TENTHS_BITS | (_MOST_TENTHS - picks.tenths[places])) << _SLOT_BITS | ranks[places]
    places = places[np.argsort(key)]
    return picks.take(places[_place(need[places]) < top])


def by_chance(picks: Picks, chances: Ints, ranks: Ints, top: int) -> Ints:
    """Places of the best `top` pairs of every need: by `chances` (0 to 16383), score, `ranks`. Pairs come by need."""
    first = (picks.need.astype(np.int64) << _CHANCE_BITS | _MOST_CHANCE - chances) << _TENTHS_BITS
    first |= _MOST_TENTHS - picks.tenths
    order = np.argsort(first, kind="stable")
    equal = np.flatnonzero(np.diff(first[order]) == 0)
    if len(equal):
        order = np.lexsort((ranks, first))
    return np.asarray(order[_place(picks.need[order]) < top])

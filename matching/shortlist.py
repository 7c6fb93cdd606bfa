"""The best pairs of a block, and the best of several blocks: exact, with ties by offer id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.baseline import Scored
from matching.bucket import Bucket

_SPARE = 8
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


def pick(scored: Scored, mask: Bools, top: int, *, source: int) -> Picks:
    """The best `top` offers of every row among the pairs of `mask`; several lines of one offer may come along."""
    block = scored.block
    bucket = block.bucket
    bits = max(len(bucket) - 1, 1).bit_length()
    kind = np.int32 if bits <= 20 else np.int64
    last = (1 << bits) - 1
    order, start = bucket.order[block.chosen], int(block.places[0])
    keys: Ints = np.left_shift(scored.total.astype(kind), bits) + (last - order).astype(kind)
    keys[~mask] = -1
    best = _best(keys, top, bucket.most_lines_of_one, block.line("slot"), bucket.by_order, last, start)
    rows, places = np.nonzero(best >= 0)
    found = best[rows, places]
    columns = bucket.by_order[last - (found & last)] - start
    values = scored.values(rows, columns) if source < 0 else np.zeros((len(rows), 0))
    return Picks(
        need=block.asks["need"][rows, 0],
        slot=block.line("slot")[columns],
        tenths=(found >> bits).astype(np.int16),
        sequence=(block.asks["sequence"][rows, 0] << 24) + columns + start,
        source=np.full(len(rows), source, dtype=np.int32),
        row=rows.astype(np.int32),
        column=columns.astype(np.int32),
        values=values.astype(np.float32),
        part_tenths=scored.tenths(values) if source < 0 else values.astype(np.int16),
    )


def _best(keys: Ints, top: int, most: int, slots: Ints, by_order: Ints, last: int, start: int) -> Ints:
    """The highest keys of every row, enough of them to hold `top` different offers where there are as many."""
    lines = keys.shape[1]
    wanted = top if most == 1 else top + _SPARE
    while wanted < lines:
        found = np.partition(keys, lines - wanted, axis=1)[:, lines - wanted :]
        if most == 1 or wanted >= top * most or not _too_few(found, top, slots, by_order, last, start):
            return np.asarray(found)
        wanted *= 2
    return keys


def _too_few(found: Ints, top: int, slots: Ints, by_order: Ints, last: int, start: int) -> bool:
    """Whether a row has fewer than `top` different offers though it may have more further down."""
    full = np.flatnonzero((found >= 0).all(axis=1))
    offers = np.sort(slots[by_order[last - (found[full] & last)] - start], axis=1)
    different = 1 + (np.diff(offers, axis=1) != 0).sum(axis=1)
    return bool((different < top).any())


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

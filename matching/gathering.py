"""From lines as they were cut to buckets, and one offer more or less in a bucket."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from matching.arrays import UNKNOWN, Bools, Columns, Ints, ascending, spread
from matching.bucket import Bucket, Ragged
from matching.cutting import Cut
from matching.lines import LINE, RAGGED

Names = Sequence[tuple[str, str | None]]


def gathered(cuts: list[Cut], ranks: Ints, alive: Bools, names: Names) -> Iterator[tuple[int, Bucket]]:
    """All buckets, by number, as spans of shared columns. `cuts` is emptied on the way, to hold nothing twice."""
    ragged_first = {name: _moved(cuts, name) for name in RAGGED}
    ragged_count = {name: np.concatenate([cut.count[name] for cut in cuts]) for name in RAGGED}
    lines = {name: _column([cut.lines for cut in cuts], name) for name in LINE}
    raw = {name: {key: _column([c.ragged[name] for c in cuts], key) for key in RAGGED[name]} for name in RAGGED}
    cuts.clear()
    living = np.flatnonzero(alive[lines["slot"]])
    order = living[np.lexsort((lines["slot"][living], lines["start"][living], lines["bucket"][living]))]
    for name in LINE:
        lines[name] = lines[name][order]
    ragged = {name: _ordered(raw.pop(name), ragged_first[name], ragged_count[name], order) for name in RAGGED}
    bounds = np.flatnonzero(np.diff(lines["bucket"], prepend=UNKNOWN, append=UNKNOWN))
    places = _places(lines, bounds, ranks)
    yield from spans(lines, ragged, places, bounds, names)


def spans(
    lines: Columns, ragged: dict[str, Ragged], places: Ints, bounds: Ints, names: Names
) -> Iterator[tuple[int, Bucket]]:
    """Buckets that are spans of shared columns; bucket i reaches from `bounds[i]` to `bounds[i + 1]`."""
    whole = Bucket("", None, lines, ragged, places)
    for first, past in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        number = int(lines["bucket"][first])
        own = {name: found.span(first, past) for name, found in ragged.items()}
        columns = {name: column[first:past] for name, column in lines.items()}
        bucket = Bucket(*names[number], columns, own, places[first:past])
        bucket.stands_in(whole, first)
        yield number, bucket


def picked(cut: Cut, chosen: Ints) -> tuple[Columns, dict[str, Ragged]]:
    """Some lines of what was cut, with their ragged rows."""
    lines = {name: column[chosen] for name, column in cut.lines.items()}
    rows = {name: _ordered(dict(cut.ragged[name]), cut.first[name], cut.count[name], chosen) for name in RAGGED}
    return lines, rows


def sorted_bucket(good: str, form: str | None, lines: Columns, ragged: dict[str, Ragged]) -> Bucket:
    """A bucket of the lines of a single offer, in the order they were cut."""
    return Bucket(good, form, lines, ragged, np.arange(len(lines["slot"]), dtype=np.int32))


def without(bucket: Bucket, slot: int) -> Bucket:
    """The bucket less one offer."""
    left = np.flatnonzero(bucket.lines["slot"] != slot)
    kept = bucket.take(left)
    kept.order = _renumbered(kept.order)
    return kept


def with_lines(bucket: Bucket, lines: Columns, ragged: dict[str, Ragged], ids: Sequence[str]) -> Bucket:
    """The bucket with the lines of one more offer, which has a higher slot than any other."""
    old, new = len(bucket), len(lines["slot"])
    by_order, slots = bucket.by_order, bucket.lines["slot"]
    own_id = ids[int(lines["slot"][0])]
    place = bisect_left(range(old), own_id, key=lambda at: ids[int(slots[by_order[at]])])
    order = np.concatenate((bucket.order + new * (bucket.order >= place), place + np.arange(new)))
    columns = {name: np.concatenate((bucket.lines[name], column)) for name, column in lines.items()}
    rows = {name: _joined(bucket.ragged[name], found) for name, found in ragged.items()}
    whole = Bucket(bucket.good, bucket.form, columns, rows, order.astype(np.int32))
    return whole.take(np.lexsort((columns["slot"], columns["start"])))


def _renumbered(order: Ints) -> Ints:
    """The same order without the places nobody has."""
    found = np.empty(len(order), dtype=np.int32)
    found[np.argsort(order)] = np.arange(len(order), dtype=np.int32)
    return found


def _joined(first: Ragged, second: Ragged) -> Ragged:
    count = np.concatenate((np.diff(first.first), np.diff(second.first)))
    columns = {name: np.concatenate((column, second.columns[name])) for name, column in first.columns.items()}
    return Ragged(ascending(count), columns)


def _column(found: list[Columns], name: str) -> Ints:
    """One column of all cuts; the pieces are let go."""
    return np.concatenate([columns.pop(name) for columns in found])


def _moved(cuts: list[Cut], name: str) -> Ints:
    """Where each line's rows begin once the rows of all cuts stand one after the other."""
    sizes = ascending(np.array([len(next(iter(cut.ragged[name].values()))) for cut in cuts]))
    return np.concatenate([cut.first[name] + before for cut, before in zip(cuts, sizes[:-1], strict=True)])


def _ordered(columns: Columns, first: Ints, count: Ints, order: Ints) -> Ragged:
    """Rows in the order of lines; every column is let go as soon as it is put in order."""
    rows = spread(first[order], count[order])
    return Ragged(ascending(count[order]), {name: columns.pop(name)[rows] for name in tuple(columns)})


def ranked(ids: Sequence[str]) -> Ints:
    """The place of every id in their order."""
    ranks = np.empty(len(ids), dtype=np.int32)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids), dtype=np.int32)
    return ranks


def _places(lines: Columns, bounds: Ints, ranks: Ints) -> Ints:
    """Each line's place within its bucket by offer id; lines of one offer as they stand."""
    size = len(lines["slot"])
    order = np.lexsort((np.arange(size), ranks[lines["slot"]], lines["bucket"]))
    places = np.empty(size, dtype=np.int32)
    places[order] = np.arange(size) - np.repeat(bounds[:-1], np.diff(bounds))
    return places

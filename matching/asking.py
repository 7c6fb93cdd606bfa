"""The asking side as columns: needs, their places and periods, and the goods they want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matching.arrays import FIRST_DAY, NOT_ASKED, Bools, Codes, Columns, Floats, Ints, ascending
from matching.arrays import day as day_number
from matching.asked_rows import Rows, checked
from matching.once import once
from matching.records import NeedRecord

# Places in a list of papers that have a bit of their own.
MOST_BITS = 60
Wishes = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Asked:
    """Needs as columns. `wants` has a row for each good of each need; `wishes` are the different lists of papers.

    `wish_names` are the papers on any of these lists. For every list and paper `wished` counts how often it is named,
    `required` says whether it must be held, and `wish_bits` has the bits of its places in the list.

    Spots stand from `spot_first[need]`: the sites it buys from, then its plant (number PLANT) if it has one.
    `regions_near` are the neighbours of each region that a spot names. `new_papers` have numbers although no offer
    holds them: what it brings to hold one may be asked.
    """

    needs: Sequence[NeedRecord]
    columns: Columns
    wants: Columns
    spots: Columns
    spot_first: Ints
    periods: Columns
    period_first: Ints
    goods: tuple[str, ...]
    forms: tuple[str | None, ...]
    wishes: tuple[Wishes, ...]
    wish_names: tuple[str, ...]
    wished: Ints
    required: Bools
    wish_bits: Ints
    regions_near: tuple[frozenset[int], ...]
    plant_points: Floats
    today: int
    new_papers: Mapping[str, int]

    @once
    def asked_in_all(self) -> Floats:
        """The kilograms of each need's periods."""
        total = np.zeros(len(self.needs))
        np.add.at(total, self._owner, self.periods["asked"])
        return total

    @once
    def apart(self) -> Bools:
        """Whether the periods of each need follow each other."""
        owner, touching = self._owner, np.zeros(len(self.needs), dtype=np.int64)
        after = self.periods["start"][1:] <= self.periods["end"][:-1]
        np.add.at(touching, owner[1:], after & (owner[1:] == owner[:-1]))
        return np.asarray(touching == 0)

    @once
    def _owner(self) -> Ints:
        """The need of every period."""
        return np.repeat(np.arange(len(self.needs)), np.diff(self.period_first))


def asked(needs: Sequence[NeedRecord], codes: dict[str, Codes], on: date | None) -> Asked:
    """The columns of `needs`, in the numbers of an index. Raises `RecordError` for an amount beyond counting."""
    rows = Rows(codes)
    for row, need in enumerate(needs):
        rows.add(row, need)
    wishes: tuple[Wishes, ...] = rows.wishes.values()  # type: ignore[assignment]
    columns, periods = rows.needs.columns(), rows.periods.columns()
    checked(columns, periods)
    return Asked(
        needs=needs,
        columns=columns,
        wants=rows.wants.columns(),
        spots=rows.spots.columns(),
        spot_first=ascending(np.array(rows.spot_count, dtype=np.int64)),
        periods=periods,
        period_first=ascending(np.array(rows.period_count, dtype=np.int64)),
        goods=rows.goods.values(),  # type: ignore[arg-type]
        forms=rows.forms.values(),  # type: ignore[arg-type]
        wishes=wishes,
        **_wish_tables(wishes),
        regions_near=rows.near.values(),  # type: ignore[arg-type]
        plant_points=np.array(rows.plants, dtype=np.float64).reshape(-1, 3),
        today=day_number(on, FIRST_DAY),
        new_papers=_new_papers(wishes, codes["paper"]),
    )


def _wish_tables(lists: tuple[Wishes, ...]) -> dict[str, Any]:
    """What `Asked` tells of every list (rows) and paper (columns)."""
    names = tuple(sorted({wish for wishes in lists for wish, _ in wishes}))
    column = {wish: place for place, wish in enumerate(names)}
    shape = (len(lists), len(names))
    wished, bits, required = np.zeros(shape, np.int32), np.zeros(shape, np.int64), np.zeros(shape, bool)
    for row, wishes in enumerate(lists):
        for place, (wish, must) in enumerate(wishes):
            wished[row, column[wish]] += 1
            bits[row, column[wish]] |= 1 << min(place, MOST_BITS)
            required[row, column[wish]] |= must
    return {"wish_names": names, "wished": wished, "wish_bits": bits, "required": required}


def _new_papers(lists: Iterable[Wishes], known: Codes) -> dict[str, int]:
    kinds = sorted({wish.split("|")[0] for wishes in lists for wish, _ in wishes})
    return {kind: NOT_ASKED - 1 - place for place, kind in enumerate(kinds) if known.find(kind) == NOT_ASKED}

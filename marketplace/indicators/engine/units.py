"""What a province's figures are added up from, commune by commune, so that only what changed is counted anew.

A unit is a commune within a province, as organisations, needs and offers name the two; every row of a figure lies in
exactly one. Exact: amounts are whole thousandths, and of whom a sum is about nobody needs to know more than whether
there are three.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

Rows = Sequence[Sequence[Any]]
Few = tuple[int, int, int]
"""How many different ones (three: three or more), the first and the last of them by number."""
ENOUGH = 3
A_ROW = 500
"""Characters that take as much memory as a row."""
UNIT: Literal["unit"] = "unit"
"""Beside the levels of places: by unit."""


def unit_of(province_code: str | None, commune_code: str | None) -> str:
    """The name of a unit: "68/24688", "68/" without a known commune, "/" without a known province either."""
    return f"{province_code or ''}/{commune_code or ''}"


def unit_in_sql(province_code: Any, commune_code: Any) -> sa.ColumnElement[str | None]:
    """The twin of `unit_of`."""
    stroke, nothing = sa.literal_column("'/'", sa.String), sa.literal_column("''", sa.String)
    named: Any = sa.func.coalesce(province_code, nothing).concat(stroke)
    whole: sa.ColumnElement[str | None] = named.concat(sa.func.coalesce(commune_code, nothing))
    return whole


def province_of(unit: str) -> str | None:
    """The code of a unit's province."""
    return unit.partition("/")[0] or None


def few(number: int, first: int, last: int) -> Few:
    """So many of which these are the first and the last."""
    return min(number, ENOUGH), first, last


def together(one: Sequence[int], two: Sequence[int]) -> Few:
    """Those of two groups, who may be in both."""
    known = len({one[1], one[2], two[1], two[2]})
    return max(one[0], two[0], min(known, ENOUGH)), min(one[1], two[1]), max(one[2], two[2])


@dataclass(frozen=True, slots=True)
class ByUnit:
    """The rows of one part of a province by unit, as JSON, and the short stamps that each unit was counted under. A
    unit without a stamp has none yet, and one without rows nothing to tell.
    """

    stamps: Mapping[str, str]
    body: str

    def changed(self, now: Mapping[str, str]) -> set[str]:
        """The units whose stamps are no longer those; what was undone may have left one without."""
        return {unit for unit, _stamp in self.stamps.items() ^ now.items()}

    @property
    def size(self) -> int:
        """In rows of the shelf, roughly."""
        return 1 + len(self.body) // A_ROW

    def rows(self) -> dict[str, Rows]:
        """The rows of each unit, in the compact form."""
        found: dict[str, Rows] = json.loads(self.body)
        return found

    @classmethod
    def of(cls, stamps: Mapping[str, str], rows: Mapping[str, Rows]) -> ByUnit:
        """Of rows in the compact form."""
        body = json.dumps({unit: some for unit, some in rows.items() if some}, separators=(",", ":"))
        return cls(stamps, body)


def _thousandths(amount: Decimal) -> int:
    return int(amount * 1000)


def _amount(thousandths: int) -> Decimal:
    return Decimal(thousandths) / 1000


@dataclass(frozen=True, slots=True)
class Kind:
    """How rows of one kind are kept by unit (`pack`) and added up to rows of the province (`add`)."""

    pack: Callable[[Rows], Rows]
    add: Callable[[Iterable[Sequence[Any]]], Rows]


def _pack_sums(rows: Rows) -> Rows:
    return [(code, _thousandths(above), _thousandths(below), int(shown), int(number), once)
            for code, above, below, shown, number, once in rows]  # fmt: skip


def _add_sums(rows: Iterable[Sequence[Any]]) -> Rows:
    """What counts once stays a row of its own: other provinces may tell of it too."""
    sums, alone = dict[str | None, list[int]](), list[Sequence[Any]]()
    for code, above, below, shown, number, once in rows:
        if once is not None:
            alone.append((code, _amount(above), _amount(below), shown, number, once))
            continue
        found = sums.setdefault(code, [0, 0, 0, 0])
        for place, value in enumerate((above, below, shown, number)):
            found[place] += value
    added = [(code, _amount(above), _amount(below), shown, number, None)
             for code, (above, below, shown, number) in sums.items()]  # fmt: skip
    return [*added, *alone]


def _pack_due(rows: Rows) -> Rows:
    return [(_thousandths(in_time), _thousandths(due), *whom) for in_time, due, *whom in rows]


def add_due(rows: Iterable[Sequence[Any]]) -> Rows:
    """One row: đồng in time and due, then contracts and buyers, each as few; none of none."""
    found: Sequence[Any] = ()
    for row in rows:
        found = row if not found else (
            found[0] + row[0], found[1] + row[1], *together(found[2:5], row[2:5]), *together(found[5:], row[5:]),
        )  # fmt: skip
    return [tuple(found)] if found else []


def _add_due(rows: Iterable[Sequence[Any]]) -> Rows:
    return [(_amount(in_time), _amount(due), *whom) for in_time, due, *whom in add_due(rows)]


def _pack_values(rows: Rows) -> Rows:
    return [(group, _thousandths(dong), *rest) for group, dong, *rest in rows]


def _add_values(rows: Iterable[Sequence[Any]]) -> Rows:
    found: dict[str | None, Sequence[Any]] = {}
    for group, dong, contracts, *buyers in rows:
        before = found.get(group)
        found[group] = (dong, contracts, *buyers) if before is None else (
            before[0] + dong, before[1] + contracts, *together(before[2:], buyers),
        )  # fmt: skip
    return [(group, _amount(dong), *rest) for group, (dong, *rest) in found.items()]


KINDS = {
    "sums": Kind(_pack_sums, _add_sums),
    "due": Kind(_pack_due, _add_due),
    "values": Kind(_pack_values, _add_values),
}
"""By what is added up (`stored.PartKey`)."""

"""The changes of a province cut into months, each with the sums that it begins with: a day is read from one of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from marketplace.indicators.engine.changes.counting import DUE, NAMES, Changes, Line
from marketplace.indicators.engine.units import add_due

Rows = Sequence[Sequence[Any]]
ONE = 1000
YEARS_BY_MONTH = 6
"""So many years are cut into months; whatever was before the first of them lies in one part, and the future too."""
FAST = 1
"""How hard `zlib` tries: the first level packs eight into one."""


def packed(what: object) -> bytes:
    """As it is kept."""
    return zlib.compress(json.dumps(what, separators=(",", ":")).encode(), FAST)


def unpacked(body: bytes) -> Any:
    """What was packed."""
    return json.loads(zlib.decompress(body))


def firsts_of(today: date) -> list[date]:
    """The first days of the parts: the beginning of the calendar, then of each month up to today's."""
    begins = today.year - YEARS_BY_MONTH + 1
    months = [date(year, month, 1) for year in range(begins, today.year + 1) for month in range(1, 13)]
    return [date.min, *(first for first in months if first <= today)]


def months_of(units: Mapping[str, Changes], firsts: Sequence[date]) -> Iterator[tuple[date, bytes]]:
    """The parts that begin on these days, of the changes of all units of a province."""
    together: dict[str, list[Line]] = {}
    for unit, changes in units.items():
        for name, lines in changes.items():
            together.setdefault(name, []).extend(_named(unit, lines) if name == DUE else lines)
    parts: list[dict[str, Any]] = [{} for _first in firsts]
    for name, lines in together.items():
        lines.sort(key=lambda line: line[0])
        for part, told in zip(parts, _cut(name, lines, firsts), strict=True):
            part[name] = told
    for first, part in zip(firsts, parts, strict=True):
        yield first, packed(part)


def _cut(name: str, lines: Sequence[Line], firsts: Sequence[date]) -> Iterator[tuple[Rows, Rows]]:
    """(what the part begins with, its lines) for each."""
    add, known, at = _adding(name), list[Sequence[Any]](), 0
    for first, following in zip(firsts, [*(one.toordinal() for one in firsts[1:]), date.max.toordinal() + 1],
                                strict=True):  # fmt: skip
        end = at
        while end < len(lines) and lines[end][0] < following:
            end += 1
        here = _by_day(name, lines[at:end])
        if NAMES[name] and first.month == 1:
            known = []
        yield list(known), here
        year = date.fromordinal(following - 1).year
        beginning = date(year, 1, 1).toordinal() if NAMES[name] else 0
        known = list(add([*known, *(line[1:] for line in here if line[0] >= beginning)]))
        at = end


def _by_day(name: str, lines: Sequence[Line]) -> list[Line]:
    """The lines of several units as one a day and kind."""
    days: dict[int, list[Sequence[Any]]] = {}
    for day, *line in lines:
        days.setdefault(day, []).append(line)
    add = _adding(name)
    return [(day, *row) for day, rows in days.items() for row in add(rows)]


def _adding(name: str) -> Callable[[Iterable[Sequence[Any]]], Rows]:
    return _add_due_by_unit if name == DUE else add_lines


def _named(unit: str, lines: Iterable[Line]) -> list[Line]:
    """Of whom a sum is about is known of each unit, for it cannot be taken away from those of all."""
    return [(day, unit, *line) for day, *line in lines]


def _add_due_by_unit(rows: Iterable[Sequence[Any]]) -> Rows:
    found: dict[str, list[Sequence[Any]]] = {}
    for unit, *row in rows:
        found.setdefault(unit, []).append(row)
    return [(unit, *row) for unit, some in found.items() for row in add_due(some)]


def add_lines(rows: Iterable[Sequence[Any]]) -> Rows:
    """One row for each reason and each thing that is counted once; none where nothing is left."""
    sums: dict[tuple[Any, Any], list[int]] = {}
    for code, above, below, shown, number, once in rows:
        found = sums.get((code, once))
        if found is None:
            sums[code, once] = [above, below, shown, number]
            continue
        found[0] += above
        found[1] += below
        found[2] += shown
        found[3] += number
    return [(code, *some, once) for (code, once), some in sums.items() if any(some)]


def on_day(name: str, begins: Rows, lines: Iterable[Line], first: date, day: date) -> Rows:
    """What a part that begins on the first day says of a day in it: compact rows, to be added to and then settled."""
    after = 0
    if NAMES[name]:
        after = date(day.year, 1, 1).toordinal()
        begins = begins if first.year == day.year else ()
    last = day.toordinal()
    return _adding(name)([*begins, *(line[1:] for line in lines if after <= line[0] <= last)])


def less(rows: Rows) -> Rows:
    """To be taken away."""
    return [(code, *(-number for number in numbers), once) for code, *numbers, once in rows]


def settled(name: str, rows: Rows, gone: Collection[str] = ()) -> Rows:
    """The rows as they are added up to figures, compact; without these units, where each is known alone."""
    if name == DUE:
        return add_due(row[1:] for row in rows if row[0] not in gone)
    return [row if row[5] is None else _once(row) for row in rows if row[4]]


def _once(row: Sequence[Any]) -> Sequence[Any]:
    """However many count, and stand above the line, it is one."""
    code, above, _below, shown, _number, once = row
    return code, min(above, ONE), ONE, min(shown, 1), 1, once

"""The changes as they lie in the database: counted ahead by a job, read for any day of the past."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.extensions import db
from marketplace.indicators.engine.changes.counting import DUE, Changes, count_changes
from marketplace.indicators.engine.changes.months import (
    add_lines,
    firsts_of,
    less,
    months_of,
    on_day,
    packed,
    settled,
    unpacked,
)
from marketplace.indicators.engine.indexes import read_by_indexes
from marketplace.indicators.engine.places import Place
from marketplace.indicators.engine.stamps import Stamps, units_now
from marketplace.indicators.engine.units import province_of, unit_of
from marketplace.indicators.models import PlaceMonth, UnitChanges
from marketplace.schema.stamps import NO_COMMUNE, NOWHERE

Rows = Sequence[Sequence[Any]]
Units = Mapping[str, str]
"""Short stamps by unit; "" where nobody has touched it yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a province: the part in which a day lies, and the units that have changed since, which are to be
    counted; of these `before` are the changes that the part was added up from.
    """

    first: date
    part: Mapping[str, tuple[Rows, Rows]]
    changed: frozenset[str]
    before: Sequence[Changes]

    def rows(self, name: str, day: date) -> Rows:
        """What it tells of the day by the name of what is added up, without the units that have changed; compact."""
        begins, lines = self.part.get(name, ((), ()))
        rows = on_day(name, begins, lines, self.first, day)
        for unit in self.before if name != DUE else ():
            rows = add_lines([*rows, *less(on_day(name, (), unit.get(name, ()), date.min, day))])
        return settled(name, rows, self.changed)


@dataclass(frozen=True, slots=True)
class Recount:
    """A province counted: the stamps it was counted under, and the units of it that were counted now."""

    province: str | None
    fingerprint: str
    basis: str
    units: Units
    counted: Mapping[str, Changes]
    months: Sequence[tuple[date, bytes]]


def count_province(province: str | None, today: date) -> Recount | None:
    """Count what has changed of a province since it was kept; None where nothing has. Only reads."""
    stamps = Stamps()
    if _fingerprint_of(province) == stamps.fingerprint(province):
        return None
    before, now = _units_of([province], stamps.basis())[province], units_now([province])[province]
    changed = _changed(before, now)
    read_by_indexes()
    same = {unit: stamp for unit, stamp in before.items() if unit not in changed}
    others = _changes_kept(province, same, stamps.basis()) if before else None
    if others is not None:
        found = count_changes(Place.units(sorted(changed))) if changed else {}
    else:
        found, others = count_changes(Place.provinces([province])), {}
        changed = found.keys() | now.keys() | before.keys()
    counted = {unit: found.get(unit, {}) for unit in changed if province_of(unit) == province}
    units = {unit: now.get(unit, "") for unit in before.keys() | counted.keys()}
    months = list(months_of({**others, **counted}, firsts_of(today)))
    return Recount(province, stamps.fingerprint(province), stamps.basis(), units, counted, months)


def keep(counted: Recount) -> None:
    """Write it, in place of what was kept of the province.

    Units before months and each by its key, as every other turn does: of two that meet one waits, and none for ever.
    """
    place = counted.province or NOWHERE
    units = [
        {"place": place, "commune": _commune(unit), "basis": counted.basis, "stamp": counted.units[unit],
         "body": packed(changes)}
        for unit, changes in counted.counted.items()
    ]  # fmt: skip
    firsts = [first for first, _body in counted.months]
    same = {"place": place, "stamp": counted.fingerprint, "made_of": _made_of(counted.units)}
    of_another_basis = sa.delete(UnitChanges).where(UnitChanges.place == place, UnitChanges.basis != counted.basis)
    db.session.execute(of_another_basis)
    _put(UnitChanges, ["place", "commune"], units)
    db.session.execute(sa.delete(PlaceMonth).where(PlaceMonth.place == place, PlaceMonth.first.not_in(firsts)))
    _put(PlaceMonth, ["place", "first"], [{**same, "first": first, "body": body} for first, body in counted.months])


def anything_is_kept() -> bool:
    """Whether the job has ever been there; one query."""
    return db.session.scalar(sa.select(PlaceMonth.first).limit(1)) is not None


def known_of(
    day: date,
    provinces: Sequence[str | None],
    stamps: Stamps,
    now_of: Callable[[Sequence[str | None]], Mapping[str | None, Units]],
) -> dict[str | None, Known]:
    """What is kept of these provinces on a day, as far as it is; one query, and two more where units have changed,
    one for each such province.

    Each of these sees what others commit meanwhile: where a turn of the job has come between, nothing is known.
    """
    found, stale = dict[str | None, Known](), dict[str | None, Any]()
    for row in _months(day, provinces):
        province = row.place or None
        if row.stamp == stamps.fingerprint(province):
            found[province] = Known(row.first, unpacked(row.body), frozenset(), ())
        else:
            stale[province] = row
    if not stale:
        return found
    now, units = now_of(list(stale)), _units_of(list(stale), stamps.basis())
    for province, row in stale.items():
        if row.made_of == _made_of(units[province]):
            changed = _changed(units[province], now[province])
            added_up = {unit: stamp for unit, stamp in units[province].items() if unit in changed}
            before = _changes_kept(province, added_up, stamps.basis())
            if before is not None:
                found[province] = Known(row.first, unpacked(row.body), frozenset(changed), list(before.values()))
    return found


def _changed(before: Units, now: Units) -> set[str]:
    return {unit for unit in before.keys() | now.keys() if before.get(unit) != now.get(unit, "")}


def _months(day: date, provinces: Sequence[str | None]) -> Sequence[Any]:
    """Of each of these provinces the part in which the day lies."""
    part = sa.orm.aliased(PlaceMonth)
    newest = sa.select(sa.func.max(part.first)).where(part.place == PlaceMonth.place, part.first <= day)
    asked = sa.select(PlaceMonth.place, PlaceMonth.first, PlaceMonth.stamp, PlaceMonth.made_of, PlaceMonth.body)
    return db.session.execute(
        asked.where(
            PlaceMonth.place.in_([province or NOWHERE for province in provinces]),
            PlaceMonth.first == newest.scalar_subquery(),
        )
    ).all()


def _fingerprint_of(province: str | None) -> str | None:
    asked = sa.select(PlaceMonth.stamp).where(PlaceMonth.place == (province or NOWHERE), PlaceMonth.first == date.min)
    return db.session.scalar(asked)


def _units_of(provinces: Sequence[str | None], basis: str) -> dict[str | None, dict[str, str]]:
    """The stamps under which units of these provinces are kept, on this basis."""
    found: dict[str | None, dict[str, str]] = {province: {} for province in provinces}
    asked = sa.select(UnitChanges.place, UnitChanges.commune, UnitChanges.stamp).where(
        UnitChanges.place.in_([province or NOWHERE for province in provinces]), UnitChanges.basis == basis
    )
    for place, commune, stamp in db.session.execute(asked):
        found[place or None][unit_of(place, None if commune == NO_COMMUNE else commune)] = stamp
    return found


def _changes_kept(province: str | None, units: Units, basis: str) -> dict[str, Changes] | None:
    """The changes of these units, kept under these stamps on this basis; None where not all are there any more."""
    asked = sa.select(UnitChanges.commune, UnitChanges.stamp, UnitChanges.body).where(
        UnitChanges.place == (province or NOWHERE),
        UnitChanges.basis == basis,
        UnitChanges.commune.in_([_commune(unit) for unit in units]),
    )
    found, under = dict[str, Changes](), dict[str, str]()
    for commune, stamp, body in db.session.execute(asked):
        unit = unit_of(province, None if commune == NO_COMMUNE else commune)
        found[unit], under[unit] = unpacked(body), stamp
    return found if under == units else None


def _made_of(units: Units) -> str:
    return hashlib.sha256(repr(sorted(units.items())).encode()).hexdigest()


def _commune(unit: str) -> str:
    return unit.partition("/")[2] or NO_COMMUNE


def _put(model: Any, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Two turns of the job may meet: the later one holds, and who finds parts of both counts anew."""
    if rows:
        insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
        put = insert(model.__table__)
        anew = {name: put.excluded[name] for name in rows[0] if name not in key}
        in_order = sorted(rows, key=lambda row: [row[name] for name in key])
        db.session.execute(put.on_conflict_do_update(index_elements=key, set_=anew), in_order)

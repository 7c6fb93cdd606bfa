"""Figures that were counted before and are still right: kept in the process while the stamps of their places stand.

Every write to a fact changes the stamps of its places in its own transaction (`schema.stamps`), so a figure that is
found here is the one that counting again would give. What is kept of the country is kept by province. What a job
counted ahead is found in the database (`stored`) under the same stamps, and commune by commune besides: after a write
only its own communes are counted again, and the province is added up. Any day of the past is read from the changes
from day to day (`changes`), which are kept in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import partial
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from marketplace.catalogue.models import Province
from marketplace.extensions import db
from marketplace.indicators.engine.changes.counting import NAMES
from marketplace.indicators.engine.changes.keeping import Known, anything_is_kept, known_of
from marketplace.indicators.engine.figure import Figure
from marketplace.indicators.engine.indexes import read_by_indexes
from marketplace.indicators.engine.places import COUNTRY, By, Level, Place
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.shelf import SHELF
from marketplace.indicators.engine.stamps import Stamps, all_is_settled, units_now
from marketplace.indicators.engine.stored import PartKey, days_kept, name_of, read_parts, read_units
from marketplace.indicators.engine.units import KINDS, UNIT, ByUnit, province_of

Rows = Sequence[Sequence[Any]]
Parts = Mapping[str | None, Rows]
"""Rows by the province or unit they lie in; None for those that lie in no known province."""
Count = Callable[[Place, By], Sequence[Parts]]
"""Counts some keys anew in a place, by provinces or by units; rows of places that it does not name are none."""
StampOf = Callable[[Stamps], str]
T = TypeVar("T")
UNITS = "units"
A_FEW = 12
"""Up to so many provinces are counted by themselves, more by one look at the country."""
MANY = 400
"""Where more units than these have changed, provinces are counted as wholes."""


class Reading:
    """One look at figures. What it counts is kept when it ends, unless the facts changed while it was counting."""

    def __init__(self, *, by_unit: bool = False) -> None:
        """`by_unit`: what is counted is kept commune by commune too, which takes longer."""
        self.stamps, self._by_unit = Stamps(), by_unit
        self._now: dict[str | None, dict[str, str]] = {}
        self._ahead: frozenset[date] | None = None
        self._looked: set[tuple[date, str | None]] = set()
        self._any_changes: bool | None = None
        self._changes: dict[tuple[date, str | None], Known | None] = {}
        self._by_indexes = False
        self._counted: dict[Hashable, tuple[StampOf, Any, int, StampOf]] = {}

    def known(self, question: Question) -> Figure | None:
        """The figure that is kept, without its target."""
        return cast("Figure | None", self._find(question, self.stamps.of_question(question)))

    def keep(self, question: Question, figure: Figure) -> None:
        """Note the figure that was counted in this reading."""
        self._note(question, lambda stamps: stamps.of_question(question), figure)

    def once(self, key: Hashable, stamp_of: StampOf, count: Callable[[], T], size: int = 1) -> T:
        """What is kept under the key, else what is counted now."""
        found = self._find(key, stamp_of(self.stamps))
        if found is None:
            found = count()
            self._note(key, stamp_of, found, size)
        return cast(T, found)

    def parts(self, keys: Sequence[PartKey], place: Place, count: Count) -> list[dict[str | None, Rows]]:
        """The rows of each key by province, in a place that is the country or a province: what is kept, else what is
        counted now, of as little as has changed.
        """
        provinces = [place.code] if place.level is Level.PROVINCE else [*self._provinces(), None]
        found: list[dict[str | None, Rows]] = [{} for _key in keys]
        missing = self._take(keys, provinces, found)
        if missing and self._bring(keys, missing):
            missing = self._take(keys, missing, found)
        if missing:
            missing = self._renew(keys, missing, found, count)
        if missing and not self._by_unit:
            missing = self._add_changes(keys, missing, found, count)
        if missing and self._by_unit:
            self._count_units(keys, missing, found, count, _to_count(place, missing))
        elif missing:
            some = _to_count(place, missing)
            if some != COUNTRY:
                self._look_into_indexes()
            for key, mine, parts in zip(keys, found, count(some, Level.PROVINCE), strict=True):
                for province in missing:
                    self._add(key, province, mine, parts.get(province, ()))
        return found

    def _add(self, key: PartKey, province: str | None, mine: dict[str | None, Rows], rows: Rows) -> None:
        mine[province] = rows
        self._note((key, province), partial(Stamps.of, province=province), rows, 1 + len(rows))

    def _take(
        self, keys: Sequence[PartKey], provinces: Sequence[str | None], found: list[dict[str | None, Rows]]
    ) -> list[str | None]:
        """Fill in what is kept; the provinces of which something is not."""
        missing = []
        for province in provinces:
            stamp = self.stamps.of(province)
            known = [self._find((key, province), stamp) for key in keys]
            if any(rows is None for rows in known) or (self._by_unit and None in self._units_of(keys, province)):
                missing.append(province)
            else:
                for mine, rows in zip(found, known, strict=True):
                    mine[province] = rows
        return missing

    def _bring(self, keys: Sequence[PartKey], provinces: Sequence[str | None]) -> bool:
        """Put on the shelf what was counted ahead, each day looked for once in a reading; whether any is right still.

        Of provinces that have changed since it is what was counted by unit.
        """
        wanted = {province: self.stamps.fingerprint(province) for province in provinces}
        brought = set[str | None]()
        if self._ahead is None:
            self._ahead = days_kept()
        for day in sorted({question.day for _what, question in keys} & self._ahead):
            new = {one: stamp for one, stamp in wanted.items() if (day, one) not in self._looked}
            self._looked |= {(day, one) for one in new}
            for key, province, rows in read_parts(day, new):
                SHELF.put((key, province), self.stamps.of(province), rows, 1 + len(rows))
                brought.add(province)
            changed = [one for one in new if one not in brought and None in self._units_of(keys, one)]
            changed = list(new) if self._by_unit else changed
            for key, province, units in read_units(day, self.stamps.basis(), changed):
                SHELF.put((UNITS, key, province), self.stamps.everywhere, units, units.size)
        return bool(brought)

    def _units_of(self, keys: Sequence[PartKey], province: str | None) -> list[ByUnit | None]:
        return [self._find((UNITS, key, province), self.stamps.everywhere) for key in keys]

    def _renew(
        self,
        keys: Sequence[PartKey],
        provinces: Sequence[str | None],
        found: list[dict[str | None, Rows]],
        count: Count,
    ) -> list[str | None]:
        """Of provinces that were counted by unit, count what has changed since; the others, or all if much has."""
        known = {province: self._units_of(keys, province) for province in provinces}
        whole = {province: [one for one in some if one is not None] for province, some in known.items()}
        whole = {province: some for province, some in whole.items() if len(some) == len(keys)}
        now = self._units_now(list(whole))
        changed = {province: set[str]().union(*(one.changed(now[province]) for one in some))
                   for province, some in whole.items()}  # fmt: skip
        units = sorted(set[str]().union(*changed.values()))
        if len(units) > MANY:
            return list(provinces)
        counted = self._of_units(keys, units, count)
        for province, some in whole.items():
            for key, mine, before, anew in zip(keys, found, some, counted, strict=True):
                rows = before.rows() | {unit: KINDS[key[0]].pack(anew.get(unit, ())) for unit in changed[province]}
                self._add_units(key, province, mine, rows)
        return [province for province in provinces if province not in whole]

    def _add_changes(
        self,
        keys: Sequence[PartKey],
        provinces: Sequence[str | None],
        found: list[dict[str | None, Rows]],
        count: Count,
    ) -> list[str | None]:
        """Read the day from what has changed until then; the provinces of which not all is told."""
        names = [name for key in keys if (name := name_of(key)) in NAMES]
        if len(names) < len(keys):
            return list(provinces)
        day = keys[0][1].day
        told = self._changes_of(day, provinces)
        if told:
            self._look_into_indexes()  # what is left to count is little
        units = sorted({unit for one in told.values() for unit in one.changed})
        if len(units) > MANY:
            return list(provinces)
        counted = self._of_units(keys, units, count)
        for province, one in told.items():
            for key, name, mine, anew in zip(keys, names, found, counted, strict=True):
                kind = KINDS[key[0]]
                counted_now = kind.pack([row for unit in one.changed for row in anew.get(unit, ())])
                self._add(key, province, mine, kind.add([*one.rows(name, day), *counted_now]))
        return [province for province in provinces if province not in told]

    def _changes_of(self, day: date, provinces: Sequence[str | None]) -> Mapping[str | None, Known]:
        """What is kept of the changes of these provinces, each looked for once in a reading."""
        if self._any_changes is None:
            self._any_changes = anything_is_kept()
        asked = [province for province in provinces if (day, province) not in self._changes]
        if asked and self._any_changes:
            known = known_of(day, asked, self.stamps, self._units_now)
            self._changes |= {(day, province): known.get(province) for province in asked}
        found = {province: self._changes.get((day, province)) for province in provinces}
        return {province: one for province, one in found.items() if one is not None}

    def _of_units(self, keys: Sequence[PartKey], units: Sequence[str], count: Count) -> Sequence[Parts]:
        if not units:
            return [{} for _key in keys]
        among = Place.units(units)
        self._look_into_indexes()
        return count(among, UNIT)

    def _count_units(
        self, keys: Sequence[PartKey], provinces: Sequence[str | None], found: list[dict[str | None, Rows]],
        count: Count, place: Place,
    ) -> None:  # fmt: skip
        """Count whole provinces by unit."""
        self._units_now(provinces)
        if place != COUNTRY:
            self._look_into_indexes()
        for key, mine, parts in zip(keys, found, count(place, UNIT), strict=True):
            rows: dict[str | None, dict[str, Rows]] = {province: {} for province in provinces}
            for unit, some in parts.items():
                if unit is not None and (province := province_of(unit)) in rows:
                    rows[province][unit] = KINDS[key[0]].pack(some)
            for province in provinces:
                self._add_units(key, province, mine, rows[province])

    def _add_units(
        self, key: PartKey, province: str | None, mine: dict[str | None, Rows], rows: Mapping[str, Rows]
    ) -> None:
        """Keep the rows by unit, under the stamps read before they were counted, and added up."""
        units = ByUnit.of(self._now[province], rows)
        of_province = partial(Stamps.of, province=province)
        self._note((UNITS, key, province), of_province, units, units.size, lambda stamps: stamps.everywhere)
        self._add(key, province, mine, KINDS[key[0]].add(row for some in rows.values() for row in some))

    def _units_now(self, provinces: Sequence[str | None]) -> Mapping[str | None, Mapping[str, str]]:
        """The stamps of units, read once in a reading."""
        if asked := [province for province in provinces if province not in self._now]:
            self._now |= units_now(asked)
        return self._now

    def _look_into_indexes(self) -> None:
        if not self._by_indexes:
            read_by_indexes()
            self._by_indexes = True

    def end(self) -> None:
        """Keep what was counted while nothing changed."""
        if self._counted and all_is_settled():
            after = Stamps()
            for key, (stamp_of, value, size, under) in self._counted.items():
                if stamp_of(after) == stamp_of(self.stamps):
                    SHELF.put(key, under(after), value, size)
        self._counted = {}

    def _find(self, key: Hashable, stamp: str) -> Any:
        return self._counted[key][1] if key in self._counted else SHELF.get(key, stamp)

    def _note(self, key: Hashable, stamp_of: StampOf, value: Any, size: int = 1, under: StampOf | None = None) -> None:
        """To be kept if this stamp is still the same at the end; under another, if it knows itself what has changed."""
        self._counted[key] = (stamp_of, value, size, under or stamp_of)

    def _provinces(self) -> Sequence[str]:
        return self.once(
            "provinces",
            lambda stamps: stamps.everywhere,
            lambda: list(db.session.scalars(sa.select(Province.code).order_by(Province.code))),
        )


def _to_count(place: Place, missing: Sequence[str | None]) -> Place:
    of_country = place.level is Level.COUNTRY and len(missing) > A_FEW
    return COUNTRY if of_country else Place.provinces(missing)


_open: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def one_reading(*, by_unit: bool = False) -> Iterator[Reading]:
    """Whatever is asked in here is one reading: stamps are read at its beginning and its end alone.

    `by_unit`: as of `Reading`.

    For pages that ask several questions and write nothing: a fact written in here might not be seen in here.
    """
    if (found := _open.get()) is not None:
        yield found
        return
    reading = Reading(by_unit=by_unit)
    token = _open.set(reading)
    try:
        yield reading
    finally:
        _open.reset(token)
    reading.end()

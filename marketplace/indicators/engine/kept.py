"""Figures that were counted before and are still right: kept in the process while the stamps of their places stand.

Every write to a fact changes the stamps of its places in its own transaction (`schema.stamps`), so a figure that is
found here is the one that counting again would give. What is kept of the country is kept by province: a write makes
only its own provinces be counted again. What a job counted ahead is found in the database (`stored`) under the same
stamps.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from marketplace.catalogue.models import Province
from marketplace.extensions import db
from marketplace.indicators.definitions import Unit
from marketplace.indicators.engine.figure import Figure
from marketplace.indicators.engine.indexes import read_by_indexes
from marketplace.indicators.engine.places import COUNTRY, Level, Place
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.stored import PartKey, days_kept, read_parts
from marketplace.indicators.models import Stamp
from marketplace.schema.stamps import EVERYWHERE, NOWHERE

Rows = Sequence[Sequence[Any]]
Parts = Mapping[str | None, Rows]
"""Rows by the province they lie in; None for those that lie nowhere."""
T = TypeVar("T")
MOST = 40_000
"""So many rows or figures are kept, some 30 MB; those longest unasked go first."""
A_FEW = 12
"""Up to so many provinces are counted by themselves, more by one look at the country."""


class Shelf:
    """What was counted under which stamps, the last asked last; for all threads of the process."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._kept: OrderedDict[Hashable, tuple[str, Any, int]] = OrderedDict()

    def get(self, key: Hashable, stamp: str) -> Any:
        """What was kept under this very stamp, else None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != stamp:
                return None
            self._kept.move_to_end(key)
            return found[1]

    def put(self, key: Hashable, stamp: str, value: Any, size: int) -> None:
        """Keep it in place of what was kept under the key."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += size - (before[2] if before else 0)
            self._kept[key] = (stamp, value, size)
            while self._size > self._most:
                _key, (_stamp, _value, gone) = self._kept.popitem(last=False)
                self._size -= gone

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0


SHELF = Shelf()


@cache
def _what_counts() -> str:
    """One word for all that the figures are counted with, as it is written."""
    words = hashlib.sha256()
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        words.update(file.read_bytes())
    return words.hexdigest()


class Stamps:
    """The stamps of all places at one moment; one query."""

    def __init__(self) -> None:
        asked = sa.select(Stamp.place, Stamp.stamp).order_by(Stamp.place, Stamp.slot)
        found: dict[str, str] = {}
        for place, stamp in db.session.execute(asked):
            found[place] = found.get(place, "") + stamp
        self._found = found
        self.everywhere = found.get(EVERYWHERE, "")
        self.whole = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()

    def of(self, province: str | None) -> str:
        """Of everything that the figures of a province, or of no known province, are counted from."""
        return f"{self.everywhere} {self._found.get(province or NOWHERE, '')}"

    def fingerprint(self, province: str | None) -> str:
        """Of the province's stamp and of what counts, as short as a column: another release counts for itself."""
        return hashlib.sha256(f"{_what_counts()} {self.of(province)}".encode()).hexdigest()

    def whole_of(self) -> str:
        """Of all places together."""
        return self.whole

    def of_question(self, question: Question) -> str:
        """Of everything that an answer is counted from: the province's, or of any other place all there is. Amounts
        in đồng are cells of the country's table.
        """
        of_province = question.place.level is Level.PROVINCE and question.indicator.unit is not Unit.DONG
        return self.of(question.place.code) if of_province else self.whole


class Reading:
    """One look at figures. What it counts is kept when it ends, unless the facts changed while it was counting."""

    def __init__(self) -> None:
        self.stamps = Stamps()
        self._ahead: frozenset[date] | None = None
        self._looked: set[date] = set()
        self._by_indexes = False
        self._counted: dict[Hashable, tuple[Callable[[Stamps], str], Any, int]] = {}

    def known(self, question: Question) -> Figure | None:
        """The figure that is kept, without its target."""
        return cast("Figure | None", self._find(question, self.stamps.of_question(question)))

    def keep(self, question: Question, figure: Figure) -> None:
        """Note the figure that was counted in this reading."""
        self._note(question, lambda stamps: stamps.of_question(question), figure)

    def once(self, key: Hashable, stamp_of: Callable[[Stamps], str], count: Callable[[], T], size: int = 1) -> T:
        """What is kept under the key, else what is counted now."""
        found = self._find(key, stamp_of(self.stamps))
        if found is None:
            found = count()
            self._note(key, stamp_of, found, size)
        return cast(T, found)

    def parts(
        self, keys: Sequence[PartKey], place: Place, count: Callable[[Place], Sequence[Parts]]
    ) -> list[dict[str | None, Rows]]:
        """The rows of each key by province, in a place that is the country or a province.

        `count` makes them anew for the country or for provinces; its rows of places that it does not name are none.
        """
        provinces = [place.code] if place.level is Level.PROVINCE else [*self._provinces(), None]
        found: list[dict[str | None, Rows]] = [{} for _key in keys]
        missing = self._take(keys, provinces, found)
        if missing and self._bring({question.day for _what, question in keys}, missing):
            missing = self._take(keys, missing, found)
        if missing:
            some = _to_count(place, missing)
            if some is not COUNTRY and not self._by_indexes:
                read_by_indexes()
                self._by_indexes = True
            for key, mine, parts in zip(keys, found, count(some), strict=True):
                for province in missing:
                    mine[province] = rows = parts.get(province, ())
                    self._note((key, province), partial(Stamps.of, province=province), rows, 1 + len(rows))
        return found

    def _take(
        self, keys: Sequence[PartKey], provinces: Sequence[str | None], found: list[dict[str | None, Rows]]
    ) -> list[str | None]:
        """Fill in what is kept; the provinces of which something is not."""
        missing = []
        for province in provinces:
            stamp = self.stamps.of(province)
            known = [self._find((key, province), stamp) for key in keys]
            if any(rows is None for rows in known):
                missing.append(province)
            else:
                for mine, rows in zip(found, known, strict=True):
                    mine[province] = rows
        return missing

    def _bring(self, days: set[date], provinces: Sequence[str | None]) -> bool:
        """Put on the shelf what was counted ahead of days, each looked for once in a reading; whether there was any."""
        wanted = {province: self.stamps.fingerprint(province) for province in provinces}
        brought = False
        if self._ahead is None:
            self._ahead = days_kept()
        for day in sorted(days & self._ahead - self._looked):
            for key, province, rows in read_parts(day, wanted):
                SHELF.put((key, province), self.stamps.of(province), rows, 1 + len(rows))
                brought = True
        self._looked |= days
        return brought

    def end(self) -> None:
        """Keep what was counted while nothing changed."""
        if self._counted:
            after = Stamps()
            for key, (stamp_of, value, size) in self._counted.items():
                if (stamp := stamp_of(after)) == stamp_of(self.stamps):
                    SHELF.put(key, stamp, value, size)
            self._counted = {}

    def _find(self, key: Hashable, stamp: str) -> Any:
        return self._counted[key][1] if key in self._counted else SHELF.get(key, stamp)

    def _note(self, key: Hashable, stamp_of: Callable[[Stamps], str], value: Any, size: int = 1) -> None:
        self._counted[key] = (stamp_of, value, size)

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
def one_reading() -> Iterator[Reading]:
    """Whatever is asked in here is one reading: stamps are read at its beginning and its end alone.

    For pages that ask several questions and write nothing: a fact written in here might not be seen in here.
    """
    if (found := _open.get()) is not None:
        yield found
        return
    reading = Reading()
    token = _open.set(reading)
    try:
        yield reading
    finally:
        _open.reset(token)
    reading.end()

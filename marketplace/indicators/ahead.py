"""Figures counted before anybody asks, so that nobody is the first of a day or the first after a write: of today, and
of any day of the past.

Counted is what the engine adds figures up from, by the engine's own code, and kept in the database under the stamps of
its places (`engine.stored`): whoever asks finds it there as long as nothing has changed, and otherwise counts the
communes in which something has. Days of the past are not counted one by one, but by how much the sums change from
one to the next (`engine.changes`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from marketplace.catalogue.models import Province
from marketplace.clock import VIETNAM, day_of
from marketplace.extensions import db, only_reading
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Question, compute_many, one_reading
from marketplace.indicators.engine.changes.keeping import count_province, keep
from marketplace.indicators.engine.changes.months import YEARS_BY_MONTH, firsts_of
from marketplace.indicators.engine.counting import parts_of, parts_of_values
from marketplace.indicators.engine.kept import UNITS
from marketplace.indicators.engine.shelf import SHELF
from marketplace.indicators.engine.stamps import Stamps
from marketplace.indicators.engine.stored import Counted, PartKey, fingerprints, forget_other_days, write_parts
from marketplace.indicators.paths import quarter_ends

EVENING = 22
"""From this hour on tomorrow is counted besides, so that it is there at midnight."""


def days_ahead(at: datetime) -> list[date]:
    """Today, and in the evening the day that begins at midnight."""
    today = day_of(at)
    return [today, today + timedelta(days=1)] if at.astimezone(VIETNAM).hour >= EVENING else [today]


def quarters_past(today: date) -> list[date]:
    """The ends of quarters over that lie in the years of which months are kept: values in đồng are told of them."""
    first = date(firsts_of(today)[1].year, 1, 1)
    return [day for day in quarter_ends(today, YEARS_BY_MONTH * 4 + 1)[:-1] if day >= first]


def count_ahead(days: Sequence[date]) -> int:
    """Count what has changed of the usual figures of these days, and keep it; how many rows were written.

    Ends the session's transaction: counting only reads, so that on SQLite nobody waits for it. The caller commits.
    """
    written = _count(_by_day(key for day in days for key in parts_of(day)), days, INDICATORS)
    forget_other_days([*days, *(Question(day, "O2v").counted_day for day in days), *quarters_past(min(days))])
    return written


def count_values(quarter_end: date) -> int:
    """The same of values in đồng, of the end of a quarter."""
    return _count(_by_day(parts_of_values(quarter_end)), [quarter_end], ["O2v"])


def _count(keys: Mapping[date, Sequence[PartKey]], days: Sequence[date], codes: Collection[str]) -> int:
    db.session.rollback()
    only_reading()
    if not _all_is_kept(list(keys)):
        with one_reading(by_unit=True):
            for day in days:
                compute_many([Question(day=day, code=code) for code in codes])
        db.session.rollback()
        return _keep(keys)
    db.session.rollback()
    return 0


def _all_is_kept(days: Sequence[date]) -> bool:
    stamps, known = Stamps(), fingerprints(days)
    return all(known.get((day, province)) == stamps.fingerprint(province) for province in _provinces() for day in days)


def _provinces() -> list[str | None]:
    return [*db.session.scalars(sa.select(Province.code).order_by(Province.code)), None]


def _by_day(keys: Iterable[PartKey]) -> Mapping[date, list[PartKey]]:
    """What figures are added up from, by the day that is counted."""
    found: dict[date, list[PartKey]] = {}
    for key in dict.fromkeys(keys):
        found.setdefault(key[1].day, []).append(key)
    return found


def _keep(keys: Mapping[date, Sequence[PartKey]]) -> int:
    """Write what stands on the shelf under the present stamps, and in the database does not."""
    stamps, known, written = Stamps(), fingerprints(list(keys)), 0
    for province in _provinces():
        fingerprint = stamps.fingerprint(province)
        for day, some in keys.items():
            if known.get((day, province)) == fingerprint:
                continue
            parts = {key: SHELF.get((key, province), stamps.of(province)) for key in some}
            units = {key: SHELF.get((UNITS, key, province), stamps.everywhere) for key in some}
            if None not in parts.values() and None not in units.values():
                write_parts(day, province, Counted(fingerprint, stamps.basis(), parts, units))
                written += 1
    return written


def count_the_past(today: date) -> int:
    """Count what days of the past are read from, where it has changed; how many provinces and quarters were written.

    Commits after each, so that a turn that is ended early is not lost and on SQLite nobody waits for counting.
    """
    written = 0
    for province in _provinces():
        written += count_past(province, today)
        db.session.commit()
    for quarter in quarters_past(today):
        written += count_values(quarter) > 0
        db.session.commit()
    return written


def count_past(province: str | None, today: date) -> bool:
    """Count by how much the sums of a province, or of what lies in none, change from day to day, where that is not
    kept as it is now; whether anything was written.

    Ends the session's transaction, as `count_ahead` does. The caller commits.
    """
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        # Stamps and facts of one instant: what two turns count of a unit under one stamp is then the same.
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    else:
        only_reading()
    counted = count_province(province, today)
    db.session.rollback()
    if counted is not None:
        keep(counted)
    return counted is not None

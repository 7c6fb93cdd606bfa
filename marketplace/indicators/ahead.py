"""Today's figures counted before anybody asks, so that nobody is the first of a day or the first after a write.

Counted is what the engine adds figures up from, by the engine's own code, and kept in the database under the stamps of
its places (`engine.stored`): whoever asks finds it there as long as nothing has changed, and otherwise counts the
communes in which something has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from marketplace.catalogue.models import Province
from marketplace.clock import VIETNAM, day_of
from marketplace.extensions import db, only_reading
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Question, compute_many, one_reading
from marketplace.indicators.engine.counting import parts_of
from marketplace.indicators.engine.kept import UNITS
from marketplace.indicators.engine.shelf import SHELF
from marketplace.indicators.engine.stamps import Stamps
from marketplace.indicators.engine.stored import Counted, PartKey, fingerprints, forget_other_days, write_parts

EVENING = 22
"""From this hour on tomorrow is counted besides, so that it is there at midnight."""


def days_ahead(at: datetime) -> list[date]:
    """Today, and in the evening the day that begins at midnight."""
    today = day_of(at)
    return [today, today + timedelta(days=1)] if at.astimezone(VIETNAM).hour >= EVENING else [today]


def count_ahead(days: Sequence[date]) -> int:
    """Count what has changed of the usual figures of these days, and keep it; how many rows were written.

    Ends the session's transaction: counting only reads, so that on SQLite nobody waits for it. The caller commits.
    """
    db.session.rollback()
    only_reading()
    with one_reading(by_unit=True):
        for day in days:
            compute_many([Question(day=day, code=code) for code in INDICATORS])
    db.session.rollback()
    return _keep(_keys(days))


def _keys(days: Sequence[date]) -> Mapping[date, list[PartKey]]:
    """What the figures of these days are added up from, by the day that is counted."""
    found: dict[date, list[PartKey]] = {}
    for key in dict.fromkeys(key for day in days for key in parts_of(day)):
        found.setdefault(key[1].day, []).append(key)
    return found


def _keep(keys: Mapping[date, Sequence[PartKey]]) -> int:
    """Write what stands on the shelf under the present stamps, and in the database does not."""
    stamps, known, written = Stamps(), fingerprints(list(keys)), 0
    for province in [*db.session.scalars(sa.select(Province.code)), None]:
        fingerprint = stamps.fingerprint(province)
        for day, some in keys.items():
            if known.get((day, province)) == fingerprint:
                continue
            parts = {key: SHELF.get((key, province), stamps.of(province)) for key in some}
            units = {key: SHELF.get((UNITS, key, province), stamps.everywhere) for key in some}
            if None not in parts.values() and None not in units.values():
                write_parts(day, province, Counted(fingerprint, stamps.basis(), parts, units))
                written += 1
    forget_other_days(list(keys))
    return written

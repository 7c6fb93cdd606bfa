"""How figures have changed since the last period that was closed the year before: counted then, locked by two people.

Nothing is counted for it. Compared is what means the same in both: under one version of the definition, of a day and
not of a window, and told. Periods closed in the day's own year are left aside, however new: a year lies between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import lazyload

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.indicators.definitions import Indicator, Unit
from marketplace.indicators.engine import Figure, Level, Place
from marketplace.indicators.models import Snapshot
from marketplace.indicators.queries.snapshots import NEWEST_FIRST, figures_of
from marketplace.indicators.words import amount_words, plain, rounded
from marketplace.web.formats import format_date, format_quantity


@dataclass(frozen=True, slots=True)
class Change:
    """The value now less the value then, in the indicator's unit; `public_id`, `day` and `title` are the closed
    period's.
    """

    difference: Decimal
    unit: Unit
    day: date
    public_id: str
    title: str

    @property
    def words(self) -> str:
        """ "tăng 2,1 điểm phần trăm so với năm trước (kỳ chốt đến 14/12/2025)"."""
        day, size = format_date(self.day), rounded(abs(self.difference), 1) or Decimal(0)
        if not size:
            return str(_("không đổi so với năm trước (kỳ chốt đến %(day)s)", day=day))
        amount = amount_words(abs(self.difference), self.unit)
        if self.unit is Unit.PERCENT:
            amount = str(_("%(count)s điểm phần trăm", count=format_quantity(plain(size))))
        if self.difference > 0:
            return str(_("tăng %(amount)s so với năm trước (kỳ chốt đến %(day)s)", amount=amount, day=day))
        return str(_("giảm %(amount)s so với năm trước (kỳ chốt đến %(day)s)", amount=amount, day=day))


def changes_of(place: Place, day: date, figures: Iterable[Figure]) -> Mapping[str, Change]:
    """The changes by indicator; none where no period of the place was closed in the year before, nor of a day that is
    still to come. Two queries.
    """
    snapshot = _closed_last_year(place, day) if day <= today() else None
    if snapshot is None:
        return {}
    then = {one.key[0]: one for one in figures_of(snapshot) if one.is_usual}
    found = {}
    for now in figures:
        asked, before = now.question, then.get(now.question.code)
        indicator = asked.indicator
        if before is None or before.version != indicator.version or not _is_comparable(indicator):
            continue
        if now.value is not None and before.figure.value is not None:
            difference = now.value - before.figure.value
            found[asked.code] = Change(difference, indicator.unit, snapshot.ends_on, snapshot.public_id, snapshot.title)
    return found


def _is_comparable(indicator: Indicator) -> bool:
    """Whether a larger value is more of something on a day, and its amount may be told."""
    return not (indicator.windowed or indicator.confidential or indicator.difference)


def _closed_last_year(place: Place, day: date) -> Snapshot | None:
    """The newest locked snapshot of the place that ended in the year before the day's; a correction before what it
    corrects.
    """
    if place.level not in {Level.COUNTRY, Level.PROVINCE}:
        return None
    year = day.year - 1
    asked = sa.select(Snapshot).where(
        Snapshot.province_code.is_not_distinct_from(place.code),
        Snapshot.approved_at.is_not(None),
        Snapshot.ends_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    return db.session.scalars(asked.order_by(*NEWEST_FIRST).limit(1).options(lazyload("*"))).first()

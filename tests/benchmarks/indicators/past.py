"""Dashboards of days of the past that nobody asked for before: after the job, and while others write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.ahead import count_the_past
from marketplace.indicators.dashboard import dashboard_of
from marketplace.indicators.engine import COUNTRY, Place
from marketplace.indicators.engine.shelf import SHELF
from marketplace.indicators.models import PlaceMonth, PlaceParts, UnitChanges
from marketplace.organisations.models import Organisation
from tests.benchmarks.clock import percentile
from tests.benchmarks.indicators.country import BEGINNING, DAYS, END, Row
from tests.benchmarks.indicators.measures import OFFICIAL, Clock, in_ms
from tests.benchmarks.indicators.mix import OF_COUNTRY, Viewed, by_hand, told, write

YEAR = 365
WRITES_BETWEEN = 20
"""So many organisations are written to before the job's second turn, and one before each view after it."""


def past(clock: Clock, views: int, seed: int) -> Iterator[Row]:
    """The job, then views of so many days; its next turn, then views of so many others with a write before each."""
    random = Random(seed)
    days = [BEGINNING + timedelta(days=day) for day in random.sample(range(YEAR, DAYS), min(2 * views, DAYS - YEAR))]
    numbers = db.session.scalars(sa.select(Organisation.id).where(Organisation.kind != "enterprise")).all()
    yield {"measure": "past_job", "job_ms": _job(clock), "again_ms": _job(clock), **_kept()}
    SHELF.clear()
    dashboard_of(OFFICIAL, COUNTRY, BEGINNING)  # statements are compiled once, in the life of a server
    half = len(days) // 2
    yield {"measure": "past", **_told(clock, [_view(clock, day, random) for day in days[:half]])}
    for _turn in range(WRITES_BETWEEN):
        write(random.choice(numbers))
    yield {"measure": "past_job_after_writes", "writes": WRITES_BETWEEN, "job_ms": _job(clock)}
    took = []
    for day in days[half:]:
        write(random.choice(numbers))
        took.append(_view(clock, day, random))
    yield {"measure": "past_while_written", **_told(clock, took)}


def _job(clock: Clock) -> float:
    return in_ms(clock.of(lambda day, _place: count_the_past(day), END, COUNTRY).cpu)


def _view(clock: Clock, day: date, random: Random) -> Viewed:
    codes = db.session.scalars(sa.select(Organisation.province_code).distinct()).all()
    places = [Place.province(code) for code in sorted(code for code in codes if code is not None)]
    place = COUNTRY if random.random() < OF_COUNTRY else random.choice(places)
    return place, clock.of(lambda day, place: dashboard_of(OFFICIAL, place, day), day, place)


def _told(clock: Clock, took: list[Viewed]) -> Row:
    cpu = [one.cpu for place, one in took if place != COUNTRY]
    return {
        "views": len(took), **told(took, by_hand(clock, END)), "province_p95_ms": in_ms(percentile(cpu, 0.95)),
    }  # fmt: skip


def _kept() -> Row:
    """Rows and megabytes in the database."""
    found: Row = {}
    for model, bodies in ((UnitChanges, [UnitChanges.body]), (PlaceMonth, [PlaceMonth.body]),
                          (PlaceParts, [PlaceParts.body, PlaceParts.units])):  # fmt: skip
        size = sum(db.session.scalar(sa.select(sa.func.sum(sa.func.length(one)))) or 0 for one in bodies)
        rows = db.session.scalar(sa.select(sa.func.count()).select_from(model))
        found |= {f"{model.__tablename__}_rows": rows, f"{model.__tablename__}_mb": round(size / 1e6, 1)}
    return found

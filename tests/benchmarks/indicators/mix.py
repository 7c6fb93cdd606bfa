"""Dashboards as they are looked at: today's, by many, while others write, over a midnight before which the job ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.ahead import count_ahead
from marketplace.indicators.dashboard import dashboard_of
from marketplace.indicators.engine import COUNTRY, Place
from marketplace.indicators.engine.shelf import SHELF
from marketplace.organisations.models import Organisation
from tests.benchmarks.clock import percentile
from tests.benchmarks.indicators.by_hand import BY_HAND
from tests.benchmarks.indicators.country import END, Row
from tests.benchmarks.indicators.measures import OFFICIAL, Clock, Took, in_ms, statement_by_hand

Viewed = tuple[Place, Took]
OF_COUNTRY = 0.5
"""So many of the views are of the country, the others of some province."""


def mixed(clock: Clock, views: int, every: Sequence[int], seed: int) -> Iterator[Row]:
    """A line for each pace of writing: before every so many views somebody writes to some organisation.

    Every such day begins with a process that has nothing in memory, after the job counted the day ahead; no job runs
    between the views, as in the minutes between two of its turns.
    """
    numbers = db.session.scalars(sa.select(Organisation.id).where(Organisation.kind != "enterprise")).all()
    codes = db.session.scalars(sa.select(Organisation.province_code).distinct()).all()
    places = [Place.province(code) for code in codes if code is not None]
    for turn, pace in enumerate(every):
        random, day = Random(seed + turn), END - timedelta(days=len(every) - turn)
        ahead = clock.of(lambda day, _place: _job(day), day, COUNTRY)
        SHELF.clear()
        took = []
        for number in range(views):
            if number % pace == 0 and number:
                write(random.choice(numbers))
            place = COUNTRY if random.random() < OF_COUNTRY else random.choice(places)
            took.append((place, clock.of(lambda day, place: dashboard_of(OFFICIAL, place, day), day, place)))
        again = clock.of(lambda day, _place: _job(day), day, COUNTRY)
        yield {"measure": "mix", "views": views, "write_every": pace, "job_of_a_new_day_ms": in_ms(ahead.cpu),
               "job_after_the_writes_ms": in_ms(again.cpu), "first_view_ms": in_ms(took[0][1].cpu),
               **told(took, by_hand(clock, day))}  # fmt: skip


def _job(day: date) -> None:
    count_ahead([day])
    db.session.commit()


def write(number: int) -> None:
    """What somebody changes of a profile; the facts stay, their stamps do not."""
    db.session.execute(sa.text("UPDATE organisations SET founded_on = founded_on WHERE id = :id"), {"id": number})
    db.session.commit()


def by_hand(clock: Clock, day: date) -> float:
    """CPU seconds of the hand-written counts of I1, O2 and O3, three of a dashboard's 22 figures."""
    seconds = 0.0
    for name in BY_HAND:
        seconds += clock.of(lambda day, _place: statement_by_hand(name, day), day, COUNTRY).cpu  # noqa: B023
    return seconds


def told(took: list[Viewed], by_hand: float) -> Row:
    """Percentiles of views in ms, and what they are to hand-written counts of so many seconds."""
    every = [one.cpu for _place, one in took]
    country = [one.cpu for place, one in took if place == COUNTRY]
    return {
        "p50_ms": in_ms(percentile(every, 0.5)), "p95_ms": in_ms(percentile(every, 0.95)), "max_ms": in_ms(max(every)),
        "country_p95_ms": in_ms(percentile(country, 0.95)), "by_hand_ms": in_ms(by_hand),
        "ratio_p95": round(percentile(every, 0.95) / by_hand, 2),
    }  # fmt: skip

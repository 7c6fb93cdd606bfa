"""What is asked of the synthetic country, and how long each answer took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import sqlalchemy as sa
from flask import Flask

from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Province
from marketplace.extensions import db
from marketplace.indicators.dashboard import dashboard_of
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import COUNTRY, Level, Place, Question, breakdown, compute, rows, series
from tests.benchmarks.clock import percentile
from tests.benchmarks.indicators.by_hand import BY_HAND
from tests.benchmarks.indicators.country import BEGINNING, DAYS, Row

QUARTERS, PAGE = 20, 50
OFFICIAL = Viewer(platform_role=Role.OFFICIAL)
Asked = Callable[[date, Place], object]


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one answer."""

    cpu: float
    wall: float


def measured(app: Flask, questions: int, seed: int, only: list[str]) -> Iterator[Row]:
    """A line for each measure that is wanted; all without a name."""
    with app.app_context():
        clock, days = Clock(), _days(questions, seed)
        provinces = [Place.province(code) for code in db.session.scalars(sa.select(Province.code).order_by("code"))]
        for name, (asked, places) in _measures(provinces).items():
            if only and not any(name.startswith(wanted) for wanted in only):
                continue
            turns = list(zip(days, islice(cycle(places), len(days)), strict=True))
            asked(BEGINNING, places[0])  # statements are compiled once, in the life of a server
            cold = [clock.of(asked, day, place) for day, place in turns]
            warm = [clock.of(asked, day, place) for day, place in turns[-3:]]
            yield {"measure": name, **_told(cold), "cached_ms": in_ms(mean(one.cpu for one in warm)),
                   **_beside(name, clock, turns, cold)}  # fmt: skip


def _measures(provinces: list[Place]) -> dict[str, tuple[Asked, list[Place]]]:
    country = [COUNTRY]
    found: dict[str, tuple[Asked, list[Place]]] = {
        "dashboard_country": (lambda day, place: dashboard_of(OFFICIAL, place, day), country),
        "dashboard_province": (lambda day, place: dashboard_of(OFFICIAL, place, day), provinces),
        "trend_I1": (_trend("I1"), country),
        "trend_O2": (_trend("O2"), country),
        "rows_I1": (_rows("I1"), country),
        "rows_O3": (_rows("O3"), country),
        "provinces_I1": (_breakdown("I1", Level.PROVINCE), country),
        "communes_I1": (_breakdown("I1", Level.COMMUNE), provinces),
        "provinces_O2": (_breakdown("O2", Level.PROVINCE), country),
        "communes_O2": (_breakdown("O2", Level.COMMUNE), provinces),
    }
    for code in INDICATORS:
        found[f"figure_{code}"] = (_figure(code), country)
    return found


def _figure(code: str) -> Asked:
    return lambda day, place: compute(Question(day=day, code=code, place=place))


def _trend(code: str) -> Asked:
    def asked(day: date, place: Place) -> object:
        days = [day - timedelta(days=91 * turn) for turn in range(QUARTERS)]
        return series(Question(day=day, code=code, place=place), days)

    return asked


def _rows(code: str) -> Asked:
    return lambda day, place: db.session.execute(rows(Question(day=day, code=code, place=place)).limit(PAGE)).all()


def _breakdown(code: str, by: Level) -> Asked:
    return lambda day, place: breakdown(replace(Question(day=day, code=code), place=place), by)


def _days(count: int, seed: int) -> list[date]:
    """Different days of the later four years, the same for every measure."""
    return [BEGINNING + timedelta(days=day) for day in Random(seed).sample(range(365, DAYS), count)]


class Clock:
    """CPU seconds of this process and of the database server's processes that answer it."""

    def __init__(self) -> None:
        self._servers: list[Path] = []
        if db.engine.dialect.name == "postgresql":
            db.session.remove()
            db.engine.dispose()
            sa.event.listen(db.engine, "connect", self._watch)

    def of(self, asked: Asked, day: date, place: Place) -> Took:
        """One answer."""
        wall, cpu = time.perf_counter(), self._cpu()
        asked(day, place)
        took = Took(self._cpu() - cpu, time.perf_counter() - wall)
        db.session.expire_all()
        return took

    def _cpu(self) -> float:
        return time.process_time() + sum(int(one.read_text().split()[0]) / 1e9 for one in self._servers)

    def _watch(self, connection: Any, _record: object) -> None:
        """A connection has a process of the server of its own, without helpers here."""
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.commit()
        self._servers.append(Path(f"/proc/{connection.info.backend_pid}/schedstat"))


def _told(took: list[Took]) -> Row:
    cpu = [one.cpu for one in took]
    return {
        "cold": len(took), "p50_ms": in_ms(percentile(cpu, 0.5)), "p95_ms": in_ms(percentile(cpu, 0.95)),
        "max_ms": in_ms(max(cpu)), "wall_p95_ms": in_ms(percentile([one.wall for one in took], 0.95)),
    }  # fmt: skip


def _beside(name: str, clock: Clock, turns: list[tuple[date, Place]], ours: list[Took]) -> Row:
    """The same days counted by hand, where there is such a statement."""
    if name not in BY_HAND:
        return {}
    theirs = [clock.of(lambda day, _place: statement_by_hand(name, day), day, place) for day, place in turns]
    ratio = sum(one.cpu for one in ours) / sum(one.cpu for one in theirs)
    return {"by_hand_p50_ms": in_ms(percentile([one.cpu for one in theirs], 0.5)), "ratio": round(ratio, 2)}


def statement_by_hand(name: str, day: date) -> object:
    """The same figure counted by hand, on a day."""
    statement = BY_HAND[name]
    text = sa.text(statement).bindparams(sa.bindparam("day", type_=sa.Date))
    if ":first" in statement:
        text = text.bindparams(sa.bindparam("first", type_=sa.Date))
    return db.session.execute(text, {"day": day, "first": day.replace(month=1, day=1)} if ":first" in statement
                              else {"day": day}).one()  # fmt: skip


def in_ms(seconds: float) -> float:
    """Milliseconds, to a tenth."""
    return round(seconds * 1000, 1)

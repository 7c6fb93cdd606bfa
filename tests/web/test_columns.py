"""Column types answer exactly alike on both databases, and concurrent processes lose nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.accounts.models import User
from marketplace.extensions import Milli, UtcDateTime, db
from tests.cast import Cast
from tests.databases import SECRET
from tests.web.add_one import add_one

ROOT = Path(__file__).resolve().parents[2]
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())  # noqa: DTZ001
thousandths = st.integers(-(10**18), 10**18).map(lambda number: Decimal(number).scaleb(-3))


@pytest.fixture
def bench(context: Flask) -> sa.Table:
    """A table of both types, for this test only."""
    table = sa.Table(
        "bench",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("milli", Milli),
        sa.Column("at", UtcDateTime),
    )
    with db.engine.begin() as connection:
        table.create(connection)
    return table


def through(table: sa.Table, column: str, value: object) -> object:
    """What the database gives back."""
    with db.engine.begin() as connection:
        key = connection.execute(table.insert().values({column: value})).inserted_primary_key
        assert key is not None
        return connection.scalar(sa.select(table.c[column]).where(table.c.id == key[0]))


several = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@several
@given(value=thousandths)
def test_thousandths_come_back_exactly(bench: sa.Table, value: Decimal) -> None:
    assert through(bench, "milli", value) == value


@several
@given(instant=instants)
def test_instants_come_back_exactly_and_in_utc(bench: sa.Table, instant: datetime) -> None:
    kept = through(bench, "at", instant)
    assert kept == instant.astimezone(UTC)  # across zones Python never calls an hour that comes twice equal
    assert isinstance(kept, datetime)
    assert kept.tzinfo is UTC


@pytest.mark.parametrize(
    "value", ["0.0001", "1." + "0" * 27 + "1", "NaN", "Infinity", "1000000000000000.001", "-1e16", "1e400"]
)
def test_what_does_not_fit_is_refused(bench: sa.Table, value: str) -> None:
    with pytest.raises(sa.exc.StatementError, match=r"three decimal places|no number"):
        through(bench, "milli", Decimal(value))


def test_an_instant_without_a_zone_is_refused(bench: sa.Table) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        through(bench, "at", datetime(2026, 11, 22))  # noqa: DTZ001


def test_sums_and_order_of_both_types(bench: sa.Table) -> None:
    values = [Decimal("0.1"), Decimal("0.2"), Decimal("10")]
    start = datetime(2026, 11, 22, tzinfo=timezone(timedelta(hours=7)))
    with db.engine.begin() as connection:
        rows = [{"milli": value, "at": start + timedelta(hours=number)} for number, value in enumerate(values)]
        connection.execute(bench.insert(), rows)
        assert connection.scalar(sa.select(sa.func.sum(bench.c.milli))) == Decimal("10.3")
        later = sa.select(bench.c.milli).where(bench.c.at > start + timedelta(minutes=30)).order_by(bench.c.at)
        assert connection.scalars(later).all() == values[1:]


def test_sqlite_is_opened_with_our_habits(context: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the habits are SQLite's")
    with db.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 2, 1, 10_000]


@pytest.mark.slow
def test_processes_that_read_and_write_lose_nothing(app: Flask, cast: Cast, database_url: str, tmp_path: Path) -> None:
    """This process and another, which has all of the application but its pages."""
    surroundings = os.environ | {"DATABASE_URL": database_url, "SECRET_KEY": SECRET, "LIENKET_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "tests.web.add_one", str(cast.hoa), "20"]
    other = subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other, app.app_context():
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("go\n")
        other.stdin.flush()
        add_one(cast.hoa, 20)
        assert other.wait(timeout=180) == 0
        assert db.session.get_one(User, cast.hoa, populate_existing=True).phone == "40"

"""What a job counted ahead is what counting gives, is used only while it is right, and holds nobody up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.extensions import db
from marketplace.indicators import ahead
from marketplace.indicators.ahead import count_ahead, count_values, days_ahead
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import COUNTRY, Figure, Level, Place, Question, breakdown, compute_many
from marketplace.indicators.engine.shelf import SHELF
from marketplace.indicators.models import PlaceParts
from tests.cast import Cast
from tests.indicators.golden_flows import set_down

DAY, QUARTER = date(2026, 8, 15), date(2026, 6, 30)
HERE, ELSEWHERE = "68", "01"
OF_FACTS = ("contract_spans", "payments", "deliveries", "organisation_statuses", "need_periods", "certificates")
PLACES = (COUNTRY, Place.province(HERE), Place.province(ELSEWHERE))


@pytest.fixture
def counted(context: Flask, cast: Cast) -> Iterator[None]:
    """The golden flows stand in the database, and the job has been there."""
    set_down(cast)
    db.session.commit()
    SHELF.clear()
    count_ahead([DAY])
    db.session.commit()
    SHELF.clear()
    yield
    db.session.rollback()


def figures(places: tuple[Place, ...] = PLACES) -> list[Figure]:
    return compute_many([Question(DAY, code, place=place) for place in places for code in INDICATORS])


def counted_anew() -> list[Figure]:
    """With nothing kept anywhere."""
    SHELF.clear()
    with db.session.begin_nested() as undone:
        db.session.execute(sa.delete(PlaceParts))
        found = figures()
        undone.rollback()
    SHELF.clear()
    return found


@pytest.mark.usefixtures("counted")
def test_the_first_who_asks_reads_no_facts_and_gets_what_counting_gives() -> None:
    seen = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    found = figures()
    of_places = breakdown(Question(DAY), Level.PROVINCE)
    sa.event.remove(db.engine, "before_cursor_execute", note)
    read = [one for one in seen if any(table in one for table in OF_FACTS)]
    assert all("recognitions" in one for one in read), "only I7, whose districts may lie in two provinces, is counted"
    assert found == counted_anew()
    assert of_places == breakdown(Question(DAY), Level.PROVINCE)


@pytest.mark.usefixtures("counted")
def test_after_a_write_nothing_stale_is_used_and_only_its_places_are_written_again() -> None:
    before = figures()
    assert count_ahead([DAY]) == 0, "nothing has changed"
    db.session.execute(sa.text("UPDATE payments SET amount_dong = amount_dong + 1000000"))
    db.session.execute(sa.text("UPDATE organisations SET verified_at = NULL, verified_by_id = NULL WHERE kind = 'htx'"))
    db.session.commit()
    SHELF.clear()
    found = figures()
    assert found == counted_anew() != before
    count_ahead([DAY])
    db.session.commit()
    stamps = dict(db.session.execute(sa.select(PlaceParts.place, PlaceParts.stamp).where(PlaceParts.day == DAY)).all())
    db.session.execute(sa.text(f"UPDATE needs SET published_at = published_at WHERE province_code = '{HERE}'"))
    db.session.commit()
    assert count_ahead([DAY]) == 2, "the day, and the end of the quarter whose values are told"
    after = dict(db.session.execute(sa.select(PlaceParts.place, PlaceParts.stamp).where(PlaceParts.day == DAY)).all())
    assert {place for place in after if after[place] != stamps[place]} == {HERE}
    SHELF.clear()
    assert figures() == found


@pytest.mark.usefixtures("counted")
def test_days_that_are_over_are_forgotten() -> None:
    for quarter in (date(2025, 12, 31), date(2012, 12, 31)):
        count_values(quarter)
        db.session.commit()
    count_ahead([date(2026, 8, 16)])
    days = set(db.session.scalars(sa.select(PlaceParts.day).distinct()))
    assert days == {date(2026, 8, 16), QUARTER, date(2025, 12, 31)}, "ends of quarters are told for years"


@pytest.mark.usefixtures("counted")
def test_somebody_else_may_write_while_it_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = compute_many

    def meanwhile(questions: list[Question]) -> list[Figure]:
        found = compute(questions[:1])
        with db.engine.begin() as other:
            other.execute(sa.text(f"UPDATE organisations SET founded_on = NULL WHERE province_code = '{HERE}'"))
        return [*found, *compute(questions[1:])]

    monkeypatch.setattr(ahead, "compute_many", meanwhile)
    db.session.execute(sa.delete(PlaceParts))
    db.session.commit()
    SHELF.clear()
    count_ahead([DAY])
    db.session.commit()
    kept = set(db.session.scalars(sa.select(PlaceParts.place).where(PlaceParts.day == DAY)))
    assert kept
    SHELF.clear()
    assert figures() == counted_anew()


def test_tomorrow_is_counted_in_the_evening_of_viet_nam() -> None:
    assert days_ahead(datetime(2026, 6, 30, 14, 59, tzinfo=UTC)) == [date(2026, 6, 30)]
    assert days_ahead(datetime(2026, 6, 30, 15, 0, tzinfo=UTC)) == [date(2026, 6, 30), date(2026, 7, 1)]
    assert days_ahead(datetime(2026, 6, 30, 17, 0, tzinfo=UTC)) == [date(2026, 7, 1)]

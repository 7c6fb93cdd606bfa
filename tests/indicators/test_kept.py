"""A figure that is kept is the one that counting again gives: after every write, by every door, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.sql import visitors

from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import COUNTRY, Figure, Place, Question, compute_many
from marketplace.indicators.engine.populations import amounts
from marketplace.indicators.engine.shelf import SHELF, Shelf
from marketplace.indicators.engine.stamps import Stamps
from marketplace.schema.stamps import PLACES
from tests.cast import Cast
from tests.indicators.golden_flows import set_down

DAY = date(2026, 6, 30)
ASKED = [Question(DAY, code, place=place) for code in INDICATORS for place in (COUNTRY, Place.province("68"))]


@pytest.fixture
def told(context: Flask, cast: Cast) -> Iterator[None]:
    """The golden flows stand in the database."""
    set_down(cast)
    db.session.commit()
    yield
    db.session.rollback()


def figures() -> list[Figure]:
    return compute_many(ASKED)


CHANGES = (
    (
        "UPDATE organisation_statuses SET status = 'ended'",
        "UPDATE certificates SET revoked_on = '2026-01-02'",
        "UPDATE offer_periods SET firm_kg = firm_kg + 1000",
    ),
    ("UPDATE contract_parties SET role = 'witness'", "UPDATE payments SET amount_dong = amount_dong + 1000000"),
    ("UPDATE needs SET province_code = '01', commune_code = NULL", "UPDATE contracts SET state = 'void'"),
    ("UPDATE organisations SET province_code = NULL, commune_code = NULL WHERE kind = 'htx'",),
    ("UPDATE organisations SET verified_at = NULL, verified_by_id = NULL, founded_on = '2026-02-03'",),
)
"""Written by hand, past every action: what one transaction after the other might do."""


@pytest.mark.usefixtures("told")
def test_whatever_is_written_the_kept_figure_is_the_counted_one() -> None:
    before = figures()
    for statements in CHANGES:
        with db.session.begin_nested() as undone:
            for statement in statements:
                db.session.execute(sa.text(statement))
            written = figures()
            assert written != before, statements
            undone.rollback()
        assert figures() == before, statements
        for statement in statements:
            db.session.execute(sa.text(statement))
        db.session.commit()
        before = figures()
        assert before == written, statements
        SHELF.clear()
        assert figures() == before, statements


@pytest.mark.usefixtures("told")
def test_who_looks_between_two_writes_of_a_transaction_keeps_nothing_that_is_stale_at_its_end() -> None:
    db.session.execute(sa.text("UPDATE organisations SET verified_at = NULL, verified_by_id = NULL WHERE id % 2 = 0"))
    between = figures()
    db.session.execute(sa.text("UPDATE organisations SET verified_at = NULL, verified_by_id = NULL WHERE id % 2 = 1"))
    db.session.commit()
    after = figures()
    SHELF.clear()
    assert after == figures() != between


@pytest.mark.usefixtures("told")
def test_asking_again_counts_nothing() -> None:
    first, seen = figures(), list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    assert figures() == first
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert seen
    assert not [one for one in seen if "contract_spans" in one or "payments" in one or "organisations" in one]


@pytest.mark.usefixtures("told")
def test_a_write_elsewhere_leaves_a_province_alone() -> None:
    before = Stamps()
    db.session.execute(sa.text("UPDATE needs SET published_at = published_at WHERE province_code = '68'"))
    after = Stamps()
    assert before.of("01") == after.of("01")
    assert before.of("68") != after.of("68")
    assert before.whole != after.whole


def test_every_table_that_is_counted_from_stamps_its_places(context: Flask) -> None:
    read: set[str] = set()
    for question in ASKED:
        for element in visitors.iterate(amounts(question)):
            if isinstance(element, sa.Table):
                read.add(element.name)
    assert {"organisations", "contract_spans", "deliveries"} <= read
    assert read <= PLACES.keys()


def test_a_shelf_keeps_no_more_than_it_may() -> None:
    shelf = Shelf(most=10)
    for number in range(20):
        shelf.put(number, "stamp", number, 1)
    assert [shelf.get(number, "stamp") for number in (9, 10, 19)] == [None, 10, 19]
    assert shelf.get(19, "another") is None
    shelf.put("large", "stamp", "all", 11)
    assert shelf.get(19, "stamp") is None

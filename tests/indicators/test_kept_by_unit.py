"""Whatever happens in whatever order, what is kept commune by commune adds up to what counting anew gives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import COUNTRY, Figure, Level, Place, Question, breakdown, compute_many, one_reading
from marketplace.indicators.engine import kept as keeping
from marketplace.indicators.engine.shelf import SHELF, Shelf
from marketplace.indicators.engine.units import few, together
from tests.cast import Cast
from tests.indicators.golden_flows import set_down

EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 8
DAY = date(2026, 6, 30)
HERE, ELSEWHERE = "68", "01"
PLACES = (COUNTRY, Place.province(HERE), Place.province(ELSEWHERE))
SOME = "id % 3 = {pick} % 3"
WRITES = (
    f"UPDATE organisations SET commune_code = {{commune}}, province_code = {{province}} WHERE {SOME}",
    f"UPDATE organisations SET commune_code = NULL WHERE {SOME}",
    f"UPDATE organisations SET commune_code = NULL, province_code = NULL WHERE {SOME}",
    "UPDATE organisations SET verified_at = CASE WHEN verified_at IS NULL THEN created_at END, "
    f"verified_by_id = CASE WHEN verified_at IS NULL THEN {{checker}} END WHERE {SOME}",
    "UPDATE organisations SET kind = CASE kind WHEN 'htx' THEN 'tht' ELSE 'htx' END, official_members = 30 "
    f"WHERE kind IN ('htx', 'tht') AND {SOME}",
    f"UPDATE needs SET commune_code = {{commune}}, province_code = {{province}} WHERE {SOME}",
    f"UPDATE offers SET commune_code = NULL, province_code = {{province}} WHERE {SOME}",
    f"UPDATE organisation_statuses SET status = CASE status WHEN 'active' THEN 'ended' ELSE 'active' END WHERE {SOME}",
    f"UPDATE contract_spans SET quantity_kg = quantity_kg + 1000, state_owned = NOT state_owned WHERE {SOME}",
    f"UPDATE contract_spans SET price_dong_per_kg = 7000, verified = NOT verified WHERE {SOME}",
    f"UPDATE payments SET amount_dong = amount_dong + 5000 WHERE {SOME}",
    "UPDATE contracts SET state = CASE state WHEN 'void' THEN 'signed' ELSE 'void' END "
    f"WHERE state IN ('void', 'signed') AND {SOME}",
    f"UPDATE certificates SET revoked_on = CASE WHEN revoked_on IS NULL THEN issued_on END WHERE {SOME}",
    f"UPDATE offer_periods SET firm_kg = firm_kg + 1000 WHERE {SOME}",
    "UPDATE commodities SET cycle = 'annual'",
)
"""Written by hand, past every action; `{commune}` lies in `{province}`, both may be new to whom they are given."""
steps = st.lists(
    st.tuples(st.sampled_from(WRITES), st.integers(0, 8), st.sampled_from(["kept", "looked at", "undone"])),
    min_size=1, max_size=5,
)  # fmt: skip


@pytest.fixture
def told(context: Flask, cast: Cast) -> Iterator[None]:
    """The golden flows stand in the database."""
    set_down(cast)
    db.session.commit()
    SHELF.clear()
    yield
    db.session.rollback()


def figures() -> list[Figure]:
    return compute_many([Question(DAY, code, place=place) for place in PLACES for code in INDICATORS])


def by_province() -> list[object]:
    return [breakdown(Question(DAY, code), Level.PROVINCE) for code in ("I1", "O2v", "O4", "O10")]


@pytest.mark.usefixtures("told")
def test_random_writes_leave_nothing_stale(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    communes = {
        code: db.session.scalars(sa.select(Commune.code).where(Commune.province_code == code).limit(2)).all()
        for code in (HERE, ELSEWHERE)
    }

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(steps=steps)
    def compare(steps: list[tuple[str, int, str]]) -> None:
        with one_reading(by_unit=True):
            figures()
        for statement, pick, then in steps:
            province = (HERE, ELSEWHERE)[pick % 2]
            named = {"pick": pick, "province": f"'{province}'", "commune": f"'{communes[province][pick % 4 // 2]}'"}
            write(statement.format(**named, checker=cast.quan), then)
        kept, parts = figures(), by_province()
        with monkeypatch.context() as patch:
            patch.setattr(keeping, "SHELF", Shelf())
            assert (kept, parts) == (figures(), by_province()), steps

    compare()


def write(statement: str, then: str) -> None:
    """One transaction; or a savepoint in which somebody looks, undone in one that goes on to write elsewhere."""
    if then == "undone":
        with db.session.begin_nested() as inner:
            db.session.execute(sa.text(statement))
            figures()
            inner.rollback()
        statement = "UPDATE payments SET amount_dong = amount_dong + 1"
    db.session.execute(sa.text(statement))
    db.session.commit()
    if then == "looked at":
        figures()


@given(st.lists(st.integers(1, 6), min_size=1), st.lists(st.integers(1, 6), min_size=1))
def test_whether_there_are_three_is_known_of_groups_that_overlap(one: list[int], two: list[int]) -> None:
    def told(some: list[int]) -> tuple[int, int, int]:
        return few(len(set(some)), min(some), max(some))

    assert together(told(one), told(two)) == told([*one, *two])

"""Open data tell nobody's terms: what is hidden is computed neither from totals nor from the breakdown."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.disclosure import may_tell
from marketplace.indicators.engine import Question, compute
from marketplace.organisations.models import Organisation
from marketplace.reporting.open_data.cells import UNKNOWN, Place, Weight, told_places
from marketplace.reporting.open_data.dictionary import COLUMNS, package_of
from marketplace.reporting.open_data.edition import edition_of
from marketplace.reporting.open_data.table import lines_of, published_day
from tests.cast import Cast
from tests.client import Browser
from tests.databases import Beginning
from tests.indicators.golden_flows import Deal, Scene, set_down

EXAMPLES = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 60
DAY = date(2026, 6, 30)
NAMES = [column.name for column in COLUMNS]
MOST_QUERIES_OF_THE_FILE = 90  # some four for each indicator, and the stamps of its places
"""Some three for each indicator, however many places there are."""
VALUES = ("share", "count", "quantity_kg", "area_ha", "amount_vnd")

weights = st.lists(
    st.builds(
        Weight,
        province=st.sampled_from(["01", "68", UNKNOWN]),
        commune=st.sampled_from(["a", "b", "c", "d"]),
        part=st.just(""),
        amount=st.integers(1, 1000).map(Decimal),
        contracts=st.integers(1, 5),
        buyers=st.frozensets(st.integers(1, 6), min_size=1, max_size=5),
    ),
    max_size=12,
    unique_by=lambda weight: (weight.province, weight.commune),
)


@given(weights)
@settings(max_examples=EXAMPLES, deadline=None)
def test_no_hidden_commune_or_province_is_computed_from_what_is_told(drawn: list[Weight]) -> None:
    told = told_places(drawn)
    places: list[Place] = [(one.province, one.commune) for one in drawn]
    provinces: list[Place] = [(code, None) for code in sorted({one.province for one in drawn})]
    for place in [*places, *provinces]:
        inside = [one for one in drawn if _inside(one, place)]
        few = not may_tell(sum(one.contracts for one in inside), len(frozenset().union(*(o.buyers for o in inside))))
        assert not (few and place in told), (place, drawn)
        if place not in told:
            least, most = _bounds(drawn, told, inside)
            assert most - least > 0.001, (place, drawn)


def _inside(weight: Weight, place: Place) -> bool:
    province, commune = place
    return province in {None, weight.province} and commune in {None, weight.commune}


def _bounds(drawn: Sequence[Weight], told: frozenset[Place], wanted: Sequence[Weight]) -> tuple[float, float]:
    """What an attacker knows of a sum: everything told, and that nothing is below zero."""
    known = [[float(_inside(one, place)) for one in drawn] for place in told]
    sums = [sum(float(one.amount) for one in drawn if _inside(one, place)) for place in told]
    ends = []
    for sign in (1.0, -1.0):
        aim = [sign * float(one in wanted) for one in drawn]
        found = linprog(aim, A_eq=known or None, b_eq=sums or None, bounds=(0, None))
        assert found.status in {0, 3}, found.message  # solved, or without an end
        ends.append(float(found.fun or 0) * sign if found.status == 0 else sign * float("-inf"))
    return ends[0], ends[1]


@pytest.fixture
def scene(begin_with: Beginning, context: Flask, cast: Cast) -> Flask:
    """The golden flows, and in commune x of Lâm Đồng a fourth cooperative that sells to three buyers."""
    begin_with("golden flows and many buyers", lambda: lay(cast))
    return context


def lay(cast: Cast) -> None:
    set_down(cast)
    down = Scene(cast)
    many = down.coop("HTX nhiều bên mua")
    many.commune_code = db.session.scalars(sa.select(Commune.code).filter_by(province_code="68").limit(1)).one()
    for number, kg in enumerate((10_000, 20_000, 33_333)):
        down.contract(Deal(many, down.buyer(f"Bên mua {number}"), "rice", kg, 2, 7_000))


def lines(code: str) -> list[dict[str, Any]]:
    return [line for line in lines_of(DAY) if line["indicator_code"] == code]


def test_amounts_of_few_contracts_are_hidden_with_what_would_tell_them(scene: Flask) -> None:
    found = {(one["province_code"], one["commune_code"]): one for one in lines("O2")}
    assert found["01", None]["suppressed"] == 1, "two contracts in Hà Nội"
    assert found["01", None]["quantity_kg"] is None
    assert found["68", None]["suppressed"] == 1, "the country less Lâm Đồng would be Hà Nội"
    assert found[None, None]["quantity_kg"] == "320000", "323 333 kg with two digits"


def test_public_figures_are_the_engines_and_every_line_has_the_documented_columns(scene: Flask) -> None:
    every = list(lines_of(DAY))
    assert {line["indicator_code"] for line in every} == set(INDICATORS)
    assert all(list(line) == NAMES for line in every)
    country = next(line for line in every if line["indicator_code"] == "I1" and line["place_level"] == "country")
    figure = compute(Question(day=DAY))
    assert (country["numerator"], country["denominator"]) == (str(figure.numerator), str(figure.denominator))
    assert Decimal(country["share"]) == round(figure.numerator / (figure.denominator or 1), 6)
    assert all(sum(line[name] is not None for name in VALUES) <= 1 for line in every)


def test_nothing_private_stands_in_the_file(scene: Flask) -> None:
    names = db.session.scalars(sa.select(Organisation.name)).all()
    said = json.dumps(list(lines_of(DAY)), ensure_ascii=False)
    assert not [name for name in names if name in said]


def test_page_file_and_description_agree(app: Flask) -> None:
    stranger = Browser(app, most_queries=MOST_QUERIES_OF_THE_FILE)
    with time_machine.travel(datetime(2026, 7, 15, 5, tzinfo=UTC), tick=False):
        page = stranger.get("/open-data").words()
        table = list(csv.reader(io.StringIO(stranger.get("/open-data/figures.csv").text)))
        package = json.loads(stranger.get("/open-data/datapackage.json").text)
    assert "30/06/2026" in page
    assert "CC-BY-4.0" in page
    assert all(name in page for name in NAMES)
    assert table[0] == NAMES == [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert {row[0] for row in table[1:]} == {"2026-06-30"} == {package["as_of_date"]}
    assert [one["code"] for one in package["indicators"]] == list(INDICATORS)
    assert package_of(DAY, package["resources"][0]["path"]) == package


def test_everybody_gets_the_copy_of_the_hour(scene: Flask) -> None:
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    first = datetime(2026, 7, 15, 5, tzinfo=UTC)
    with time_machine.travel(first, tick=False) as clock:
        made = edition_of(DAY)
        assert b"".join(made.pieces()).decode().splitlines()[0].split(",") == NAMES
        asked.clear()
        clock.shift(timedelta(minutes=59))
        assert edition_of(DAY) is made
        assert asked == []
        clock.shift(timedelta(minutes=1))
        assert edition_of(DAY).made_at == first + timedelta(hours=1)


def test_the_day_is_nobodys_choice() -> None:
    assert published_day(date(2026, 7, 1)) == published_day(date(2026, 7, 31)) == DAY

"""Maps and charts: every commune is drawn, nothing is heavy, nothing needs a script or a style of its own."""

from __future__ import annotations

import gzip
from collections import defaultdict
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as Xml

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.charts import Mark, Trend, trend_svg
from marketplace.indicators.definitions import Unit
from marketplace.indicators.maps import nice
from marketplace.indicators.outlines import FOLDER, communes_of
from marketplace.indicators.paths import quarter_ends
from marketplace.indicators.words import amount_words

LARGEST = 6000
"""Bytes of a province's outlines as they travel."""


@pytest.mark.usefixtures("context")
def test_every_commune_is_drawn_in_a_small_file() -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for province, commune in db.session.execute(sa.select(Commune.province_code, Commune.code)):
        known[province].add(commune)
    for province, communes in known.items():
        drawing = communes_of(province)
        assert drawing is not None, province
        assert set(drawing.outlines) == communes
        assert all(outline.land or outline.islands for outline in drawing.outlines.values())
        assert len(gzip.compress((FOLDER / "commune_paths" / f"{province}.csv").read_bytes())) <= LARGEST


def test_the_archipelagos_stand_in_the_inset_of_their_provinces() -> None:
    for province, name in (("48", "paracels"), ("56", "spratlys")):
        drawing = communes_of(province)
        assert drawing is not None
        assert drawing.inset is not None
        assert drawing.inset.archipelago == name
        assert all(drawing.outlines[code].islands for code in drawing.inset.of)


@pytest.mark.parametrize("code", ["99", "../68", "", "68.csv"])
def test_what_is_no_province_has_no_outlines(code: str) -> None:
    assert communes_of(code) is None


def trend() -> Trend:
    days = quarter_ends(date(2026, 11, 23), 9)
    counted = [Mark(day, Decimal(10 + place * 2)) for place, day in enumerate(days)]
    target = [Mark(date(2025, 12, 31), Decimal(20)), Mark(date(2030, 12, 31), Decimal(50))]
    expected = [Mark(date(2026, 12, 31), Decimal(27), Decimal(25), Decimal("29.5"))]
    return Trend(counted, target, expected)


def test_a_chart_is_two_pictures_without_script_or_style(app: Flask) -> None:
    with app.test_request_context():
        drawn = str(trend_svg(trend(), 'Tỷ lệ "A" <b>'))
    pictures = [Xml.fromstring(part + "</svg>") for part in drawn.split("</svg>")[:2]]
    assert [one.get("class") for one in pictures] == ["chart chart-phone", "chart chart-desk"]
    assert all(one.get("aria-label") == 'Tỷ lệ "A" <b>' for one in pictures)
    assert all(tag.get("style") is None and "script" not in tag.tag for one in pictures for tag in one.iter())
    assert "50%" in drawn
    assert len(gzip.compress(drawn.encode())) < 4000


def test_numbers_of_a_chart_are_written_as_the_reader_does(app: Flask) -> None:
    first, last = quarter_ends(date(2026, 6, 30), 2)
    amounts = Trend([Mark(first, Decimal(1500)), Mark(last, Decimal(4000))], percent=False)
    with app.test_request_context():
        assert "4.000" in str(trend_svg(amounts, "kg"))


def test_one_value_is_no_line() -> None:
    assert not Trend([Mark(date(2026, 1, 1), Decimal(1))]).is_drawn


@pytest.mark.parametrize(
    ("width", "step"), [("0", "1"), ("0.3", "1"), ("3", "5"), ("12", "20"), ("100", "100"), ("101", "200")]
)
def test_steps_of_a_map_are_round_numbers(width: str, step: str) -> None:
    assert nice(Decimal(width), whole=True) == Decimal(step)


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        ("37.25", Unit.PERCENT, "37,3%"),
        ("1250000", Unit.KG, "1.250 tấn"),
        ("1500000000", Unit.DONG, "1.500.000.000 ₫"),
        ("12.500", Unit.HA, "12,5 ha"),
        ("7.000", Unit.COUNT, "7"),
    ],
)
def test_amounts_carry_their_unit(app: Flask, amount: str, unit: Unit, words: str) -> None:
    with app.test_request_context():
        assert amount_words(Decimal(amount), unit) == words

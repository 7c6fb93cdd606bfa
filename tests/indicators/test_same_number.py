"""One number, whichever door it leaves by: page, map, table, CSV, workbook, JSON, rows, print and command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from marketplace.cli.asking import question as command_question
from marketplace.extensions import db
from marketplace.indicators.addresses import arguments_of
from marketplace.indicators.answer import answer_to
from marketplace.indicators.definitions import INDICATORS, Choice, Definition, Denominator
from marketplace.indicators.engine import COUNTRY, Figure, Place, Question, compute
from marketplace.indicators.forms.question import FigureForm
from marketplace.indicators.maps import map_of
from marketplace.indicators.tables import EXACT, shows_amounts
from marketplace.indicators.trends import history_of
from marketplace.indicators.words import nothing_words, part_words, parts_of, rounded, value_words
from marketplace.organisations.models import Organisation
from marketplace.web.formats import format_date
from tests.cast import Cast
from tests.client import Browser
from tests.factories.contracts_by_hand import Deal, contract
from tests.suggestions.test_export import cells

pytestmark = pytest.mark.engines("sqlite", "postgresql")  # numbers of pages against numbers of the engine

TODAY = date(2026, 6, 30)
LAM_DONG, EMPTY = Place.province("68"), Place.province("01")
BEFORE_ALL = date(2019, 1, 1)
Open = Callable[..., Browser]


@pytest.fixture
def linked(app: Flask, cast: Cast) -> None:
    """Two of three cooperatives of Lâm Đồng have contracts: one of two years, one that ended in March."""
    with app.app_context():
        house, second, buyer = (
            db.session.get_one(Organisation, one) for one in (cast.doan_ket, cast.binh_minh, cast.huong_viet)
        )
        commune = db.session.scalar(sa.text("SELECT min(code) FROM communes WHERE province_code = '68'"))
        house.commune_code = commune
        deals = (Deal(house, buyer, ends=date(2027, 12, 31)), Deal(second, buyer, ends=date(2026, 3, 31)))
        for deal in deals:
            contract(deal, entered_by=cast.binh, verified_by=cast.quan)
        db.session.commit()


def questions() -> list[Question]:
    """Every indicator in a province."""
    return [Question(day=TODAY, code=code, place=LAM_DONG) for code in INDICATORS]


def elsewhere() -> Iterator[Question]:
    """The same in the country, in a province with nothing, before all data; linkage under every definition."""
    for usual in questions():
        indicator = usual.indicator
        yield from (replace(usual, place=COUNTRY), replace(usual, place=EMPTY))
        if indicator.begins is None:  # else the day is refused
            yield replace(usual, day=BEFORE_ALL)
        if indicator.understands(Choice.DEFINITION):
            yield from (replace(usual, definition=one) for one in indicator.definitions if one is not Definition.L1)
        if indicator.understands(Choice.DENOMINATOR):
            yield from (replace(usual, denominator=one) for one in indicator.counted if one is not Denominator.D1)


def address(question: Question, door: str = "") -> tuple[str, Mapping[str, str]]:
    return f"/indicators/{question.code}{door}", arguments_of(question)


def read(browser: Browser, question: Question, door: str = "") -> Any:
    path, arguments = address(question, door)
    return browser.get(path, query_string=dict(arguments))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def exact(value: Decimal | None) -> Decimal | None:
    return rounded(value, EXACT)


def shared(question: Question, value: Any) -> Decimal | None:
    """A value of the JSON in the indicator's own unit."""
    if value is None:
        return None
    return exact(Decimal(str(value)) * (100 if question.indicator.unit.value == "percent" else 1))


def near(one: Decimal | None, other: Decimal | None) -> bool:
    """Equal but for the sixth place of a share."""
    return one is other is None or (one is not None and other is not None and abs(one - other) <= Decimal("0.0001"))


@pytest.mark.usefixtures("linked")
def test_files_and_rows_show_the_number_of_the_engine(app: Flask, cast: Cast, browser: Open) -> None:
    official = browser(cast.thu)
    with app.app_context():
        asked = {question: compute(question) for question in questions()}
    for question, figure in asked.items():
        compare_table(official, question, figure)
        compare_machine(official, question, figure)
        compare_rows(official, question, figure)


@pytest.mark.usefixtures("linked")
def test_every_choice_is_answered_with_the_number_of_the_engine(app: Flask, cast: Cast, browser: Open) -> None:
    official = browser(cast.thu)
    with app.app_context():
        asked = {question: compute(question) for question in elsewhere()}
    for question, figure in asked.items():
        compare_machine(official, question, figure)


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize("code", ["I1", "I3", "O2", "O2v", "O3"])
def test_pages_show_the_number_of_the_engine(app: Flask, cast: Cast, browser: Open, code: str) -> None:
    question = Question(day=TODAY, code=code, place=LAM_DONG)
    with app.test_request_context():
        figure = compute(question)
        said = [value_words(figure), part_words(figure) if figure.value is not None else nothing_words(figure)]
        day = format_date(TODAY)
    official = browser(cast.thu)
    pages = [read(official, question), official.get("/indicators", query_string={"province": "68", "day": day})]
    if figure.value is not None:
        pages.append(read(official, question, "/rows"))
    for page in pages:
        assert all(one in page.words() for one in said), (code, said)


def compare_table(browser: Browser, question: Question, figure: Figure) -> None:
    whole = sheet(read(browser, question, "/figure.csv").text)[0]
    value = next(text for heading, text in whole.items() if heading.startswith("Giá trị"))
    assert number(value) == exact(figure.value), question
    assert (number(whole["Tử số"]), number(whole["Mẫu số"])) == parts_of(figure), question
    assert number(whole["Minh họa"]) == figure.demonstration, question


def compare_machine(browser: Browser, question: Question, figure: Figure) -> None:
    found = json.loads(read(browser, question, "/figure.json").text)
    numerator, denominator = parts_of(figure)
    assert near(shared(question, found["value"]), exact(figure.value)), question
    assert found["numerator"] == (None if numerator is None else float(numerator)), question
    assert found["denominator"] == (None if denominator is None else float(denominator)), question
    assert found["date"] == question.day.isoformat()


def compare_rows(browser: Browser, question: Question, figure: Figure) -> None:
    listed = json.loads(read(browser, question, "/rows.json").text)
    assert len(listed) == len(sheet(read(browser, question, "/rows.csv").text)), question
    if not shows_amounts(question):
        assert all(one["numerator"] is None and one["denominator"] is None for one in listed), question
        return
    assert sum(Decimal(str(one["numerator"])) for one in listed) == figure.numerator, question
    if parts_of(figure)[1] is not None:
        assert sum(Decimal(str(one["denominator"])) for one in listed) == figure.denominator, question


@pytest.mark.usefixtures("linked")
def test_map_table_workbook_and_trend_agree(app: Flask, browser: Open) -> None:
    question = Question(day=TODAY, place=LAM_DONG)
    path, arguments = address(question, "/figure.xlsx")
    book = browser().get(path, query_string=dict(arguments)).response.data
    with app.test_request_context():
        answer = answer_to(question)
        drawn, history = map_of(answer), history_of(answer.figure)
    assert drawn is not None
    words = {area.code: area.words for area in drawn.areas}
    numbers = cells(book, 1)
    assert near(Decimal(numbers["H2"][1]), exact(answer.figure.value))
    for row, place in enumerate(answer.places, 3):
        assert near(Decimal(numbers[f"H{row}"][1]), exact(place.value))
        assert (
            place.code is None
            or f"({place.part.numerator:.0f} trong {place.part.denominator:.0f} " in words[place.code]
        )
    assert history[-1] is answer.figure
    assert near(Decimal(cells(book, 2)[f"B{len(history) + 1}"][1]), exact(answer.figure.value))
    assert any("Nghị định 98/2018/NĐ-CP" in text for _kind, text in cells(book, 3).values())


@pytest.mark.usefixtures("linked")
def test_all_definitions_stand_in_one_table(browser: Open) -> None:
    page = browser().get("/indicators/I1/definitions", query_string={"day": "30/06/2026", "province": "68"}).words()
    assert "1 trong 2" in page
    assert all(f"{one.value}: " in page for one in (*Definition, *Denominator))


def test_the_command_asks_exactly_what_the_address_asks(app: Flask, cast: Cast) -> None:
    choices = {"group": "durian", "size": "small", "soe": "no", "definition": "L2", "denominator": "D2"}
    with app.test_request_context():
        by_address = FigureForm(
            INDICATORS["I1"], MultiDict({"day": "30/06/2026", "province": "68", **choices})
        ).question()
        by_command = command_question(
            "I1", day=TODAY, since=None, place="Lâm Đồng", district=None, kind=None, areas="district", **choices
        )
    assert by_command == by_address
    assert arguments_of(by_command) == {"day": "30/06/2026", "province": "68", **choices}

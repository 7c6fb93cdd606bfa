"""The same number on page and CSV; the rows for those who may open them; bad questions answered in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.client import Browser
from tests.factories.contracts_by_hand import Deal, contract

PAGE = "/indicators/I1"


@pytest.fixture
def one_linked(app: Flask, cast: Cast) -> None:
    """Đoàn Kết is linked with Hương Việt for 2026; Bình Minh is not."""
    with app.app_context():
        seller, buyer = (db.session.get_one(Organisation, i) for i in (cast.doan_ket, cast.huong_viet))
        contract(Deal(seller, buyer), entered_by=cast.binh, verified_by=cast.quan)
        db.session.commit()


def table(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff"), "Excel needs the byte-order mark"
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.usefixtures("one_linked")
def test_page_and_csv_and_rows_show_one_number(cast: Cast, browser: Callable[..., Browser]) -> None:
    asked = "?day=30/06/2026&province=68"
    page = browser().get(PAGE + asked)
    assert "1 trong 2" in page.words()
    assert "50%" in page.words()
    figure = table(browser().get(f"{PAGE}/figure.csv{asked}").text)
    assert figure[1][-2:] == ["1", "2"]
    lines = table(browser(cast.thu).get(f"{PAGE}/rows.csv{asked}").text)[1:]
    assert [line[4] for line in lines] == ["1", "0"]
    assert all(line[6].startswith("http://127.0.0.1:8000/organisations/") for line in lines), "the public address"
    opened = browser(cast.thu).get(f"{PAGE}/rows{asked}").words()
    assert "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết" in opened
    assert "Hợp tác xã Bình Minh" in opened


@pytest.mark.usefixtures("one_linked")
@pytest.mark.parametrize("person", ["hoa", "minh"])
def test_rows_are_for_staff(cast: Cast, browser: Callable[..., Browser], person: str) -> None:
    reader = browser(getattr(cast, person))
    reader.get(f"{PAGE}/rows", status=404)
    reader.get(f"{PAGE}/rows.csv", status=404)


def test_a_stranger_is_asked_to_sign_in_for_rows(cast: Cast, browser: Callable[..., Browser]) -> None:
    assert "/sign-in?next=/indicators/I1/rows" in browser().get(f"{PAGE}/rows", status=302).location


@pytest.mark.parametrize(
    "asked",
    [
        "day=31/02/2026",
        "day=hôm qua",
        "province=99",
        "definition=L9",
        "denominator=D0",
        "group=nothing",
        "day=1/1/1800",
    ],
)
def test_a_bad_question_is_answered_in_words(app: Flask, browser: Callable[..., Browser], asked: str) -> None:
    page = browser().get(f"{PAGE}?{asked}", status=422)
    assert "chưa được tính" in page.words()


def test_a_province_without_cooperatives_says_so(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    page = browser().get(f"{PAGE}?province=01&day={date(2026, 6, 30):%d/%m/%Y}")
    assert "không tính được tỷ lệ" in page.words()


def test_an_indicator_that_is_none_is_not_found(app: Flask, browser: Callable[..., Browser]) -> None:
    browser().get("/indicators/I99", status=404)

"""The same number on page and CSV; the rows for those who may open them; bad questions answered in words."""

from __future__ import annotations

import csv
import io
import re
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
    assert figure[1][-3:] == ["1", "2", "0"]
    lines = table(browser(cast.thu).get(f"{PAGE}/rows.csv{asked}").text)[1:]
    assert [line[5] for line in lines] == ["1", "0", "0"]
    assert [line[6] for line in lines] == ["1", "1", "0"], "who is not verified stands last, with the reason"
    assert lines[-1][7] == "Hồ sơ chưa được xác minh"
    assert all(line[10].startswith("http://127.0.0.1:8000/organisations/") for line in lines), "the public address"
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


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("O3?since=1/7/2026&day=30/6/2026", "Ngày đầu kỳ phải trước hoặc trùng ngày cuối kỳ"),
        ("O3?definition=L2", "Chỉ tiêu O3 không có lựa chọn: Thế nào là có liên kết"),
        ("I1?commune=99999", "Hãy chọn một mục trong danh sách"),
        ("I1?definition=L5&soe=yes", "không dựa vào hợp đồng"),
        ("I7?commune=24769", "một mục"),
    ],
)
def test_a_question_without_a_meaning_says_which_has_one(
    cast: Cast, browser: Callable[..., Browser], asked: str, words: str
) -> None:
    assert words in browser(cast.thu).get(f"/indicators/{asked}", status=422).words()


def test_what_was_asked_wrongly_stays_in_the_form(cast: Cast, browser: Callable[..., Browser]) -> None:
    page = browser().get(f"{PAGE}?day=31/02/2026&province=99&group=nothing", status=422)
    assert 'value="31/02/2026"' in page.text
    assert '<option selected value="99">' in page.text
    assert '<option selected value="nothing">' in page.text


def test_a_day_before_all_data_and_one_to_come_are_answered(cast: Cast, browser: Callable[..., Browser]) -> None:
    stranger = browser()
    assert "Chưa có số liệu vào ngày này" in stranger.get(f"{PAGE}?day=01/01/1995").words()
    assert "Chưa đủ số liệu để vẽ biểu đồ" in stranger.get(f"{PAGE}?day=01/01/1995").words()
    assert "Ngày này chưa tới" in stranger.get(f"{PAGE}?day=31/12/2045").words()
    assert "Ngày này quá xa" in stranger.get(f"{PAGE}?day=31/12/2090", status=422).words()


@pytest.mark.usefixtures("one_linked")
def test_every_area_of_the_map_is_a_link_with_its_words(cast: Cast, browser: Callable[..., Browser]) -> None:
    page = browser().get(f"{PAGE}?day=30/06/2026&province=68")
    assert page.text.count('aria-label="Xã ') + page.text.count('aria-label="Phường ') >= 100
    country = browser().get(f"{PAGE}?day=30/06/2026").words()
    assert "Quần đảo Hoàng Sa" in country
    assert "Quần đảo Trường Sa" in country


@pytest.mark.usefixtures("one_linked")
def test_a_row_opens_the_contract_and_never_its_price(cast: Cast, browser: Callable[..., Browser]) -> None:
    official = browser(cast.thu)
    rows = official.get(f"{PAGE}/rows?day=30/06/2026&province=68")
    assert "/registry" in rows.text
    for code in ("O1", "O2", "O2v", "O3", "O4"):
        page = official.get(f"/indicators/{code}/rows?day=30/06/2026")
        assert not re.search(r"[1-9][\d.,]*\s*₫", page.text), code

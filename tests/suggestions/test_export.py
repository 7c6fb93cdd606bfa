"""What people take away: the lines of the page, as a table that a spreadsheet can reckon with."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.client import Browser
from tests.suggestions.crowd import ASKED_TONNES, BIG, FAR, NEAR, PAPERED, YOUNG, Crowd, crowd

Open = Callable[..., Browser]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA = '=HYPERLINK("http://x.example","Bấm")'


@pytest.fixture
def many(app: Flask, cast: Cast) -> Crowd:
    with app.app_context():
        return crowd(cast)


def lines(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def cells(book: bytes, number: int) -> dict[str, tuple[str, str]]:
    """Kind ("text", "number", "formula") and value of each filled cell of one sheet."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        strings = ["".join(one.itertext()) for one in Xml.fromstring(parts.read("xl/sharedStrings.xml"))]
        page = Xml.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
    found: dict[str, tuple[str, str]] = {}
    for cell in page.iter(f"{SHEET}c"):
        value = cell.findtext(f"{SHEET}v")
        if value is not None:
            text = cell.get("t") == "s"
            kind = "formula" if cell.find(f"{SHEET}f") is not None else "text" if text else "number"
            found[str(cell.get("r"))] = (kind, strings[int(value)] if text else value)
    return found


def headings(book: bytes) -> dict[str, str]:
    """The letters of each column by its heading."""
    return {words: at[:-1] for at, (_kind, words) in cells(book, 1).items() if re.fullmatch("[A-Z]+1", at)}


def column(book: bytes, heading: str) -> str:
    heads = {
        value: at.removesuffix("1") for at, (_kind, value) in cells(book, 1).items() if re.fullmatch("[A-Z]+1", at)
    }
    return heads[heading]


def test_csv_holds_the_lines_of_the_page_and_says_how_they_were_made(many: Crowd, cast: Cast, browser: Open) -> None:
    reader = browser(cast.minh)
    whole = lines(reader.get(f"{many.path}/shortlist.csv").text)
    assert {line["Tổ chức"] for line in whole} == {NEAR, FAR, PAPERED, BIG, YOUNG}
    near = lines(reader.get(f"{many.path}/shortlist.csv?has=near-50").text)
    assert [line["Tổ chức"] for line in near] == [NEAR]
    version = re.search(r"bộ trọng số (\S+),", reader.get(many.path).words())
    assert version is not None
    assert near[0]["Bộ trọng số"] == version[1]
    assert near[0]["Ngày tính"] == f"{today():%d/%m/%Y}"
    assert near[0]["Điều kiện lọc"] == "Trong 50 km"
    assert near[0]["Khối lượng cần (kg)"] == str(ASKED_TONNES * 1000)
    assert near[0]["Khối lượng cần tính theo"] == "các kỳ đã nêu"
    assert "VietGAP" in near[0]["Còn thiếu"]


def test_a_workbook_has_real_numbers_and_dates_and_a_sheet_that_explains(
    many: Crowd, cast: Cast, browser: Open
) -> None:
    answer = browser(cast.minh).get(f"{many.path}/shortlist.xlsx?has=near-50").response
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book, sheet = answer.get_data(), cells(answer.get_data(), 1)
    assert sheet[f"{column(book, 'Khối lượng chào bán (kg)')}2"] == ("number", "30000")
    assert sheet[f"{column(book, 'Từ ngày')}2"][0] == "number"
    parts = [float(v) for at, (kind, v) in sheet.items() if at.endswith("2") and at[:-1] in _parts(book)]
    assert sum(parts) == pytest.approx(float(sheet[f"{column(book, 'Điểm phù hợp')}2"][1]))
    guide = " ".join(value for _kind, value in cells(book, 2).values())
    assert "Trong 50 km" in guide
    assert f"{today():%d/%m/%Y}" in guide
    assert "1 trong 5 gợi ý" in guide


def _parts(book: bytes) -> set[str]:
    return {letters for words, letters in headings(book).items() if words.startswith("Điểm: ")}


def test_a_name_that_looks_like_a_formula_stays_a_name(app: Flask, many: Crowd, cast: Cast, browser: Open) -> None:
    with app.app_context():
        db.session.query(Organisation).filter_by(name=NEAR).one().name = FORMULA
        db.session.commit()
    reader = browser(cast.minh)
    book = reader.get(f"{many.path}/shortlist.xlsx?has=near-50").response.get_data()
    assert cells(book, 1)[f"{column(book, 'Tổ chức')}2"] == ("text", FORMULA)
    assert not any(kind == "formula" for kind, _value in cells(book, 1).values())
    assert lines(reader.get(f"{many.path}/shortlist.csv?has=near-50").text)[0]["Tổ chức"] == f"'{FORMULA}"


def test_a_stranger_finds_no_download(many: Crowd, cast: Cast, browser: Open) -> None:
    for person in (None, cast.hoa, cast.thu):
        for ending in ("csv", "xlsx"):
            browser(person).get(f"{many.path}/shortlist.{ending}", status=404)

"""The pages of reports: what an official asks, wrong questions, two files, a schedule begun and ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Browser
from tests.suggestions.test_export import cells

Open = Callable[..., Browser]
MOST_QUERIES = 60
"""Some two for each indicator, however many rows there are."""
ASKED = {"province": "68", "day": "30/06/2026", "language": "vi"}


def test_an_official_reads_and_downloads_a_report(app: Flask, cast: Cast) -> None:
    thu = Browser(app, cast.thu, most_queries=MOST_QUERIES)
    page = thu.get("/reports", query_string=ASKED).words()
    assert "Tỉnh Lâm Đồng" in page
    assert "Bảng tính Excel (XLSX)" in page
    shown = thu.get("/reports/page", query_string=ASKED).words()
    assert "số liệu tính đến hết ngày 30/06/2026" in shown
    assert "I1" in shown
    paper = thu.get("/reports/report.pdf", query_string=ASKED).response
    assert paper.data.startswith(b"%PDF")
    book = thu.get("/reports/report.xlsx", query_string=ASKED).response
    assert any(text == "Tỉnh Lâm Đồng" for _kind, text in cells(book.data, 1).values())
    assert "report-68-2026-06-30-vi.xlsx" in book.headers["Content-Disposition"]
    assert thu.get("/reports", query_string={"province": ""}).status == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"province": "999"}, "Có mục chưa đúng"),
        ({"day": "30/06/2099"}, "Ngày của báo cáo không được sau hôm nay."),
        ({"day": "30/06/1800"}, "Năm phải từ 1990 đến 2100."),
        ({"day": "hôm qua"}, "Không đọc được ngày này."),
        ({"snapshot": "0123456789abcdef"}, "Có mục chưa đúng"),
        ({"language": "fr"}, "Có mục chưa đúng"),
    ],
)
def test_a_wrong_question_is_answered_beside_its_field(
    cast: Cast, browser: Open, asked: dict[str, str], said: str
) -> None:
    thu = browser(cast.thu)
    page = thu.get("/reports", query_string=asked, status=422)
    assert said in page.words()
    assert all(value in page.text for value in asked.values()), "what was typed is still there"
    assert "Bảng tính Excel (XLSX)" not in page.words()
    assert thu.get("/reports/report.pdf", query_string=asked, status=None).status == 422


def test_a_schedule_is_begun_refused_twice_and_ended(cast: Cast, browser: Open) -> None:
    thu = browser(cast.thu)
    sent: dict[str, Any] = {"email": "So@Vidu.example", "province": "68", "rhythm": "monthly", "language": "vi"}
    wrong = thu.submit("/reports/schedules/new", status=422, **(sent | {"email": "không phải thư"}))
    assert "không phải thư" in wrong.text
    thu.submit("/reports/schedules/new", **sent)
    again = thu.submit("/reports/schedules/new", status=422, **sent)
    assert "Địa chỉ này đã nhận báo cáo" in again.words()
    page = thu.get("/reports")
    assert "so@vidu.example" in page.words()
    ending = re.search(r"/reports/schedules/[0-9a-f]+/ending", page.text)
    assert ending
    thu.post(ending[0])
    assert "so@vidu.example" not in thu.get("/reports").words().split("Gửi theo lịch")[1]

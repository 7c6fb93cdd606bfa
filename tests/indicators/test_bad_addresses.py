"""Addresses that ask for what there is not: the field is named, machines get a problem, a page beyond leads back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.client import Browser


@pytest.mark.parametrize("door", ["figure.csv", "figure.xlsx", "definitions"])
def test_a_door_without_a_form_names_the_field(cast: Cast, browser: Callable[..., Browser], door: str) -> None:
    page = browser().get(f"/indicators/I1/{door}?day=31/02/2026&province=99", status=422)
    assert "Ngày tính: Lịch không có ngày này" in page.words()
    assert "Tỉnh, thành phố: " in page.words()


@pytest.mark.parametrize("asked", ["day=31/02/2026", "size=huge", "definition=L5&soe=yes"])
def test_a_machine_is_told_what_is_wrong(cast: Cast, browser: Callable[..., Browser], asked: str) -> None:
    for door in ("figure.json", "rows.json"):
        answer = browser(cast.thu).get(f"/indicators/I1/{door}?{asked}", status=422)
        told = json.loads(answer.text)
        assert told["status"] == 422
        assert told["instance"] == f"/indicators/I1/{door}"
        assert told["detail"]


def test_nothing_is_counted_before_its_programme(cast: Cast, browser: Callable[..., Browser]) -> None:
    page = browser().get("/indicators/I6?day=31/12/2021", status=422)
    assert "Ngày tính" in page.words() or "Đến ngày" in page.words()
    assert "được đếm từ ngày 01/01/2022" in page.words()
    assert 'value="31/12/2021"' in page.text


def test_a_page_beyond_the_last_leads_to_the_last(cast: Cast, browser: Callable[..., Browser]) -> None:
    thu = browser(cast.thu)
    led = thu.get("/indicators/I1/rows?province=68&page=999", status=302).location
    assert led.endswith("/indicators/I1/rows?province=68&page=1")
    assert "Không có dòng nào" not in thu.get(led).words()
    assert browser().get("/indicators/targets?indicator=I1&page=77", status=302).location.endswith("page=1")


def test_a_filter_that_knows_no_such_code_says_so(cast: Cast, browser: Callable[..., Browser]) -> None:
    page = browser().get("/indicators/targets?indicator=ZZ&province=QQ", status=422)
    assert page.words().count("Hãy chọn một mục trong danh sách") >= 2
    assert '<option selected value="ZZ">' in page.text

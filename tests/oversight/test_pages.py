"""Who sees the oversight pages, and what they say when nothing is there or a field is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Browser

pytestmark = pytest.mark.engines("sqlite", "postgresql")  # questions over everything there is

PAGES = ("", "/funnel", "/balance", "/state-owned", "/classification", "/quality", "/integrity")


def test_officials_and_brokers_read_every_page_and_nobody_else(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    from marketplace.oversight.lists import TABLES

    addresses = [f"/oversight{page}" for page in PAGES] + [f"/oversight/tables/{code}" for code in TABLES]
    for person in (cast.thu, cast.binh):
        reader = browser(person)
        for address in addresses:
            assert reader.get(address).words()
        for code in TABLES:
            text = reader.get(f"/oversight/tables/{code}.csv").text
            assert text.startswith("\ufeffNơi,Kỳ,")
            headings = next(csv.reader([text.splitlines()[0]]))
            assert len(set(headings)) == len(headings), "two columns with one name"
    for person in (cast.hoa, cast.an):
        stranger = browser(person)
        for address in addresses:
            stranger.get(address, status=404)


def test_the_balance_says_the_same_of_too_many_months_on_page_and_file(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    asked, official = "?since=01/01/1990&until=31/12/2026", browser(cast.thu)
    words = "Bảng này xem nhiều nhất 36 tháng một lần. Hãy chọn kỳ ngắn hơn."
    assert words in official.get(f"/oversight/balance{asked}", status=422).words()
    assert words in official.get(f"/oversight/tables/balance.csv{asked}", status=422).words()
    assert "Ngày 01/01/2100 chưa đến" in official.get("/oversight/funnel?until=01/01/2100").words()


@pytest.mark.parametrize("page", PAGES)
def test_a_reversed_period_is_said_beside_its_field_with_what_was_typed(
    app: Flask, cast: Cast, browser: Callable[..., Browser], page: str
) -> None:
    said = browser(cast.thu).get(f"/oversight{page}?since=01/05/2026&until=2026-02-01", status=422)
    assert "Ngày cuối phải từ ngày đầu của kỳ trở đi." in said.words()
    assert 'value="01/05/2026"' in said.text

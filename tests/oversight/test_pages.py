"""Who sees the oversight pages, and what they say when nothing is there or a field is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Browser

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
            assert reader.get(f"/oversight/tables/{code}.csv").text.startswith("\ufeffNơi,Kỳ,")
    for person in (cast.hoa, cast.an):
        stranger = browser(person)
        for address in addresses:
            stranger.get(address, status=404)


@pytest.mark.parametrize("page", PAGES)
def test_a_reversed_period_is_said_beside_its_field_with_what_was_typed(
    app: Flask, cast: Cast, browser: Callable[..., Browser], page: str
) -> None:
    said = browser(cast.thu).get(f"/oversight{page}?since=01/05/2026&until=2026-02-01", status=422)
    assert "Ngày cuối phải từ ngày đầu của kỳ trở đi." in said.words()
    assert 'value="01/05/2026"' in said.text

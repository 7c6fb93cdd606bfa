"""The catalogue's public pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.client import Browser

Open = Callable[..., Browser]


@pytest.mark.parametrize("typed", ["khoai mi", "khoai mì", "củ mì", "cassava"])
def test_a_good_is_found_by_any_of_its_names(browser: Open, typed: str) -> None:
    page = browser().get("/catalogue", query_string={"q": typed})
    assert "Sắn" in page.words()
    assert 'href="/catalogue/cassava"' in page.text


def test_what_is_not_found_says_what_to_do(browser: Open) -> None:
    assert "Chưa có mặt hàng nào tên như vậy" in browser().get("/catalogue?q=xyzzyqwrt").words()


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "\x00", "‮", "a" * 5000, "\ud83c"])
def test_odd_searches_are_answered(browser: Open, typed: str) -> None:
    for path in ("/catalogue", "/places"):
        page = browser().get(path, query_string={"q": typed.encode("utf-8", "replace")}, status=None)
        assert page.status in {200, 400}


def test_a_good_shows_its_words_and_dated_prices(browser: Open) -> None:
    words = browser().get("/catalogue/durian").words()
    for expected in ("Sầu riêng", "0810", "Ri6", "không phải giá hôm nay", "Mùa vụ"):
        assert expected in words


def test_every_good_and_group_has_a_page(browser: Open, app: Flask) -> None:
    from marketplace.catalogue.models import Commodity
    from marketplace.extensions import db

    with app.app_context():
        codes = [good.code for good in db.session.query(Commodity).order_by(Commodity.code)]
    reader = browser()
    for code in codes[::25] + [code for code in codes if code in {"rice", "coffee", "farm_produce", "salt"}]:
        reader.get(f"/catalogue/{code}")


@pytest.mark.parametrize("path", ["/catalogue/nothing", "/catalogue/..", "/places/99", "/places/00001"])
def test_unknown_codes_are_not_found(browser: Open, path: str) -> None:
    browser().get(path, status=404)


def test_an_old_place_leads_to_the_new_one(browser: Open) -> None:
    words = browser().get("/places?q=Thuận Hạnh, Đắk Song").words()
    assert "Xã Thuận Hạnh, tỉnh Lâm Đồng" in words


def test_a_province_tells_what_became_of_its_communes(browser: Open) -> None:
    page = browser().get("/places/68")
    assert "Tỉnh Đắk Nông" in page.words()
    assert page.text.count("<tr id=") == 124
    assert len(page.queries) <= 8

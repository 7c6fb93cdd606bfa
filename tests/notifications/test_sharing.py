"""A short address in a chat: nothing private on it, and the way to the page for those who belong there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.extensions import db
from marketplace.notifications.models import ShortLink
from marketplace.notifications.sharing import LENGTH, LETTERS, share
from tests.cast import Cast
from tests.client import Browser
from tests.factories import contracts

VARIABLE = re.compile(r'name="csrf_token" value="[^"]+"')


@dataclass(frozen=True)
class Pages:
    case: str
    contract: str


@pytest.fixture
def pages(app: Flask, cast: Cast) -> Pages:
    with app.app_context():
        contract = contracts.signed(cast)
        found = Pages(f"/cases/{contract.case.public_id}", f"/contracts/{contract.public_id}")
        db.session.commit()
    return found


def links(app: Flask) -> list[ShortLink]:
    with app.app_context():
        return list(db.session.scalars(sa.select(ShortLink).order_by(ShortLink.path)))


def test_a_broker_gets_a_text_whose_link_opens_the_page_for_the_parties_alone(
    app: Flask, cast: Cast, browser: Callable[..., Browser], pages: Pages
) -> None:
    binh, stranger = browser(cast.binh), browser()
    for path in (pages.case, pages.contract, f"{pages.contract}/deliveries"):
        assert "Sao chép để gửi Zalo" in binh.get(path).text
        assert "Zalo" not in browser(cast.hoa).get(path).text
        for _press in range(2):
            made = binh.post("/short-links", {"path": path}).location
        code = made.rsplit("/", 1)[1]
        assert f"/s/{code}" in binh.get(made).text
        assert browser(cast.hoa).get(f"/s/{code}", status=302).location == path
        page = stranger.get(f"/s/{code}")
        assert f"/sign-in?next=/s/{code}" in page.text
    assert len(links(app)) == 3, "one address a page"
    browser(cast.tu).get(pages.case, status=404)
    stranger.get("/s/" + "a" * LENGTH, status=404)


def test_what_a_stranger_and_a_card_read_is_the_same_for_every_address(
    app: Flask, cast: Cast, browser: Callable[..., Browser], pages: Pages
) -> None:
    with app.app_context():
        codes = [share(path).code for path in (pages.case, pages.contract)]
        db.session.commit()
    texts = [VARIABLE.sub("", browser().get(f"/s/{code}").text).replace(code, "") for code in codes]
    assert texts[0] == texts[1]
    assert 'property="og:title" content="Liên Kết: có việc chờ đơn vị của bạn"' in texts[0]
    secrets = ("Đoàn Kết", "Hương Việt", "Hoa", "Minh", "sầu riêng", pages.case[7:], pages.contract[11:])
    assert not [secret for secret in secrets if secret.lower() in texts[0].lower()]


def test_only_pages_of_cases_contracts_and_books_have_an_address_and_it_is_long(
    app: Flask, cast: Cast, browser: Callable[..., Browser], pages: Pages
) -> None:
    foreign = ["", "/", "//evil.example", "https://evil.example/cases/x", "/users", "/cases", "/cases/1", "cases/x"]
    strange = [f"{pages.case}?x=1", f"{pages.case}/terms", f"{pages.case}/../..", "/cases/" + "a" * 400, "/static/x"]
    binh = browser(cast.binh)
    for path in foreign + strange:
        binh.post("/short-links", {"path": path}, status=404)
    browser(cast.hoa).post("/short-links", {"path": pages.case}, status=404)
    assert links(app) == []
    assert len(set(LETTERS)) ** LENGTH >= 2**60

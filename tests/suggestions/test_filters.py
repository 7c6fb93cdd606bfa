"""Filters on reasons, pages, and the one priority that may be switched: all by plain addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.extensions import db
from tests.cast import Cast
from tests.client import XHTML, Browser, Page
from tests.factories.contracts_by_hand import organisation
from tests.factories.listings_by_hand import Goods, offer
from tests.suggestions.conftest import Market
from tests.suggestions.crowd import BIG, FAR, NEAR, PAPERED, YOUNG, Crowd, crowd

Open = Callable[..., Browser]
EVERYBODY = {NEAR, FAR, PAPERED, BIG, YOUNG}


@pytest.fixture
def many(app: Flask, cast: Cast) -> Crowd:
    with app.app_context():
        return crowd(cast)


def ranked(page: Page) -> dict[str, int]:
    """Sellers on the page with their ranks."""
    assert page.tree is not None
    heads = [h for h in page.tree.iter(f"{XHTML}h2") if any(s.get("class") == "match-rank" for s in h)]
    told = ["".join(head.itertext()).split(maxsplit=1) for head in heads]
    return {name.strip(): int(rank) for rank, name in told}


@pytest.mark.parametrize(
    ("condition", "label", "kept"),
    [
        ("paper-vietgap", "Có VietGAP", {PAPERED}),
        ("near-50", "Trong 50 km", {NEAR}),
        ("enough", "Đủ sản lượng", {BIG}),
        ("small", "HTX nhỏ hoặc mới", {YOUNG}),
    ],
)
def test_a_filter_hides_what_does_not_meet_it_and_says_how_many(
    many: Crowd, cast: Cast, browser: Open, condition: str, label: str, kept: set[str]
) -> None:
    whole = ranked(browser(cast.minh).get(many.path))
    assert set(whole) == EVERYBODY
    page = browser(cast.minh).get(f"{many.path}?has={condition}")
    left = ranked(page)
    assert set(left) == kept
    assert left.items() <= whole.items(), "who is left keeps the rank of the whole list"
    assert f"{label} ẩn 4" in page.words()
    assert "Hiện 1 trong 5 gợi ý, ẩn 4" in page.words()
    assert ranked(browser(cast.binh).get(f"{many.path}?has={condition}")) == left, "the address can be shared"


def test_two_filters_hold_together_and_each_tells_its_own_count(many: Crowd, cast: Cast, browser: Open) -> None:
    page = browser(cast.minh).get(f"{many.path}?has=near-50&has=enough")
    assert ranked(page) == {}
    assert "4 không đạt “Trong 50 km”, 4 không đạt “Đủ sản lượng”." in page.words()
    assert "Xem cả danh sách" in page.words()


def test_a_chip_is_a_link_that_turns_its_condition_on_and_off(many: Crowd, cast: Cast, browser: Open) -> None:
    reader = browser(cast.minh)
    on = re.search(r'<a class="chip" href="([^"]+)">Trong 50 km', reader.get(many.path).text)
    assert on is not None
    pressed = reader.get(on[1].replace("&amp;", "&"))
    assert set(ranked(pressed)) == {NEAR}
    off = re.search(r'<a class="chip" href="([^"]+)" aria-current="true">', pressed.text)
    assert off is not None
    assert set(ranked(reader.get(off[1].replace("&amp;", "&")))) == EVERYBODY


@pytest.mark.parametrize(
    "nonsense", ["has=paper-nothing", "has=%3Cb%3E", "has=" + "x" * 5000, "page=0", "page=-1", "soe=2"]
)
def test_an_address_nobody_made_shows_the_whole_list(many: Crowd, cast: Cast, browser: Open, nonsense: str) -> None:
    page = browser(cast.minh).get(f"{many.path}?{nonsense}")
    assert set(ranked(page)) == EVERYBODY
    assert ("không dùng được cho danh sách này" in page.words()) == nonsense.startswith("has=")


def test_the_list_goes_on_to_the_fiftieth_on_further_pages(
    app: Flask, market: Market, cast: Cast, browser: Open
) -> None:
    with app.app_context():
        for number in range(60):
            offer(organisation(f"Hợp tác xã số {number}", verifier_id=cast.quan).id, Goods(tonnes=5 + number % 7))
        db.session.commit()
    reader = browser(cast.minh)
    pages = [ranked(reader.get(f"{market.for_need}?page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 10]
    assert [rank for page in pages for rank in page.values()] == list(range(1, 51))
    assert len(pages[0] | pages[1] | pages[2]) == 50
    beyond = reader.get(f"{market.for_need}?page=9")
    assert ranked(beyond) == {}
    assert "Có 50 gợi ý nhưng" in beyond.words()


def test_the_priority_for_state_owned_buyers_is_told_and_switched(market: Market, cast: Cast, browser: Open) -> None:
    reader = browser(cast.minh)
    off, on = (reader.get(f"{market.for_need}{more}").words() for more in ("", "?soe=1"))
    assert "Ưu tiên doanh nghiệp nhà nước: không tính vào điểm" in off
    assert "Ưu tiên doanh nghiệp nhà nước: đang tính vào điểm" in on

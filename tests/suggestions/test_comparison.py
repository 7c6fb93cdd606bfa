"""Offers side by side: what is best, what differs, and what a hand-made address gets."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.offers.models import Offer
from tests.cast import Cast
from tests.client import XHTML, Browser, Page
from tests.suggestions.crowd import BIG, FAR, NEAR, PAPERED, YOUNG, Crowd, crowd

Open = Callable[..., Browser]
ALL = (NEAR, FAR, PAPERED, BIG, YOUNG)


@pytest.fixture
def many(app: Flask, cast: Cast) -> Crowd:
    with app.app_context():
        return crowd(cast)


def address(many: Crowd, *sellers: str, **more: str) -> str:
    chosen = [("offer", many.offers.get(seller, seller)) for seller in sellers]
    return f"{many.path}/comparison?{urlencode([*chosen, *more.items()])}"


def table(page: Page) -> dict[str, list[str]]:
    """The words of each row, by its label."""
    assert page.tree is not None
    found: dict[str, list[str]] = {}
    for row in page.tree.iter(f"{XHTML}tr"):
        label = next(row.iter(f"{XHTML}th"))
        found.setdefault(_words(label), [_words(cell) for cell in row.iter(f"{XHTML}td")])
    return found


def _words(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]


def test_the_best_of_a_row_is_marked_in_words(many: Crowd, cast: Cast, browser: Open) -> None:
    rows = table(browser(cast.minh).get(address(many, FAR, BIG, PAPERED)))
    assert rows["Đáp ứng lượng cần"] == ["30%", "100% tốt nhất", "30%"]
    assert rows["Giấy còn thiếu"] == ["VietGAP", "VietGAP", "không thiếu tốt nhất"]
    assert rows["Lượng chào bán"] == ["30 tấn", "100 tấn", "30 tấn"]
    assert not any("tốt nhất" in cell for cell in rows["Mặt hàng"] + rows["Giá"])


def test_only_differences_hides_the_rows_that_are_alike(many: Crowd, cast: Cast, browser: Open) -> None:
    whole = table(browser(cast.minh).get(address(many, FAR, BIG)))
    fewer = table(browser(cast.minh).get(address(many, FAR, BIG, only="differences")))
    assert "Mặt hàng" in whole
    assert "Mặt hàng" not in fewer
    assert fewer["Đáp ứng lượng cần"] == whole["Đáp ứng lượng cần"]


def test_prices_are_compared_only_like_with_like_and_private_ones_not_shown(
    app: Flask, many: Crowd, cast: Cast, browser: Open
) -> None:
    def price(seller: str, dong: int, visibility: PriceVisibility = PriceVisibility.PUBLIC) -> None:
        with app.app_context():
            found = db.session.scalars(db.select(Offer).filter_by(public_id=many.offers[seller])).one()
            found.price_basis, found.price_dong_per_kg, found.price_visibility = PriceBasis.FIXED, dong, visibility
            db.session.commit()

    price(FAR, 61_000)
    price(BIG, 59_000)
    both = address(many, FAR, BIG)
    assert table(browser(cast.minh).get(both))["Giá"] == ["61.000 ₫/kg", "59.000 ₫/kg tốt nhất"]
    price(BIG, 58_765, PriceVisibility.PARTIES)
    page = browser(cast.minh).get(both)
    assert table(page)["Giá"] == ["61.000 ₫/kg", "Cho biết sau khi giới thiệu"]
    assert "58.765" not in page.text


def test_without_a_choice_there_is_a_list_to_tick(many: Crowd, cast: Cast, browser: Open) -> None:
    words = browser(cast.minh).get(f"{many.path}/comparison").words()
    assert all(seller in words for seller in ALL)
    assert "Chọn 2 đến 4 chào bán" in words
    assert "đang chọn" not in words


@pytest.mark.parametrize("chosen", [(NEAR,), ALL, (NEAR, NEAR), (NEAR, "0" * 32), ("'; --",)])
def test_too_few_or_too_many_are_told_and_what_was_ticked_stays_ticked(
    many: Crowd, cast: Cast, browser: Open, chosen: tuple[str, ...]
) -> None:
    page = browser(cast.minh).get(address(many, *chosen), status=422)
    known = {seller for seller in chosen if seller in ALL}
    assert f"Cần chọn từ 2 đến 4 chào bán để so sánh; đang chọn {len(known)}." in page.words()
    assert page.text.count(" checked>") == len(known)
    assert ("chọn hai lần" in page.words()) == (len(set(chosen)) < len(chosen))


def test_an_offer_withdrawn_since_is_left_out_with_a_sentence(
    app: Flask, many: Crowd, cast: Cast, browser: Open
) -> None:
    with app.app_context():
        found = db.session.scalars(db.select(Offer).filter_by(public_id=many.offers[FAR])).one()
        found.closed_at, found.close_reason = now(), "Đã bán hết"
        db.session.commit()
    page = browser(cast.minh).get(address(many, NEAR, FAR, BIG))
    assert "1 chào bán đã chọn không còn trong danh sách gợi ý" in page.words()
    assert FAR not in page.words()
    assert len(table(page)["Mặt hàng"]) == 2

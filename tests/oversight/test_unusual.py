"""Public listings with a figure far from usual are listed for review, however few others there are of their good."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.models import ReferencePrice
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.listings.usual.unusual import Rule
from marketplace.needs import actions as needs
from marketplace.offers import actions as offers
from marketplace.offers.models import Offer, OfferKind
from marketplace.oversight.lists import TABLES
from marketplace.oversight.quality import reason
from marketplace.oversight.scope import Scope
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.needs import public_need
from tests.factories.offers import coming, complete_offer, public_offer
from tests.oversight.by_hand import official

pytestmark = pytest.mark.engines("sqlite", "postgresql")  # days, whole numbers and groups, each database in its way

People = Callable[..., Browser]
TODAY = Scope(today(), today(), None, "Cả nước")


def listed(cast: Cast) -> list[tuple[str, Rule, str]]:
    rows = TABLES["unusual-listings"].rows(official(cast), TODAY)
    return [(row.listing_id, Rule(row.rule), reason(row)) for row in rows]


def priced(cast: Cast, dong: int, **more: Any) -> Offer:
    offer = public_offer(cast.hoa, cast.doan_ket)
    price = Price(basis=PriceBasis.FIXED, dong_per_kg=dong, **more)
    offers.price_offer(by=user(cast.hoa), offer=offer, version=None, price=price)
    return offer


def test_one_slipped_figure_in_a_market_of_one_is_listed(context: Flask, cast: Cast) -> None:
    huge = public_offer(cast.hoa, cast.doan_ket, coming(firm="100001"))
    public_offer(cast.tu, cast.binh_minh, coming(firm="100000"))
    need = public_need(cast.minh, cast.huong_viet, coming(firm="90000000"), good="coffee")
    complete_offer(cast.tu, cast.binh_minh, coming(firm="90000000"))  # nobody sees a draft
    told = {listing: (rule, words) for listing, rule, words in listed(cast)}
    assert set(told) == {huge.public_id, need.public_id}
    assert told[need.public_id] == (
        Rule.PERIOD, "90.000.000 tấn trong một kỳ vượt mức 100.000 tấn mà rất ít đơn vị đạt tới."
    )  # fmt: skip
    needs.close_need(by=user(cast.minh), need=need, reason="Gõ nhầm")
    organisation(cast.doan_ket).verified_at = organisation(cast.doan_ket).verified_by_id = None
    db.session.flush()
    assert listed(cast) == []


def test_more_than_the_area_bears(context: Flask, cast: Cast) -> None:
    area: dict[str, Any] = {"area_ha": Decimal("0.5"), "kind": OfferKind.PRODUCTION}
    public_offer(cast.hoa, cast.doan_ket, coming(firm="50"), coming(days=90, firm="50"), **area)
    public_offer(cast.hoa, cast.doan_ket, coming(firm="100"), coming(days=400, firm="100"), **area)
    over = public_offer(cast.hoa, cast.doan_ket, coming(firm="50"), coming(days=90, firm="51"), **area)
    words = "101 tấn trên 0,5 ha là 202 tấn một ha mỗi năm, trong khi ít cây trồng nào vượt 200 tấn."
    assert listed(cast) == [(over.public_id, Rule.AREA, words)]


def test_public_prices_are_held_against_dated_references(context: Flask, cast: Cast) -> None:
    db.session.execute(sa.delete(ReferencePrice).where(ReferencePrice.commodity_code == "durian"))
    wild = {offer.public_id for offer in (priced(cast, 99), priced(cast, 10_000_001))}
    priced(cast, 10, visibility=PriceVisibility.PARTIES)  # nor is a hidden price told by the list
    fine = priced(cast, 1_000_001)
    assert {listing for listing, rule, _ in listed(cast) if rule is Rule.ANY_PRICE} == wild
    db.session.add(ReferencePrice(
        commodity_code="durian", form=None, as_written="sầu riêng", grade="", place="", stage="", on=today(),
        low=40_000, high=100_000, date_quality="as_printed", source_url="https://gia.example/",
    ))  # fmt: skip
    db.session.flush()
    told = {listing: words for listing, rule, words in listed(cast) if rule is Rule.PRICE}
    assert set(told) == {*wild, fine.public_id}
    assert told[fine.public_id].startswith("Giá 1.000.001 ₫ một kg gấp khoảng 10 lần giá tham khảo cao nhất")


def test_the_page_counts_and_shows_them_with_their_reason(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        public_id = public_offer(cast.hoa, cast.doan_ket, coming(firm="90000000")).public_id
        db.session.commit()
    thu = browser(cast.thu)
    assert "trên 100.000 tấn" in thu.get("/oversight/quality").words()
    page = thu.get("/oversight/tables/unusual-listings")
    assert "Chào bán: sầu riêng" in page.words()
    assert "90.000.000 tấn trong một kỳ" in page.words()
    assert f'href="/offers/{public_id}"' in page.text
    assert "90.000.000 tấn" in thu.get("/oversight/tables/unusual-listings.csv").response.get_data(as_text=True)

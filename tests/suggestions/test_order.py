"""Both sides weighed: the order, who reads both numbers, and offers that came after the market was weighed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.suggestions import balancing, queries
from marketplace.suggestions.shortlists import shortlist_of
from tests.cast import Cast
from tests.client import Browser
from tests.factories.contracts_by_hand import organisation
from tests.factories.listings_by_hand import Goods, offer
from tests.suggestions.crowd import Crowd, crowd

Open = Callable[..., Browser]
BOTH = "lợi chung bằng"


@pytest.fixture
def many(app: Flask, cast: Cast) -> Crowd:
    with app.app_context():
        return crowd(cast)


@pytest.fixture
def weighed(app: Flask, many: Crowd) -> Crowd:
    with app.app_context():
        balancing.refresh_balance()
        db.session.commit()
    return many


def need_of(many: Crowd) -> Need:
    found: Need = db.session.scalars(db.select(Need).filter_by(public_id=many.need)).one()
    return found


def test_before_the_market_was_weighed_there_is_one_order(many: Crowd, cast: Cast, browser: Open) -> None:
    words = browser(cast.binh).get(many.path).words()
    assert "cân hai phía" not in words
    assert BOTH not in words


def test_the_order_serves_both_sides_and_can_be_the_buyers_alone(app: Flask, weighed: Crowd) -> None:
    with app.test_request_context():
        wanted = need_of(weighed)
        places = {offer_id: pair.place for offer_id, pair in queries.balance_of(wanted).items()}
        both = shortlist_of(wanted).lines
        alone = shortlist_of(wanted, by_buyer=True).lines
        assert [places[line.offer.id] for line in both] == sorted(places.values())
        assert [line.score for line in alone] == sorted((line.score for line in alone), reverse=True)
        assert [line.rank for line in both] == [line.rank for line in alone] == [1, 2, 3, 4, 5]
        assert {line.offer.id for line in both} == {line.offer.id for line in alone}


def test_an_offer_published_since_does_not_wait_for_the_next_weighing(app: Flask, weighed: Crowd, cast: Cast) -> None:
    with app.test_request_context():
        new = offer(organisation("HTX Vừa Đăng", verifier_id=cast.quan).id, Goods(tonnes=100))
        new.commune_code = need_of(weighed).commune_code
        db.session.commit()
        lines = shortlist_of(need_of(weighed)).lines
        at = next(place for place, line in enumerate(lines) if line.offer.id == new.id)
        assert all(line.score < lines[at].score for line in lines[at + 1 : at + 2])
        assert at < len(lines) - 1, "nearest and whole, it is not the last"


def test_brokers_alone_read_both_numbers(weighed: Crowd, cast: Cast, browser: Open) -> None:
    pages = (weighed.path, f"{weighed.path}?order=buyer")
    for page in pages:
        assert BOTH in browser(cast.binh).get(page).words()
        assert BOTH not in browser(cast.minh).get(page).words()
    assert "Đang xếp cân hai phía" in browser(cast.minh).get(pages[0]).words()
    assert "Đang xếp theo điểm của riêng bên mua" in browser(cast.minh).get(pages[1]).words()
    for person, told in ((cast.binh, True), (cast.minh, False)):
        table = browser(person).get(f"{weighed.path}/shortlist.csv").text
        assert ("Lợi chung (phần trăm của cặp cao nhất)" in table) is told

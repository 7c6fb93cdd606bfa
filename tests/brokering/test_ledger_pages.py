"""The ledger's pages: what the owner, the broker of one case and the buyer read of the same movements."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask

from marketplace.brokering import actions
from marketplace.brokering.models import Case, CaseClosing
from marketplace.brokering.voices import Voice
from marketplace.extensions import db
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories import brokering, listings_by_hand


@pytest.fixture
def pages(app: Flask, cast: Cast) -> dict[str, str]:
    """One offer of 60 t firm and 40 t flexible: 45 t agreed with Hương Việt, 30 t with Lúa Vàng by another broker."""
    with app.app_context():
        offer, need = brokering.pair(cast)
        offer.periods[0].firm_kg, offer.periods[0].flexible_kg = Decimal(60_000), Decimal(40_000)
        need.periods[0].quantity_kg = Decimal(40_000)
        first = brokering.introduced(cast, (offer, need))
        second = actions.open_case(
            by=user(cast.quan), offer=offer, need=listings_by_hand.need(cast.lua_vang, brokering.GOODS)
        )
        for person, side in ((cast.hoa, cast.doan_ket), (cast.son, cast.lua_vang)):
            actions.answer(by=user(person), case=second, voice=Voice(side), yes=True)
        agree(cast, first, 45, cast.minh, cast.huong_viet)
        agree(cast, second, 30, cast.son, cast.lua_vang)
        db.session.commit()
        addresses = {"offer": f"/offers/{offer.public_id}/ledger", "need": f"/needs/{need.public_id}/ledger"}
        return addresses | {"second": second.public_id, "offer page": f"/offers/{offer.public_id}"}


def agree(cast: Cast, case: Case, tonnes: int, buyer: int, side: int) -> None:
    actions.propose_terms(by=user(buyer), case=case, draft=brokering.draft(case, tonnes))
    actions.accept_terms(by=user(cast.hoa), case=case, number=1, voice=Voice(cast.doan_ket))
    actions.accept_terms(by=user(buyer), case=case, number=1, voice=Voice(side))


def test_the_owner_reads_every_movement_firm_first(
    pages: dict[str, str], cast: Cast, browser: Callable[..., Browser]
) -> None:
    hoa = browser(cast.hoa)
    hoa.most_queries = 60  # the first reader of a market's offer waits for the matcher to read it
    assert pages["offer"] in hoa.get(pages["offer page"]).text
    words = hoa.get(pages["offer"]).words()
    assert "Chắc chắn 60 tấn trong 60 tấn Linh hoạt 15 tấn trong 40 tấn" in words
    assert "Hương Việt +45 tấn 0 45 tấn 0 kg 45 tấn 0 kg" in words
    assert "Lúa Vàng +30 tấn 0 75 tấn 0 kg 60 tấn 15 tấn" in words


def test_a_broker_reads_other_cases_without_their_names(
    pages: dict[str, str], cast: Cast, browser: Callable[..., Browser]
) -> None:
    words = browser(cast.binh).get(pages["offer"]).words()
    assert "Hương Việt +45 tấn" in words
    assert "Một vụ việc khác +30 tấn" in words
    assert "Lúa Vàng" not in words
    for stranger in (cast.minh, cast.tu, cast.thu, None):
        browser(stranger).get(pages["offer"], status=404)


def test_a_buyer_is_told_of_a_surplus_until_the_case_ends(
    app: Flask, pages: dict[str, str], cast: Cast, browser: Callable[..., Browser]
) -> None:
    assert "Đã hứa vượt nhu cầu 5 tấn." in browser(cast.minh).get(pages["need"]).words()
    browser(cast.hoa).get(pages["need"], status=404)
    with app.app_context():
        second = db.session.query(Case).filter_by(public_id=pages["second"]).one()
        actions.close_case(by=user(cast.quan), case=second, closing=CaseClosing.NO_ANSWER)
        db.session.commit()
    assert "Bỏ giữ chỗ" in browser(cast.hoa).get(pages["offer"]).words()

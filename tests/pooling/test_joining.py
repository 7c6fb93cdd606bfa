"""A cooperative sees the large orders it could fill a part of, and the one thing it lacks for others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from marketplace.brokering import actions as cases
from marketplace.brokering.actions import Share
from marketplace.brokering.models import Case
from marketplace.brokering.voices import Voice
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind
from marketplace.pooling.joining import invitations, reaches_of
from tests.cast import Cast, user
from tests.factories import listings_by_hand
from tests.factories.listings_by_hand import SIX_MONTHS, Goods, certificate

People = Callable[..., object]
ASKED, kg = Goods(tonnes=120), Decimal


@pytest.fixture
def offer(context: Flask, cast: Cast) -> Offer:
    """Twenty tonnes of Đoàn Kết's, with an OCOP paper."""
    paper = certificate(cast.doan_ket, CertificateKind.OCOP)
    return listings_by_hand.offer(cast.doan_ket, Goods(tonnes=20), papers=(paper,))


def test_an_order_too_large_for_one_is_told_with_the_part_one_could_give(cast: Cast, offer: Offer) -> None:
    large = listings_by_hand.need(cast.huong_viet, ASKED)
    listings_by_hand.need(cast.huong_viet, replace(ASKED, tonnes=10))
    listings_by_hand.need(cast.lua_vang, ASKED).maximum_suppliers = 1
    listings_by_hand.need(cast.lua_vang, replace(ASKED, commodity="coffee", form=None))
    listings_by_hand.need(cast.lua_vang, replace(ASKED, published=False))
    listings_by_hand.need(cast.doan_ket, ASKED)
    db.session.commit()
    [reach] = reaches_of(user(cast.hoa).viewer())
    assert [fit.need for fit in reach.fits] == [large], "others are too small, for one supplier, of other goods, or own"
    assert (reach.fits[0].gives_kg, reach.fits[0].missing_kg) == (kg(20_000), kg(120_000))
    assert f"{reach.fits[0].share:.3f}" == "0.167"
    assert reach.misses == []


def test_exactly_what_keeps_it_out_is_told_with_what_would_mend_it(cast: Cast, offer: Offer) -> None:
    buyer = cast.huong_viet
    wanting = {
        "VietGAP": listings_by_hand.need(buyer, ASKED, must=(CertificateKind.VIETGAP,)),
        "30 tấn": listings_by_hand.need(buyer, replace(ASKED, minimum_lot_tonnes=30)),
        "Thêm kỳ giao": listings_by_hand.need(buyer, replace(ASKED, starts_in=SIX_MONTHS + 60)),
        "Chào Sầu riêng": listings_by_hand.need(buyer, replace(ASKED, form="dried")),
    }
    listings_by_hand.need(buyer, replace(ASKED, minimum_lot_tonnes=30, starts_in=SIX_MONTHS + 60))
    db.session.commit()
    [reach] = reaches_of(user(cast.hoa).viewer())
    assert reach.fits == []
    told = {fit.need.id: fit.mend for fit in reach.misses}
    assert told.keys() == {need.id for need in wanting.values()}, "who lacks two things is no near miss"
    for words, need in wanting.items():
        assert words.casefold() in told[need.id].casefold()
    assert all(fit.lack for fit in reach.misses)


def invited(cast: Cast, offer: Offer) -> tuple[Case, Need]:
    """Đoàn Kết and Bình Minh are asked for 20 and 30 of 120 tonnes."""
    need = listings_by_hand.need(cast.huong_viet, ASKED)
    other = listings_by_hand.offer(cast.binh_minh, Goods(tonnes=30))
    case = cases.open_case(by=user(cast.binh), offer=offer, need=need, others=[other])
    [period] = need.periods
    asked = {cast.doan_ket: 20_000, cast.binh_minh: 30_000}
    shares = [Share(side, period.start, period.end, kg(amount)) for side, amount in asked.items()]
    cases.plan_shares(by=user(cast.binh), case=case, shares=shares)
    return case, need


def test_who_is_asked_to_join_reads_its_own_part_until_it_answers(cast: Cast, offer: Offer) -> None:
    case, _ = invited(cast, offer)
    assert [(one.case, one.asked_kg) for one in invitations(user(cast.hoa).viewer())] == [(case, kg(20_000))]
    assert [one.asked_kg for one in invitations(user(cast.tu).viewer())] == [kg(30_000)]
    assert invitations(user(cast.minh).viewer()) == []
    cases.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=True)
    assert invitations(user(cast.hoa).viewer()) == []

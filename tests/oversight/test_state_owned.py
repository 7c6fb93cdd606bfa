"""What state-owned enterprises asked for, and what cooperatives met of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import Flask

from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPeriod
from marketplace.oversight import state_owned
from marketplace.oversight.lists.flow import STATE_OWNED
from marketplace.oversight.scope import Scope
from tests.cast import Cast, organisation
from tests.factories import listings_by_hand
from tests.oversight.by_hand import YEAR, contract, delivered, noon, periods


def ask(need: Need, tonnes: int) -> None:
    need.published_at = noon(date(2026, 3, 1))
    need.periods = [NeedPeriod(start=date(2026, 5, 1), end=date(2026, 6, 30), quantity_kg=Decimal(tonnes * 1000))]
    db.session.flush()


def test_asked_contracted_and_delivered(context: Flask, cast: Cast) -> None:
    soe = organisation(cast.lua_vang)
    checked = contract(cast, buyer=soe, signed=date(2026, 4, 1))
    ask(checked.case.need, 100)
    periods(checked, [(date(2026, 5, 1), date(2026, 5, 31))], tonnes=40)
    delivered(checked, date(2026, 5, 5), tonnes=10)
    unchecked = contract(cast, buyer=soe, signed=date(2026, 4, 1), verified=False)
    ask(unchecked.case.need, 60)
    periods(unchecked, [(date(2026, 5, 1), date(2026, 5, 31))], tonnes=60)
    ask(listings_by_hand.need(cast.lua_vang), 40)
    (met,) = state_owned.by_enterprise(YEAR)
    assert (met.name, met.needs, met.suggested, met.contracted, met.delivered) == (soe.name, 3, 2, 2, 1)
    assert (met.asked_kg, met.contracted_kg, met.delivered_kg) == (200_000, 40_000, 10_000)
    assert (met.contracted_share, met.delivered_share) == (Decimal("0.2"), Decimal("0.05"))
    (by_good,) = state_owned.by_good(YEAR)
    assert (by_good.name, by_good.asked_kg) == ("Sầu riêng", 200_000)
    assert (met.introduced, by_good.introduced) == (None, 0)
    assert state_owned.whole(YEAR).asked_kg == 200_000


def test_what_is_signed_or_delivered_after_the_last_day_is_not_yet_met(context: Flask, cast: Cast) -> None:
    soe = organisation(cast.lua_vang)
    for signed in (date(2026, 6, 30), date(2026, 7, 1)):
        made = contract(cast, buyer=soe, signed=signed)
        ask(made.case.need, 40)
        periods(made, [(date(2026, 7, 1), date(2026, 7, 31))], tonnes=40)
        delivered(made, date(2026, 6, 30), tonnes=1)
        delivered(made, date(2026, 7, 1), tonnes=2)
    met = state_owned.whole(Scope(YEAR.since, date(2026, 6, 30), None, "Cả nước"))
    assert (met.asked_kg, met.contracted_kg, met.delivered_kg) == (80_000, 40_000, 1_000)
    assert state_owned.whole(YEAR).contracted_share == 1


def test_of_one_enterprise_nobody_tells_who_was_introduced(context: Flask, cast: Cast) -> None:
    """Officials read it by product, as beside the needs that wait."""
    titles = {table.code: [str(column.heading) for column in table.columns_in(YEAR)] for table in STATE_OWNED}
    assert "Được giới thiệu" not in titles["soe-enterprises"]
    assert "Được giới thiệu" in titles["soe-goods"]


def test_half_is_not_state_owned_and_more_than_half_of_the_votes_is(context: Flask, cast: Cast) -> None:
    """Luật Doanh nghiệp 2020 Đ88."""
    ask(listings_by_hand.need(cast.huong_viet), 10)
    buyer = organisation(cast.huong_viet)
    buyer.state_capital_pct, buyer.state_voting_pct = Decimal(50), Decimal(50)
    db.session.flush()
    assert state_owned.by_enterprise(YEAR) == []
    assert state_owned.whole(YEAR).contracted_share is None
    buyer.state_voting_pct = Decimal("50.001")
    db.session.flush()
    assert [met.needs for met in state_owned.by_enterprise(YEAR)] == [1]

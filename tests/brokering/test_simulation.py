"""What a price rule comes to, at every market price: no floor is undercut, no đồng appears or vanishes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.brokering.simulation import Gainer, PriceRule, Stakes, outcome_at, steps
from marketplace.listings.kinds import PriceBasis

prices = st.integers(min_value=1, max_value=10**6)
premiums = st.integers(min_value=-(10**4), max_value=10**4)
quantities = st.integers(min_value=1, max_value=10**9).map(lambda grams: Decimal(grams) / 1000)
percents = st.integers(min_value=0, max_value=100_000).map(lambda thousandths: Decimal(thousandths) / 1000)


@given(prices, prices, st.none() | premiums)
def test_a_floor_is_never_undercut(floor: int, market: int, premium: int | None) -> None:
    paid = PriceRule(PriceBasis.FLOOR, price=floor, premium=premium).price_at(market)
    assert paid >= floor
    assert paid == floor or paid == market + (premium or 0)


@given(prices, prices, premiums)
def test_market_and_premium_go_with_the_market_one_to_one(market: int, more: int, premium: int) -> None:
    rule = PriceRule(PriceBasis.MARKET, premium=premium)
    if market + premium >= 0:
        assert rule.price_at(market + more) - rule.price_at(market) == more
    assert rule.price_at(market) >= 0


@given(prices, prices, prices, percents)
def test_fixed_and_cost_plus_do_not_move(first: int, second: int, cost: int, margin: Decimal) -> None:
    for rule in (PriceRule(PriceBasis.FIXED, price=cost), PriceRule(PriceBasis.COST_PLUS, None, None, cost, margin)):
        assert rule.price_at(first) == rule.price_at(second) >= cost


@given(prices, prices, quantities, st.none() | percents)
def test_who_gains_by_breaking_and_how_much(agreed: int, market: int, kg: Decimal, penalty: Decimal | None) -> None:
    one = outcome_at(PriceRule(PriceBasis.FIXED, price=agreed), Stakes(kg, penalty_pct=penalty), market)
    assert one.gainer is (Gainer.NOBODY if market == agreed else Gainer.SELLER if market > agreed else Gainer.BUYER)
    assert one.gain == abs(one.market_value - one.paid)
    assert one.net == one.gain - one.penalty <= one.gain
    assert one.penalty <= one.paid or (penalty or 0) > 100
    assert one.tempts is (one.net > 0 and market != agreed)


def test_a_hundred_tonnes_in_figures() -> None:
    """45.000 đồng fixed, the market at 60.000: the cooperative loses 1,5 billion by keeping its word; 8 % is 360
    million of penalty."""
    rule = PriceRule(PriceBasis.FIXED, price=45_000)
    stakes = Stakes(Decimal(100_000), Decimal(8), hardship_pct=Decimal(30), base=45_000)
    one = outcome_at(rule, stakes, 60_000)
    assert (one.paid, one.market_value, one.gain) == (4_500_000_000, 6_000_000_000, 1_500_000_000)
    assert (one.gainer, one.penalty, one.net) == (Gainer.SELLER, 360_000_000, 1_140_000_000)
    assert one.is_hardship, "60.000 is a third above 45.000"
    around = steps(rule, stakes, 45_000)
    assert [step.outcome.market for step in around] == [31_500, 36_000, 40_500, 45_000, 49_500, 54_000, 58_500]
    assert [step.percent for step in around if step.outcome.is_hardship] == [-30, 30], "reached is crossed"
    assert [step.percent for step in around if step.outcome.gainer is Gainer.BUYER] == [-30, -20, -10]


def test_a_rule_without_its_figure_gives_no_price() -> None:
    for rule in (PriceRule(PriceBasis.TO_AGREE, price=5), PriceRule(PriceBasis.COST_PLUS, cost=5)):
        assert not rule.is_complete
        with pytest.raises(ValueError, match="lacks a figure"):
            rule.price_at(10)

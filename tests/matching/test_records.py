"""Records refuse what cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from matching.errors import RecordError
from matching.records import PeriodQuantity, PriceBasis, Site
from tests.matching.contract import need, offer


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-0.001"])
def test_no_quantity_is_below_zero_or_no_number(amount: str) -> None:
    with pytest.raises(RecordError):
        PeriodQuantity(date(2027, 1, 1), date(2027, 1, 31), Decimal(amount))
    with pytest.raises(RecordError):
        offer(minimum_lot_kg=Decimal(amount))
    with pytest.raises(RecordError):
        need(annual_kg=Decimal(amount))


def test_a_period_ends_no_earlier_than_it_starts() -> None:
    with pytest.raises(RecordError):
        PeriodQuantity(date(2027, 2, 1), date(2027, 1, 31), Decimal(1))


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, -181.0), (10.0, None), (float("nan"), 1.0)])
def test_a_point_is_whole_and_on_the_globe(lat: float, lon: float | None) -> None:
    with pytest.raises(RecordError):
        Site("x", lat, lon)


def test_prices_months_and_distances_are_possible() -> None:
    with pytest.raises(RecordError):
        PriceBasis("fixed", -1)
    with pytest.raises(RecordError):
        offer(months=frozenset({13}))
    with pytest.raises(RecordError):
        need(maximum_km=float("inf"))


def test_what_a_need_asks_for_is_the_sum_of_its_periods() -> None:
    assert need().total_kg == Decimal(90_000)
    assert need(periods=(), annual_kg=Decimal(7)).total_kg == Decimal(7)
    assert need(periods=()).total_kg is None

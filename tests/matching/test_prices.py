"""Prices are compared like with like, on a day, against dated references."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from matching.errors import RecordError
from matching.prices import FRESH_DAYS, ReferencePrice, compare, expected_price, newest, price_args, price_value
from matching.records import Part, PriceBasis
from matching.sentences import sentence

DAY = date(2026, 11, 20)


def reference(
    low: int, high: int, on: date = DAY, stage: str | None = "farm_gate", place: str = "An Giang"
) -> ReferencePrice:
    return ReferencePrice("rice", "fresh", low, high, on, place, stage, "https://example.org/notice")


def market(*references: ReferencePrice, premium: int = 0, stage: str | None = "farm_gate") -> PriceBasis:
    return PriceBasis("market", None, premium, stage, None, references)


def ends(basis: PriceBasis, on: date = DAY) -> tuple[int, int] | None:
    found = expected_price(basis, basis.references, on)
    return (found.low, found.high) if found else None


def test_a_fixed_price_is_itself_and_one_to_agree_is_nothing() -> None:
    assert ends(PriceBasis("fixed", 7000)) == (7000, 7000)
    assert ends(PriceBasis("agree")) is None
    assert ends(PriceBasis("fixed")) is None


def test_the_market_comes_to_the_newest_reference_of_the_same_stage_with_the_premium() -> None:
    older, newer = reference(6000, 6200, DAY - timedelta(30)), reference(7000, 7400, DAY - timedelta(3))
    shop = reference(15_000, 20_000, DAY, "retail")
    assert ends(market(older, newer, shop, premium=300)) == (7300, 7700)
    assert ends(market(older, newer, shop, premium=-300)) == (6700, 7100)
    assert ends(market(older, newer, stage="delivered")) is None


def test_notices_of_one_week_make_one_range_and_name_a_place_only_where_it_is_one() -> None:
    both = [reference(7000, 7200), reference(6800, 7100, DAY - timedelta(2), place="Đồng Tháp")]
    found = newest(both, DAY, stage="farm_gate")
    assert found is not None
    assert (found.low, found.high, found.on, found.place) == (6800, 7200, DAY, "")
    assert newest(both, DAY - timedelta(1), stage="farm_gate") == both[1]


def test_a_floor_is_lifted_to_a_market_that_stands_above_it() -> None:
    floor = PriceBasis("floor", 6500, stage="farm_gate", references=(reference(7000, 7200),))
    assert ends(floor) == (7000, 7200)
    assert ends(PriceBasis("floor", 8000, stage="farm_gate", references=floor.references)) == (8000, 8000)


def test_a_stale_reference_is_shown_with_its_date_and_never_scored() -> None:
    last = DAY + timedelta(FRESH_DAYS)
    basis = market(reference(7000, 7200))
    assert ends(basis, last) == (7000, 7200)
    assert ends(basis, last + timedelta(1)) is None
    compared = compare(basis, PriceBasis("fixed", 7000, stage="farm_gate"), last + timedelta(1))
    assert compared.case == "unknown"
    assert compared.reference is not None
    assert not compared.fresh


def test_a_figure_says_how_long_it_holds() -> None:
    found = expected_price(market(), [reference(7000, 7200)], DAY)
    assert found is not None
    assert found.until == DAY + timedelta(FRESH_DAYS)


@pytest.mark.parametrize(
    ("offered", "asked", "case"),
    [
        (PriceBasis("fixed", 7000), PriceBasis("fixed", 7000), "known"),
        (PriceBasis("fixed", 7000, stage="farm_gate"), PriceBasis("fixed", 7000, stage="delivered"), "unlike_stage"),
        (PriceBasis("fixed", 7000, stage="farm_gate"), PriceBasis("fixed", 7000), "unlike_stage"),
        (PriceBasis("fixed", 7000, vat_included=True), PriceBasis("fixed", 7000, vat_included=False), "unlike_vat"),
        (PriceBasis("fixed", 7000, vat_included=True), PriceBasis("fixed", 7000), "unlike_vat"),
        (PriceBasis("fixed", 7000), PriceBasis("agree"), "unknown"),
        (None, PriceBasis("fixed", 7000), "unknown"),
    ],
)
def test_only_like_is_compared_with_like(offered: PriceBasis | None, asked: PriceBasis | None, case: str) -> None:
    assert compare(offered, asked, DAY).case == case
    assert compare(asked, offered, DAY).case == case


def test_the_value_falls_from_one_at_the_asked_price_to_nothing_at_twice_it() -> None:
    offered, asked = np.array([5000.0, 7000, 10_500, 14_000, np.nan]), np.array([7000.0])
    np.testing.assert_allclose(price_value(offered, asked), [1, 1, 0.5, 0, np.nan])


def test_the_sentence_names_both_prices_and_the_reference_with_its_date() -> None:
    offered = market(reference(7000, 7400, date(2026, 11, 2)), premium=-200)
    args = price_args(offered, PriceBasis("fixed", 7100, stage="farm_gate"), DAY)
    told = sentence(Part("price", 1, Decimal(2), Decimal(2), "known", tuple(args.items())))
    assert told == (
        "Giá bên bán theo giá thị trường − 200 đ/kg (6.800–7.200 đ/kg), bên mua 7.100 đ/kg."
        " Giá tham khảo 7.000–7.400 đ/kg, báo ngày 02/11/2026."
    )
    old = price_args(offered, None, date(2027, 11, 2))
    told = sentence(Part("price", 1, Decimal(2), Decimal(2), "unknown", tuple(old.items())), "en")
    assert "Old reference price 7,000–7,400 VND/kg, published on 02/11/2026, not used in the score." in told


def test_a_reference_upside_down_is_refused() -> None:
    with pytest.raises(RecordError):
        reference(8000, 7000)

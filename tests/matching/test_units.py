"""Units, yearly quantities and months of harvest."""

from decimal import Decimal

import pytest

from matching.vocabulary.periods import months_of
from matching.vocabulary.quantities import annual_kg
from matching.vocabulary.units import (
    AmbiguousUnitError,
    UnitFactorError,
    UnitKindError,
    to_kg,
    to_m2,
    unit_for,
    units,
)


@pytest.mark.parametrize(
    ("word", "code"),
    [("tấn", "tonne"), ("Tan", "tonne"), ("TONNES", "tonne"), ("ký", "kg"), ("yến", "yen"), ("tạ", "ta"),
     ("giạ", "gia"), ("sào Bắc Bộ", "sao_north"), ("cong tam lon", "cong_large"), ("ha", "ha"), ("héc-ta", "ha"),
     ("tá", "dozen"), ("chuc", "ten"), ("containers", "container"), ("thùng", "box"), ("thúng", "thung_basket")],
)  # fmt: skip
def test_a_word_finds_its_unit(word: str, code: str) -> None:
    unit = unit_for(word)
    assert unit is not None
    assert unit.code == code


@pytest.mark.parametrize("word", ["ta", "thung", "", "xyz", "tấn tạ"])
def test_a_word_that_accents_would_decide_is_unknown(word: str) -> None:
    assert unit_for(word) is None


def test_every_unit_without_a_size_brings_its_question() -> None:
    assert all(bool(u.question) is u.is_ambiguous for u in units().values())
    words = [w for u in units().values() for w in u.words]
    assert len(words) == len(set(words))


def test_fixed_units_convert_exactly_and_others_ask() -> None:
    assert to_kg(Decimal("2.5"), units()["tonne"]) == Decimal(2500)
    assert to_kg(Decimal(3), units()["gia"], Decimal("22.5")) == Decimal("67.5")
    assert to_m2(Decimal(2), units()["sao_north"]) == Decimal(720)
    with pytest.raises(AmbiguousUnitError) as asked:
        to_kg(Decimal(3), units()["bag"])
    assert asked.value.unit.question == "Một bao nặng bao nhiêu kg?"
    with pytest.raises(UnitKindError):
        to_kg(Decimal(1), units()["ha"])
    with pytest.raises(UnitKindError):
        to_m2(Decimal(1), units()["kg"])


@pytest.mark.parametrize("factor", ["0", "-1", "NaN", "999"])
def test_an_impossible_or_contradicting_factor_is_refused(factor: str) -> None:
    with pytest.raises(UnitFactorError):
        to_kg(Decimal(1), units()["tonne"], Decimal(factor))


@pytest.mark.parametrize(
    ("value", "unit", "period", "more", "kg"),
    [
        ("80", "tấn", "year", {}, "80000"),
        ("1.5", "tấn", "month", {}, "18000"),
        ("20", "tonnes per day, each fruit", "day", {}, None),
        ("20", "tấn/ngày", "", {"times_per_year": Decimal(300)}, "6000000"),
        ("2.5", "tấn/giờ", "hour", {}, None),
        ("50", "tấn/ha", "year", {}, None),
        ("50", "tấn/ha", "year", {"area_ha": Decimal(2)}, "100000"),
        ("50", "tấn/ha", "season", {"area_ha": Decimal(2)}, None),
        ("170", "tấn", "season", {"times_per_year": Decimal(2)}, "340000"),
        ("40", "tấn", "contract", {}, None),
        ("40", "tấn", "", {"times_per_year": Decimal(1)}, None),
        ("52000", "tonnes of products", "year", {}, "52000000"),
        ("200", "million kg liquid and powdered milk", "year", {}, "200000000"),
        ("2000", "lít", "year", {}, None),
        ("363", "con bò F1", "year", {}, None),
        ("10", "tấn/xyz", "year", {}, None),
        ("10", "", "year", {}, None),
    ],
)
def test_yearly_kilograms_are_given_only_where_the_report_allows(
    value: str, unit: str, period: str, more: dict[str, Decimal], kg: str | None
) -> None:
    assert annual_kg(Decimal(value), unit, period, **more) == (None if kg is None else Decimal(kg))


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("tháng 4-7", {4, 5, 6, 7}),
        ("tháng 10 đến tháng 1", {10, 11, 12, 1}),
        ("T1–T6, nghỉ T2", {1, 3, 4, 5, 6}),
        ("quanh năm, trừ tháng 2", set(range(1, 13)) - {2}),
        ("cuối tháng 4, đầu tháng 5", {4, 5}),
        ("tháng 4, 5 và 6", {4, 5, 6}),
        ("7/12/2020-15/3/2021", {12, 1, 2, 3}),
        ("September-November", {9, 10, 11}),
        ("Nov to Feb", {11, 12, 1, 2}),
        ("tháng 6/2025", {6}),
        ("year-round", set(range(1, 13))),
    ],
)
def test_months_are_read(text: str, months: set[int]) -> None:
    assert months_of(text) == frozenset(months)


@pytest.mark.parametrize(
    "text",
    ["", "from February", "từ tháng 10-2017", "tháng 13", "tháng 5 âm lịch", "vụ đông xuân", "mùa 2018",
     "mục tiêu đến 2025", "rừng trồng 2016, đang khai thác", "vụ xuân hè 2022"],
)  # fmt: skip
def test_months_that_are_not_said_stay_unknown(text: str) -> None:
    assert months_of(text) is None


def test_a_rice_season_needs_its_region() -> None:
    assert months_of("vụ đông xuân 2025-2026", rice_region="mekong") == frozenset({2, 3, 4})
    assert months_of("summer-autumn crop", rice_region="mekong") == frozenset({7, 8})
    assert months_of("đông xuân và mùa", rice_region="highlands") is None

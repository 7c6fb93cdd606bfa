"""Single parts, each alone, with hand-written records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from matching.candidates import build
from matching.catalogue import form_gap
from matching.errors import ParameterError
from matching.geography import distance_km
from matching.parameters import parameters, with_weights
from matching.ranking import Matcher
from matching.records import Certificate, Criterion, Good, NeedRecord, OfferRecord, Part, Site
from tests.matching.contract import HIGHLANDS, MEKONG, NORTH, PLANT, TableCatalogue, need, offer, period

MATCHER = Matcher(TableCatalogue())


def _part(name: str, offered: OfferRecord, wanted: NeedRecord) -> Part:
    found = MATCHER.pair(offered, wanted)
    assert found is not None
    return next(part for part in found.parts if part.name == name)


@pytest.mark.parametrize(
    ("good", "site", "case"),
    [
        ("durian", MEKONG, "none"),
        ("durian", NORTH, "minor"),
        ("cabbage", NORTH, "serious"),
        ("coffee", HIGHLANDS, "minor"),
        ("coffee", Site("Tây Ninh", 11.3, 106.1, "72", "72", None, "southeast", "province"), "none"),
        ("sugarcane", MEKONG, "none"),
        ("sugarcane", HIGHLANDS, "serious"),
        ("rice", MEKONG, "none"),
        ("rice", NORTH, "serious"),
        ("durian", Site(), "unknown"),
    ],
)
def test_place_follows_how_the_good_keeps(good: str, site: Site, case: str) -> None:
    goods = (Good(good),)
    assert _part("distance", offer(goods=goods, sites=(site,)), need(goods=goods)).case == case


def test_a_group_need_is_stricter_about_place() -> None:
    named = need(goods=(Good("vegetables", "group"),), sites=(PLANT,))
    near = Site("Vĩnh Long", 10.25, 105.97, "86", "86", "855", "mekong", "district")
    cabbage = (Good("cabbage"),)
    assert _part("distance", offer(goods=cabbage, sites=(near,)), named).case == "minor_named"
    assert _part("distance", offer(goods=cabbage, sites=(near,)), need(goods=cabbage)).case == "none"


def test_two_who_trade_already_have_shown_the_way_is_not_too_far() -> None:
    linked = offer(sites=(NORTH,), linked=frozenset({"buyer N-1"}))
    assert _part("distance", linked, need()).case == "proven"
    assert _part("track_record", linked, need()).value == 1


def test_firm_counts_before_flexible_and_only_inside_the_asked_days() -> None:
    first, last = date(2027, 1, 1), date(2027, 1, 10)
    wanted = need(periods=(period(first, last, 1000),))

    def value(firm: int, flexible: int, until: date = last) -> float:
        return _part("quantity", offer(periods=(period(first, until, firm, flexible),)), wanted).value

    assert value(1000, 0) == 1
    assert value(1000, 500) == 1
    assert value(500, 0) < value(500, 500) < value(1000, 0)
    # Twice the days hold half as much of the goods inside the asked ones.
    assert value(1000, 0, date(2027, 1, 20)) == pytest.approx(value(500, 0))


def test_less_than_a_usual_lot_is_small_and_unknown_is_neutral() -> None:
    wanted = need(periods=(), annual_kg=Decimal(900_000))
    assert _part("quantity", offer(periods=(), annual_kg=Decimal(900)), wanted).case == "small"
    unknown = _part("quantity", offer(periods=()), wanted)
    assert unknown.value == parameters().values["unknown"]


def test_a_variety_stands_for_a_tree_and_may_change_in_a_field() -> None:
    def value(good: str, offered: str | None, asked: str | None) -> float:
        wanted = need(goods=(Good(good, variety=asked),))
        return _part("form_variety", offer(goods=(Good(good, variety=offered),)), wanted).value

    assert value("durian", "Ri6", "Ri6") == value("durian", "Ri6", None) == 1
    assert value("durian", "Dona", "Ri6") < value("durian", None, "Ri6") < 1
    assert value("rice", None, "OM18") == 1
    assert value("durian", "Dona", "Ri6") < value("rice", "ST25", "OM18") < 1


def test_certificates_answer_for_each_other_as_the_table_says() -> None:
    wanted = need(criteria=(Criterion("certificate", "vietgap"),))
    assert _part("certificates", offer(certificates=(Certificate("globalgap"),)), wanted).value == 1
    assert _part("certificates", offer(certificates=(Certificate("ocop"),)), wanted).value == 0
    unknown = parameters().values["unknown"]
    assert _part("certificates", offer(certificates=None), wanted).value == unknown
    japan = offer(certificates=None, markets=frozenset({"gap"}))
    assert _part("certificates", japan, wanted).value == 1


def test_a_crop_among_many_counts_less() -> None:
    many = tuple(Good(code) for code in ("durian", "mango", "rice", "cabbage", "coffee"))
    assert _part("product", offer(goods=many), need()).case == "mixed"
    assert _part("product", offer(goods=many[:4]), need()).value == 1


def test_forms_are_compared_both_ways() -> None:
    assert form_gap("paddy", "milled") == form_gap("milled", "paddy") == 1
    assert form_gap("seed", "paddy") == 2
    assert form_gap(None, "paddy") == form_gap("fresh", "fresh") == 0


def test_weights_add_up_to_a_hundred_or_are_refused() -> None:
    scaled = with_weights(parameters(), {"product": 1, "distance": 1, "price": 1})
    assert sum(scaled.weights.values()) == 100
    assert sum(parameters(soe=True).weights.values()) == 100
    for wrong in ({"product": -1, "price": 2}, {"product": 0}, {"beauty": 1}):
        with pytest.raises(ParameterError):
            with_weights(parameters(), wrong)


def test_a_degree_of_latitude_is_about_111_kilometres() -> None:
    import numpy as np

    far = distance_km(10.0, 106.0, np.array([11.0, np.nan]), np.array([106.0, 106.0]))
    assert far[0] == pytest.approx(111.2, abs=0.1)
    assert np.isnan(far[1])


def test_only_buckets_of_related_goods_are_opened() -> None:
    index = build([offer("O-1"), offer("O-2", goods=(Good("rice", form="paddy"), Good("rice", form="milled")))])
    assert len(index) == 2
    assert [bucket.form for _, bucket in index.forms("rice")] == ["milled", "paddy"]
    assert not index.forms("mango")

"""What the matcher promises for any records and any weights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.batch import match
from matching.candidates import build
from matching.parameters import PARTS, parameters, with_weights
from matching.ranking import Matcher, with_certificate
from matching.records import Certificate, Criterion, Good, NeedRecord, OfferRecord, PriceBasis
from tests.matching.contract import (
    HIGHLANDS,
    MEKONG,
    NORTH,
    PLANT,
    SPRING,
    TableCatalogue,
    check_ranking,
    must_hold,
    need,
    offer,
    period,
)

MATCHER = Matcher(TableCatalogue())
DAYS = st.integers(0, 700).map(lambda days: date(2027, 1, 1) + timedelta(days=days))
GOODS = st.builds(
    Good,
    st.sampled_from(["durian", "mango", "rice", "cabbage", "carrot"]),
    form=st.sampled_from([None, "fresh", "paddy", "milled", "seed"]),
    variety=st.sampled_from([None, "Ri6", "Dona"]),
    system=st.sampled_from([None, "organic", "rice_shrimp"]),
)
PERIODS = st.builds(
    lambda start, length, firm, flexible: period(start, start + timedelta(days=length), firm, flexible),
    DAYS,
    st.integers(0, 200),
    st.integers(0, 200_000),
    st.integers(0, 50_000),
)
PAPERS = st.lists(
    st.builds(
        Certificate,
        st.sampled_from(["vietgap", "globalgap", "organic"]),
        st.sampled_from([(), ("durian",), ("rice",)]),
        valid_to=st.none() | DAYS,
    ),
    max_size=2,
).map(tuple)
PRICES = st.none() | st.builds(PriceBasis, st.just("fixed"), st.integers(0, 100_000))
KILOGRAMS = st.none() | st.integers(0, 100_000).map(Decimal)


@st.composite
def offers(draw: st.DrawFn) -> list[OfferRecord]:
    """A few offers with everything known or unknown."""
    count = draw(st.integers(1, 5))
    return [
        offer(
            f"O-{number}",
            organisation=draw(st.sampled_from(["a", "b", "buyer"])),
            goods=tuple(draw(st.lists(GOODS, min_size=1, max_size=3))),
            sites=tuple(draw(st.lists(st.sampled_from([MEKONG, HIGHLANDS, NORTH]), max_size=2))),
            periods=tuple(draw(st.lists(PERIODS, max_size=3))),
            annual_kg=draw(KILOGRAMS),
            minimum_lot_kg=draw(KILOGRAMS),
            certificates=draw(st.none() | PAPERS),
            price=draw(PRICES),
            linked=draw(st.sampled_from([frozenset(), frozenset({"buyer"})])),
            broken=draw(st.sampled_from([frozenset(), frozenset({"buyer"})])),
        )
        for number in range(count)
    ]


NEEDS = st.builds(
    lambda goods, periods, criteria, lot, limit, price, soe: need(
        organisation="buyer",
        goods=tuple(goods),
        periods=tuple(periods),
        criteria=tuple(criteria),
        minimum_lot_kg=lot,
        maximum_km=limit,
        price=price,
        state_owned=soe,
    ),
    st.lists(GOODS, min_size=1, max_size=2),
    st.lists(PERIODS, max_size=2),
    st.lists(st.builds(Criterion, st.just("certificate"), st.sampled_from(["vietgap", "organic"]), st.booleans())),
    KILOGRAMS,
    st.none() | st.sampled_from([50.0, 400.0]),
    PRICES,
    st.sampled_from([None, True, False]),
)
WEIGHTS = st.fixed_dictionaries({name: st.integers(0, 30) for name in PARTS}).filter(lambda w: any(w.values()))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(offers(), NEEDS)
def test_every_ranking_keeps_the_contract(offered: list[OfferRecord], wanted: NeedRecord) -> None:
    check_ranking(MATCHER, offered, wanted)


def _breaks_a_rule(given_offer: OfferRecord, wanted: NeedRecord) -> bool:
    """Hard rules once more, record by record and without arrays."""
    if given_offer.organisation == wanted.organisation or wanted.organisation in given_offer.broken:
        return True
    supply = sum((item.firm_kg + item.flexible_kg for item in given_offer.periods), start=Decimal(0))
    known = supply if given_offer.periods else given_offer.annual_kg
    if wanted.minimum_lot_kg is not None and known is not None and known < wanted.minimum_lot_kg:
        return True
    asked, lot = wanted.total_kg, given_offer.minimum_lot_kg
    if asked is not None and lot is not None and lot > asked:
        return True
    if given_offer.periods and wanted.periods:
        start = max(min(p.start for p in given_offer.periods), min(p.start for p in wanted.periods))
        end = min(max(p.end for p in given_offer.periods), max(p.end for p in wanted.periods))
        if start > end:
            return True
    if given_offer.certificates is None:
        return False
    musts = {item.value for item in wanted.criteria if item.must}
    held = {paper.kind for paper in given_offer.certificates}
    return "organic" in musts and "organic" not in held


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(offers(), NEEDS, WEIGHTS)
def test_no_weights_bring_a_rule_breaker_in(
    offered: list[OfferRecord], wanted: NeedRecord, weights: dict[str, int]
) -> None:
    matcher = Matcher(TableCatalogue(), replace(with_weights(parameters(), weights), minimum_score=Decimal(0)))
    by_id = {item.id: item for item in offered}
    for found in matcher.suggest(build(offered), wanted).suggestions:
        assert not _breaks_a_rule(by_id[found.offer_id], wanted)
        assert sum(part.points for part in found.parts) == found.score


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(offers(), offers(), NEEDS)
def test_a_renewed_index_equals_a_rebuilt_one(
    before: list[OfferRecord], after: list[OfferRecord], wanted: NeedRecord
) -> None:
    index = build(before)
    MATCHER.suggest(index, wanted)
    for item in after:
        index.replace(item)
    index.remove("O-0")
    kept = {item.id: item for item in [*before, *after] if item.id != "O-0"}
    assert MATCHER.suggest(index, wanted) == MATCHER.suggest(build(kept.values()), wanted)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(offers(), NEEDS)
def test_a_promised_gain_is_what_scoring_again_gives(offered: list[OfferRecord], wanted: NeedRecord) -> None:
    by_id = {item.id: item for item in offered}
    for found in MATCHER.suggest(build(offered), wanted).suggestions:
        for gap in found.gaps:
            again = MATCHER.pair(with_certificate(by_id[found.offer_id], gap.value), wanted)
            assert again is not None
            assert (gap.score, gap.score_after) == (found.score, again.score)
            # What is required is told even where it lifts nothing: other papers are then known not to be there.
            assert gap.score_after > gap.score or (gap.kind == "certificate_must" and gap.score_after == gap.score)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(offers(), NEEDS)
def test_many_at_once_give_the_same_pairs_and_scores(offered: list[OfferRecord], wanted: NeedRecord) -> None:
    table = match(offered, [need("N-0", goods=(Good("coffee"),)), wanted], MATCHER)
    pairs = [(offered[place].id, tenths) for place, tenths in zip(table.offer, table.tenths, strict=True)]
    found = MATCHER.suggest(build(offered), wanted, top=50).suggestions
    assert pairs == [(item.offer_id, item.score * 10) for item in found]
    assert (table.part_tenths.sum(axis=1) == table.tenths).all()
    assert set(table.need) <= {1}


def test_both_directions_show_the_same_pairs() -> None:
    mine = offer(certificates=(Certificate("vietgap"),))
    needs = [
        need("N-1"),
        need("N-2", criteria=(Criterion("certificate", "globalgap"),)),
        need("N-3", goods=(Good("rice"),)),
    ]
    found = MATCHER.needs_for_offer(needs, mine)
    assert [item.need_id for item in found] == ["N-1", "N-2"]
    assert all(MATCHER.suggest(build([mine]), wanted).suggestions[0] in found for wanted in needs[:2])


def test_each_near_miss_is_let_in_by_the_one_change_it_names() -> None:
    summer = period(date(2028, 1, 1), date(2028, 2, 1), 50_000)
    wanted = need(criteria=(must_hold("vietgap"),), minimum_lot_kg=Decimal(20_000), maximum_km=100.0)
    papers = (Certificate("vietgap"),)
    right = offer("O-0", certificates=papers)
    cases = {
        "certificate": replace(right, certificates=(Certificate("vietgap", valid_to=date(2027, 3, 1)),)),
        "window": replace(right, periods=(summer,)),
        "minimum_lot": replace(right, periods=(period(SPRING.start, SPRING.end, 10_000),)),
        "distance": replace(right, sites=(HIGHLANDS,)),
    }
    for rule, miss in cases.items():
        ranking = MATCHER.suggest(build([miss]), wanted)
        assert not ranking.suggestions
        assert [item.rule for item in ranking.near_misses] == [rule]
    mended = MATCHER.suggest(build([right]), wanted)
    assert [item.offer_id for item in mended.suggestions] == ["O-0"]
    two_wrongs = replace(cases["window"], sites=(HIGHLANDS,))
    assert not MATCHER.suggest(build([two_wrongs]), wanted).near_misses


def test_wrong_scope_and_irreconcilable_form_are_kept_out() -> None:
    scoped = offer(certificates=(Certificate("vietgap", ("mango",)),))
    missed = MATCHER.suggest(build([scoped]), need(criteria=(must_hold("vietgap"),)))
    assert [item.rule for item in missed.near_misses] == ["certificate"]
    grain = offer(goods=(Good("rice", form="paddy"),))
    missed = MATCHER.suggest(build([grain]), need(goods=(Good("rice", form="seed"),)))
    assert [item.rule for item in missed.near_misses] == ["form"]


def test_the_same_people_and_a_broken_link_are_not_even_near_misses() -> None:
    own = offer(organisation="buyer N-1")
    broken = offer("O-2", broken=frozenset({"buyer N-1"}))
    ranking = MATCHER.suggest(build([own, broken]), need())
    assert not ranking.suggestions
    assert not ranking.near_misses


def test_unknown_papers_do_not_break_a_must_and_known_missing_ones_do() -> None:
    wanted = need(criteria=(must_hold("vietgap"),))
    silent = offer("O-1", certificates=None)
    without = offer("O-2", certificates=())
    ranking = MATCHER.suggest(build([silent, without]), wanted)
    assert [item.offer_id for item in ranking.suggestions] == ["O-1"]
    assert [item.offer_id for item in ranking.near_misses] == ["O-2"]


def test_the_plant_is_named_as_the_place_compared() -> None:
    found = MATCHER.pair(offer(), need())
    assert found is not None
    distance = next(part for part in found.parts if part.name == "distance")
    assert dict(distance.args)["need_place"] == PLANT.name

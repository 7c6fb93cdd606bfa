"""A plan starts from the indicator's own count, uses every cooperative once and no impossible need, and says honestly
what cannot be reached and why.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.indicators.definitions import Definition
from marketplace.indicators.engine import compute
from marketplace.needs.models import Need
from marketplace.planning import expiring, queries
from marketplace.planning.drafts import PlantDraft
from marketplace.planning.link_words import chance_note, chance_of
from marketplace.planning.models import Ending, Failure, Hindrance, Scenario, ScenarioState
from marketplace.planning.questions import question_of
from marketplace.planning.renewals import SUPPOSED, RenewalChance, end_when_renewed
from marketplace.planning.words import outcome_of
from tests.cast import Cast
from tests.planning.conftest import Planned
from tests.planning.season import AFTER, BEFORE, PROVINCE, Season, communes, need, needs, offer


def test_seventy_four_of_two_hundred(cast: Cast, planned: Planned) -> None:
    """Eighty are linked today, six of them by contracts that expire before the day: these are renewed first."""
    season = Season(lasting=74, expiring=6, free=120, buyers=3)
    season.build(cast)
    wanted = needs(season.buyer_ids, "durian", 9, tonnes=100)
    elsewhere = needs(season.buyer_ids, "pepper", 2)  # nobody has any
    db.session.commit()
    scenario = planned("50")
    figure = compute(question_of(scenario))
    assert (scenario.linked_before, scenario.total) == (figure.numerator, figure.denominator) == (74, 200)
    assert (scenario.linked_today, scenario.wanted) == (80, 100)
    assert (scenario.state, scenario.linked_after, scenario.reaches) == (ScenarioState.DONE, 100, True)
    links = queries.links(scenario)
    chosen = [link.organisation_id for link in links]
    assert len(chosen) == len(set(chosen)) == 26
    assert set(chosen) <= season.unlinked_ids
    renewed = {link.organisation_id for link in links if expiring.ends_on(scenario, link) == BEFORE}
    assert renewed == set(season.cooperatives[74:80])
    new = [link for link in links if link.organisation_id not in renewed]
    assert {link.need_id for link in new} <= set(wanted)
    assert not {link.need_id for link in new} & set(elsewhere)
    _keeps_to_the_needs(new)
    assert "Trong đó 6 là gia hạn hợp đồng đang có, hết hạn trước ngày mục tiêu." in outcome_of(scenario)
    assert {chance_of(scenario, link) for link in links if link not in new} == {"80%"}
    assert "giả định" in chance_note(scenario)
    assert scenario.expected == sum(link.likelihood for link in links)
    assert scenario.data_at is not None
    assert scenario.parameters is not None
    assert scenario.parameters["model"] is None


def _keeps_to_the_needs(links: Any) -> None:
    """No need is given more than it lacks."""
    given = Counter[int]()
    for link in links:
        given[link.need_id] += link.quantity_kg
        assert 0 < link.quantity_kg <= 60_000, "no more than the offer has"
    for number, kilograms in given.items():
        assert kilograms <= sum(period.missing_kg for period in db.session.get_one(Need, number).periods)


def test_too_few_needs_give_the_honest_maximum_and_what_is_missing_where(cast: Cast, planned: Planned) -> None:
    season = Season(lasting=1, free=9, goods=("durian", "pepper"))
    season.build(cast)
    need(season.buyer_ids[0], "durian", tonnes=100, maximum_suppliers=2)
    db.session.commit()
    scenario = planned("50")
    assert (scenario.linked_before, scenario.linked_after, scenario.wanted, scenario.reachable) == (1, 3, 5, 2)
    assert (scenario.reaches, scenario.finished, scenario.full_needs) == (False, True, 1)
    lacks = queries.shortages(scenario)
    places = {one.commune_code for one in lacks}
    assert places <= set(communes())
    without = {number for one in lacks if one.no_buyer for number in one.organisation_ids}
    assert {one.commodity_code for one in lacks if one.no_buyer} == {"pepper"}
    assert without == set(season.cooperatives[2::2]), "everybody who has pepper"
    crowded = {number for one in lacks if not one.no_buyer for number in one.organisation_ids}
    assert crowded == season.unlinked_ids - without - {link.organisation_id for link in queries.links(scenario)}


def test_what_keeps_goods_from_a_need_that_asks_for_them(cast: Cast, planned: Planned) -> None:
    """A lot that two of four do not make up, and pepper that nobody asks for."""
    season = Season(free=4, goods=("durian", "pepper"))
    season.build(cast)
    need(season.buyer_ids[0], "durian", minimum_lot_kg=Decimal(500_000))
    db.session.commit()
    lacks = queries.shortages(planned("100"))
    told = {(one.commodity_code, one.no_buyer, one.rule) for one in lacks}
    assert told == {("durian", True, Hindrance.MINIMUM_LOT), ("pepper", True, None)}
    assert {number for one in lacks if one.rule for number in one.organisation_ids} == set(season.cooperatives[::2])


def test_a_renewal_needs_nobody_s_room_and_is_as_likely_as_renewals_were(cast: Cast, planned: Planned) -> None:
    """No need is open and brokers may take on one link; two contracts end too early, one only with its renewal."""
    season = Season(lasting=1, expiring=2, free=1)
    season.build(cast)
    scenario = planned("100", workload=1)
    links = queries.links(scenario)
    assert {link.organisation_id for link in links} == set(season.cooperatives[1:3])
    assert (scenario.linked_after, scenario.reachable) == (3, 2)
    assert {link.broker_id for link in links} == {cast.binh}, "who works their cases"
    assert {link.likelihood for link in links} == {Decimal("0.8")}
    assert [(one.organisation.id, one.ends_on, one.is_renewed) for one in expiring.lines(scenario)] == [
        (number, BEFORE, True) for number in season.cooperatives[1:3]
    ]
    alone = planned("100", renewal_assumed=False)
    assert len(queries.links(alone)) == 2, "renewed for as many years as before they reach the day"
    assert RenewalChance(ended=19, renewed=0).likelihood == SUPPOSED
    assert RenewalChance(ended=98, renewed=74).likelihood == 0.75


def test_a_renewal_moves_by_whole_years() -> None:
    season_long = (date(2027, 3, 1), date(2027, 6, 30))
    assert end_when_renewed(*season_long) == date(2028, 6, 30)
    assert end_when_renewed(date(2024, 1, 1), date(2027, 2, 28)) == date(2031, 2, 28)


def test_impossible_needs_are_never_used(cast: Cast, planned: Planned) -> None:
    """Promised already, a mere producer's, too short for the definition, too large a lot, refused by a rule of time."""
    season = Season(free=6)
    season.build(cast)
    buyer, grower = season.buyer_ids[0], season.cooperatives[0]
    need(buyer, "durian", reserved=100)
    need(grower, "durian")
    need(buyer, "durian", contract_months=12)
    need(buyer, "durian", minimum_lot_kg=Decimal(500_000))
    db.session.commit()
    scenario = planned("100", definition=Definition.L2)
    assert (scenario.linked_after, scenario.reachable) == (0, 0)
    long_enough = need(buyer, "durian", contract_months=36)
    db.session.commit()
    links = queries.links(planned("100", definition=Definition.L2))
    assert links
    assert {link.need_id for link in links} == {long_enough}


def test_a_short_contract_counts_only_on_the_word_that_it_is_renewed(cast: Cast, planned: Planned) -> None:
    season = Season(free=2)
    season.build(cast)
    need(season.buyer_ids[0], "durian", contract_months=12)
    db.session.commit()
    renewed, alone = planned("50"), planned("50", renewal_assumed=False)
    assert (renewed.linked_after, alone.linked_after) == (1, 0)
    (link,) = queries.links(renewed)
    assert link.ends_on is not None
    assert today() < link.ends_on < renewed.target_on < AFTER


def test_levers_choose_among_equals(cast: Cast, planned: Planned, tmp_path: Any) -> None:
    """A state-owned buyer and a poor commune are pressed for; both without a word about likelihood."""
    season = Season(free=10, buyers=2)
    season.build(cast)
    owned = season.buyer_ids[1]
    db.session.execute(sa.text(f"UPDATE organisations SET state_capital_pct = 65000 WHERE id = {owned}"))
    needs(season.buyer_ids, "durian", 2, tonnes=400)
    db.session.commit()
    (tmp_path / "poor-communes.csv").write_text(f"commune_code,source\n{communes()[7]},Quyết định giả định\n", "utf-8")
    (link,) = queries.links(planned("10", soe_priority=100, poor_commune_priority=60))
    assert link.need is not None
    assert (link.need.organisation_id, link.organisation.commune_code) == (owned, communes()[7])


def test_the_brokers_limit_is_kept_and_the_work_is_even(cast: Cast, planned: Planned) -> None:
    season = Season(free=12)
    season.build(cast)
    needs(season.buyer_ids, "durian", 4)
    db.session.commit()
    scenario = planned("100", workload=3)
    assert (scenario.linked_after, scenario.brokers_full) == (6, True)
    assert Counter(link.broker_id for link in queries.links(scenario)) == {cast.binh: 3, cast.quan: 3}


def test_a_plant_nobody_has_built(cast: Cast, planned: Planned) -> None:
    season = Season(free=5)
    season.build(cast)
    db.session.commit()
    assert planned("40").linked_after == 0
    mill = PlantDraft("Nhà máy", "durian", communes()[0], tonnes_a_year=Decimal(20_000), reach_km=500)
    scenario = planned("40", plants=(mill,), plant_priority=50)
    (plant,) = scenario.plants
    assert plant.growers == 5
    assert len(plant.months) == 12
    assert sum(month.available_kg for month in plant.months) == pytest.approx(300_000, abs=60)
    assert scenario.linked_after == 2
    assert scenario.parameters is not None
    assert scenario.parameters["linked_after_without_plants"] == 0


def test_a_country_is_planned_by_province_and_uses_no_need_twice(cast: Cast, planned: Planned) -> None:
    """Five parts of one need: four for the province with five cooperatives, which leaves one of them to the other."""
    season = Season(lasting=1, free=5)
    season.build(cast)
    offer(cast.doan_ket, "durian")
    offer(cast.binh_minh, "durian")
    only = need(season.buyer_ids[0], "durian", tonnes=100)
    db.session.commit()
    scenario = planned("60", province_code=None)
    figure = compute(question_of(scenario))
    assert (scenario.linked_before, scenario.total) == (figure.numerator, figure.denominator) == (1, 8)
    links = queries.links(scenario)
    assert {link.need_id for link in links} == {only}
    assert len({link.organisation_id for link in links}) == 5
    assert sum(link.quantity_kg for link in links) == 300_000, "all of it and no more"
    assert scenario.provinces is not None
    reached = {
        line["code"]: (line["linked_before"], line["linked_after"], line["total"]) for line in scenario.provinces
    }
    assert reached == {"68": (0, 2, 2), PROVINCE: (1, 4, 6)}


def test_nobody_counted_is_a_failure_that_says_so(planned: Planned) -> None:
    scenario = planned("50", province_code="01")
    assert (scenario.state, scenario.ending, scenario.failure) == (ScenarioState.FAILED, Ending.FAILED, Failure.NOBODY)
    assert db.session.get_one(Scenario, scenario.id).links == []

"""A search can be stopped and can fail, and leaves no half result; what makes no sense is told beside its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, NotFoundError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators.definitions import Definition
from marketplace.jobs import Job
from marketplace.planning import actions, jobs, places, poor, queries, running, solving
from marketplace.planning.dividing import divided
from marketplace.planning.drafts import PlantDraft, ScenarioDraft
from marketplace.planning.models import Failure, PlannedLink, Scenario, ScenarioState, Shortage
from marketplace.planning.quantities import part_kg, shared_kg
from marketplace.planning.waiting import unsolved
from marketplace.suggestions.facts import Span
from tests.cast import Cast, user
from tests.planning.conftest import Planned
from tests.planning.season import TARGET, Season, communes, needs

DRAFT = ScenarioDraft(name="Đạt mục tiêu", target_pct=Decimal(50), target_on=TARGET)
MILL = PlantDraft("Nhà máy", "durian", "00000", Decimal(20_000), 50)


@pytest.fixture
def season(context: Flask, cast: Cast) -> Season:
    """Four cooperatives without a link, and a need with room for them."""
    made = Season(free=4)
    made.build(cast)
    needs(made.buyer_ids, "durian", 1, tonnes=400)
    db.session.commit()
    return made


@pytest.fixture
def queued(context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """A scenario whose search has not begun."""
    monkeypatch.setattr(Job, "after_commit", lambda *_, **__: None)
    made = actions.prepare(by=user(cast.thu), values=DRAFT)
    db.session.commit()
    return made


def test_stopped_while_it_computes_nothing_is_kept(
    cast: Cast, season: Season, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*asked: Any) -> Any:
        with current_app.app_context():
            actions.stop(by=user(cast.binh), scenario=db.session.scalars(sa.select(Scenario)).one())
            db.session.commit()
        return solving.solve_all(*asked)

    monkeypatch.setattr("marketplace.planning.result.solve_all", stopped)
    scenario = planned("50")
    assert (scenario.state, scenario.linked_after, scenario.parameters) == (ScenarioState.STOPPED, None, None)
    assert not any(db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (PlannedLink, Shortage))
    with pytest.raises(WrongStateError):
        actions.stop(by=user(cast.thu), scenario=scenario)


def test_a_failure_says_so_and_is_heard(season: Season, queued: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.planning.result.solve_all", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        running.solve(scenario_id=queued.id)
    assert (queued.state, queued.failure, queued.links) == (ScenarioState.FAILED, Failure.BROKEN, [])


def test_a_search_that_waits_is_stopped_at_once(cast: Cast, queued: Scenario) -> None:
    assert queued.state is ScenarioState.QUEUED
    actions.stop(by=user(cast.an), scenario=queued)
    db.session.commit()
    running.solve(scenario_id=queued.id)
    assert (queued.state, queued.started_at) == (ScenarioState.STOPPED, None)


def test_a_lost_search_is_taken_up_again_and_one_at_work_is_left_alone(queued: Scenario) -> None:
    queued.made_at = now() - timedelta(hours=1)
    db.session.commit()
    assert list(unsolved(jobs.LATE)) == [queued.id]
    queued.started_at = queued.beat_at = now()
    db.session.commit()
    running.solve(scenario_id=queued.id)
    assert (list(unsolved(jobs.LATE)), queued.state) == ([], ScenarioState.RUNNING)


def test_zero_seconds_still_give_a_plan(season: Season, planned: Planned) -> None:
    assert planned("100", seconds=0).linked_after == 4


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"target_pct": Decimal(0)}, "target_pct"),
        ({"target_pct": Decimal("100.001")}, "target_pct"),
        ({"target_pct": Decimal("NaN")}, "target_pct"),
        ({"target_pct": Decimal("33.3333")}, "target_pct"),
        ({"target_on": today() - timedelta(days=1)}, "target_on"),
        ({"target_on": today() + timedelta(days=20_000)}, "target_on"),
        ({"province_code": "00"}, "province_code"),
        ({"indicator": "O3"}, "indicator"),
        ({"definition": Definition.L5}, "definition"),
        ({"soe_priority": 101}, "soe_priority"),
        ({"poor_commune_priority": 1}, "poor_commune_priority"),
        ({"workload": 0}, "workload"),
        ({"seconds": -1}, "seconds"),
        ({"plants": (MILL,)}, "plants"),
        ({"plants": (replace(MILL, commodity_code="gold"),)}, "plants"),
        ({"plants": (MILL,) * 6}, "plants"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        actions.prepare(by=user(cast.thu), values=replace(DRAFT, **changes))
    assert refused.value.field == field
    assert len(str(refused.value.message)) > 20


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(("tonnes", "reach"), [(Decimal("Infinity"), 50), (Decimal(0), 50), (Decimal(1), 0)])
def test_a_plant_of_no_size(cast: Cast, tonnes: Decimal, reach: int) -> None:
    mill = replace(MILL, commune_code=communes()[0], tonnes_a_year=tonnes, reach_km=reach)
    with pytest.raises(DomainError) as refused:
        actions.prepare(by=user(cast.thu), values=replace(DRAFT, plants=(mill,)))
    assert refused.value.field == "plants"


def test_only_staff_who_plan_see_and_change_plans(cast: Cast, queued: Scenario) -> None:
    for person in (cast.hoa, cast.minh):
        viewer = user(person).viewer()
        with pytest.raises(NotFoundError):
            queries.scenario(viewer, queued.public_id)
        with pytest.raises(NotFoundError):
            places.sites(viewer, commodity_code="durian", reach_km=50, tonnes_a_month=Decimal(1))
        with pytest.raises(NotAllowedError):
            actions.prepare(by=user(person), values=DRAFT)
    assert queries.scenario(user(cast.an).viewer(), queued.public_id) is queued
    actions.rename(by=user(cast.an), scenario=queued, name=" Phương án 2 ")
    assert queued.name == "Phương án 2"


def test_where_raw_material_suffices(cast: Cast, season: Season) -> None:
    """Twenty tonnes in each of three months, of four cooperatives: twenty tonnes in an average month of the year."""
    viewer = user(cast.thu).viewer()
    (site,) = places.sites(viewer, commodity_code="durian", reach_km=500, tonnes_a_month=Decimal("19.9"))
    assert set(site.organisation_ids) == set(season.cooperatives)
    assert (site.least_kg, round(site.average_kg, -2)) == (0, 20_000)
    assert site.commune.code in communes()
    assert not places.sites(viewer, commodity_code="durian", reach_km=500, tonnes_a_month=Decimal("20.1"))


def test_a_list_of_poor_communes_needs_its_source(tmp_path: Path) -> None:
    assert not poor.read(tmp_path / poor.NAME)
    for text in ("code\n1\n", "commune_code,source\n22015,\n"):
        (tmp_path / poor.NAME).write_text(text, "utf-8")
        with pytest.raises(ValueError, match=poor.NAME):
            poor.read(tmp_path / poor.NAME)


def test_quantities_are_those_of_the_same_days_and_a_fair_part() -> None:
    day = today()
    ten = day + timedelta(days=9)
    offered = [Span(day - timedelta(days=10), ten, Decimal(2000), Decimal(0), Decimal(0))]
    wanted = [Span(day, ten, Decimal(5000), Decimal(0), Decimal(4500))]
    assert shared_kg(offered, wanted, day) == 500, "half of the offer is over, and the need lacks half of the rest"
    assert shared_kg(offered, [replace(wanted[0], promised_kg=Decimal(0))], day) == 1000
    assert part_kg(Decimal(900), Decimal(1000), 2) == 500
    assert part_kg(Decimal(900), Decimal(1000), 2, Decimal(800)) == 800
    assert part_kg(Decimal(700), Decimal(1000), 2, Decimal(800)) == 0
    assert part_kg(Decimal(2000), Decimal(1000), 2, Decimal(1500)) == 0, "a lot larger than all that is wanted"


def test_what_is_shared_out_is_all_there_is() -> None:
    assert divided(7, {"a": 1, "b": 1, "c": 1}) == {"a": 3, "b": 2, "c": 2}
    assert divided(7, {"a": 0, "b": 5}) == {"a": 0, "b": 7}
    assert divided(7, {"a": 0}) == {"a": 0}

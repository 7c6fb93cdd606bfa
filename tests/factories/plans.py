"""Scenarios as the search leaves them, set down row by row: pages need results, not a solver."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.catalogue.models import Commune
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.planning.models import Ending, PlannedLink, PlantMonth, Scenario, ScenarioPlant, Shortage

TARGET_ON = date(2030, 12, 31)


def asked(made_by_id: int, **facts: Any) -> Scenario:
    """A scenario that waits for its search: half of the cooperatives of Lâm Đồng by the end of 2030."""
    scenario = Scenario(
        **{
            "name": "Lâm Đồng 50% năm 2030", "province_code": "68", "target_pct": Decimal(50), "target_on": TARGET_ON,
            "made_by_id": made_by_id, **facts,
        }
    )  # fmt: skip
    db.session.add(scenario)
    db.session.flush()
    return scenario


def solved(made_by_id: int, pairs: list[tuple[Offer, Need]], *, broker_id: int | None = None, **facts: Any) -> Scenario:
    """A scenario with a link for each pair, and durian of one commune that nobody buys.

    By default 74 of 200 are linked and 100 wanted, so that few links do not reach the target.
    """
    at = now()
    results = {
        "started_at": at, "ended_at": at, "ending": Ending.DONE, "data_at": at, "progress_pct": 100,
        "linked_today": 80, "linked_before": 74, "linked_after": 74 + len(pairs), "wanted": 100, "total": 200,
        "reachable": len(pairs), "expected": Decimal("0.6") * len(pairs), "gap_pct": Decimal(0), "finished": True,
        "without_goods": 3, "full_needs": 1, "brokers_full": False, "parameters": {},
    }  # fmt: skip
    scenario = asked(made_by_id, **{**results, **facts})
    for offer, need in pairs:
        db.session.add(
            PlannedLink(
                scenario_id=scenario.id, organisation_id=offer.organisation_id, need_id=need.id, offer_id=offer.id,
                quantity_kg=Decimal(20_000), likelihood=Decimal("0.6"), broker_id=broker_id,
            )
        )  # fmt: skip
    commune = db.session.query(Commune).filter_by(province_code="68").order_by(Commune.code).first()
    db.session.add(
        Shortage(
            scenario_id=scenario.id, commodity_code="durian", commune_code=commune.code if commune else None,
            organisations=4, organisation_ids=[1, 2, 3, 4], no_buyer=True,
        )
    )  # fmt: skip
    db.session.flush()
    return scenario


def with_plant(scenario: Scenario) -> ScenarioPlant:
    """A plant of 20,000 tonnes of durian a year in the first commune of Lâm Đồng, full in June to September."""
    commune = db.session.query(Commune).filter_by(province_code="68").order_by(Commune.code).first()
    assert commune is not None
    plant = ScenarioPlant(
        scenario_id=scenario.id, name="Nhà máy sầu riêng", commodity_code="durian", commune_code=commune.code,
        kg_a_year=Decimal(20_000_000), reach_km=60, growers=17,
    )  # fmt: skip
    plant.months = [
        PlantMonth(
            month=month, available_kg=Decimal(1_700_000 if 6 <= month <= 9 else 0), filled=Decimal(6 <= month <= 9)
        )
        for month in range(1, 13)
    ]
    db.session.add(plant)
    db.session.flush()
    return plant

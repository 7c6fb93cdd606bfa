"""What a solved scenario says of contracts that end before its target's day, and which of its links renew one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from marketplace.planning.models import PlannedLink, Scenario

MOST = 200
"""So many are shown, those that end first; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """An organisation whose last contract ends on a day before the target's, and whether the plan renews it."""

    organisation: Organisation
    ends_on: date
    is_renewed: bool


def count_of(scenario: Scenario) -> int:
    """How many organisations fall out of the count so."""
    return len(_kept(scenario))


def contract_to_renew(scenario: Scenario, link: PlannedLink) -> int | None:
    """The number of the contract that a link renews; None for a new link."""
    if link.organisation_id not in scenario.renewed_ids:
        return None
    return int(_kept(scenario)[str(link.organisation_id)]["contract"])


def ends_on(scenario: Scenario, link: PlannedLink) -> date | None:
    """When the contract ends that the link renews; None for a new link."""
    if contract_to_renew(scenario, link) is None:
        return None
    return date.fromisoformat(_kept(scenario)[str(link.organisation_id)]["ends_on"])


def renewing(scenario: Scenario) -> sa.ColumnElement[bool]:
    """Which planned links of the scenario renew a contract, for questions to the database."""
    mine = PlannedLink.scenario_id == scenario.id
    return sa.and_(mine, PlannedLink.organisation_id.in_(sorted(scenario.renewed_ids)))


def lines(scenario: Scenario) -> Sequence[Expiring]:
    """The organisations whose contracts end first, at most MOST. One query."""
    kept = sorted(_kept(scenario).items(), key=lambda one: (one[1]["ends_on"], int(one[0])))[:MOST]
    numbers, renewed = [int(number) for number, _ in kept], scenario.renewed_ids
    asked = sa.select(Organisation).where(Organisation.id.in_(numbers)).options(lazyload("*"))
    named = {one.id: one for one in db.session.scalars(asked)}
    return [
        Expiring(named[int(number)], date.fromisoformat(told["ends_on"]), int(number) in renewed)
        for number, told in kept
        if int(number) in named
    ]


def _kept(scenario: Scenario) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = (scenario.parameters or {}).get("renewals", {})
    return kept

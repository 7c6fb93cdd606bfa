"""Contracts that end before the target's day and take their cooperatives out of the count: renewing one is the
likeliest link there is, since both sides know each other.

How likely is measured where enough contracts have ended here, and else supposed; a plan says which of the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.brokering.models import Case, Member, TermsPeriod
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import db
from marketplace.indicators.engine import counted_sides, counting_contracts
from marketplace.listings.recurrence import a_year_later
from marketplace.planning.asked import Asked
from marketplace.planning.questions import question_of

RENEWABLE = (ContractState.SIGNED, ContractState.COMPLETED)
SUPPOSED = 0.8
"""How likely a renewal is while too few contracts have ended to tell: four in five, a supposition."""
ENOUGH = 20
"""So many contracts have ended before their renewals are counted."""
RENEWAL = "renewal:"
"""What the needs of a plan's problem begin with that stand for a contract to renew."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A contract that counts today and ends on `ends_on`, before the target's day; renewed it reaches `renewed_to`.

    `kg` is what the cooperative delivers under it, a kilogram where nobody said; `offer_id` its offer in the case.
    """

    organisation_id: int
    contract_id: int
    case_id: int
    need_id: int
    offer_id: int
    good: str
    kg: Decimal
    ends_on: date
    renewed_to: date
    broker_id: int | None

    @property
    def code(self) -> str:
        """The need of the plan's problem that stands for it."""
        return f"{RENEWAL}{self.contract_id}"


@dataclass(frozen=True, slots=True)
class RenewalChance:
    """How likely a contract is renewed: as `renewed` of `ended` were, or as supposed where these are too few."""

    ended: int
    renewed: int

    @property
    def is_measured(self) -> bool:
        """Whether enough contracts have ended to count with; else the likelihood is supposed."""
        return self.ended >= ENOUGH

    @property
    def likelihood(self) -> float:
        """To a thousandth, neither 0 nor 1 (the rule of succession)."""
        return round((self.renewed + 1) / (self.ended + 2), 3) if self.is_measured else SUPPOSED


def read_renewals(asked: Asked, day: date, unlinked: Collection[int]) -> dict[int, Renewal]:
    """For each of the `unlinked` (at the target's day) that a contract links today: the contract to renew, its last
    to end. One query. Left out are those that reach the target's day not even renewed, where no further renewal is
    assumed.
    """
    found: dict[int, Renewal] = {}
    for row in db.session.execute(_expiring(asked, day)):
        number, contract_id, case_id, need_id, offer_id, good, kg, starts_on, ends_on, broker_id = row
        renewed_to = end_when_renewed(starts_on, ends_on)
        if number in unlinked and (asked.renewal_assumed or renewed_to >= asked.target_on):
            found[number] = Renewal(
                number, contract_id, case_id, need_id, offer_id, good, max(kg or Decimal(0), Decimal(1)), ends_on,
                renewed_to, broker_id,
            )  # fmt: skip
    return found


def _expiring(asked: Asked, day: date) -> sa.Select[Any]:
    """The sides of contracts that count today and end before the target's day, those that end last coming last."""
    sides = counted_sides(day, counting_contracts(question_of(asked, day))).subquery()
    side = sides.c.organisation_id
    own_offer = sa.select(Member.offer_id).where(
        Member.case_id == Contract.case_id, Member.organisation_id == side, Member.left_at.is_(None)
    )
    delivered = sa.select(sa.func.sum(TermsPeriod.quantity_kg)).where(
        TermsPeriod.terms_id == Contract.terms_id, TermsPeriod.organisation_id == side
    )
    return (
        sa.select(
            side, Contract.id, Contract.case_id, Case.need_id,
            sa.func.coalesce(own_offer.scalar_subquery(), Case.offer_id), Contract.commodity_code,
            delivered.scalar_subquery(), Contract.effective_from, Contract.effective_to, Case.broker_id,
        )
        .join(Contract, Contract.id == sides.c.contract_id)
        .join(Case, Case.id == Contract.case_id)
        .where(Contract.effective_to < asked.target_on, Contract.state.in_(RENEWABLE))
        .order_by(Contract.effective_to, Contract.id)
    )  # fmt: skip


def told_of(renewals: Iterable[Renewal], chance: RenewalChance) -> dict[str, Any]:
    """What a scenario keeps of them: every contract that ends too early by its organisation, and how likely a renewal
    was taken to be (`renewals_ended` None: supposed)."""
    first = sorted(renewals, key=lambda one: (one.ends_on, one.organisation_id))
    return {
        "renewals": {
            str(one.organisation_id): {"contract": one.contract_id, "ends_on": one.ends_on.isoformat()} for one in first
        },
        "renewal_likelihood": chance.likelihood,
        "renewals_ended": chance.ended if chance.is_measured else None,
    }


def read_chance(day: date) -> RenewalChance:
    """How many contracts have ended here, and to how many of them there is a signed renewal. One query."""
    renewal, renewed = aliased(Case), aliased(Contract)
    follows = (
        sa.select(renewed.id)
        .join(renewal, renewal.id == renewed.case_id)
        .where(renewal.renews_id == Contract.case_id, renewed.signed_on.is_not(None))
        .exists()
    )
    asked = sa.select(sa.func.count(), sa.func.sum(sa.case((follows, 1), else_=0))).select_from(Contract)
    ended = asked.where(Contract.effective_to < day, Contract.state.in_(RENEWABLE), Contract.verified_at.is_not(None))
    row = db.session.execute(ended).one()
    return RenewalChance(row[0], int(row[1] or 0))


def end_when_renewed(starts_on: date, ends_on: date) -> date:
    """The last day of the renewed contract: terms move by whole years, as a renewal carries them over."""
    years = 1
    while a_year_later(starts_on, years) <= ends_on:
        years += 1
    return a_year_later(ends_on + timedelta(days=1), years) - timedelta(days=1)

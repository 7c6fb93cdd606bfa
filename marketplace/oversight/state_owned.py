"""What state-owned enterprises asked for, and how far cooperatives met it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.brokering.models import Case, TermsPeriod
from marketplace.catalogue.models import Commodity
from marketplace.contracts.models import Contract
from marketplace.deliveries.models import Delivery
from marketplace.deliveries.queries import disputed_delivery, standing
from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPeriod
from marketplace.organisations.models import Organisation, OrganisationKind
from marketplace.oversight.funnel import UNSIGNED, ways
from marketplace.oversight.scope import Scope
from marketplace.suggestions.learning_models import Exposure

HALF = Decimal(50)
COOPERATIVES = tuple(kind for kind in OrganisationKind if kind.is_cooperative)


@dataclass(frozen=True, slots=True)
class Met:
    """The needs of one enterprise or product: counts of needs, and kilograms asked for, contracted and accepted.

    `introduced` is None where it is the parties' own (see `waiting`): of one enterprise nobody tells who is in talks.
    """

    name: str
    public_id: str | None
    needs: int
    suggested: int
    introduced: int | None
    contracted: int
    delivered: int
    asked_kg: Decimal
    contracted_kg: Decimal
    delivered_kg: Decimal

    @property
    def contracted_share(self) -> Decimal | None:
        """What verified contracts with cooperatives cover of what was asked for."""
        return self.contracted_kg / self.asked_kg if self.asked_kg else None

    @property
    def delivered_share(self) -> Decimal | None:
        """What cooperatives delivered, and was accepted, of what was asked for."""
        return self.delivered_kg / self.asked_kg if self.asked_kg else None


def state_owned() -> sa.ColumnElement[bool]:
    """More than half of the capital or of the votes is the State's (Luật Doanh nghiệp 2020 Đ88)."""
    return sa.or_(Organisation.state_capital_pct > HALF, Organisation.state_voting_pct > HALF)


def by_enterprise(scope: Scope) -> list[Met]:
    """Each state-owned enterprise that posted a need in the period, the most wanted first; one query."""
    needs = _needs(scope)
    question = _sums(needs, Organisation.name, Organisation.public_id).join(
        Organisation, Organisation.id == needs.c.organisation_id
    )
    found = _read(question.group_by(Organisation.id, Organisation.name, Organisation.public_id))
    return [replace(met, introduced=None) for met in found]


def by_good(scope: Scope) -> list[Met]:
    """The same needs by product."""
    needs = _needs(scope)
    question = _sums(needs, Commodity.code, sa.null()).join(Commodity, Commodity.code == needs.c.commodity_code)
    found = _read(question.group_by(Commodity.code))
    goods = sa.select(Commodity).where(Commodity.code.in_([met.name for met in found]))
    titles = {good.code: good.title for good in db.session.scalars(goods)}
    return [replace(met, name=titles[met.name]) for met in found]


def whole(scope: Scope) -> Met:
    """All of them together."""
    needs = _needs(scope)
    return next(iter(_read(_sums(needs, sa.literal(""), sa.null()))))


def _needs(scope: Scope) -> sa.Subquery:
    """One row for each need of a state-owned enterprise, with what became of it."""
    way, contracted, accepted = ways(scope), _contracted(scope), _accepted(scope)
    asked = sa.select(sa.func.sum(NeedPeriod.quantity_kg)).where(NeedPeriod.need_id == Need.id)
    shown = sa.exists().where(Exposure.need_id == Need.id)
    return (
        sa.select(
            Need.organisation_id, Need.commodity_code, way.c.introduced, way.c.signed, way.c.delivered,
            sa.or_(shown, sa.exists().where(Case.need_id == Need.id)).label("suggested"),
            asked.correlate(Need).scalar_subquery().label("asked_kg"),
            contracted.c.kg.label("contracted_kg"), accepted.c.kg.label("accepted_kg"),
        )
        .join(way, way.c.need_id == Need.id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .outerjoin(contracted, contracted.c.need_id == Need.id)
        .outerjoin(accepted, accepted.c.need_id == Need.id)
        .where(state_owned())
        .subquery()
    )  # fmt: skip


def _verified(scope: Scope) -> sa.Select[Any]:
    """Verified contracts behind needs, signed by the last day as `ways` counts them, of all buyers.

    Beginning at few buyers, SQLite would read contracts for each.
    """
    return (
        sa.select(Case.need_id)
        .join(Contract, Contract.case_id == Case.id)
        .where(Contract.verified_at.is_not(None), Contract.state.not_in(UNSIGNED))
        .where(Contract.signed_on <= scope.until)
        .group_by(Case.need_id)
    )


def _contracted(scope: Scope) -> sa.Subquery:
    """Kilograms that verified contracts bind cooperatives to deliver for each need."""
    question = _verified(scope).add_columns(sa.func.sum(TermsPeriod.quantity_kg).label("kg"))
    joined = question.join(TermsPeriod, TermsPeriod.terms_id == Contract.terms_id)
    return joined.where(_by_cooperative(TermsPeriod.organisation_id)).subquery()


def _accepted(scope: Scope) -> sa.Subquery:
    """Kilograms of cooperatives that were accepted in the period under such contracts and that nobody disputes."""
    question = _verified(scope).add_columns(sa.func.sum(Delivery.accepted_kg).label("kg"))
    joined = question.join(Delivery, Delivery.contract_id == Contract.id).where(standing(), ~disputed_delivery())
    joined = joined.where(Delivery.delivered_on.between(scope.since, scope.until))
    return joined.where(_by_cooperative(Delivery.organisation_id)).subquery()


def _by_cooperative(organisation_id: Any) -> sa.ColumnElement[bool]:
    other = sa.orm.aliased(Organisation)
    return sa.exists().where(other.id == organisation_id, other.kind.in_(COOPERATIVES))


def _sums(needs: sa.Subquery, name: Any, public_id: Any) -> sa.Select[Any]:
    suggested = sa.func.sum(sa.case((needs.c.suggested, 1), else_=0))
    kilograms = (sa.func.sum(needs.c[f"{name}_kg"]) for name in ("asked", "contracted", "accepted"))
    return sa.select(
        name, public_id, sa.func.count(), suggested, sa.func.count(needs.c.introduced), sa.func.count(needs.c.signed),
        sa.func.count(needs.c.delivered), *kilograms,
    ).select_from(needs)  # fmt: skip


def _read(question: sa.Select[Any]) -> list[Met]:
    rows = [
        Met(
            row[0], row[1], needs=row[2], suggested=int(row[3] or 0), introduced=row[4], contracted=row[5],
            delivered=row[6],
            asked_kg=row[7] or Decimal(0), contracted_kg=row[8] or Decimal(0), delivered_kg=row[9] or Decimal(0),
        )
        for row in db.session.execute(question)
    ]  # fmt: skip
    return sorted(rows, key=lambda met: (-met.asked_kg, met.name))

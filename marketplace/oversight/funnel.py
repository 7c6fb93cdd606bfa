"""The way of a need: posted, first introduction, contract signed, first delivery accepted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.brokering.models import Case, CaseStage, Stage
from marketplace.catalogue.models import Province
from marketplace.contracts.models import Contract, ContractState
from marketplace.deliveries.models import Delivery
from marketplace.deliveries.queries import disputed_delivery, standing
from marketplace.extensions import db
from marketplace.indicators.engine import Question, population
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.oversight.scope import Scope
from marketplace.oversight.sql import days_between, local_day, median, middles

UNSIGNED = (ContractState.DRAFT, ContractState.VOID)


class Step(Labelled):
    """The steps of the way, in order."""

    POSTED = "posted", _l("Nhu cầu đã đăng")
    INTRODUCED = "introduced", _l("Được giới thiệu lần đầu")
    SIGNED = "signed", _l("Đã ký hợp đồng")
    DELIVERED = "delivered", _l("Có lần giao được nhận")


@dataclass(frozen=True, slots=True)
class Reached:
    """How many needs reached a step, of how many posted, and the median days they took from the step before."""

    step: Step
    count: int
    posted: int
    days: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """Of the needs posted."""
        return Decimal(self.count) / self.posted if self.posted else None


@dataclass(frozen=True, slots=True)
class Group:
    """The steps of the needs of one group: a province, a month."""

    key: str | None
    name: str
    steps: tuple[Reached, ...]


def ways(scope: Scope) -> sa.Subquery:
    """One row for each need of indicator O7 in the period and place: the day of each step it reached by the last day.

    A case that renews a contract introduces nobody. Signed is as O7 has it; delivered is the first delivery of which
    something was accepted and that nobody disputes.
    """
    question = Question(day=scope.until, code="O7", since=scope.since, place=scope.place)
    counted = population(question).subquery()
    introduced, signed, delivered = _introduced(scope), _signed(scope), _delivered(scope)
    return (
        sa.select(
            Need.id.label("need_id"),
            Need.commodity_code.label("commodity_code"),
            Need.province_code.label("province_code"),
            local_day(Need.published_at).label("posted"),
            introduced.c.on.label("introduced"),
            signed.c.on.label("signed"),
            delivered.c.on.label("delivered"),
        )
        .join(counted, counted.c.subject_id == Need.id)
        .outerjoin(introduced, introduced.c.need_id == Need.id)
        .outerjoin(signed, signed.c.need_id == Need.id)
        .outerjoin(delivered, delivered.c.need_id == Need.id)
        .where(counted.c.left_out.is_(None))
        .subquery()
    )


def _introduced(scope: Scope) -> sa.Subquery:
    return (
        sa.select(Case.need_id, sa.func.min(local_day(Stage.entered_at)).label("on"))
        .join(Stage, Stage.case_id == Case.id)
        .where(Case.renews_id.is_(None), Stage.stage == CaseStage.NEGOTIATION)
        .where(local_day(Stage.entered_at) <= scope.until)
        .group_by(Case.need_id)
        .subquery()
    )


def _signed(scope: Scope) -> sa.Subquery:
    return (
        sa.select(Case.need_id, sa.func.min(Contract.signed_on).label("on"))
        .join(Contract, Contract.case_id == Case.id)
        .where(Contract.state.not_in(UNSIGNED), Contract.signed_on <= scope.until)
        .group_by(Case.need_id)
        .subquery()
    )


def _delivered(scope: Scope) -> sa.Subquery:
    return (
        sa.select(Case.need_id, sa.func.min(Delivery.delivered_on).label("on"))
        .join(Contract, Contract.case_id == Case.id)
        .join(Delivery, Delivery.contract_id == Contract.id)
        .where(Contract.state.not_in(UNSIGNED), Delivery.delivered_on.between(scope.since, scope.until))
        .where(Delivery.accepted_kg > 0, standing(), ~disputed_delivery())
        .group_by(Case.need_id)
        .subquery()
    )


def whole(scope: Scope) -> Group:
    """The four steps of all needs of the scope."""
    return next(iter(_groups(ways(scope), sa.literal("all"))), None) or _group("all", None, {})


def by_province(scope: Scope) -> list[Group]:
    """The four steps in each province, by its name; needs of no known place stand last."""
    found = ways(scope)
    groups = _groups(found, found.c.province_code)
    codes = [group.key for group in groups if group.key]
    question = sa.select(Province.code, Province.full_name).where(Province.code.in_(codes))
    names: dict[str, str] = {row[0]: row[1] for row in db.session.execute(question)}
    named = [Group(group.key, names.get(group.key or "", str(_l("Chưa rõ nơi"))), group.steps) for group in groups]
    return sorted(named, key=lambda group: (group.key is None, group.name))


def by_month(scope: Scope) -> list[Group]:
    """The four steps of the needs posted in each month, the oldest first."""
    found = ways(scope)
    month = sa.func.substr(sa.cast(found.c.posted, sa.String), 1, 7)
    groups = sorted(_groups(found, month), key=lambda group: group.key or "")
    return [Group(group.key, "/".join(reversed((group.key or "").split("-"))), group.steps) for group in groups]


def _groups(found: sa.Subquery, key: Any) -> list[Group]:
    """Counts of all groups in one query, medians of each step in one more."""
    reached = [found.c.introduced, found.c.signed, found.c.delivered]
    counts = db.session.execute(
        sa.select(key.label("key"), sa.func.count(), *(sa.func.count(day) for day in reached))
        .select_from(found)
        .group_by("key")
    )
    days = _medians(found, key)
    return [_group(row[0], row[1:], days) for row in counts]


def _medians(found: sa.Subquery, key: Any) -> dict[tuple[str | None, str], Decimal | None]:
    """Median days to each step from the one before it, by group and step.

    Steps that ran backwards are left out, and deliveries of contracts that are older than the need itself.
    """
    pairs = [
        (Step.INTRODUCED, found.c.introduced, found.c.posted),
        (Step.SIGNED, found.c.signed, found.c.introduced),
        (Step.DELIVERED, found.c.delivered, found.c.signed),
    ]
    questions = []
    for step, later, earlier in pairs:
        forward = sa.and_(later >= earlier, earlier >= found.c.posted)
        middle = middles(found, key, sa.case((forward, days_between(later, earlier)), else_=sa.null()))
        questions.append(sa.select(middle.c.group, sa.literal(step.value), middle.c.low, middle.c.high))
    rows = db.session.execute(sa.union_all(*questions))
    return {(group, step): median(low, high) for group, step, low, high in rows}


def _group(key: str | None, counts: Any, days: dict[tuple[str | None, str], Decimal | None]) -> Group:
    numbers = list(counts) if counts else [0, 0, 0, 0]
    steps = tuple(
        Reached(step, count, numbers[0], days.get((key, step.value))) for step, count in zip(Step, numbers, strict=True)
    )
    return Group(key, "", steps)

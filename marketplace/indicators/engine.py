"""The one engine: `compute` gives the figure, `rows` the organisations behind it, from the same conditions.

Everything is read at a date, as known now: the legal status and the contract's state are dated rows, and the
last one not after the date holds. A contract's term is compared with the date itself, so an expired contract
drops out without any job having run. Term, goods and stages are those of the terms in force at the date: of the
newest annex signed by then that a second person has checked, else of what was signed first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.ext.compiler
from sqlalchemy.orm import aliased

from marketplace.brokering.models import Terms
from marketplace.catalogue.models import Commodity
from marketplace.contracts.models import Annex, Contract, ContractParty, ContractState, PartyRole, StateRecord
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Definition, Denominator, Indicator
from marketplace.indicators.models import Target, TargetKind
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import (
    AgriculturalType,
    LegalStatus,
    Organisation,
    OrganisationKind,
    Origin,
    Rating,
    StatusRecord,
)

COUNTED_STATES = (ContractState.SIGNED, ContractState.RENEGOTIATING)
GONE = (LegalStatus.ENDED, LegalStatus.UNKNOWN, LegalStatus.UNREGISTERED)
MONTHS_OF_L2 = 36


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: an indicator, at a day, in a place, for a group of goods, under stated definitions."""

    day: date
    code: str = "I1"
    province_code: str | None = None
    commune_code: str | None = None
    commodity_group: str | None = None
    definition: Definition = Definition.L1
    denominator: Denominator = Denominator.D1

    @property
    def indicator(self) -> Indicator:
        """The definition behind the code; DomainError for a code that is none."""
        if self.code not in INDICATORS:
            raise DomainError(_l("Không có chỉ tiêu %(code)s.", code=self.code), field="code")
        return INDICATORS[self.code]


@dataclass(frozen=True, slots=True)
class Figure:
    """The answer. Counts are organisations; `share` is None when there is nothing to divide by."""

    question: Question
    numerator: int
    denominator: int
    demonstration: int
    target_percent: Decimal | None
    target_year: int | None
    target_source: str | None

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.numerator) / self.denominator if self.denominator else None

    @property
    def missing(self) -> int | None:
        """How many more organisations must be linked to stand at the target; 0 when it is reached."""
        if self.target_percent is None or not self.denominator:
            return None
        wanted = (self.target_percent * self.denominator / 100).to_integral_value(ROUND_CEILING)
        return max(int(wanted) - self.numerator, 0)


def compute(question: Question) -> Figure:
    """The figure, in three queries; DomainError for an unknown indicator."""
    _ = question.indicator
    counted = counted_organisations(question).subquery()
    numerator, total, demonstration = db.session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(sa.case((counted.c.linked, 1), else_=0)), 0),
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((counted.c.origin == Origin.DEMONSTRATION, 1), else_=0)), 0),
        ).select_from(counted)
    ).one()
    target = _target(question)
    return Figure(
        question=question,
        numerator=int(numerator),
        denominator=int(total),
        demonstration=int(demonstration),
        target_percent=target.value if target else None,
        target_year=target.year if target else None,
        target_source=target.source if target else None,
    )


def rows(question: Question) -> sa.Select[Any]:
    """The organisations behind the figure, linked ones first: (Organisation, linked)."""
    counted = counted_organisations(question).subquery()
    return (
        sa.select(Organisation, counted.c.linked)
        .join(counted, counted.c.id == Organisation.id)
        .order_by(counted.c.linked.desc(), Organisation.folded, Organisation.id)
    )


def breakdown(question: Question, by: str) -> list[tuple[str | None, int, int]]:
    """(province or commune code, linked, all) for each place of the question, in one query."""
    counted = counted_organisations(question).subquery()
    place = counted.c.province_code if by == "province" else counted.c.commune_code
    linked = sa.func.sum(sa.case((counted.c.linked, 1), else_=0))
    found = db.session.execute(sa.select(place, linked, sa.func.count()).group_by(place).order_by(place))
    return [(code, int(part), int(whole)) for code, part, whole in found]


def counting_contracts(question: Question) -> sa.Select[Any]:
    """The ids of contracts that count at the day: verified, a linkage form, in term, in a counted state."""
    standing = StateRecord.withdrawn_at.is_(None)
    state = _latest(StateRecord, StateRecord.contract_id, StateRecord.state, question.day, standing)
    chosen = (
        sa.select(Contract.id)
        .join(state, state.c.owner_id == Contract.id)
        .join(Terms, Terms.id == _in_force(question.day))
        .where(
            Contract.verified_at.is_not(None),
            # Any stage beside the sale makes one of the seven forms (NĐ 98/2018/NĐ-CP Đ4).
            sa.or_(Terms.stage_inputs, Terms.stage_production, Terms.stage_processing),
            Contract.signed_on <= question.day,
            Terms.effective_from <= question.day,
            Terms.effective_to >= question.day,
            state.c.value.in_(COUNTED_STATES),
            _has_party(OrganisationKind.ENTERPRISE),
        )
    )
    if question.definition is Definition.L2:
        chosen = chosen.where(Terms.effective_to >= _months_after(Terms.effective_from, MONTHS_OF_L2))
    if question.commodity_group:
        chosen = chosen.where(Terms.commodity_code.in_(_group(question.commodity_group)))
    return chosen


def _in_force(day: date) -> sa.ColumnElement[int]:
    """The number of the terms of `contracts` rows at a day, as far as a second person has checked them."""
    checked = sa.select(Annex.terms_id).where(
        Annex.contract_id == Contract.id, Annex.signed_on <= day, Annex.verified_at.is_not(None)
    )
    first = sa.select(Annex.before_terms_id).where(Annex.contract_id == Contract.id, Annex.signed_on.is_not(None))
    return sa.func.coalesce(
        checked.order_by(Annex.number.desc()).limit(1).correlate(Contract).scalar_subquery(),
        first.order_by(Annex.number).limit(1).correlate(Contract).scalar_subquery(),
        Contract.terms_id,
    )


def counted_organisations(question: Question) -> sa.Select[int, str | None, str | None, Origin, bool]:
    """(id, province, commune, origin, linked) of every organisation of the denominator."""
    party = aliased(ContractParty)
    linked = sa.exists().where(
        party.organisation_id == Organisation.id,
        party.role != PartyRole.WITNESS,
        party.contract_id.in_(counting_contracts(question)),
    )
    status = _latest(StatusRecord, StatusRecord.organisation_id, StatusRecord.status, question.day)
    chosen = (
        sa.select(
            Organisation.id,
            Organisation.province_code,
            Organisation.commune_code,
            Organisation.origin,
            linked.label("linked"),
        )
        .join(status, status.c.owner_id == Organisation.id)
        .where(
            Organisation.kind == OrganisationKind.HTX,
            Organisation.agricultural_type.is_not(None),
            Organisation.agricultural_type != AgriculturalType.NOT_AGRICULTURAL,
            Organisation.origin != Origin.REPORTED,
            Organisation.verified_at.is_not(None),
            Organisation.merged_into_id.is_(None),  # counted once, as its successor, on every day asked for
            _in_denominator(question, status.c.value),
        )
    )
    if question.province_code:
        chosen = chosen.where(Organisation.province_code == question.province_code)
    if question.commune_code:
        chosen = chosen.where(Organisation.commune_code == question.commune_code)
    return chosen


def _in_denominator(question: Question, status: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    if question.denominator is Denominator.D1:
        return status == LegalStatus.ACTIVE
    if question.denominator is Denominator.D2:
        return status.not_in(GONE)
    return sa.exists().where(Rating.organisation_id == Organisation.id, Rating.year == question.day.year)


def _latest(model: Any, owner: Any, value: Any, day: date, *chosen: sa.ColumnElement[bool]) -> sa.Subquery:
    """For each owner, the value of the last (chosen) row valid on the day: (owner_id, value)."""
    place = sa.func.row_number().over(partition_by=owner, order_by=(model.valid_from.desc(), model.id.desc()))
    numbered = (
        sa.select(owner.label("owner_id"), value.label("value"), place.label("place"))
        .where(model.valid_from <= day, *chosen)
        .subquery()
    )
    return sa.select(numbered.c.owner_id, numbered.c.value).where(numbered.c.place == 1).subquery()


def _has_party(kind: OrganisationKind) -> sa.ColumnElement[bool]:
    # An alias of its own: the plain table would be taken for the organisation being counted.
    other, party = aliased(Organisation), aliased(ContractParty)
    return sa.exists().where(
        party.contract_id == Contract.id,
        party.role != PartyRole.WITNESS,
        party.organisation_id == other.id,
        other.kind == kind,
    )


def _group(code: str) -> sa.Select[Any]:
    """The good itself and everything below it."""
    tree = sa.select(Commodity.code).where(Commodity.code == code).cte("tree", recursive=True)
    below = aliased(Commodity)
    tree = tree.union(sa.select(below.code).join(tree, below.group_code == tree.c.code))
    return sa.select(tree.c.code)


class _months_after(sa.sql.functions.GenericFunction[date]):  # noqa: N801 - reads as a function
    """The last day of a term of so many full months that begins on a day.

    A month without the day of the beginning lends its own last day: 29/02/2024 and 36 months reach to 27/02/2027.
    """

    type = sa.Date()
    inherit_cache = True


@sa.ext.compiler.compiles(_months_after, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    day, months = element.clauses
    parts = compiler.process(day, **options), compiler.process(months, **options)
    onward = f"{parts[0]}, 'start of month', '+' || {parts[1]} || ' months'"  # the plain sum would run into March
    clipped = f"min(date({parts[0]}, '+' || {parts[1]} || ' months'), date({onward}, '+1 month', '-1 day'))"
    return f"date({clipped}, '-1 day')"


@sa.ext.compiler.compiles(_months_after, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    day, months = element.clauses
    parts = compiler.process(day, **options), compiler.process(months, **options)
    return f"({parts[0]} + make_interval(months => {parts[1]}) - interval '1 day')::date"


def _target(question: Question) -> Target | None:
    """The province's own target if it has one, else the country's: the next one due at the day."""
    mine = sa.or_(Target.province_code.is_(None), Target.province_code == question.province_code)
    return db.session.scalars(
        sa.select(Target)
        .where(
            Target.indicator == question.code, Target.kind == TargetKind.TARGET, mine, Target.year >= question.day.year
        )
        .order_by(Target.province_code.is_(None), Target.year)
        .limit(1)
    ).first()

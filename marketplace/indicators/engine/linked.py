"""Which organisations are linked at a day, and the contracts that make them so.

Everything is read at a date, as known now: the legal status and the contract's state are dated rows, and the
last one not after the date holds. A contract's term is compared with the date itself, so an expired contract
drops out without any job having run. Term, goods and stages are those of the terms in force at the date: of the
newest annex signed by then that a second person has checked, else of what was signed first.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
import sqlalchemy.ext.compiler
from sqlalchemy.orm import aliased

from marketplace.brokering.models import Terms
from marketplace.catalogue.models import Commodity
from marketplace.contracts.models import Annex, Contract, ContractParty, ContractState, PartyRole, StateRecord
from marketplace.indicators.definitions import Definition, Denominator, Subject
from marketplace.indicators.engine.columns import nothing, one
from marketplace.indicators.engine.places import in_place
from marketplace.indicators.engine.question import Question
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
    return chosen.where(*in_place(question.place, Organisation.province_code, Organisation.commune_code))


def linked_population(question: Question) -> sa.Select[Any]:
    """The population of I1."""
    counted = counted_organisations(question).subquery()
    return sa.select(
        sa.literal(Subject.ORGANISATION.value).label("subject_kind"),
        counted.c.id.label("subject_id"),
        counted.c.province_code,
        counted.c.commune_code,
        counted.c.origin,
        sa.case((counted.c.linked, one()), else_=nothing()).label("numerator"),
        one().label("denominator"),
        sa.null().cast(sa.String).label("left_out"),
    )


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

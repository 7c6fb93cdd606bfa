"""The populations of the delivery book: what was delivered of what was agreed (O3), what was paid in time (O4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.brokering.models import Case, TermsPeriod
from marketplace.contracts.models import Contract, ContractSpan, ContractState, StateRecord
from marketplace.deliveries.models import Delivery, Payment
from marketplace.deliveries.queries import CLOSED_BOOK, disputed_delivery, disputed_payment
from marketplace.extensions import Milli
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.flow_rows import (
    BUYER,
    CONTRACT,
    Reason,
    of_producer,
    row,
    with_state_owned,
)
from marketplace.indicators.engine.goods import in_group
from marketplace.indicators.engine.indexes import by_place_first
from marketplace.indicators.engine.places import COUNTRY, in_place
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Organisation


def delivered(question: Question) -> sa.Select[Any]:
    """O3: periods of one producer that ended in the window, accepted kilograms by the day over committed ones.

    The terms are those in force, as checked, at the period's end; where a contract was completed before, its last.
    A period that ended while the contract was suspended is owed by nobody that day: it is told, and not counted.
    """
    return periods(question, accepted=True)[0]


def periods(question: Question, *, accepted: bool) -> tuple[sa.Select[Any], sa.CTE]:
    """The periods of O3, with what was accepted above the line or with nothing there; and what was owed in them."""
    owed = _owed(question)
    book, kept = _book(question, owed), _kept(owed)
    reasons: tuple[Reason, ...] = (
        (owed.c.verified.is_(False), LeftOut.UNVERIFIED),
        (owed.c.suspended.is_(True), LeftOut.SUSPENDED),
        (sa.func.coalesce(book.c.disputed, 0) > 0, LeftOut.DISPUTED),
        (sa.func.coalesce(kept.c.first > owed.c.start, sa.true()), LeftOut.NO_BOOK),
    )
    above = sa.func.coalesce(book.c.accepted_kg, nothing(), type_=Milli) if accepted else nothing()
    columns = row(Subject.DELIVERY_PERIOD, owed.c.id, Organisation, above, owed.c.quantity_kg, *reasons)
    of_period = sa.and_(
        book.c.contract_id == owed.c.contract_id,
        book.c.organisation_id == owed.c.organisation_id,
        book.c.period_start == owed.c.start,
    )
    chosen = (
        sa.select(*columns)
        .select_from(owed)
        .join(Organisation, Organisation.id == owed.c.organisation_id)
        .outerjoin(kept, kept.c.contract_id == owed.c.contract_id)
        .outerjoin(book, of_period)
        .where(*of_producer(replace(question, place=COUNTRY), Organisation))  # of its place they are already
    )
    return chosen, owed


def _owed(question: Question) -> sa.CTE:
    """The periods that ended in the window, each with its contract: while it stood, or after it was completed, or when
    it was suspended.
    """
    period, span, suspended = TermsPeriod, ContractSpan, _suspended_then()
    columns: list[Any] = [
        period.id, period.organisation_id, period.start, period.end, period.quantity_kg,
        span.contract_id, span.verified, suspended.label("suspended"),
    ]  # fmt: skip
    chosen = (
        sa.select(*columns)
        .join(span, span.terms_id == period.terms_id)
        .where(
            period.end.between(question.at.since, question.at.day),
            period.end >= span.starts_on,
            span.form.is_not(None),
            sa.or_(period.end <= span.ends_on, _completed_before(), suspended),
        )
    )
    if place := in_place(question.place, Organisation.province_code, Organisation.commune_code):
        chosen = chosen.where(period.organisation_id.in_(sa.select(Organisation.id).where(*place)))
    if question.state_owned is not None:
        chosen = chosen.where(span.state_owned.is_(question.state_owned))
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(span.commodity_code, question.commodity_group))
    return chosen.cte("owed").prefix_with("MATERIALIZED")


def _completed_before() -> sa.ColumnElement[bool]:
    """Whether the contract was completed before the period's end, and this is the last it stood on."""
    later = aliased(ContractSpan)
    return sa.and_(
        sa.exists().where(
            Contract.id == ContractSpan.contract_id,
            Contract.state == ContractState.COMPLETED,
            Contract.effective_to >= TermsPeriod.end,
        ),
        ~sa.exists().where(later.contract_id == ContractSpan.contract_id, later.starts_on > ContractSpan.starts_on),
    )


def _suspended_then() -> sa.ColumnElement[bool]:
    """Whether the contract was suspended at the period's end, and this is the last it stood on until then."""
    later, state = aliased(ContractSpan), aliased(StateRecord)
    held = (
        sa.select(state.state)
        .where(
            state.contract_id == ContractSpan.contract_id,
            state.withdrawn_at.is_(None),
            state.valid_from <= TermsPeriod.end,
        )
        .order_by(state.valid_from.desc(), state.id.desc())
        .limit(1)
        .correlate(ContractSpan, TermsPeriod)
        .scalar_subquery()
    )
    return sa.and_(
        TermsPeriod.end > ContractSpan.ends_on,
        sa.func.coalesce(held == ContractState.SUSPENDED, sa.false()),
        ~sa.exists().where(
            later.contract_id == ContractSpan.contract_id,
            later.starts_on > ContractSpan.starts_on,
            later.starts_on <= TermsPeriod.end,
        ),
    )


def _book(question: Question, owed: sa.CTE) -> sa.Subquery:
    """What stands in the books by contract, producer and period: kilograms accepted by the day, whether disputed.

    Of periods before the first that is asked for nothing is read.
    """
    first = sa.select(sa.func.min(owed.c.start)).scalar_subquery()
    by_then = sa.case((Delivery.delivered_on <= question.at.day, Delivery.accepted_kg))
    key = (Delivery.contract_id, Delivery.organisation_id, Delivery.period_start)
    return (
        sa.select(
            *key,
            sa.func.sum(by_then, type_=Milli).label("accepted_kg"),
            sa.func.max(sa.case((disputed_delivery(), 1), else_=0)).label("disputed"),
        )
        .where(
            Delivery.period_start.between(first, question.at.day),
            stands(),
            _of(owed),
        )
        .group_by(*key)
        .subquery()
    )


def _kept(owed: sa.CTE) -> sa.Subquery:
    """From which period on each contract's book was kept: the first that any delivery was written down for."""
    first = sa.func.min(Delivery.period_start).label("first")
    return sa.select(Delivery.contract_id, first).where(stands(), _of(owed)).group_by(Delivery.contract_id).subquery()


def _of(owed: sa.CTE) -> sa.ColumnElement[bool]:
    """Deliveries of these contracts: nothing else is read of the books."""
    return Delivery.contract_id.in_(sa.select(owed.c.contract_id))


def stands() -> sa.ColumnElement[bool]:
    """Deliveries that no correction has replaced: the few replaced ones are gathered once."""
    correction = aliased(Delivery)
    return Delivery.id.not_in(sa.select(correction.replaces_id).where(correction.replaces_id.is_not(None)))


def paid(question: Question) -> sa.Select[Any]:
    """O4: payments due in the window, đồng paid no later than due over đồng due; contract and buyer beside."""
    reasons: tuple[Reason, ...] = (
        (Contract.verified_at.is_(None), LeftOut.UNVERIFIED),
        (Payment.due_on.is_(None), LeftOut.NO_DATE),
        (disputed_payment(), LeftOut.DISPUTED),
    )
    dong = sa.type_coerce(Payment.amount_dong * 1000, Milli)
    in_time = sa.case((Payment.paid_on <= Payment.due_on, dong), else_=nothing())
    at = question.at
    due_on = by_place_first(question.place, Payment.due_on)
    undated = sa.and_(
        due_on.is_(None),
        Payment.entered_at >= at.begins,
        Payment.entered_at < at.ends,
    )
    chosen = (
        sa.select(
            *row(Subject.PAYMENT, Payment.id, Organisation, in_time, dong, *reasons),
            Payment.contract_id.label(CONTRACT),
            Case.buyer_id.label(BUYER),
        )
        .select_from(Payment)
        .join(Contract, Contract.id == Payment.contract_id)
        .join(Case, Case.id == Contract.case_id)
        .join(Organisation, Organisation.id == Payment.organisation_id)
        .where(
            Payment.withdrawn_at.is_(None),
            sa.or_(due_on.between(at.since, at.day), undated),
            Contract.state.not_in(CLOSED_BOOK),
            Contract.linkage_form.is_not(None),
            *of_producer(question, Organisation),
        )
    )
    if question.state_owned is not None:
        chosen = chosen.where(with_state_owned(Contract.id, owned=question.state_owned))
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(Contract.commodity_code, question.commodity_group))
    return chosen

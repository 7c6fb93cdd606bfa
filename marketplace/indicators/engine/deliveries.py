"""The populations of the delivery book: what was delivered of what was agreed (O3), what was paid in time (O4)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.brokering.models import Case, TermsPeriod
from marketplace.contracts.models import Contract, ContractSpan, ContractState, StateRecord
from marketplace.deliveries.models import Delivery, DeliveryAnswer, Payment
from marketplace.deliveries.queries import CLOSED_BOOK, disputed_payment
from marketplace.extensions import Milli
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.flow_rows import (
    BUYER,
    CONTRACT,
    Reason,
    beginning_of,
    of_producer,
    row,
    since,
    with_state_owned,
)
from marketplace.indicators.engine.goods import in_group
from marketplace.indicators.engine.places import Level, in_place
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Organisation


def delivered(question: Question) -> sa.Select[Any]:
    """O3: periods of one producer that ended in the window, accepted kilograms by the day over committed ones.

    The terms are those in force, as checked, at the period's end; where a contract was completed before, its last.
    A period that ended while the contract was suspended is owed by nobody that day: it is told, and not counted.
    """
    book, kept = _book(question), _kept(question)
    reasons: tuple[Reason, ...] = (
        (ContractSpan.verified.is_(False), LeftOut.UNVERIFIED),
        (_suspended_then(), LeftOut.SUSPENDED),
        (sa.func.coalesce(book.c.disputed, 0) > 0, LeftOut.DISPUTED),
        (sa.func.coalesce(kept.c.first > TermsPeriod.start, sa.true()), LeftOut.NO_BOOK),
    )
    accepted = sa.func.coalesce(book.c.accepted_kg, nothing(), type_=Milli)
    columns = row(Subject.DELIVERY_PERIOD, TermsPeriod.id, Organisation, accepted, TermsPeriod.quantity_kg, *reasons)
    of_period = sa.and_(
        book.c.contract_id == ContractSpan.contract_id,
        book.c.organisation_id == TermsPeriod.organisation_id,
        book.c.period_start == TermsPeriod.start,
    )
    chosen = (
        sa.select(*columns)
        .select_from(TermsPeriod)
        .join(ContractSpan, ContractSpan.terms_id == TermsPeriod.terms_id)
        .join(Organisation, Organisation.id == TermsPeriod.organisation_id)
        .outerjoin(kept, kept.c.contract_id == ContractSpan.contract_id)
        .outerjoin(book, of_period)
        .where(
            TermsPeriod.end.between(since(question), question.day),
            TermsPeriod.end >= ContractSpan.starts_on,
            sa.or_(TermsPeriod.end <= ContractSpan.ends_on, _completed_before(), _suspended_then()),
            ContractSpan.form.is_not(None),
            *of_producer(question, Organisation),
        )
    )
    if question.state_owned is not None:
        chosen = chosen.where(ContractSpan.state_owned.is_(question.state_owned))
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(ContractSpan.commodity_code, question.commodity_group))
    return chosen


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
    later, state, newer = aliased(ContractSpan), aliased(StateRecord), aliased(StateRecord)
    same = (newer.contract_id == state.contract_id, newer.withdrawn_at.is_(None), newer.valid_from <= TermsPeriod.end)
    after = sa.or_(
        newer.valid_from > state.valid_from, sa.and_(newer.valid_from == state.valid_from, newer.id > state.id)
    )
    return sa.and_(
        TermsPeriod.end > ContractSpan.ends_on,
        sa.exists().where(
            state.contract_id == ContractSpan.contract_id,
            state.state == ContractState.SUSPENDED,
            state.withdrawn_at.is_(None),
            state.valid_from <= TermsPeriod.end,
            ~sa.exists().where(*same, after),
        ),
        ~sa.exists().where(
            later.contract_id == ContractSpan.contract_id,
            later.starts_on > ContractSpan.starts_on,
            later.starts_on <= TermsPeriod.end,
        ),
    )


def _book(question: Question) -> sa.Subquery:
    """What stands in the books by contract, producer and period: kilograms accepted by the day, whether disputed."""
    answer, newer = aliased(DeliveryAnswer), aliased(DeliveryAnswer)
    later = sa.exists().where(newer.delivery_id == answer.delivery_id, newer.id > answer.id)
    disputed = sa.select(answer.delivery_id).where(answer.agrees.is_(False), ~later)
    by_then = sa.case((Delivery.delivered_on <= question.day, Delivery.accepted_kg))
    key = (Delivery.contract_id, Delivery.organisation_id, Delivery.period_start)
    return (
        sa.select(
            *key,
            sa.func.sum(by_then, type_=Milli).label("accepted_kg"),
            sa.func.max(sa.case((Delivery.id.in_(disputed), 1), else_=0)).label("disputed"),
        )
        .where(Delivery.period_start <= question.day, _stands(), *_of_place(question, Delivery.organisation_id))
        .group_by(*key)
        .subquery()
    )


def _kept(question: Question) -> sa.Subquery:
    """From which period on each contract's book was kept: the first that any delivery was written down for."""
    first = sa.func.min(Delivery.period_start).label("first")
    chosen = sa.select(Delivery.contract_id, first).where(_stands()).group_by(Delivery.contract_id)
    if question.place.level is Level.COUNTRY:
        return chosen.subquery()
    terms = sa.select(TermsPeriod.terms_id).where(*_of_place(question, TermsPeriod.organisation_id))
    shared = sa.select(ContractSpan.contract_id).where(ContractSpan.terms_id.in_(terms))
    return chosen.where(Delivery.contract_id.in_(shared)).subquery()


def _of_place(question: Question, number: Any) -> list[sa.ColumnElement[bool]]:
    """Of producers of the place: nothing else is read of the books of the country."""
    if question.place.level is Level.COUNTRY:
        return []
    inside = in_place(question.place, Organisation.province_code, Organisation.commune_code)
    return [number.in_(sa.select(Organisation.id).where(*inside))]


def _stands() -> sa.ColumnElement[bool]:
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
    first, last = since(question), question.day
    undated = sa.and_(
        Payment.due_on.is_(None),
        Payment.entered_at >= beginning_of(first),
        Payment.entered_at < beginning_of(last, after=1),
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
            sa.or_(Payment.due_on.between(first, last), undated),
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

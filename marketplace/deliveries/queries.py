"""Every question about deliveries and payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, Terms, TermsPeriod
from marketplace.contracts.models import Contract, ContractState, StateRecord
from marketplace.deliveries.counting import Debt, Handover, Scheduled
from marketplace.deliveries.limits import limits
from marketplace.deliveries.models import Delivery, DeliveryAnswer, Payment, PaymentAnswer
from marketplace.errors import NotFoundError
from marketplace.extensions import db

CLOSED_BOOK = (ContractState.DRAFT, ContractState.VOID)
RUNNING = {ContractState.SIGNED, ContractState.RENEGOTIATING, ContractState.COMPLETED}
_Correction = aliased(Delivery)


def standing() -> sa.ColumnElement[bool]:
    """Deliveries that no correction has replaced."""
    return ~sa.exists().where(_Correction.replaces_id == Delivery.id)


def disputed_delivery() -> sa.ColumnElement[bool]:
    """Deliveries whose newest answer is no."""
    newer = aliased(DeliveryAnswer)
    later = sa.exists().where(newer.delivery_id == DeliveryAnswer.delivery_id, newer.id > DeliveryAnswer.id)
    return sa.exists().where(DeliveryAnswer.delivery_id == Delivery.id, DeliveryAnswer.agrees.is_(False), ~later)


def disputed_payment() -> sa.ColumnElement[bool]:
    """Payments whose newest answer is that they did not come."""
    newer = aliased(PaymentAnswer)
    later = sa.exists().where(newer.payment_id == PaymentAnswer.payment_id, newer.id > PaymentAnswer.id)
    return sa.exists().where(PaymentAnswer.payment_id == Payment.id, PaymentAnswer.agrees.is_(False), ~later)


def contract_with_book(viewer: Viewer, public_id: str) -> Contract:
    """A signed contract whose book this viewer may open, with its periods; NotFoundError otherwise."""
    question = (
        sa.select(Contract)
        .filter_by(public_id=public_id)
        .options(
            selectinload(Contract.parties),
            selectinload(Contract.terms).selectinload(Terms.periods),
            selectinload(Contract.terms).selectinload(Terms.grades),
        )
    )
    contract = reveal(viewer, Permission.DELIVERY_VIEW, db.session.scalars(question).first())
    if contract.state in CLOSED_BOOK:
        raise NotFoundError
    return contract


def deliveries_of(contract: Contract) -> list[Delivery]:
    """Every standing delivery of a contract that was revealed already, with its answers, in order of its day."""
    question = sa.select(Delivery).where(Delivery.contract_id == contract.id, standing())
    loaded = question.options(selectinload(Delivery.answers))
    return list(db.session.scalars(loaded.order_by(Delivery.delivered_on, Delivery.id)))


def payments_of(contract: Contract) -> list[Payment]:
    """Every payment of a contract that was revealed already, with its answers; withdrawn ones are left out."""
    question = sa.select(Payment).where(Payment.contract_id == contract.id, Payment.withdrawn_at.is_(None))
    loaded = question.options(selectinload(Payment.answers), joinedload(Payment.delivery))
    return list(db.session.scalars(loaded.order_by(Payment.due_on, Payment.id)))


def delivery_for(viewer: Viewer, public_id: str, permission: Permission = Permission.DELIVERY_VIEW) -> Delivery:
    """The delivery, for its producer, its buyer and their broker; NotFoundError for others."""
    question = sa.select(Delivery).filter_by(public_id=public_id).options(joinedload(Delivery.contract))
    return reveal(viewer, permission, db.session.scalars(question).first())


def payment_for(viewer: Viewer, public_id: str, permission: Permission = Permission.DELIVERY_VIEW) -> Payment:
    """The payment, for its producer, its buyer and their broker; NotFoundError for others and for withdrawn ones."""
    question = sa.select(Payment).filter_by(public_id=public_id).options(joinedload(Payment.contract))
    found = db.session.scalars(question).first()
    return reveal(viewer, permission, found if found is None or found.withdrawn_at is None else None)


def live_payment_of(delivery: Delivery) -> Payment | None:
    """What is owed for the delivery."""
    question = sa.select(Payment).where(Payment.delivery_id == delivery.id, Payment.withdrawn_at.is_(None))
    return db.session.scalars(question).one_or_none()


def schedules(contract_ids: Iterable[int], organisation_ids: Collection[int] | None = None) -> list[Scheduled]:
    """The periods that producers have to keep: those of the contracts' current terms at whose end the contract ran.

    Ordered by contract, producer and day. Nothing was owed at an end that lies before the signing, after a
    termination or in a suspension.
    """
    ids = list(contract_ids)
    question: Any = (
        sa.select(
            Contract.id, TermsPeriod.organisation_id, TermsPeriod.start, TermsPeriod.end, TermsPeriod.quantity_kg,
            Terms.tolerance_pct,
        )
        .join(Terms, Terms.id == Contract.terms_id)
        .join(TermsPeriod, TermsPeriod.terms_id == Terms.id)
        .where(Contract.id.in_(ids), Contract.state.not_in(CLOSED_BOOK))
        .order_by(Contract.id, TermsPeriod.organisation_id, TermsPeriod.start)
    )  # fmt: skip
    if organisation_ids is not None:
        question = question.where(TermsPeriod.organisation_id.in_(organisation_ids))
    states, usual = _states(ids), limits().tolerance_pct
    return [
        Scheduled(contract_id, producer, start, end, quantity, usual if tolerance is None else tolerance)
        for contract_id, producer, start, end, quantity, tolerance in db.session.execute(question)
        if _state_on(states[contract_id], end) in RUNNING
    ]


def _states(contract_ids: list[int]) -> defaultdict[int, list[tuple[date, ContractState]]]:
    question = sa.select(StateRecord.contract_id, StateRecord.valid_from, StateRecord.state).where(
        StateRecord.contract_id.in_(contract_ids), StateRecord.withdrawn_at.is_(None)
    )
    found: defaultdict[int, list[tuple[date, ContractState]]] = defaultdict(list)
    for contract_id, day, state in db.session.execute(question.order_by(StateRecord.valid_from, StateRecord.id)):
        found[contract_id].append((day, state))
    return found


def _state_on(states: list[tuple[date, ContractState]], day: date) -> ContractState | None:
    return next((state for since, state in reversed(states) if since <= day), None)


def handovers(contract_ids: Iterable[int]) -> list[Handover]:
    """Every standing delivery of the contracts as the counting wants it."""
    question = sa.select(
        Delivery.contract_id, Delivery.organisation_id, Delivery.period_start, Delivery.delivered_on,
        Delivery.delivered_kg, Delivery.accepted_kg, disputed_delivery(),
    ).where(Delivery.contract_id.in_(list(contract_ids)), standing())  # fmt: skip
    return [Handover(*row) for row in db.session.execute(question)]


def debts_of(buyer_id: int) -> list[Debt]:
    """What an organisation owed as a buyer, over all its contracts, with its days."""
    question = (
        sa.select(Payment.due_on, Payment.paid_on, disputed_payment())
        .join(Contract, Contract.id == Payment.contract_id)
        .join(Case, Case.id == Contract.case_id)
        .where(Case.buyer_id == buyer_id, Payment.due_on.is_not(None), Payment.withdrawn_at.is_(None))
        .where(Contract.state.not_in(CLOSED_BOOK))
    )
    return [Debt(due, paid, disputed) for due, paid, disputed in db.session.execute(question) if due is not None]


def contracts_sold_by(organisation_id: int) -> list[int]:
    """The contracts for which the organisation is to deliver by their current terms, or has delivered."""
    agreed = sa.exists().where(
        TermsPeriod.terms_id == Contract.terms_id, TermsPeriod.organisation_id == organisation_id
    )
    delivered = sa.exists().where(Delivery.contract_id == Contract.id, Delivery.organisation_id == organisation_id)
    question = sa.select(Contract.id).where(sa.or_(agreed, delivered), Contract.state.not_in(CLOSED_BOOK))
    return list(db.session.scalars(question))

"""What of the delivery book waits for somebody's organisations: a line each for "my work"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.deliveries.models import Delivery, Payment
from marketplace.deliveries.queries import CLOSED_BOOK, disputed_delivery, standing
from marketplace.errors import Sentence
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date, format_kg, format_money

FEW = 10
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sentence, where it leads (`endpoint` and public id), and whose the other side is."""

    endpoint: str
    public_id: str
    sentence: Sentence
    other: str


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """Deliveries to confirm or to settle, payments to confirm, payments due within a week or late; a few of each."""
    mine = viewer.organisation_ids
    if not mine:
        return []
    return [*_to_confirm(mine), *_to_settle(mine), *_to_receive(mine), *_to_pay(mine)]


def _to_confirm(mine: frozenset[int]) -> list[Waiting]:
    sells = sa.and_(Delivery.organisation_id.in_(mine), Delivery.entered_for_id == Case.buyer_id)
    buys = sa.and_(Case.buyer_id.in_(mine), Delivery.entered_for_id == Delivery.organisation_id)
    asked = ~Delivery.answers.any()
    return [
        Waiting("deliveries.show", one.public_id, _l("Xác nhận lần giao ngày %(day)s: %(kg)s", **_told(one)),
                _other(one, mine))
        for one in _deliveries(sa.or_(sells, buys), asked)
    ]  # fmt: skip


def _to_settle(mine: frozenset[int]) -> list[Waiting]:
    """What they entered and the other side sees differently: to be corrected or talked over."""
    return [
        Waiting("deliveries.show", one.public_id, _l("Bên kia thấy chưa đúng: giao ngày %(day)s, %(kg)s", **_told(one)),
                _other(one, mine))
        for one in _deliveries(Delivery.entered_for_id.in_(mine), disputed_delivery())
    ]  # fmt: skip


def _deliveries(*chosen: sa.ColumnElement[bool]) -> list[Delivery]:
    question = (
        sa.select(Delivery)
        .join(Contract, Contract.id == Delivery.contract_id)
        .join(Case, Case.id == Contract.case_id)
        .where(*chosen, standing(), Contract.state.not_in(CLOSED_BOOK))
        .order_by(Delivery.id)
        .limit(FEW)
    )
    return list(db.session.scalars(question))


def _told(delivery: Delivery) -> dict[str, str]:
    return {"day": format_date(delivery.delivered_on), "kg": format_kg(delivery.delivered_kg)}


def _other(delivery: Delivery, mine: frozenset[int]) -> str:
    sells = delivery.organisation_id in mine
    return delivery.contract.case.buyer.name if sells else delivery.organisation.name


def _payments(*chosen: sa.ColumnElement[bool]) -> list[Payment]:
    question = (
        sa.select(Payment)
        .join(Contract, Contract.id == Payment.contract_id)
        .join(Case, Case.id == Contract.case_id)
        .where(*chosen, Payment.withdrawn_at.is_(None), Contract.state.not_in(CLOSED_BOOK))
        .order_by(Payment.due_on, Payment.id)
        .limit(FEW)
    )
    return list(db.session.scalars(question))


def _to_receive(mine: frozenset[int]) -> list[Waiting]:
    told = _payments(Payment.organisation_id.in_(mine), Payment.paid_on.is_not(None), ~Payment.answers.any())
    return [
        Waiting(
            "deliveries.show_payment",
            one.public_id,
            _l("Xác nhận đã nhận %(amount)s", amount=format_money(one.amount_dong)),
            one.contract.case.buyer.name,
        )
        for one in told
    ]


def _to_pay(mine: frozenset[int]) -> list[Waiting]:
    due = _payments(Case.buyer_id.in_(mine), Payment.paid_on.is_(None), Payment.due_on <= today() + SOON)
    return [
        Waiting(
            "deliveries.show_payment",
            one.public_id,
            _l("Trả %(amount)s, hạn %(day)s", amount=format_money(one.amount_dong), day=format_date(one.due_on)),
            one.organisation.name,
        )
        for one in due
    ]

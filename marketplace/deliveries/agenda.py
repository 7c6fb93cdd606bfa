"""What the delivery book wants of a broker today: what two sides see differently, and what went wrong twice running."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import url_for

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.agenda import AgendaItem, adds_to_day
from marketplace.brokering.models import Case
from marketplace.contracts.models import Contract
from marketplace.deliveries.models import Delivery, Payment
from marketplace.deliveries.queries import CLOSED_BOOK, disputed_delivery, disputed_payment, standing
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.models import Notification, in_reading_language
from marketplace.organisations.models import Organisation
from marketplace.web.formats import format_date, format_money

FEW = 20


@adds_to_day
def of_the_book(viewer: Viewer, _day: date) -> list[AgendaItem]:
    """Disputes of the broker's own contracts, then alerts of runs of misses that the broker has not opened."""
    return [*_disputes(viewer), *_alerts(viewer)]


def _disputes(viewer: Viewer) -> list[AgendaItem]:
    both = sa.union_all(
        _of_own(viewer, Delivery, Delivery.delivered_on, sa.null()).where(disputed_delivery(), standing()),
        _of_own(viewer, Payment, Payment.paid_on, Payment.amount_dong).where(
            disputed_payment(), Payment.withdrawn_at.is_(None)
        ),
    )
    return [_dispute(*row) for row in db.session.execute(both.order_by("on").limit(FEW))]


def _of_own(
    viewer: Viewer, entry: type[Delivery | Payment], day: object, amount: object
) -> sa.Select[date, str, int, str]:
    """Day, producer, amount (None for a delivery) and public id of entries in contracts of the viewer's cases."""
    columns = (
        sa.type_coerce(day, sa.Date).label("on"),
        Organisation.name,
        sa.cast(amount, sa.BigInteger).label("amount"),
        entry.public_id,
    )
    return (
        sa.select(*columns)
        .join(Organisation, Organisation.id == entry.organisation_id)
        .join(Contract, Contract.id == entry.contract_id)
        .join(Case, Case.id == Contract.case_id)
        .where(Case.broker_id == viewer.user_id, Contract.state.not_in(CLOSED_BOOK))
    )


def _dispute(day: date | None, name: str, amount: int | None, public_id: str) -> AgendaItem:
    if amount is None:
        words = _l("%(name)s và bên mua chưa thống nhất về lần giao ngày %(day)s.", name=name, day=format_date(day))
        return AgendaItem(words, url_for("deliveries.show", public_id=public_id), _l("Xem lần giao"))
    words = _l("%(name)s báo chưa nhận đủ %(amount)s.", name=name, amount=format_money(amount))
    return AgendaItem(words, url_for("deliveries.show_payment", public_id=public_id), _l("Xem khoản trả"))


def _alerts(viewer: Viewer) -> list[AgendaItem]:
    """By the book's own alerts, so that the day says what the inbox says; a case that was handed over is left out."""
    book = sa.literal("/contracts/") + Contract.public_id + "/deliveries"
    question = (
        sa.select(Notification.sentence, Notification.sentence_en, Notification.path)
        .join(Contract, book == Notification.path)
        .join(Case, Case.id == Contract.case_id)
        .where(Notification.user_id == viewer.user_id, Notification.read_at.is_(None))
        .where(Case.broker_id == viewer.user_id, Contract.state.not_in(CLOSED_BOOK))
        .where(sa.or_(Notification.key.like("book:%:missed:%"), Notification.key.like("book:%:late:%")))
    )
    rows, words = db.session.execute(question.order_by(Notification.id).limit(FEW)), _l("Mở sổ giao nhận")
    return [AgendaItem(in_reading_language(told, english), path, words) for told, english, path in rows]

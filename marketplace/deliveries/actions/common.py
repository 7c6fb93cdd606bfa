"""What every write of the book begins and ends with: the contract's lock, a chained event, the other side told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.telling import tell
from marketplace.clock import now
from marketplace.contracts.actions.common import chain_of, lock_contract
from marketplace.contracts.models import Contract
from marketplace.deliveries.models import Delivery, Payment
from marketplace.deliveries.queries import CLOSED_BOOK, live_payment_of
from marketplace.errors import DomainError, NotAllowedError, Sentence, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.models import Topic
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Speaker:
    """For which side an entry is made; `evidence` says what it rests on when a broker makes it for the side."""

    organisation_id: int
    evidence: str | None = None


def open_book(contract: Contract) -> Contract:
    """The contract, locked; WrongStateError while it is a draft or void."""
    contract = lock_contract(contract)
    if contract.state in CLOSED_BOOK:
        raise WrongStateError(_l("Sổ giao nhận chỉ mở khi hợp đồng đã ký."))
    return contract


def check_speaker(by: User, contract: Contract, speaker: Speaker, sides: Iterable[int]) -> None:
    """Raise unless `by` belongs to the side, or brokers the case and says what the entry rests on."""
    if speaker.organisation_id not in set(sides):
        raise NotAllowedError(_l("Đơn vị này không phải là một bên ở đây."))
    if speaker.organisation_id in by.viewer().organisation_ids:
        return
    if by.id not in contract.broker_user_ids:
        raise NotAllowedError(_l("Chỉ người của hai bên hoặc cán bộ phụ trách mới ghi được sổ giao nhận."))
    if not (speaker.evidence or "").strip():
        raise DomainError(_l("Ghi rõ ai báo, lúc nào, hoặc số phiếu cân, biên bản."), field="evidence")


def written(name: str, subject: Delivery | Payment, contract: Contract, *, by: User, behalf: int, **data: Any) -> None:
    """Record an event of the contract's chain about one delivery or payment; the caller holds the contract's lock."""
    side = db.session.get_one(Organisation, behalf)
    record(name, subject, by=by, on_behalf_of=side, chain=chain_of(contract), **data)


def owe_no_more(delivery: Delivery, contract: Contract, *, by: User, behalf: int) -> None:
    """What is not paid yet for a delivery is not owed any more; what was paid stays paid."""
    payment = live_payment_of(delivery)
    if payment is None or payment.paid_on is not None:
        return
    payment.withdrawn_at = now()
    db.session.flush()
    before = {"amount_dong": payment.amount_dong, "due_on": payment.due_on}
    written(events.PAYMENT_WITHDRAWN, payment, contract, by=by, behalf=behalf, before=before)


def tell_side(
    subject: Delivery | Payment, contract: Contract, side: int, *, by: User, key: str, sentence: Sentence
) -> None:
    """Tell one side's managers and the broker."""
    kind = "deliveries" if isinstance(subject, Delivery) else "payments"
    tell(
        by=by,
        organisations=[side],
        staff=[contract.case.broker_id],
        key=f"{kind}:{subject.public_id}:{key}",
        sentence=sentence,
        path=f"/{kind}/{subject.public_id}",
        topic=Topic.DELIVERY,
    )

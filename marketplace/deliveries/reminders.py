"""What is due and was not told yet: reminders to the sides, alerts to the broker, each once by its key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

import sqlalchemy as sa

from marketplace.brokering.models import Case
from marketplace.brokering.telling import tell
from marketplace.contracts.models import Contract
from marketplace.deliveries.counting import Outcome, Scheduled
from marketplace.deliveries.limits import limits
from marketplace.deliveries.models import Payment, PaymentState
from marketplace.deliveries.queries import CLOSED_BOOK, handovers, schedules
from marketplace.deliveries.track import outcomes, recount
from marketplace.extensions import db
from marketplace.labels import Sentence
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.models import Topic
from marketplace.organisations.models import Organisation
from marketplace.web.formats import format_date, format_kg, format_money

PIECE = 50


def watch(on: date) -> None:
    """Bring every open contract's reminders, alerts and records up to the day; commits after every few contracts.

    Nothing is told twice, however often it runs; what a missed night left out is told by the next.
    """
    for contract_ids in _pieces():
        contracts = {
            one.id: one for one in db.session.scalars(sa.select(Contract).where(Contract.id.in_(contract_ids)))
        }
        judged = outcomes(schedules(contract_ids), handovers(contract_ids), on)
        payments = _payments(contract_ids)
        for contract_id, contract in contracts.items():
            periods = [(period, found) for period, found in judged if period.contract_id == contract_id]
            _remind_of_periods(contract, periods, on)
            _remind_of_payments(contract, payments[contract_id], on)
            _alert(contract, periods, payments[contract_id], on)
        producers = {period.organisation_id for period, _ in judged}
        recount(producers | {contract.case.buyer_id for contract in contracts.values()})
        db.session.commit()  # others write meanwhile


def _pieces() -> Iterator[list[int]]:
    ids = list(
        db.session.scalars(sa.select(Contract.id).where(Contract.state.not_in(CLOSED_BOOK)).order_by(Contract.id))
    )
    for start in range(0, len(ids), PIECE):
        yield ids[start : start + PIECE]


def _payments(contract_ids: list[int]) -> defaultdict[int, list[Payment]]:
    question = sa.select(Payment).where(
        Payment.contract_id.in_(contract_ids), Payment.withdrawn_at.is_(None), Payment.due_on.is_not(None)
    )
    found: defaultdict[int, list[Payment]] = defaultdict(list)
    for payment in db.session.scalars(question.order_by(Payment.due_on, Payment.id)):
        found[payment.contract_id].append(payment)
    return found


def _remind_of_periods(contract: Contract, periods: Iterable[tuple[Scheduled, Outcome]], on: date) -> None:
    for period, found in periods:
        words = {"first": format_date(period.start), "last": format_date(period.end)}
        sides = [period.organisation_id, contract.case.buyer_id]
        if period.start - limits().begin <= on <= period.end:
            kg = format_kg(period.quantity_kg)
            sentence = _l("Kỳ giao %(first)s – %(last)s: %(kg)s theo hợp đồng.", kg=kg, **words)
            _tell(contract, sides, f"begin:{period.organisation_id}:{period.start}", sentence)
        if period.end < on <= period.end + limits().ended and found is not Outcome.MET:
            sentence = _l("Kỳ giao %(first)s – %(last)s đã hết: hãy ghi sổ và xác nhận những gì đã giao.", **words)
            _tell(contract, sides, f"end:{period.organisation_id}:{period.start}", sentence)


def _remind_of_payments(contract: Contract, payments: Iterable[Payment], on: date) -> None:
    for payment in payments:
        if payment.paid_on is None and payment.due_on is not None and payment.due_on - limits().payment <= on:
            amount, day = format_money(payment.amount_dong), format_date(payment.due_on)
            sentence = _l("Khoản %(amount)s đến hạn trả ngày %(day)s.", amount=amount, day=day)
            tell(
                by=None, organisations=[contract.case.buyer_id], staff=[], sentence=sentence,
                key=f"payments:{payment.public_id}:due", path=f"/payments/{payment.public_id}",
                topic=Topic.DELIVERY,
            )  # fmt: skip


def _alert(
    contract: Contract, periods: Iterable[tuple[Scheduled, Outcome]], payments: Sequence[Payment], on: date
) -> None:
    """One line to the broker for each run of misses, when it becomes long enough; silence is a miss to look at."""
    for producer_id, own in groupby(periods, key=lambda row: row[0].organisation_id):
        missed = [
            (period.start, found in {Outcome.MISSED, Outcome.UNKNOWN}) for period, found in own if period.end < on
        ]
        for start in _runs(missed):
            name = db.session.get_one(Organisation, producer_id).name
            sentence = _l("%(name)s giao thiếu hoặc chưa ghi sổ nhiều kỳ liền. Hãy hỏi hai bên.", name=name)
            _tell_broker(contract, f"missed:{producer_id}:{start}", sentence)
    late = [(payment.public_id, _is_late(payment, on)) for payment in payments if _is_settled(payment, on)]
    for public_id in _runs(late):
        sentence = _l("%(name)s trả tiền chậm nhiều lần liền. Hãy hỏi hai bên.", name=contract.case.buyer.name)
        _tell_broker(contract, f"late:{public_id}", sentence)


def _is_settled(payment: Payment, on: date) -> bool:
    """Whether it can be said already if it was late."""
    assert payment.due_on is not None  # noqa: S101 - only those with a day are asked for
    over = payment.paid_on is not None or payment.due_on + limits().late_payment < on
    return over and payment.state is not PaymentState.DISPUTED


def _is_late(payment: Payment, on: date) -> bool:
    assert payment.due_on is not None  # noqa: S101
    lateness: timedelta = (payment.paid_on or on) - payment.due_on
    return lateness > limits().late_payment


def _runs(missed: Iterable[tuple[object, bool]]) -> Iterator[object]:
    """The member of each run of misses at which the run is long enough to be told of."""
    length = 0
    for name, bad in missed:
        length = length + 1 if bad else 0
        if length == limits().misses_in_a_row:
            yield name


def _tell(contract: Contract, organisations: list[int], key: str, sentence: Sentence) -> None:
    tell(
        by=None, organisations=organisations, staff=[], key=f"book:{contract.id}:{key}", sentence=sentence,
        path=f"/contracts/{contract.public_id}/deliveries", topic=Topic.DELIVERY,
    )  # fmt: skip


def _tell_broker(contract: Contract, key: str, sentence: Sentence) -> None:
    case: Case = contract.case
    tell(
        by=None, organisations=[], staff=[case.broker_id], key=f"book:{contract.id}:{key}", sentence=sentence,
        path=f"/contracts/{contract.public_id}/deliveries", topic=Topic.DELIVERY,
    )  # fmt: skip

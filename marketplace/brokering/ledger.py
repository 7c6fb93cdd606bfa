"""What is promised of offer and need periods: reserved when terms are agreed, contracted when signed.

Every function locks the periods it changes in order of their numbers, so that two agreements on one offer
wait for each other instead of promising the same tonne twice. The database's own check stands behind it.
The caller commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.brokering.models import Terms, TermsPeriod
from marketplace.errors import NotEnoughLeftError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod
from marketplace.web.formats import format_date, format_kg

R = TypeVar("R", OfferPeriod, NeedPeriod)


def reserve(terms: Terms, *, instead_of: Terms | None = None) -> None:
    """Hold the quantities of agreed terms, letting go of those of an earlier agreement in the same step.

    Raises NotEnoughLeftError, naming what is left, when any period has too little; nothing is held then.
    """
    check_left(terms, instead_of=instead_of)
    wanted = _by_offer_period(terms.periods)
    freed = _by_offer_period(instead_of.periods) if instead_of else {}
    for number, period in _lock_offer_periods({*wanted, *freed}).items():
        period.reserved_kg += wanted.get(number, Decimal(0)) - freed.get(number, Decimal(0))
    db.session.flush()


def check_left(terms: Terms, *, instead_of: Terms | None = None) -> None:
    """NotEnoughLeftError, naming what is left, when the offer could not hold these terms now. Holds nothing."""
    wanted = _by_offer_period(terms.periods)
    freed = _by_offer_period(instead_of.periods) if instead_of else {}
    for number, period in _lock_offer_periods({*wanted, *freed}).items():
        free = period.free_kg + freed.get(number, Decimal(0))
        if wanted.get(number, Decimal(0)) > free:
            raise _not_enough(period, free)


def release(terms: Terms) -> None:
    """Let go of what agreed terms held: the case ended without a contract."""
    freed = _by_offer_period(terms.periods)
    for number, period in _lock_offer_periods(freed).items():
        period.reserved_kg -= freed[number]
    db.session.flush()


def commit(terms: Terms) -> None:
    """The contract is signed: what was reserved is now contracted, and the need is that much nearer to met."""
    _move(terms.periods, reserved=-1, contracted=1)


def uncommit(terms: Terms) -> None:
    """The signing was sent back for correction: contracted becomes reserved again."""
    _move(terms.periods, reserved=1, contracted=-1)


def release_contracted(terms: Terms, *, after: date | None = None) -> None:
    """The contract ended: its quantities are free again, with `after` only those of periods that end later."""
    _move([p for p in terms.periods if after is None or p.end > after], reserved=0, contracted=-1)


def _move(periods: Iterable[TermsPeriod], *, reserved: int, contracted: int) -> None:
    chosen = list(periods)
    offered, needed = _by_offer_period(chosen), _by_need_period(chosen)
    for number, offer_period in _lock_offer_periods(offered).items():
        offer_period.reserved_kg += reserved * offered[number]
        offer_period.contracted_kg += contracted * offered[number]
    for number, need_period in _lock_need_periods(needed).items():
        need_period.contracted_kg += contracted * needed[number]
    db.session.flush()


def _by_offer_period(periods: Iterable[TermsPeriod]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for period in periods:
        if period.offer_period_id is not None:
            sums[period.offer_period_id] += period.quantity_kg
    return sums


def _by_need_period(periods: Iterable[TermsPeriod]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for period in periods:
        if period.need_period_id is not None:
            sums[period.need_period_id] += period.quantity_kg
    return sums


def _lock_offer_periods(numbers: Iterable[int]) -> dict[int, OfferPeriod]:
    question = sa.select(OfferPeriod).where(OfferPeriod.id.in_(sorted(numbers))).order_by(OfferPeriod.id)
    return {row.id: row for row in db.session.scalars(_locking(question))}


def _lock_need_periods(numbers: Iterable[int]) -> dict[int, NeedPeriod]:
    question = sa.select(NeedPeriod).where(NeedPeriod.id.in_(sorted(numbers))).order_by(NeedPeriod.id)
    return {row.id: row for row in db.session.scalars(_locking(question))}


def _locking(question: sa.Select[R]) -> sa.Select[R]:
    """Locked and read afresh: without `populate_existing` the session would hand back its old copy."""
    return question.options(lazyload("*")).with_for_update().execution_options(populate_existing=True)


def _not_enough(period: OfferPeriod, free: Decimal) -> NotEnoughLeftError:
    return NotEnoughLeftError(
        _l(
            "Kỳ %(start)s – %(end)s của chào bán chỉ còn %(left)s.",
            start=format_date(period.start),
            end=format_date(period.end),
            left=format_kg(free),
        ),
        field="periods",
        left_kg=free,
    )

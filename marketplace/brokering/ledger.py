"""What is promised of offer and need periods: reserved when terms are agreed, contracted when signed.

Every act writes movements whose sums are, at all times, what the periods say. An offer promises its firm
quantity first, then the flexible one, and never more than both. A need may be promised more than it asked for:
that is shown as a surplus, not refused. The caller holds the case's lock (and the contract's), and commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.brokering.bookings import ZERO, Entry, Line, check, post, quantities
from marketplace.brokering.models import MovementKind, Terms, TermsPeriod
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod


def check_left(terms: Terms, *, instead_of: Terms | None = None) -> None:
    """NotEnoughLeftError, naming what is left, when the offers could not hold these terms now. Holds nothing.

    `instead_of` are terms whose quantities, reserved or contracted, would be given up for these.
    """
    check(_replacing(terms, instead_of))


def reserve(terms: Terms, *, by: User, instead_of: Terms | None = None) -> None:
    """Hold the quantities of agreed terms, letting go of those of an earlier agreement in the same step.

    Raises NotEnoughLeftError, naming what is left, when any period has too little; nothing is held then.
    """
    post(_replacing(terms, instead_of), by=by)


def release(terms: Terms, *, by: User) -> None:
    """Let go of what agreed terms held: the case ended without a contract."""
    post(_all(MovementKind.RELEASED, terms, reserved=-1), by=by)


def commit(terms: Terms, *, by: User) -> None:
    """The contract is signed: what was reserved is now contracted, and the need is that much nearer to met."""
    post(_all(MovementKind.CONTRACTED, terms, reserved=-1, contracted=1), by=by)


def uncommit(terms: Terms, *, by: User) -> None:
    """The signing was sent back for correction: contracted becomes reserved again."""
    post(_all(MovementKind.RETURNED, terms, reserved=1, contracted=-1), by=by)


def release_contracted(terms: Terms, *, by: User, after: date | None = None) -> None:
    """The contract ended: its quantities are free again, with `after` only those of periods that end later."""
    chosen = [period for period in terms.periods if after is None or period.end > after]
    post(_all(MovementKind.ENDED, terms, chosen, contracted=-1), by=by)


def check_change_left(before: Terms, after: Terms, *, instead_of: Terms | None = None) -> None:
    """NotEnoughLeftError when the offers could not hold an annex from `before` to `after` now. Holds nothing."""
    check(_changing(before, after, instead_of))


def reserve_change(before: Terms, after: Terms, *, by: User, instead_of: Terms | None = None) -> None:
    """An annex is agreed: hold what `after` wants more of each period than the contract's terms `before`.

    `instead_of` is the revision that an earlier agreement on the same annex held. What the annex gives up stays
    contracted until it is signed. Raises NotEnoughLeftError; nothing is held then.
    """
    post(_changing(before, after, instead_of), by=by)


def commit_change(before: Terms, after: Terms, *, by: User) -> None:
    """The annex is signed: what is contracted is now what `after` says; what was held for it is used up."""
    held, old, new = _excess(before, after), quantities(before.periods), quantities(after.periods)
    post(
        [
            Entry(
                MovementKind.CONTRACTED, after, line,
                reserved=-held.get(line, ZERO), contracted=new.get(line, ZERO) - old.get(line, ZERO),
            )
            for line in {**old, **new}
        ],
        by=by,
    )  # fmt: skip


def drop_change(before: Terms, after: Terms, *, by: User) -> None:
    """The annex was given up: what was held for it is free again."""
    post(_excess_entries(MovementKind.RELEASED, before, after, -1), by=by)


def firm_used(period: OfferPeriod) -> Decimal:
    """What is promised (reserved or contracted) of the firm quantity: it goes first. Kilograms."""
    return min(period.reserved_kg + period.contracted_kg, period.firm_kg)


def flexible_used(period: OfferPeriod) -> Decimal:
    """What is promised of the flexible quantity: whatever the firm one could not hold. Kilograms."""
    return period.reserved_kg + period.contracted_kg - firm_used(period)


def surplus_kg(period: NeedPeriod) -> Decimal:
    """How much more than it asked for the buyer is promised in this period; zero when not more."""
    return max(period.reserved_kg + period.contracted_kg - period.quantity_kg, ZERO)


def _all(
    kind: MovementKind,
    terms: Terms,
    periods: Iterable[TermsPeriod] | None = None,
    *,
    reserved: int = 0,
    contracted: int = 0,
) -> list[Entry]:
    sums = quantities(terms.periods if periods is None else periods)
    return [Entry(kind, terms, line, reserved * amount, contracted * amount) for line, amount in sums.items()]


def _replacing(terms: Terms, instead_of: Terms | None) -> list[Entry]:
    freed = _all(MovementKind.RELEASED, instead_of, reserved=-1) if instead_of else []
    return freed + _all(MovementKind.RESERVED, terms, reserved=1)


def _changing(before: Terms, after: Terms, instead_of: Terms | None) -> list[Entry]:
    freed = _excess_entries(MovementKind.RELEASED, before, instead_of, -1) if instead_of else []
    return freed + _excess_entries(MovementKind.RESERVED, before, after, 1)


def _excess_entries(kind: MovementKind, before: Terms, after: Terms, sign: int) -> list[Entry]:
    return [Entry(kind, after, line, reserved=sign * amount) for line, amount in _excess(before, after).items()]


def _excess(before: Terms, after: Terms) -> dict[Line, Decimal]:
    old, new = quantities(before.periods), quantities(after.periods)
    return {line: amount - old.get(line, ZERO) for line, amount in new.items() if amount > old.get(line, ZERO)}

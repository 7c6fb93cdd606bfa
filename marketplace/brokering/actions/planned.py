"""What a pooled order plans for each cooperative of a case: written at inviting, replaced when the group changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.models import Case, PlannedShare
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation

Span = tuple[date, date, Decimal]


@dataclass(frozen=True, slots=True)
class Share:
    """How much one cooperative is asked for from a day to a day, both included, in kilograms."""

    organisation_id: int
    start: date
    end: date
    quantity_kg: Decimal


def plan_shares(*, by: User, case: Case, shares: Sequence[Share]) -> None:
    """The case's planned shares are these from now on; whose share changed has it in the case's history.

    DomainError when one is of an organisation that does not sell in the case.
    """
    if {one.organisation_id for one in shares} - set(case.seller_ids):
        raise DomainError(_l("Có đơn vị không còn trong vụ việc; hãy xem lại các kỳ giao."))
    before = _by_side(case.planned_shares)
    case.planned_shares.clear()
    db.session.flush()  # the old rows go before new ones of the same days come
    made = [
        {"case_id": case.id, "organisation_id": one.organisation_id, "start": one.start, "end": one.end,
         "quantity_kg": one.quantity_kg}
        for one in shares
    ]  # fmt: skip
    if made:
        db.session.execute(sa.insert(PlannedShare), made)  # one statement: a year of twenty suppliers is many rows
    db.session.expire(case, ["planned_shares"])
    after = _by_side(shares)
    for side in sorted(before.keys() | after.keys()):
        if before.get(side) != after.get(side):
            _record(by, case, side, before.get(side, []), after.get(side, []))


def _by_side(shares: Iterable[Share | PlannedShare]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for one in shares:
        found.setdefault(one.organisation_id, []).append((one.start, one.end, one.quantity_kg))
    return {side: sorted(spans) for side, spans in found.items()}


def _record(by: User, case: Case, side: int, before: list[Span], after: list[Span]) -> None:
    """One event for each cooperative, so that each reads its own only (`sight.py`)."""
    whose = {"organisation_id": side, "name": db.session.get_one(Organisation, side).name}
    record(events.SHARES_PLANNED, case, by=by, before={"planned": before}, after={**whose, "planned": after})

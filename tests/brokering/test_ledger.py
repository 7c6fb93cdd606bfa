"""The ledger's movements: one for each period and act, with who did it; firm first; a need may be exceeded."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.brokering import ledger
from marketplace.brokering.models import Movement, MovementKind
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.listings.recurrence import PeriodDraft
from marketplace.needs.rows import replace_periods
from tests.brokering.sums import broken_sums
from tests.cast import Cast, user
from tests.factories import brokering

pytestmark = pytest.mark.usefixtures("context")
kg = Decimal


def movements(of: sa.ColumnElement[bool]) -> list[tuple[MovementKind, Decimal, Decimal, int | None]]:
    rows = db.session.scalars(sa.select(Movement).where(of).order_by(Movement.id))
    return [(row.kind, row.reserved_kg, row.contracted_kg, row.by_id) for row in rows]


def test_each_act_is_one_movement_of_the_offer_and_one_of_the_need(cast: Cast) -> None:
    case = brokering.agreed(cast, tonnes=40)
    terms, offered, wanted, binh = case.revisions[0], case.offer.periods[0], case.need.periods[0], user(cast.binh)
    ledger.commit(terms, by=binh)
    ledger.uncommit(terms, by=binh)
    ledger.release(terms, by=binh)
    expected = [
        (MovementKind.RESERVED, kg(40_000), kg(0), cast.minh),
        (MovementKind.CONTRACTED, kg(-40_000), kg(40_000), cast.binh),
        (MovementKind.RETURNED, kg(40_000), kg(-40_000), cast.binh),
        (MovementKind.RELEASED, kg(-40_000), kg(0), cast.binh),
    ]
    assert movements(Movement.offer_period_id == offered.id) == expected
    assert movements(Movement.need_period_id == wanted.id) == expected
    assert not any(broken_sums())
    with pytest.raises(sa.exc.DBAPIError, match="insert-only"):
        db.session.execute(sa.update(Movement).values(reserved_kg=kg(1)))


def test_a_new_agreement_lets_go_of_the_one_before_it(cast: Cast) -> None:
    case = brokering.agreed(cast, tonnes=70)
    offered, second = case.offer.periods[0], brokering.proposed(cast, case, 90)
    ledger.reserve(second, by=user(cast.hoa), instead_of=case.revisions[0])
    assert [row[:2] for row in movements(Movement.offer_period_id == offered.id)] == [
        (MovementKind.RESERVED, kg(70_000)), (MovementKind.RELEASED, kg(-70_000)), (MovementKind.RESERVED, kg(90_000))
    ]  # fmt: skip
    offered.firm_kg, offered.flexible_kg = kg(60_000), kg(40_000)
    assert (ledger.firm_used(offered), ledger.flexible_used(offered)) == (kg(60_000), kg(30_000))


def test_a_need_that_is_exceeded_can_still_be_edited_but_not_cut(cast: Cast) -> None:
    case = brokering.agreed(cast, tonnes=40)
    need, period = case.need, case.need.periods[0]
    ledger.commit(case.revisions[0], by=user(cast.binh))
    period.quantity_kg = kg(35_000)
    assert (ledger.surplus_kg(period), period.missing_kg) == (kg(5_000), kg(0))
    replace_periods(need, [PeriodDraft(period.start, period.end, kg(35_000), kg(0))])
    with pytest.raises(DomainError, match="40"):
        replace_periods(need, [PeriodDraft(period.start, period.end, kg(34_000), kg(0))])

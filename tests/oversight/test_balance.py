"""What is missing and what is spare, month by month, by numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from flask import Flask

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferKind, OfferPeriod, ServiceKind
from marketplace.organisations.models import Origin
from marketplace.oversight import balance
from marketplace.oversight.balance import Standing
from marketplace.oversight.scope import Scope
from tests.cast import Cast
from tests.factories import listings_by_hand

SCOPE = Scope(date(2027, 1, 1), date(2027, 3, 31), None, "Cả nước")
MIDDLE = date(2027, 1, 16), date(2027, 2, 15)


def offered(cast: Cast, kilograms: int, span: tuple[date, date] = MIDDLE, **changes: Decimal) -> Offer:
    made = listings_by_hand.offer(cast.doan_ket)
    made.periods = [OfferPeriod(start=span[0], end=span[1], firm_kg=Decimal(kilograms), **changes)]
    db.session.flush()
    return made


def needed(cast: Cast, kilograms: int, span: tuple[date, date], contracted: int = 0) -> Need:
    made = listings_by_hand.need(cast.huong_viet)
    made.periods = [
        NeedPeriod(start=span[0], end=span[1], quantity_kg=Decimal(kilograms), contracted_kg=Decimal(contracted))
    ]
    db.session.flush()
    return made


def test_the_balance_spreads_periods_over_their_days_and_leaves_out_what_is_promised(
    context: Flask, cast: Cast
) -> None:
    offered(cast, 40_000, reserved_kg=Decimal(4000), contracted_kg=Decimal(5000))  # 31 t free over 31 days
    needed(cast, 20_000, (date(2027, 1, 1), date(2027, 1, 31)), contracted=4000)
    needed(cast, 5000, (date(2027, 3, 1), date(2027, 3, 31)))
    (line,) = balance.lines(SCOPE)
    january, february, march = line.cells
    assert (january.needed, january.free, january.standing) == (16_000, 16_000, Standing.EVEN)
    assert (february.needed, february.free, february.gap, february.standing) == (0, 15_000, -15_000, Standing.SPARE)
    assert (march.gap, march.standing, march.weight) == (5000, Standing.SHORT, 100)
    assert line.whole.gap == 21_000 - 31_000
    (longer,) = balance.lines(replace(SCOPE, until=date(2027, 12, 31)))
    (sheet,) = balance.sheets([longer])
    assert sheet.rows == ((january,), (february,), (march,)), "nine months of nothing are not listed"
    assert {cell.standing for cell in longer.cells[3:]} == {Standing.NONE}
    assert balance.lines(replace(SCOPE, province_code="52")) == []


def test_the_months_of_a_period_add_up_to_it_to_the_gram(context: Flask, cast: Cast) -> None:
    offered(cast, 1000, (date(2027, 1, 30), date(2027, 3, 1)))  # 1 000 kg over 31 days: 2, 28 and 1
    (line,) = balance.lines(SCOPE)
    assert [cell.free for cell in line.cells] == [Decimal("64.516"), Decimal("903.225"), Decimal("32.259")]
    assert line.whole.free == 1000


def test_a_gap_below_a_lorry_is_none(context: Flask, cast: Cast) -> None:
    needed(cast, 999, (date(2027, 1, 1), date(2027, 1, 31)))
    needed(cast, 1000, (date(2027, 2, 1), date(2027, 2, 28)))
    (line,) = balance.lines(SCOPE)
    assert [cell.standing for cell in line.cells] == [Standing.EVEN, Standing.SHORT, Standing.NONE]


def test_what_is_not_open_or_no_goods_is_left_out(context: Flask, cast: Cast) -> None:
    offered(cast, 10_000).closed_at = now()
    offered(cast, 10_000).published_at = None
    offered(cast, 10_000).origin = Origin.REPORTED
    offered(cast, 10_000).organisation_id = cast.moi_lap  # nobody has verified it
    service = offered(cast, 10_000)
    service.kind, service.service = OfferKind.SERVICE, ServiceKind.DRYING
    offered(cast, 10_000, reserved_kg=Decimal(10_000))
    offered(cast, 10_000, (date(2026, 10, 1), date(2026, 12, 31)))
    db.session.flush()
    assert balance.lines(SCOPE) == []

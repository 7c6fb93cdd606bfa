"""The way of needs, by numbers worked out by hand, and where needs stay behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from flask import Flask

from marketplace.brokering.models import CaseStage, ConsentHow, Stage
from marketplace.contracts.models import ContractState
from marketplace.deliveries.models import DeliveryAnswer
from marketplace.extensions import db
from marketplace.organisations.models import Origin
from marketplace.oversight import funnel
from marketplace.oversight.lists import TABLES
from tests.cast import Cast
from tests.oversight.by_hand import YEAR, contract_of, delivered, noon, official, way

MARCH = date(2026, 3, 1)


def told(group: funnel.Group) -> list[tuple[int, Decimal | None]]:
    return [(step.count, step.days) for step in group.steps]


def four_needs(cast: Cast) -> None:
    """All the way, to the signature, to the introduction, and posted only (in Gia Lai, a month later)."""
    whole = way(cast, MARCH, introduced=date(2026, 3, 11), signed=date(2026, 3, 21))
    delivered(contract_of(whole), date(2026, 4, 10))
    way(cast, MARCH, introduced=date(2026, 3, 5), signed=date(2026, 3, 25))
    way(cast, date(2026, 3, 2), introduced=date(2026, 3, 22))
    way(cast, date(2026, 4, 3), province="52")


def test_counts_and_median_days_of_each_step(context: Flask, cast: Cast) -> None:
    four_needs(cast)
    assert told(funnel.whole(YEAR)) == [(4, None), (3, Decimal(10)), (2, Decimal(15)), (1, Decimal(20))]
    provinces = {group.name: told(group) for group in funnel.by_province(YEAR)}
    assert provinces["Tỉnh Gia Lai"] == [(1, None), (0, None), (0, None), (0, None)]
    assert provinces["Tỉnh Lâm Đồng"] == [(3, None), (3, Decimal(10)), (2, Decimal(15)), (1, Decimal(20))]
    assert [(group.name, group.steps[0].count) for group in funnel.by_month(YEAR)] == [("03/2026", 3), ("04/2026", 1)]
    assert told(funnel.whole(replace(YEAR, province_code="52")))[0] == (1, None)


def test_a_need_posted_on_new_years_night_is_of_the_day_it_was_in_viet_nam(context: Flask, cast: Cast) -> None:
    inside, outside = way(cast, MARCH), way(cast, MARCH)
    inside.published_at = datetime(2025, 12, 31, 17, 0, tzinfo=UTC)
    outside.published_at = datetime(2025, 12, 31, 16, 59, tzinfo=UTC)
    db.session.flush()
    assert funnel.whole(YEAR).steps[0].count == 1


def test_what_is_no_step_is_not_counted(context: Flask, cast: Cast) -> None:
    """A need of the press; a renewal's talks; a void contract; goods refused, or disputed."""
    way(cast, MARCH).origin = Origin.REPORTED
    renewed = contract_of(way(cast, MARCH, introduced=date(2026, 3, 5), signed=date(2026, 3, 9)))
    again = contract_of(way(cast, MARCH, signed=date(2026, 3, 9)))
    again.case.renews_id, again.state = renewed.case_id, ContractState.VOID
    db.session.add(Stage(case_id=again.case_id, stage=CaseStage.NEGOTIATION, entered_at=noon(date(2026, 3, 6))))
    delivered(renewed, date(2026, 4, 1), accepted=0)
    disputed = delivered(renewed, date(2026, 4, 2))
    db.session.add(DeliveryAnswer(
        delivery_id=disputed.id, organisation_id=cast.doan_ket, agrees=False, note="Cân thiếu", how=ConsentHow.ONLINE,
        by_id=cast.hoa,
    ))  # fmt: skip
    db.session.flush()
    assert [count for count, _days in told(funnel.whole(YEAR))] == [2, 1, 1, 0]


def test_a_contract_recorded_after_its_signature_counts_but_gives_no_days(context: Flask, cast: Cast) -> None:
    """Signed in January, posted and introduced in March: the other need's twenty days stand alone."""
    early = way(cast, MARCH, introduced=date(2026, 3, 5), signed=date(2026, 1, 9))
    delivered(contract_of(early), date(2026, 2, 9))
    db.session.flush()
    way(cast, MARCH, introduced=date(2026, 3, 5), signed=date(2026, 3, 25))
    assert told(funnel.whole(YEAR)) == [(2, None), (2, Decimal(4)), (2, Decimal(20)), (1, None)]


def test_only_needs_that_wait_for_an_introduction_are_named(context: Flask, cast: Cast) -> None:
    four_needs(cast)
    closed = way(cast, MARCH)
    closed.closed_at = noon(MARCH)
    db.session.flush()
    wait = {name: list(TABLES[f"waiting-{name}"].rows(official(cast), YEAR)) for name in
            ("introduction", "signature", "delivery")}  # fmt: skip
    assert [(row.posted, row.days) for row in wait["introduction"]] == [(date(2026, 4, 3), 272)]
    assert [(row.number, row.oldest) for row in wait["signature"]] == [(1, date(2026, 3, 22))]
    assert [(row.number, row.oldest) for row in wait["delivery"]] == [(1, date(2026, 3, 25))]
    for name in ("signature", "delivery"):
        assert not any("id" in field for row in wait[name] for field in row._fields)

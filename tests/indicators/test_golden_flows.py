"""Every figure of flows on the golden scene, counted by hand beside each number (see `golden_flows`)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from marketplace.contracts.models import ContractState
from marketplace.contracts.spans import rebuild_spans
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.definitions import Definition
from marketplace.indicators.engine import (
    COUNTRY,
    Figure,
    LeftOut,
    Level,
    Place,
    Question,
    breakdown,
    compute,
    population,
    rows,
)
from marketplace.organisations.models import OrganisationKind
from marketplace.organisations.models.kinds import SizeClass
from tests.cast import Cast
from tests.cast import organisation as of_cast
from tests.databases import Beginning
from tests.indicators.golden_flows import FAR, HERE, Deal, Scene, set_down

HALF, MID_FEBRUARY = date(2026, 6, 30), date(2026, 2, 15)
PROVINCE = Place.province(HERE)


@pytest.fixture
def scene(begin_with: Beginning, context: Flask, cast: Cast) -> None:
    def lay() -> None:
        set_down(cast)
        rebuild_spans()

    begin_with("golden flows and their days", lay)


def asked(code: str, day: date = HALF, place: Place = PROVINCE, **more: Any) -> Figure:
    return compute(Question(code=code, day=day, place=place, **more))


def numbers(code: str, day: date = HALF, place: Place = PROVINCE, **more: Any) -> tuple[Decimal, Decimal | None]:
    figure = asked(code, day, place, **more)
    return figure.numerator, figure.denominator


def left_out(code: str, day: date = HALF, **more: Any) -> dict[str, int]:
    return {reason.value: count for reason, count in asked(code, day, **more).left_out.items()}


@pytest.mark.usefixtures("scene")
def test_contracts_with_state_owned_enterprises() -> None:
    assert numbers("O1") == (1, 3)  # c2 of c1, c2, c3
    assert left_out("O1") == {"unverified": 1}  # c4
    assert numbers("O1", place=COUNTRY) == (2, 5)  # c2, c5 of c1, c2, c3, c5, c9
    assert numbers("O1", MID_FEBRUARY) == (0, 5)  # c1, c3, c6, c7, c10; c2 begins in March
    assert numbers("O1v") == (50_000, 180_000)
    assert numbers("O1", date(2024, 1, 1)) == (0, 0)
    assert asked("O1", date(2024, 1, 1)).value is None
    assert numbers("O1", commodity_group="fruit") == (1, 2)  # c1, c2


@pytest.mark.usefixtures("scene")
def test_volume_and_area_of_active_contracts() -> None:
    assert numbers("O2") == (180_000, None)
    assert numbers("O2", MID_FEBRUARY) == (160_000, None)  # 100 + 30 + 10 + 15 + 5 tonnes
    assert numbers("O2", place=COUNTRY) == (260_000, None)
    assert numbers("O2", state_owned=True) == (50_000, None)
    assert numbers("O6") == (12, None)  # c1 and c2 may be the same durian of a: the larger
    assert left_out("O6") == {"unverified": 1, "same_land": 1, "no_area": 1}  # c4, c2, c3
    assert numbers("O6", place=COUNTRY) == (20, None)  # and the larger of c5 and c9
    assert numbers("O6", state_owned=True) == (10, None)  # c2 alone
    assert numbers("O6", MID_FEBRUARY) == (20, None)  # c1 12, c6 3, c7 4 of b, c10 1


@pytest.mark.usefixtures("scene")
def test_value_is_told_of_many_and_of_nobody_alone() -> None:
    # c1 2.0, c2 1.5, c5 2.8, c9 0.5 billion đồng; c3 has no price. Four contracts, three buyers.
    assert asked("O2v", place=COUNTRY).value == 6_800_000_000
    here = asked("O2v")  # two contracts of two buyers
    assert (here.value, here.numerator) == (None, 0)
    assert left_out("O2v") == {"unverified": 1, "no_price": 1, "suppressed": 2}
    assert asked("O2v", date(2026, 9, 29), COUNTRY).value == 6_800_000_000  # as on 30 June: nobody chooses the day
    assert asked("O2v", date(2026, 6, 29), COUNTRY).value == 6_900_000_000  # as on 31 March: and c6
    told = {part.code: part.value for part in breakdown(Question(code="O2v", day=HALF), Level.PROVINCE)}
    assert told == {HERE: None, FAR: None}
    with pytest.raises(DomainError, match="nhóm hàng lớn") as refused:
        asked("O2v", place=COUNTRY, commodity_group="durian")
    assert refused.value.field == "commodity_group"


@pytest.mark.usefixtures("scene")
def test_deliveries_of_periods_that_ended_in_the_window() -> None:
    assert numbers("O3") == (73_000, 105_000)  # c1 38 + 30 of 40 + 60 tonnes, c10 5 of 5
    assert left_out("O3") == {"unverified": 1, "no_book": 2, "disputed": 1}  # c4; c3 and c6; c2
    assert numbers("O3", date(2026, 7, 31)) == (93_000, 105_000)  # what came late came
    assert numbers("O3", date(2026, 4, 30)) == (38_000, 40_000)  # c1's first period
    assert numbers("O3", date(2025, 12, 31)) == (15_000, 15_000)  # c7
    assert numbers("O3", date(2026, 5, 31), since=date(2026, 5, 1)) == (0, 0)  # only c2's, disputed
    assert asked("O3", date(2026, 5, 31), since=date(2026, 5, 1)).value is None
    assert numbers("O3", state_owned=True) == (0, 0)


def test_a_period_that_ends_while_its_contract_is_suspended_is_told_and_not_counted(context: Flask, cast: Cast) -> None:
    scene, spring = Scene(cast), (date(2026, 1, 1), date(2026, 3, 31))
    for name, day in (("HTX a", spring[1]), ("HTX b", spring[1] + timedelta(days=1))):
        became = (ContractState.SUSPENDED, day)
        periods = [(*spring, 40_000), (date(2026, 4, 1), date(2026, 12, 31), 60_000)]
        deal = Deal(scene.coop(name), of_cast(cast.huong_viet), "durian", 100_000, periods=periods, became=became)
        scene.delivery(scene.contract(deal), spring, date(2026, 3, 1), 10_000)
    rebuild_spans()
    assert numbers("O3") == (10_000, 40_000)  # b's: suspended on the day after
    assert left_out("O3") == {"suspended": 1}  # a's, on the last day itself
    assert left_out("O3", date(2026, 12, 31)) == {"suspended": 3}


@pytest.mark.usefixtures("scene")
def test_payments_are_told_as_a_rate() -> None:
    assert numbers("O4") == (675, 1000)  # 2 000 + 700 of 2 000 + 700 + 300 + 1 000 thousand đồng
    assert left_out("O4") == {"unverified": 1, "no_date": 1, "disputed": 1}
    assert numbers("O4", date(2026, 3, 31)) == (1000, 1000)  # c7's alone, in time: no amount follows from it
    few = asked("O4", since=date(2026, 4, 1))  # c1 and c2: the share would tell one buyer the other's amount
    assert (few.value, few.numerator, few.denominator) == (None, 0, 0)
    assert few.left_out[LeftOut.SUPPRESSED] == 3
    assert asked("O4", date(2025, 6, 30)).value is None


@pytest.mark.usefixtures("scene")
def test_contracts_that_ended() -> None:
    assert numbers("O5") == (1, 3)  # c6 for breach; c7 expired, c10 completed
    assert numbers("O5", since=date(2026, 3, 1)) == (1, 2)
    assert numbers("O5", date(2026, 4, 30)) == (0, 1)  # the breach was yet to come
    assert numbers("O5", date(2026, 12, 31)) == (1, 5)  # and c1, c3 on the last day of their term
    assert left_out("O5", date(2026, 12, 31)) == {"unverified": 1}
    assert asked("O5", date(2024, 12, 31)).value is None


@pytest.mark.usefixtures("scene")
def test_needs_that_came_to_a_contract() -> None:
    may = date(2026, 5, 1)
    assert numbers("O7", since=may) == (1, 3)
    assert left_out("O7", since=may) == {"unverified": 1}
    assert numbers("O7", date(2026, 5, 31), since=may) == (0, 2)  # days are those of Viet Nam; signed on 20 June
    assert asked("O7", date(2024, 12, 31)).value is None


@pytest.mark.usefixtures("scene")
def test_what_is_wanted_beyond_what_is_offered() -> None:
    june = asked("O8", date(2026, 6, 16))
    assert (june.numerator, june.denominator) == (18_000, 6_000)  # 15 of 30 days of 30 t, all 3 t; half of 10 + 2 t
    assert june.value == 12_000
    assert june.left_out == {LeftOut.UNVERIFIED: 1}
    assert numbers("O8", date(2026, 5, 31)) == (30_000 + 3_000, 20_000)  # 8 t are not closed before 10 June
    assert numbers("O8", date(2025, 6, 5)) == (0, Decimal("2666.666"))  # 4 of 30 days of 12 and 8 t; nothing wanted yet
    assert numbers("O8", date(2026, 7, 15)) == (100, 0)  # the last of 30 days of 3 t
    assert asked("O8", date(2026, 7, 16)).value == 0


@pytest.mark.usefixtures("scene")
def test_papers() -> None:
    assert numbers("O9") == (3, None)  # to 30/06, 28/09 (90 days), and the one revoked later
    assert left_out("O9") == {"unverified": 1}
    assert numbers("O9", date(2026, 7, 5)) == (2, None)  # to 28/09 and 29/09
    assert numbers("I8") == (1, 3)  # t1 by the paper for fruit; t2 is coffee, t3's paper expired yesterday
    assert numbers("I8", date(2026, 6, 29)) == (2, 3)
    assert numbers("I8", date(2026, 5, 31)) == (3, 4)  # and t5 on its last day


def test_a_product_of_two_records_that_were_merged_counts_once(context: Flask, cast: Cast) -> None:
    scene = Scene(cast)
    kept, gone = scene.coop("HTX Một"), scene.coop("HTX 1")
    for owner in (kept, gone):
        scene.product(owner, "durian", "893", date(2026, 1, 1))
    assert numbers("I8") == (0, 2)
    gone.merged_into_id, gone.merged_at, gone.merged_by_id = kept.id, gone.verified_at, cast.quan
    db.session.flush()
    assert numbers("I8") == (0, 1)


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("code", ["I8", "O1", "O1v", "O2", "O3", "O5", "O6", "O7", "O8", "O9"])
def test_rows_and_places_add_up_to_the_figure(code: str) -> None:
    question = Question(code=code, day=HALF)
    figure = compute(question)
    found = db.session.execute(rows(question)).all()
    assert sum(row.numerator for row in found) == figure.numerator
    assert sum(row.denominator for row in found) == (figure.denominator or 0)
    places = breakdown(question, Level.PROVINCE)
    assert sum(part.numerator for part in places) == figure.numerator
    assert {part.code for part in places} <= {HERE, FAR, None}


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("code", ["O2v", "O4"])
def test_no_row_carries_an_amount_in_dong(code: str) -> None:
    for asked_for in (population, rows):
        found = db.session.execute(asked_for(Question(code=code, day=HALF))).all()
        assert found
        assert {"contract_id", "buyer_id"}.isdisjoint(found[0]._fields)
        assert {value for row in found for value in (row.numerator, row.denominator)} <= {0, 1}


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("code", "field", "chosen"),
    [
        ("O1", "state_owned", {"state_owned": True}),  # its numerator already
        ("O2", "since", {"since": date(2026, 1, 1)}),  # holds on a day, not in a window
        ("O2v", "size", {"size": SizeClass.SMALL}),  # a cell too narrow to be told
        ("O3", "since", {"since": date(2026, 7, 1)}),  # after the last day
        ("O7", "organisation_kind", {"organisation_kind": OrganisationKind.HTX}),
        ("O9", "definition", {"definition": Definition.L2}),
    ],
)
def test_what_has_no_meaning_is_said_in_a_sentence(code: str, field: str, chosen: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        asked(code, **chosen)
    assert refused.value.field == field
    assert len(str(refused.value.message).split()) > 5

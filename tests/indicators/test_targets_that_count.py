"""A target that is entered has an effect and asks for something; the way to it begins where figures begin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, get_template_attribute

from marketplace.errors import DomainError
from marketplace.indicators.actions.targets import TargetFacts, set_target
from marketplace.indicators.engine import Figure, Place, Question, compute
from marketplace.indicators.engine.figure import TargetLine
from marketplace.indicators.models import TargetKind
from marketplace.indicators.path_queries import path_of
from marketplace.indicators.paths import Point, quarter_ends
from marketplace.indicators.words import gap_words
from marketplace.organisations.models import OrganisationKind
from tests.cast import Cast, user
from tests.client import Browser

DAY = date(2026, 6, 30)
ASKED = Question(day=DAY, place=Place.province("68"))


def enter(cast: Cast, year: int, value: int, kind: TargetKind = TargetKind.TARGET, province: str | None = "68") -> None:
    """A number of I1 that Thu enters."""
    set_target(by=user(cast.thu), facts=TargetFacts("I1", year, kind, Decimal(value), "Kế hoạch 12/KH-UBND", province))


def test_a_step_leads_to_a_target_of_its_own_place(context: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    typed = {
        "indicator": "I1", "organisation_kind": "", "province": "68", "kind": "step", "year": "2028", "value": "30",
        "source": "Kế hoạch 12/KH-UBND",
    }  # fmt: skip
    page = browser(cast.thu).submit("/indicators/targets/new", status=422, **typed)
    assert "Tỉnh này chưa có mục tiêu riêng" in page.words()
    assert 'value="30"' in page.text
    enter(cast, 2028, 30, TargetKind.STEP, province=None)
    enter(cast, 2030, 55)
    enter(cast, 2028, 30, TargetKind.STEP)
    count = TargetFacts("I6", 2028, TargetKind.STEP, Decimal(3), "Kế hoạch", "68", OrganisationKind.HTX)
    with pytest.raises(DomainError, match="mục tiêu của cả nước không phải là của tỉnh nào"):
        set_target(by=user(cast.thu), facts=count)


@pytest.mark.parametrize(("year", "value", "said"), [(2031, 49, "2030 đã đặt 50%"), (2031, 0, "0"), (2029, 51, "2030")])
def test_nothing_asks_for_less_than_a_year_before(context: Flask, cast: Cast, year: int, value: int, said: str) -> None:
    enter(cast, 2030, 50)
    with pytest.raises(DomainError, match=said) as refused:
        enter(cast, year, value)
    assert refused.value.field == "value"
    enter(cast, 2031, 50)
    enter(cast, 2025, 60, TargetKind.BASELINE)
    enter(cast, 2030, 40)


def test_the_way_begins_at_the_first_figure_where_nothing_lies_before(context: Flask, cast: Cast) -> None:
    enter(cast, 2030, 70)
    enter(cast, 2028, 40, TargetKind.STEP)
    history = [Figure(Question(day=day, place=ASKED.place), Decimal(2), Decimal(10), 0) for day in quarter_ends(DAY, 3)]
    path = path_of(ASKED, history[-1], history)
    assert path.begins == path.points[0] == Point(date(2025, 12, 31), Decimal(20))
    assert path.stands is not None
    assert 20 < path.stands < 40
    with context.test_request_context():
        part = get_template_attribute("indicators/_path.html", "path_part")
        assert "kẻ từ con số đầu tiên đã tính: 20% vào ngày 31/12/2025" in str(part(path))
        assert "Chưa nói được: trước ngày này" in str(part(path_of(ASKED, compute(ASKED))))
    enter(cast, 2025, 13, TargetKind.BASELINE)
    path = path_of(ASKED, history[-1], history)
    assert path.begins is None
    assert path.points[0] == Point(date(2025, 12, 31), Decimal(13))


def test_a_year_that_is_over_is_said_to_be(app: Flask) -> None:
    target = TargetLine(Decimal(100), 2025, TargetKind.TARGET, "Chương trình")
    with app.test_request_context():
        said = [
            gap_words(Figure(Question(day=day, code="I7"), Decimal(above), Decimal(4), 0, target=target))
            for day, above in ((DAY, 1), (date(2025, 12, 31), 1), (DAY, 4))
        ]
    assert said == [
        "đã hết hạn, còn thiếu 75 điểm phần trăm",
        "còn thiếu 75 điểm phần trăm",
        "đã đạt",
    ]

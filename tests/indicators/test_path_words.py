"""What stands beside a figure agrees with it: a forecast with today, a pace with what is missing, what is left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, get_template_attribute

from marketplace.indicators.definitions import Denominator
from marketplace.indicators.engine import Figure, LeftOut, Question
from marketplace.indicators.engine.figure import TargetLine
from marketplace.indicators.models import TargetKind
from marketplace.indicators.path_queries import path_of
from marketplace.indicators.paths import quarter_ends
from marketplace.indicators.words import (
    inside_a_sentence,
    left_out_words,
    nothing_words,
    part_words,
    value_words,
    when_words,
)
from marketplace.web.formats import format_date

TODAY = date(2026, 11, 23)


def shown(today: int) -> str:
    """The words on the way of I1, of nine cooperatives; none was linked at the end of any quarter."""
    history = [Figure(Question(day=day), Decimal(0), Decimal(9), 0) for day in quarter_ends(TODAY, 9)[:-1]]
    target = TargetLine(Decimal(50), 2030, TargetKind.TARGET, "Chương trình")
    figure = Figure(Question(day=TODAY), Decimal(today), Decimal(9), 0, target=target)
    part = get_template_attribute("indicators/_path.html", "path_part")
    return " ".join(str(part(path_of(figure.question, figure, [*history, figure]))).split())


@pytest.mark.parametrize(("today", "outside"), [(2, True), (1, False), (0, False)])
def test_a_forecast_says_from_where_and_when_today_lies_outside(app: Flask, today: int, outside: bool) -> None:
    with app.test_request_context():
        words = shown(today)
    assert "tính từ quý đã qua gần nhất: 0% vào ngày 30/09/2026" in words
    assert ("nằm ngoài khoảng dự báo của quý này (từ 0% đến 11,1%). Quý này chưa hết" in words) is outside


def test_few_in_many_quarters_are_no_pace_of_one_a_quarter(app: Flask) -> None:
    with app.test_request_context():
        words = shown(2)
    assert "3 hợp tác xã nông nghiệp có liên kết trong 17 quý còn lại, chưa đến mỗi quý một" in words
    assert "mỗi năm" not in words


@pytest.mark.parametrize(
    ("denominator", "said"),
    [
        (Denominator.D1, "trong đó 2 chưa được xếp loại, vẫn nằm trong mẫu số"),
        (Denominator.D3, "2 không tính vì: Chưa được xếp loại"),
    ],
)
def test_who_is_still_below_the_line_is_not_said_to_be_left_out(
    app: Flask, denominator: Denominator, said: str
) -> None:
    asked = Question(day=TODAY, code="I3", denominator=denominator)
    with app.test_request_context():
        assert left_out_words(Figure(asked, Decimal(5), Decimal(10), 0, {LeftOut.UNRATED: 2})) == [said]


def test_a_year_that_nobody_has_rated_yet_leads_to_the_one_before(app: Flask) -> None:
    asked = Question(day=TODAY, code="I1", denominator=Denominator.D3)
    with app.test_request_context():
        said = nothing_words(Figure(asked, Decimal(0), Decimal(0), 0, {LeftOut.UNRATED: 2}))
    assert said.startswith(f"Chưa có xếp loại chính thức nào của năm {TODAY.year};")
    assert f"31/12/{TODAY.year - 1}" in said


def test_a_surplus_is_said_in_round_numbers(app: Flask) -> None:
    asked = Question(day=TODAY, code="O8")
    figure = Figure(asked, Decimal("1858666.666"), Decimal(2_682_400), 0)
    with app.test_request_context():
        assert value_words(figure) == "thừa 823,7 tấn"
        assert part_words(figure) == "1.858,7 tấn cần mua, 2.682,4 tấn chào bán"
        assert when_words(asked).count(format_date(TODAY)) == 2


def test_a_place_inside_a_sentence_keeps_its_name() -> None:
    assert [inside_a_sentence(name) for name in ("Tỉnh Lâm Đồng", "Thành phố Huế", "Xã Tỉnh Bắc")] == [
        "tỉnh Lâm Đồng",
        "thành phố Huế",
        "Xã Tỉnh Bắc",
    ]

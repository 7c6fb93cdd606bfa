"""What a reader is told is true for that reader: too much or too little, one unit, one answer, links that open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, get_template_attribute
from flask_babel import force_locale

from marketplace.indicators import words
from marketplace.indicators.definitions import Unit
from marketplace.indicators.engine import Figure, LeftOut, Question
from marketplace.indicators.queries.snapshots import FrozenFigure
from marketplace.indicators.since_last_year import changes_of
from marketplace.indicators.tables import figure_header
from marketplace.indicators.words import amount_words, part_words, value_words
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.client import Browser
from tests.indicators.closing import HALF_2026, YEAR_2025, closed, official
from tests.indicators.test_since_last_year import DAY, PROVINCE

TODAY = date(2026, 11, 23)
OPENS = "mở ra được đến từng dòng"


def gap(wanted: int, offered: int) -> Figure:
    """What is wanted and offered, in kilograms."""
    return Figure(Question(day=TODAY, code="O8"), Decimal(wanted), Decimal(offered), 0)


@pytest.mark.parametrize(
    ("wanted", "offered", "said"),
    [(75_200, 830_000, "thừa 754,8 tấn"), (830_000, 75_200, "thiếu 754,8 tấn"), (5, 5, "0 kg")],
)
def test_a_gap_says_whether_it_is_too_much_or_too_little(app: Flask, wanted: int, offered: int, said: str) -> None:
    with app.test_request_context():
        assert value_words(gap(wanted, offered)) == said


def test_one_figure_is_told_in_one_unit_and_with_a_true_minus(app: Flask) -> None:
    with app.test_request_context():
        assert part_words(gap(75_200, 830_000)) == "75,2 tấn cần mua, 830 tấn chào bán"
        assert amount_words(Decimal(-754_800), Unit.KG) == "−754,8 tấn"
        assert any("dương là thiếu, âm là thừa" in one for one in figure_header(gap(1, 2).question))
    with app.test_request_context(), force_locale("en"):
        assert part_words(gap(75_200, 830_000)).startswith("75.2 tonnes wanted, 830 tonnes")


@pytest.mark.parametrize(
    ("code", "denominator", "left_out", "parts"),
    [
        ("O2v", None, {}, "0 ₫"),
        ("O2v", None, {LeftOut.SUPPRESSED: 1}, "không nêu số tiền"),
        ("O4", Decimal(9), {}, "không nêu số tiền"),
    ],
)
def test_a_closed_amount_gives_one_answer(
    app: Flask, code: str, denominator: Decimal | None, left_out: dict[LeftOut, int], parts: str
) -> None:
    figure = Figure(Question(day=date(2026, 6, 30), code=code), Decimal(0), denominator, 0, left_out)
    with app.test_request_context():
        part = get_template_attribute("indicators/snapshots/_parts.html", "parts")
        assert parts in str(part(FrozenFigure(figure, "1", ""), words))


@pytest.mark.usefixtures("of_one_figure")
def test_the_dashboard_says_with_what_it_compares_and_why(
    context: Flask, named: dict[str, Organisation], cast: Cast, browser: Callable[..., Browser]
) -> None:
    approver = official()
    year, _half = closed(cast, YEAR_2025, approver), closed(cast, HALF_2026, approver)
    page = browser().get("/indicators?day=30/06/2026&province=68").words()
    assert f"kỳ chốt cuối cùng của năm trước: “{year.title}”, đến ngày 14/12/2025" in page
    assert "so với năm trước (kỳ chốt đến 14/12/2025)" in page
    with context.test_request_context():
        assert not changes_of(PROVINCE, date(DAY.year + 30, 1, 1), [])


def test_only_who_may_open_rows_is_told_to(cast: Cast, browser: Callable[..., Browser]) -> None:
    for person, opens in ((None, False), (cast.hoa, False), (cast.thu, True)):
        reader = browser(person) if person else browser()
        page = reader.get("/indicators?day=30/06/2026&province=68")
        assert (OPENS in page.words()) is opens
        assert ("/indicators/I1/rows" in page.text) is opens
        assert "cán bộ kiểm lại được đến từng hợp đồng" in page.words()
        if not opens and person:
            reader.get("/indicators/I1/rows", status=404)

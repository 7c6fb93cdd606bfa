"""What is told of days to come: never less than what is signed, never as if it had been counted, never without end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict

from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators import path_queries
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Figure, Place, Question, compute
from marketplace.indicators.forecast import Forecast, NoForecast, Observation, forecast
from marketplace.indicators.forms.question import DashboardForm, FigureForm
from marketplace.indicators.path_queries import path_of, standing_on
from marketplace.indicators.paths import quarter_ends
from marketplace.indicators.trends import history_of, standing_of, trend_of
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.factories.contracts_by_hand import Deal, contract, organisation

LAST = date(2026, 9, 30)
HERE = Place.province("68")


def told(counts: Sequence[int], floor: int) -> Forecast | NoForecast:
    """A forecast of shares of two hundred, of which so many percent stand already on any day."""
    days = quarter_ends(LAST, len(counts))
    history = [Observation(day, Decimal(count), Decimal(200)) for day, count in zip(days, counts, strict=True)]
    return forecast(history, floors=lambda asked: dict.fromkeys(asked, Decimal(floor)))


def test_nothing_of_a_forecast_lies_below_what_is_signed() -> None:
    found = told([40, 39, 37, 36, 34, 33, 31, 30, 28, 27], 13)
    assert isinstance(found, Forecast)
    assert all(13 <= point.low <= point.value <= point.high for point in found.points)
    assert found.last.value == found.last.floor == 13
    assert "không bao giờ thấp hơn" not in str(found.method), "more organisations make a share smaller"
    assert "với số tổ chức như hôm nay và nếu không gì kết thúc sớm" in str(found.method)


def test_quarters_that_contradict_what_is_signed_bear_no_forecast() -> None:
    found = told([0] * 10, 22)
    assert isinstance(found, NoForecast)
    assert "đã ký" in str(found.reason)
    assert "31/12/2026" in str(found.reason)


def test_the_floor_is_the_figure_of_the_day_itself(context: Flask, cast: Cast) -> None:
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    for name, ends in (("a", date(2031, 12, 31)), ("b", date(2027, 3, 31)), ("c", None)):
        seller = organisation(f"HTX {name}", verifier_id=cast.quan)
        if ends:
            contract(Deal(seller, buyer, ends=ends), entered_by=cast.binh, verified_by=cast.quan)
    db.session.flush()
    days = [date(2027, 3, 31), date(2027, 6, 30)]
    found = standing_on(Question(day=LAST, place=HERE), days)
    assert found == {day: compute(Question(day=day, place=HERE)).value for day in days}
    assert found[days[0]] > found[days[1]] > 0


def test_a_page_names_what_is_signed_beside_the_forecast(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_queries, "standing_on", lambda _asked, days: dict.fromkeys(days, Decimal(20)))
    history = [Figure(Question(day=day), Decimal(2), Decimal(9), 0) for day in quarter_ends(LAST, 9)]
    with app.test_request_context():
        part = get_template_attribute("indicators/_path.html", "path_part")
        said = " ".join(str(part(path_of(history[-1].question, history[-1], history))).split())
    assert "còn hiệu lực đến ngày đó đã cho 20%, nên dự báo không thấp hơn." in said


def test_history_ends_today_and_nothing_is_forecast_from_a_day_to_come(
    context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("trends", "path_queries", "words"):
        monkeypatch.setattr(f"marketplace.indicators.{module}.today", lambda: date(2026, 11, 23))
    figure = compute(Question(day=date(2030, 12, 31), place=HERE))
    assert max(one.question.day for one in history_of(figure)) == date(2026, 11, 23)
    ahead = [one.question.day for one in standing_of(figure)]
    assert min(ahead) > date(2026, 11, 23)
    assert ahead == sorted(ahead)
    assert ahead[-1] == date(2030, 12, 31)
    assert len(ahead) <= 9
    with context.test_request_context():
        trend = trend_of(figure)
        said = get_template_attribute("indicators/_trend.html", "trend_part")(trend, figure.question.indicator)
    assert trend.path.forecast is None
    assert "chưa tới" in str(trend.path.no_forecast)
    assert trend.path.pace is None
    assert trend.path.ahead is None
    assert str(said).count("chưa tới: chỉ những gì đã ký") == len(ahead)


@pytest.mark.parametrize("day", ["01/01/2046", "31/12/2100"])
def test_a_day_after_the_last_target_is_refused_beside_its_field(context: Flask, cast: Cast, day: str) -> None:
    asked = MultiDict({"day": day})
    with context.test_request_context(f"/?day={day}"):
        figure, dashboard = FigureForm(INDICATORS["I1"], asked), DashboardForm(asked)
        for refused in (figure.question, dashboard.place):
            with pytest.raises(DomainError, match="31/12/2045") as found:
                refused()
            assert found.value.field == "day"
        assert FigureForm(INDICATORS["I1"], MultiDict({"day": "31/12/2045"})).question().day == date(2045, 12, 31)

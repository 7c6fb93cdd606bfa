"""What a card says of the year before: against the period that was closed then, never against what meant otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.indicators import since_last_year
from marketplace.indicators.engine import COUNTRY, Place, Question, compute
from marketplace.indicators.queries.snapshots import figures_of
from marketplace.indicators.since_last_year import changes_of
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.factories.contracts_by_hand import Deal, contract
from tests.indicators.closing import HALF_2026, HERE, YEAR_2025, closed, official

DAY, PROVINCE = date(2026, 6, 30), Place.province(HERE)


def said(day: date = DAY, place: Place = PROVINCE) -> str:
    """The words of I1's card."""
    change = changes_of(place, day, [compute(Question(day=day, place=place))]).get("I1")
    return change.words if change else ""


@pytest.mark.usefixtures("of_one_figure")
def test_a_card_tells_the_change_since_the_period_closed_last_year(
    context: Flask, named: dict[str, Organisation], cast: Cast
) -> None:
    approver = official()
    closed(cast, YEAR_2025, approver)  # three of six are linked; two of six in June
    closed(cast, HALF_2026, approver)
    with context.test_request_context():
        assert said() == "giảm 16,7 điểm phần trăm so với năm trước (kỳ chốt đến 14/12/2025)"
        assert said(date(2025, 12, 31)) == said(date(2027, 1, 1), COUNTRY) == ""
        buyer = db.session.get_one(Organisation, cast.huong_viet)
        contract(Deal(named["d"], buyer), entered_by=cast.binh, verified_by=cast.quan)
        assert said() == "không đổi so với năm trước (kỳ chốt đến 14/12/2025)"


@pytest.mark.usefixtures("of_one_figure")
def test_another_definition_or_an_unapproved_period_is_compared_with_nothing(
    context: Flask, named: dict[str, Organisation], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(cast, YEAR_2025)
    with context.test_request_context():
        assert said() == "", "nobody has approved it"
        earlier = closed(cast, replace(YEAR_2025, ends_on=date(2025, 12, 13)), official())
        assert "13/12/2025" in said()
        older = [replace(one, version="0") for one in figures_of(earlier)]
        monkeypatch.setattr(since_last_year, "figures_of", lambda snapshot: older)
        assert said() == "", "what was counted otherwise is no change"

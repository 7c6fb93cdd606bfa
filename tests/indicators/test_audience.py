"""Figures of what single contracts agreed are for those who open rows; everybody else has the open data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.indicators import freezing
from marketplace.indicators.audience import OF_TERMS
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.models import Snapshot
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.client import Browser, Page
from tests.factories.contracts_by_hand import Deal, contract
from tests.indicators.closing import HALF_2026, closed, official

ASKED = "?day=30/06/2026&province=68"
Open = Callable[..., Browser]


@pytest.fixture
def one_contract(app: Flask, cast: Cast) -> None:
    """The one contract of Lâm Đồng: what is told of the province is told of it."""
    with app.app_context():
        seller, buyer = (db.session.get_one(Organisation, one) for one in (cast.doan_ket, cast.huong_viet))
        contract(Deal(seller, buyer), entered_by=cast.binh, verified_by=cast.quan)
        db.session.commit()


@pytest.mark.usefixtures("one_contract")
def test_no_door_tells_strangers_or_competitors_the_terms_of_one_contract(cast: Cast, browser: Open) -> None:
    thu = browser(cast.thu)
    for door in ("", "/figure.csv", "/figure.xlsx", "/figure.json"):
        thu.get(f"/indicators/O2{door}{ASKED}")
        for reader in (browser(), browser(cast.minh)):
            for code in sorted(OF_TERMS):
                reader.get(f"/indicators/{code}{door}{ASKED}", status=404)
    told = INDICATORS["O2"].name
    assert str(told) in thu.get(f"/indicators{ASKED}").words()
    assert str(told) not in browser().get(f"/indicators{ASKED}").words()


@pytest.mark.usefixtures("one_contract")
def test_a_locked_snapshot_keeps_terms_for_staff(
    app: Flask, cast: Cast, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, codes = freezing.questions_of, {"I1", "O2"}
    monkeypatch.setattr(
        freezing,
        "questions_of",
        lambda one: [each for each in asked(one) if each.code in codes and freezing.is_usual(each)],
    )
    with app.app_context():
        address = f"/indicators/snapshots/{_locked(cast).public_id}"
    stranger, thu = browser(), browser(cast.thu)
    for door in ("", "/figures.csv"):
        told, told_to_strangers = (_told(one.get(address + door)) for one in (thu, stranger))
        assert "O2" in told
        assert "O2" not in told_to_strangers
        assert "I1" in told_to_strangers
    assert "Theo nơi: O2" in thu.get(f"{address}?indicator=O2").words()
    assert "Theo nơi: I1" in stranger.get(f"{address}?indicator=O2").words()


def _told(page: Page) -> str:
    """The words of a page or the text of a file: a page carries a random token, which may spell anything."""
    return page.words() if page.text.lstrip().startswith("<!doctype") else page.text


def _locked(cast: Cast) -> Snapshot:
    made = closed(cast, HALF_2026, official())
    db.session.commit()
    return made

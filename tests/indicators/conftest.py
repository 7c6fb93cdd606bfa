"""Fixtures of closed periods."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.indicators import freezing
from marketplace.indicators.freezing import questions_of
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.factories.contracts_by_hand import Deal, contract, organisation
from tests.indicators.closing import ELSEWHERE


@pytest.fixture
def of_one_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is closed here is I1 alone, under L1 × D1: the other figures have a test of their own."""
    monkeypatch.setattr(freezing, "questions_of", lambda snapshot: questions_of(snapshot)[:1])


@pytest.fixture
def named(context: Flask, cast: Cast) -> dict[str, Organisation]:
    """HTX a, b, c of one province, each with one contract that counts on 14/12/2025; d without; far elsewhere."""
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    made = {name: organisation(f"HTX {name}", verifier_id=cast.quan) for name in "abcd"}
    made["far"] = organisation("HTX far", verifier_id=cast.quan, province=ELSEWHERE)
    for name, ends in (("a", date(2027, 12, 31)), ("b", date(2026, 3, 31)), ("c", date(2027, 12, 31))):
        deal = Deal(made[name], buyer, starts=date(2025, 1, 1), ends=ends, signed=date(2024, 12, 20))
        contract(deal, entered_by=cast.binh, verified_by=cast.quan)
    return made

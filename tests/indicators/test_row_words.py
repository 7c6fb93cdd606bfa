"""What a row is called: the contract it is counted from, the day as people count it, and no page that is closed."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask

from marketplace.brokering.models import TermsPeriod
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import db
from marketplace.indicators.definitions import Subject
from marketplace.indicators.row_words import Words, words_of
from tests.cast import Cast
from tests.factories.deliveries import monthly, signed


def of(kind: Subject, number: int) -> Words:
    return words_of([(kind.value, number)])[kind.value, number]


def test_a_period_names_and_opens_the_contract_it_was_agreed_in(context: Flask, cast: Cast) -> None:
    contract = signed(cast, monthly(cast.doan_ket, [2]))
    same = {name: getattr(contract, name) for name in ("case_id", "terms_id", "commodity_code", "entered_by_id")}
    same |= {"effective_from": contract.effective_from, "effective_to": contract.effective_to}
    stages = {"stage_inputs": False, "stage_production": True, "stage_processing": False}
    db.session.add(Contract(state=ContractState.VOID, number="0/HĐLK", **stages, **same))
    period = db.session.scalars(sa.select(TermsPeriod.id)).one()
    waiting = of(Subject.DELIVERY_PERIOD, period)
    assert contract.number is not None
    assert contract.number in waiting.detail
    assert "0/HĐLK" not in waiting.detail.replace(contract.number, "")
    assert waiting.endpoint is None, "an unverified contract has no page in the register"
    contract.verified_at, contract.verified_by_id = datetime(2026, 3, 1, 18, tzinfo=UTC), cast.quan
    opened = of(Subject.DELIVERY_PERIOD, period)
    assert (opened.endpoint, opened.arguments) == ("contracts.registry", {"public_id": contract.public_id})


def test_an_instant_is_told_as_the_day_in_viet_nam(context: Flask, cast: Cast) -> None:
    """18:00 UTC on 1 March is 01:00 on 2 March there."""
    contract = signed(cast, monthly(cast.doan_ket, [2]))
    contract.verified_at, contract.verified_by_id = datetime(2026, 3, 1, 18, tzinfo=UTC), cast.quan
    assert "đã xác minh ngày 02/03/2026" in of(Subject.CONTRACT, contract.id).detail

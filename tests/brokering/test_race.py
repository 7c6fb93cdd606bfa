"""Eight acceptances at the same moment on one offer of a hundred tonnes, by real processes with real threads."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.app import create_app
from marketplace.brokering import actions
from marketplace.brokering.models import Acceptance, Case, CaseStage
from marketplace.brokering.voices import Voice
from marketplace.errors import NotEnoughLeftError
from marketplace.extensions import db
from marketplace.offers.models import OfferPeriod
from tests.cast import Cast, user
from tests.databases import settings_for
from tests.factories import brokering, listings_by_hand

pytestmark = pytest.mark.slow  # real processes

PROCESSES, THREADS, TONNES_EACH = 2, 4, 30
Told = tuple[str, int]


def rival_cases(cast: Cast) -> list[int]:
    """Eight cases on one offer, each proposed and accepted by the seller; the buyer's yes is missing."""
    offer, need = brokering.pair(cast)
    found = []
    for number in range(PROCESSES * THREADS):
        wanted = need if number == 0 else listings_by_hand.need(cast.huong_viet, brokering.GOODS)
        case = brokering.introduced(cast, (offer, wanted))
        brokering.proposed(cast, case, TONNES_EACH)
        actions.accept_terms(by=user(cast.hoa), case=case, number=1, voice=Voice(cast.doan_ket))
        found.append(case.id)
    db.session.commit()
    return found


def accept(app: Flask, case_id: int, buyer: int, side: int, start: Barrier) -> Told:
    """Press once everybody is ready; what the person was told."""
    with app.app_context():
        start.wait(60)
        try:
            case = db.session.get_one(Case, case_id)
            actions.accept_terms(by=user(buyer), case=case, number=1, voice=Voice(side))
            db.session.commit()
        except NotEnoughLeftError as refusal:
            db.session.rollback()
            return "refused", int(refusal.data["left_kg"])
        return "accepted", 0


def press(url: str, folder: Path, cases: list[int], buyer: int, side: int, start: Barrier) -> list[Told]:
    """One process: its own application, a thread for each case."""
    app = create_app(settings_for(url, folder))
    with ThreadPoolExecutor(len(cases)) as pool:
        return list(pool.map(lambda case_id: accept(app, case_id, buyer, side, start), cases))


def test_nothing_is_promised_twice(app: Flask, cast: Cast, database_url: str, tmp_path: Path) -> None:
    with app.app_context():
        cases = rival_cases(cast)
        db.session.remove()
        db.engine.dispose()
    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, spawn.Pool(PROCESSES) as pool:
        start = manager.Barrier(PROCESSES * THREADS)
        shares = [cases[number::PROCESSES] for number in range(PROCESSES)]
        jobs = [(database_url, tmp_path, share, cast.minh, cast.huong_viet, start) for share in shares]
        told = [answer for answers in pool.starmap(press, jobs) for answer in answers]
    assert sorted(told) == [("accepted", 0)] * 3 + [("refused", 10_000)] * 5
    with app.app_context():
        period = db.session.scalars(sa.select(OfferPeriod)).one()
        assert period.reserved_kg == 90_000
        stages = db.session.execute(sa.select(Case.stage, sa.func.count()).group_by(Case.stage))
        assert {row[0]: row[1] for row in stages} == {CaseStage.AGREED: 3, CaseStage.NEGOTIATION: 5}
        by_buyer = sa.select(sa.func.count(Acceptance.id)).where(Acceptance.by_id == cast.minh)
        assert db.session.scalar(by_buyer) == 3, "a refused press leaves no trace"

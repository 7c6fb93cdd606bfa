"""Fifty acceptances at the same moment on one offer of a hundred tonnes, by real processes with real threads."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.app import create_app
from marketplace.brokering import actions
from marketplace.brokering.models import Acceptance, Case, CaseStage, Movement
from marketplace.brokering.voices import Voice
from marketplace.errors import NotEnoughLeftError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from marketplace.offers.models import OfferPeriod
from tests.brokering.sums import broken_sums
from tests.cast import Cast, user
from tests.databases import settings_for
from tests.factories import brokering, listings_by_hand

pytestmark = pytest.mark.slow  # real processes

PROCESSES, THREADS = 2, 25
TONNES = (9, 30, 14, 22, 11)  # what the cases want, in turn


class Answer(NamedTuple):
    """What a person was told: `left_kg` is None for "agreed"."""

    wanted_kg: int
    left_kg: int | None


def rival_cases(cast: Cast) -> list[tuple[int, int]]:
    """Fifty cases on one offer with what each wants, accepted by the seller; the buyer's yes is missing."""
    offer, need = brokering.pair(cast)
    found = []
    for number in range(PROCESSES * THREADS):
        wanted = need if number == 0 else listings_by_hand.need(cast.huong_viet, brokering.GOODS)
        case, tonnes = brokering.introduced(cast, (offer, wanted)), TONNES[number % len(TONNES)]
        brokering.proposed(cast, case, tonnes)
        actions.accept_terms(by=user(cast.hoa), case=case, number=1, voice=Voice(cast.doan_ket))
        found.append((case.id, tonnes * 1000))
    db.session.commit()
    return found


def accept(app: Flask, case_id: int, wanted: int, buyer: int, side: int, start: Barrier) -> Answer:
    """Press once everybody is ready; what the person was told. Any other error, a deadlock say, fails the test."""
    with app.app_context():
        start.wait(60)
        try:
            case = db.session.get_one(Case, case_id)
            actions.accept_terms(by=user(buyer), case=case, number=1, voice=Voice(side))
            db.session.commit()
        except NotEnoughLeftError as refusal:
            db.session.rollback()
            return Answer(wanted, int(refusal.data["left_kg"]))
        return Answer(wanted, None)


def press(url: str, folder: Path, cases: list[tuple[int, int]], buyer: int, side: int, start: Barrier) -> list[Answer]:
    """One process: its own application, a thread for each case; no connection is left."""
    app = create_app(settings_for(url, folder))
    with ThreadPoolExecutor(len(cases)) as pool:
        told = list(pool.map(lambda case: accept(app, case[0], case[1], buyer, side, start), cases))
    with app.app_context():
        db.engine.dispose()
    return told


def pressed_at_once(database_url: str, folder: Path, cases: list[tuple[int, int]], cast: Cast) -> list[Answer]:
    """This process presses as well: each further one reads the whole application first."""
    spawn = multiprocessing.get_context("spawn")
    shares = [cases[number::PROCESSES] for number in range(PROCESSES)]
    with spawn.Manager() as manager, spawn.Pool(PROCESSES - 1) as pool:
        start = manager.Barrier(len(cases))
        jobs = [(database_url, folder, share, cast.minh, cast.huong_viet, start) for share in shares]
        others = pool.starmap_async(press, jobs[1:])
        return [*press(*jobs[0]), *(answer for answers in others.get(180) for answer in answers)]


def test_nothing_is_promised_twice(app: Flask, cast: Cast, database_url: str, tmp_path: Path) -> None:
    with app.app_context():
        cases = rival_cases(cast)
        db.session.remove()
        db.engine.dispose()
    told = pressed_at_once(database_url, tmp_path, cases, cast)
    agreed = [answer.wanted_kg for answer in told if answer.left_kg is None]
    assert len(told) == len(cases)
    with app.app_context():
        period = db.session.scalars(sa.select(OfferPeriod)).one()
        assert period.reserved_kg == sum(agreed) <= 100_000
        assert not any(broken_sums())
        booked = db.session.scalars(
            sa.select(Movement.reserved_kg).where(Movement.offer_period_id == period.id).order_by(Movement.id)
        ).all()
        was_left = {100_000 - int(held) for held in accumulate(booked, initial=Decimal(0))}
        for answer in told:
            assert answer.left_kg is None or (answer.left_kg in was_left and answer.left_kg < answer.wanted_kg)
        stages = Counter(db.session.scalars(sa.select(Case.stage)))
        assert stages == {CaseStage.AGREED: len(agreed), CaseStage.NEGOTIATION: len(told) - len(agreed)}
        by_buyer = sa.select(sa.func.count(Acceptance.id)).where(Acceptance.by_id == cast.minh)
        assert db.session.scalar(by_buyer) == len(agreed), "a refused press leaves no trace"
        ours = sa.select(sa.func.count(Notification.id)).where(
            Notification.user_id == cast.hoa, Notification.key.like("%:agreed:1")
        )
        assert db.session.scalar(ours) == len(agreed), "and tells nobody of an agreement"

"""Many guesses in the same instant are counted like guesses one after another."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.actions import sign_in
from marketplace.accounts.models import SignInAttempt
from marketplace.accounts.throttle import MOST
from marketplace.errors import TooManyAttemptsError
from marketplace.extensions import db
from tests.factories.organisations import make_user

pytestmark = pytest.mark.engines("sqlite", "postgresql")  # guesses at the same moment

GUESSES = 14


@pytest.mark.parametrize(("email", "address"), [("chi.hoa@vidu.example", None), (None, "203.0.113.7")])
def test_no_more_than_ten_parallel_guesses_are_tried(app: Flask, email: str | None, address: str | None) -> None:
    """One account tried from many addresses, and many accounts tried from one address."""
    with app.app_context():
        make_user(email="chi.hoa@vidu.example", name="Chị Hòa")
        db.session.commit()
    start = threading.Barrier(GUESSES)

    def guess(number: int) -> bool:
        with app.app_context():
            start.wait(30)
            try:
                sign_in(
                    email=email or f"nguoi{number}@vidu.example",
                    password=f"doan {number}",
                    address=address or f"203.0.113.{number}",
                )
            except TooManyAttemptsError:
                db.session.rollback()
                return False
            db.session.commit()
            return True

    with ThreadPoolExecutor(GUESSES) as pool:
        tried = list(pool.map(guess, range(GUESSES)))
    assert tried.count(True) == MOST
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(SignInAttempt.id))) == MOST

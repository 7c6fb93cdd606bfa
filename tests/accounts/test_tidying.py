"""The nightly tidying removes what nobody can use any more, and nothing else."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts import links
from marketplace.accounts.models import LinkPurpose, OneTimeLink, Session, SignInAttempt
from marketplace.accounts.sessions import open_session
from marketplace.accounts.throttle import note
from marketplace.accounts.tidying import tidy
from marketplace.clock import now
from marketplace.extensions import Base, db
from marketplace.files.actions import path_of, store
from marketplace.web.receipts import FormReceipt, remember
from tests.cast import Cast, user
from tests.factories.papers import upload

pytestmark = pytest.mark.usefixtures("context")


def left(model: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def aged(model: type[Base], column: str, days: int) -> None:
    db.session.execute(sa.update(model).values({column: now() - timedelta(days=days)}))


def fill(cast: Cast) -> None:
    """One of each."""
    remember("k" * 20, "1", "/offers")
    note("hoa@vidu.example", "127.0.0.1", succeeded=True)
    open_session(cast.hoa)
    links.issue(purpose=LinkPurpose.RESET, user=user(cast.hoa))
    db.session.commit()


def test_what_is_in_use_stays(cast: Cast) -> None:
    fill(cast)
    kept = store(upload("giay.pdf", "scan"), by=user(cast.hoa))
    db.session.commit()
    done = tidy()
    assert (done.files, done.receipts, done.attempts, done.sessions, done.links) == (0, 0, 0, 0, 0)
    assert path_of(kept).exists()
    assert [left(model) for model in (FormReceipt, SignInAttempt, Session, OneTimeLink)] == [1, 1, 1, 1]


@pytest.mark.parametrize(("days", "expected"), [(25, (0, 0, 0, 0)), (40, (1, 1, 0, 0)), (130, (1, 1, 1, 1))])
def test_each_goes_after_its_own_time(cast: Cast, days: int, expected: tuple[int, ...]) -> None:
    fill(cast)
    aged(FormReceipt, "created_at", days)
    aged(SignInAttempt, "at", days)
    aged(Session, "created_at", days)
    aged(OneTimeLink, "expires_at", days)
    done = tidy()
    assert (done.receipts, done.attempts, done.sessions, done.links) == expected


def test_a_file_without_a_row_goes_when_a_day_old(app: Flask, cast: Cast) -> None:
    lost = store(upload("giay.pdf", "scan"), by=user(cast.hoa))
    path = path_of(lost)
    db.session.rollback()
    assert tidy().files == 0, "its transaction may still be running"
    before = datetime.now().timestamp() - 2 * 86_400  # noqa: DTZ005 - the file system's own clock
    os.utime(path, (before, before))
    assert tidy().files == 1
    assert not path.exists()

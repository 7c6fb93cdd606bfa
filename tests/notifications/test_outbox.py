"""Mail that waits, leaves, or is given up: no key to an account stays behind in it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_mailman import EmailMessage

from marketplace.accounts.mails import queue_reset, queue_welcome
from marketplace.authorization.roles import Role
from marketplace.extensions import db
from marketplace.notifications.actions import MOST_ATTEMPTS, send_outbox
from marketplace.notifications.models import OutboxMessage
from marketplace.organisations.members import invite
from tests.cast import Cast, organisation, user

TOKENS = ("6f0c1b7ad2QxQqKk", "93be41c07dVzWwPp")


def queue_three(cast: Cast) -> list[str]:
    """Queue a mail of each kind to one person; the tokens in them."""
    queue_reset(user(cast.hoa), TOKENS[0])
    queue_welcome(user(cast.hoa), TOKENS[1])
    invite(by=user(cast.hoa), organisation=organisation(cast.doan_ket), email="moi@vidu.example", role=Role.MEMBER)
    db.session.commit()
    invitation = db.session.scalars(sa.select(OutboxMessage.body).filter_by(recipient="moi@vidu.example")).one()
    found = re.search(r"/(\S+)$", invitation)
    assert found
    return [*TOKENS, found.group(1).rsplit("/", 1)[-1]]


def everything_kept() -> str:
    rows = db.session.execute(sa.select(OutboxMessage.__table__)).all()
    return repr([tuple(row) for row in rows])


def test_a_sent_mail_leaves_no_token(context: Flask, cast: Cast) -> None:
    tokens = queue_three(cast)
    keys = db.session.scalars(sa.select(OutboxMessage.key)).all()
    assert len(keys) == 3
    assert not [key for key in keys for token in tokens if token[:6] in key]
    assert all(token in everything_kept() for token in tokens)
    with context.test_request_context():
        assert send_outbox() == (3, 0)
    assert not [token for token in tokens if token[:12] in everything_kept()]
    assert len(context.extensions["mailman"].outbox) == 3


def test_a_mail_given_up_leaves_no_token_but_one_that_still_waits_keeps_its_words(
    context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: EmailMessage) -> None:
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    tokens = queue_three(cast)
    for _ in range(MOST_ATTEMPTS - 1):
        assert send_outbox() == (0, 3)
    assert all(token in everything_kept() for token in tokens)
    assert send_outbox() == (0, 3)
    assert not [token for token in tokens if token[:12] in everything_kept()]
    assert send_outbox() == (0, 0)

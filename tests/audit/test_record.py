"""History cannot be rewritten: the database refuses changes, and a chain shows those made behind its back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.audit.record import record, verify_chain
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.schema.triggers import INSERT_ONLY
from tests.cast import Cast, organisation, user

CHAIN = "contract-1"
FAKE = "0" * 64


@pytest.fixture
def chained(app: Flask, cast: Cast) -> Iterator[User]:
    """Three events in one chain, one in another, committed."""
    with app.app_context():
        author, subject = user(cast.binh), organisation(cast.doan_ket)
        for number in range(3):
            record(
                events.CONTRACT_MOVED, subject, by=author, chain=CHAIN, before={"n": number}, after={"n": number + 1}
            )
        record(events.CONTRACT_MOVED, subject, by=author, chain="contract-2", after={"n": 0})
        db.session.commit()
        yield author


def without_triggers(statement: sa.Update | sa.Delete) -> None:
    """What somebody with the database's own rights could do."""
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE audit_events DISABLE TRIGGER USER")
        else:
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER audit_events_no_{verb}")
        assert connection.execute(statement).rowcount == 1
    db.session.expire_all()


def event(number: int) -> sa.ColumnElement[bool]:
    return sa.and_(AuditEvent.chain == CHAIN, AuditEvent.chain_number == number)


def test_an_untouched_chain_is_whole(chained: User) -> None:
    assert verify_chain(CHAIN) is None
    assert verify_chain("contract-2") is None
    assert verify_chain("never written") is None


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"after": {"n": 9}}}, {"actor_id": 99}, {"actor_id": None}, {"on_behalf_of_id": 5}, {"subject_id": 77},
        {"subject_kind": "offers"}, {"name": "contract.signed"}, {"chain_hash": FAKE}, {"previous_hash": FAKE},
        {"at": now().replace(year=2020)}, {"address": "192.0.2.1"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_changed_event_shows(chained: User, change: dict[str, object]) -> None:
    without_triggers(sa.update(AuditEvent).where(event(2)).values(change))
    assert verify_chain(CHAIN) == 2
    assert verify_chain("contract-2") is None


@pytest.mark.parametrize("number", [1, 2])
def test_a_missing_event_shows(chained: User, number: int) -> None:
    without_triggers(sa.delete(AuditEvent).where(event(number)))
    assert verify_chain(CHAIN) == number


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_insert_only_tables_have_their_triggers(context: Flask, table: str) -> None:
    asked = {  # those that refuse: other triggers of the table keep stamps
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t "
        "AND sql LIKE '%is insert-only%'",
        "postgresql": "SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = "
        "CAST(:t AS regclass) AND tgenabled = 'O' AND NOT tgisinternal AND prosrc LIKE '%is insert-only%'",
    }
    assert db.session.scalar(sa.text(asked[db.engine.dialect.name]), {"t": table}) == 2


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda: sa.update(AuditEvent).values(name="contract.signed"),
        lambda: sa.update(AuditEvent).where(event(1)).values(data={}),
        lambda: sa.delete(AuditEvent),
        lambda: sa.delete(AuditEvent).where(event(3)),
    ],
)
def test_the_database_refuses_to_rewrite(chained: User, rewrite: Callable[[], sa.Update | sa.Delete]) -> None:
    before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    with pytest.raises(sa.exc.DatabaseError, match="insert-only"):
        db.session.execute(rewrite())
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == before
    assert verify_chain(CHAIN) is None


def test_truncating_is_refused_too(chained: User) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(sa.exc.DatabaseError, match="insert-only"):
        db.session.execute(sa.text("TRUNCATE audit_events"))


def test_an_event_lives_and_dies_with_its_transaction(app: Flask, cast: Cast) -> None:
    with app.app_context():
        record(events.OFFER_CHANGED, organisation(cast.doan_ket), by=user(cast.hoa))
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


def test_what_is_said_is_kept_as_plain_json(app: Flask, cast: Cast) -> None:
    with app.app_context():
        record(
            events.OFFER_CHANGED,
            organisation(cast.doan_ket),
            by=user(cast.binh),
            on_behalf_of=organisation(cast.doan_ket),
            after={"kg": Decimal("12.5"), "day": date(2026, 11, 22), "names": ("Lúa", None), "ok": True},
        )
        db.session.commit()
        kept = db.session.scalars(sa.select(AuditEvent)).one()
        assert kept.data == {"after": {"kg": "12.5", "day": "2026-11-22", "names": ["Lúa", None], "ok": True}}
        assert (kept.actor_id, kept.on_behalf_of_id, kept.chain) == (cast.binh, cast.doan_ket, None)

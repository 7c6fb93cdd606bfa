"""A process that is killed (SIGKILL) while it signs a contract: afterwards all of the step stands, or nothing of it."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit.models import AuditEvent
from marketplace.audit.record import verify_chain
from marketplace.brokering.models import CaseStage
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.actions.common import chain_of
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import Base, db
from marketplace.notifications.models import Notification
from tests.brokering.sums import broken_sums
from tests.cast import Cast, user
from tests.factories import contracts

Dump = dict[str, list[tuple[Any, ...]]]
WRITES = ("INSERT", "UPDATE", "DELETE")


def nearly_signed(cast: Cast) -> int:
    """A draft with its file and the seller's confirmation: the buyer's is the last piece."""
    contract = contracts.drafted(cast)
    actions.add_document(by=user(cast.binh), contract=contract, upload=contracts.upload(contracts.pdf()))
    actions.confirm_signing(
        by=user(cast.hoa), contract=contract, voice=Voice(cast.doan_ket), signed_on=today(), signer="Nguyễn Thị Hoa"
    )
    db.session.commit()
    return contract.id


def sign(contract_id: int, cast: Cast) -> None:
    """The buyer's confirmation, with everything that follows from it; not committed."""
    actions.confirm_signing(
        by=user(cast.minh), contract=db.session.get_one(Contract, contract_id), voice=Voice(cast.huong_viet),
        signed_on=today(), signer="Trần Văn Minh",
    )  # fmt: skip
    db.session.flush()


def dump() -> Dump:
    """Every row of every table, as the database hands it over."""
    connection = db.session.connection()
    return {
        table.name: [tuple(row) for row in connection.exec_driver_sql(_all_of(table))]
        for table in Base.metadata.sorted_tables
    }


def _all_of(table: sa.Table) -> str:
    return f"SELECT * FROM {table.name} ORDER BY {', '.join(column.name for column in table.primary_key)}"


@contextmanager
def told_of_writes(then: Callable[[int], None]) -> Iterator[None]:
    """Call `then` with 1, 2, 3… right after each statement that writes."""
    numbers = itertools.count(1)

    def after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            then(next(numbers))

    engine = db.engine
    sa.event.listen(engine, "after_cursor_execute", after)
    yield
    sa.event.remove(engine, "after_cursor_execute", after)


def killed(app: Flask, act: Callable[[], None], *, after_write: int | None) -> None:
    """Act in a process of its own that dies after its so-and-so-many-th write, or (None) after its commit."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    child = os.fork()
    if child == 0:
        with app.app_context(), told_of_writes(lambda done: die() if done == after_write else None):
            act()
            db.session.commit()
            die()
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def die() -> None:
    """No clean-up, no rollback, no word to the database."""
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow  # processes that are killed
def test_a_process_killed_while_signing_leaves_all_of_it_or_nothing(app: Flask, cast: Cast) -> None:
    with app.app_context():
        contract_id = nearly_signed(cast)
        before, writes = dump(), list[int]()
        with told_of_writes(writes.append):
            sign(contract_id, cast)
        db.session.rollback()
    assert len(writes) > 8, "signature, contract, state, periods, movements, case, stage, events, notifications"
    for last in writes:
        killed(app, lambda: sign(contract_id, cast), after_write=last)
        with app.app_context():
            assert dump() == before, f"killed after write {last} of {len(writes)}"
    killed(app, lambda: sign(contract_id, cast), after_write=None)
    with app.app_context():
        contract = db.session.get_one(Contract, contract_id)
        period = contract.case.offer.periods[0]
        assert (contract.state, contract.case.stage) == (ContractState.SIGNED, CaseStage.CONTRACTED)
        assert (period.reserved_kg, period.contracted_kg) == (0, 40_000)
        assert not any(broken_sums())
        assert verify_chain(chain_of(contract)) is None
        after = dump()
        assert len(after[Notification.__tablename__]) > len(before[Notification.__tablename__])
        assert len(after[AuditEvent.__tablename__]) > len(before[AuditEvent.__tablename__])

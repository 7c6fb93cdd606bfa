"""Session events that keep spans true: no action can forget it, for none of them does it.

A flush that changes a contract, its states, annexes, parties, its case's sides, or what kind of enterprise a party is
derives the spans of just those contracts again, in the same transaction. A statement over many rows, which no event
sees row by row, derives all of them before the next question or the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from marketplace.brokering.models import Case
from marketplace.contracts.models import Annex, Contract, ContractParty, StateRecord
from marketplace.contracts.spans import rebuild_spans, renew_spans
from marketplace.extensions import db
from marketplace.organisations.models import Organisation

WATCHED = frozenset({"contracts", "contract_states", "contract_annexes", "contract_parties", "cases", "organisations"})
STALE = "spans of every contract are to be derived again"
DECIDING: dict[type, frozenset[str]] = {
    Contract: frozenset({"signed_on", "verified_at", "terms_id", "case_id"}),
    Case: frozenset({"seller_id", "buyer_id"}),
    Organisation: frozenset({"kind", "state_capital_pct", "state_voting_pct"}),
}


def register_spans() -> None:
    """Watch every session of the site. Said again, it changes nothing."""
    for name, watch in (
        ("after_flush", _collect),
        ("do_orm_execute", _notice_bulk),
        ("before_commit", _catch_up),
        ("after_soft_rollback", _forget),
    ):
        if not sa.event.contains(db.session, name, watch):
            sa.event.listen(db.session, name, watch)


def _collect(session: Session, _context: object) -> None:
    """The session still stands as before the flush; new rows have their ids already."""
    contracts: set[int] = set()
    for instance in _written(session):
        if isinstance(instance, (StateRecord, Annex, ContractParty)):
            contracts.update(_owners(instance))
        elif isinstance(instance, Contract) and _decides(instance):
            contracts.add(instance.id)
        elif isinstance(instance, Case) and _decides(instance):
            contracts.update(_of(session, sa.select(Contract.id).where(Contract.case_id == instance.id)))
        elif isinstance(instance, Organisation) and _decides(instance):
            of_party = sa.select(ContractParty.contract_id).where(ContractParty.organisation_id == instance.id)
            contracts.update(_of(session, of_party))
    if contracts:
        renew_spans(session, contracts)


def _written(session: Session) -> Iterator[Any]:
    yield from session.new
    yield from session.deleted
    yield from session.dirty


def _decides(instance: Any) -> bool:
    """Whether anything changed that spans are derived from. A new row has no contract yet, or is one."""
    state = sa.inspect(instance)
    names = DECIDING[type(instance)]
    return any(state.attrs[name].history.has_changes() for name in names)


def _owners(instance: Any) -> Iterable[int]:
    """The contract now and the one before, where a row changed hands."""
    history = sa.inspect(instance).attrs["contract_id"].history
    return {owner for owner in (*history.sum(), instance.contract_id) if owner is not None}


def _of(session: Session, question: sa.Select[Any]) -> Iterable[int]:
    return session.connection().scalars(question).all()


def _notice_bulk(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        if getattr(getattr(state.statement, "table", None), "name", "") in WATCHED:
            state.session.info[STALE] = True
    elif state.is_select:
        _catch_up(state.session)


def _catch_up(session: Session) -> None:
    if session.info.pop(STALE, False):
        session.flush()
        rebuild_spans()


def _forget(session: Session, previous: SessionTransaction) -> None:
    if previous.parent is None:
        session.info.pop(STALE, None)

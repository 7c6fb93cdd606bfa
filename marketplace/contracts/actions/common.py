"""What every write of a contract begins and ends with: its lock, its chained event, its people told."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions import lock_case
from marketplace.brokering.telling import tell
from marketplace.contracts.models import Contract, StateRecord
from marketplace.contracts.states import next_state
from marketplace.errors import Sentence, StaleError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.models import Topic
from marketplace.organisations.models import Organisation


def lock_contract(contract: Contract, version: int | None = None) -> Contract:
    """The contract, locked and read afresh; StaleError when `version` is given and no longer the current one.

    Its case is locked first, as everywhere: two people who work on both wait for each other instead of for ever.
    """
    lock_case(contract.case)
    question = sa.select(Contract).where(Contract.id == contract.id).options(lazyload("*")).with_for_update()
    fresh = db.session.scalars(question.execution_options(populate_existing=True)).one()
    if version is not None and version != fresh.version:
        raise StaleError(_l("Người khác vừa sửa hợp đồng này. Hãy xem nội dung mới rồi gửi lại."))
    return fresh


def chain_of(contract: Contract) -> str:
    """The name of the contract's chain of events."""
    return f"contract:{contract.id}"


def chained(name: str, contract: Contract, *, by: User, on_behalf_of: Organisation | None = None, **data: Any) -> None:
    """Record an event in the contract's chain; the caller holds the contract's lock."""
    record(name, contract, by=by, on_behalf_of=on_behalf_of, chain=chain_of(contract), **data)


def move_state(contract: Contract, verb: str, day: date, *, by: User, reason: str | None = None) -> None:
    """Carry out a verb of `ContractFlow` as of `day` on a locked contract: the state, its dated row, the event.

    Raises WrongStateError for a verb that does not fit the state. Who may, the caller has asked.
    """
    before, contract.state = contract.state, next_state(contract.state, verb)
    contract.states.append(StateRecord(state=contract.state, valid_from=day, reason=reason, recorded_by_id=by.id))
    db.session.flush()
    chained(
        events.CONTRACT_MOVED, contract, by=by,
        before={"state": before}, after={"state": contract.state, "day": day}, reason=reason,
    )  # fmt: skip


def tell_people(contract: Contract, *, by: User, key: str, sentence: Sentence) -> None:
    """Tell the parties' managers and the broker."""
    tell(
        by=by,
        organisations=contract.party_organisation_ids,
        staff=[contract.case.broker_id],
        key=f"contract:{contract.id}:{key}",
        sentence=sentence,
        path=f"/contracts/{contract.public_id}",
        topic=Topic.CONTRACT,
    )

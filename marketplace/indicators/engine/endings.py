"""The population of contracts that came to an end in a window (O5)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.brokering.models import Case
from marketplace.contracts.models import STANDING, Contract, ContractState, StateRecord
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import COLUMNS, nothing, one
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.flow_rows import of_producer, row, with_state_owned
from marketplace.indicators.engine.goods import in_group
from marketplace.indicators.engine.indexes import by_place_first
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Organisation

TERMINAL = (
    ContractState.COMPLETED, ContractState.TERMINATED_BY_AGREEMENT, ContractState.TERMINATED_FOR_BREACH,
)  # fmt: skip


_LIVE = Contract.state != sa.literal_column(f"'{ContractState.VOID.value}'")
"""Said in the words of the index by case, which knows live contracts alone; none that ended is void."""


def endings(question: Question) -> sa.Select[Any]:
    """O5: linkage contracts that ended in the window, those ended for breach within their term above the line."""
    ended = with_their_ends(question).c
    return sa.select(*(ended[name] for name in COLUMNS))


def with_their_ends(question: Question) -> sa.Subquery:
    """The same with the end of each as `ended_on`: the day from which an ending is recorded or the last day of the
    term, whichever comes first.
    """
    breach = sa.case(
        (sa.and_(StateRecord.state == ContractState.TERMINATED_FOR_BREACH, _recorded_in_term()), one()),
        else_=nothing(),
    )
    state = by_place_first(question.place, Contract.state)
    effective_to = by_place_first(question.place, Contract.effective_to)
    ended_on = sa.case((_recorded_in_term(), StateRecord.valid_from), else_=Contract.effective_to)
    recorded = (
        _ended(question, breach, ended_on)
        .join(StateRecord, StateRecord.contract_id == Contract.id)
        .where(
            state.in_(TERMINAL),
            StateRecord.state.in_(TERMINAL),
            StateRecord.withdrawn_at.is_(None),
            ended_on.between(question.at.since, question.at.day),
        )
    )
    expired = _ended(question, nothing(), Contract.effective_to).where(
        state.in_(STANDING), effective_to.between(question.at.since, question.at.day)
    )
    return sa.union_all(recorded, expired).subquery()


def _recorded_in_term() -> sa.ColumnElement[bool]:
    return StateRecord.valid_from <= Contract.effective_to


def _ended(question: Question, numerator: Any, ended_on: Any) -> sa.Select[Any]:
    unverified = (Contract.verified_at.is_(None), LeftOut.UNVERIFIED)
    columns = row(Subject.CONTRACT, Contract.id, Organisation, numerator, one(), unverified)
    chosen = (
        sa.select(*columns, ended_on.label("ended_on"))
        .select_from(Contract)
        .join(Case, Case.id == Contract.case_id)
        .join(Organisation, Organisation.id == Case.seller_id)
        .where(_LIVE, Contract.linkage_form.is_not(None), *of_producer(question, Organisation))
    )
    if question.state_owned is not None:
        chosen = chosen.where(with_state_owned(Contract.id, owned=question.state_owned))
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(Contract.commodity_code, question.commodity_group))
    return chosen

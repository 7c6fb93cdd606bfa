"""Warnings about what became of a contract: nothing delivered, or ended as soon as it had been counted."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.brokering.models import TermsPeriod
from marketplace.contracts.models import Contract, ContractState, StateRecord
from marketplace.deliveries.models import Delivery
from marketplace.deliveries.queries import standing
from marketplace.indicators.models import Snapshot, SnapshotLink
from marketplace.organisations.models import Organisation
from marketplace.oversight.integrity.look import Look, WarningKind, found
from marketplace.oversight.limits import limits
from marketplace.oversight.sql import days_between

RUNNING = (ContractState.SIGNED, ContractState.RENEGOTIATING)
ENDED = (
    ContractState.TERMINATED_BY_AGREEMENT, ContractState.TERMINATED_FOR_BREACH, ContractState.VOID,
    ContractState.COMPLETED,
)  # fmt: skip


def silent(look: Look) -> list[sa.Select[Any]]:
    """A producer's last periods that are over, so many in a row, without anything accepted in them."""
    turn = sa.func.row_number().over(
        partition_by=(TermsPeriod.terms_id, TermsPeriod.organisation_id), order_by=TermsPeriod.end.desc()
    )
    of_contract = aliased(Contract)
    came = sa.exists().where(
        Delivery.contract_id == of_contract.id,
        Delivery.organisation_id == TermsPeriod.organisation_id,
        Delivery.accepted_kg > 0,
        sa.or_(Delivery.period_start == TermsPeriod.start,
               Delivery.delivered_on.between(TermsPeriod.start, TermsPeriod.end)),
        standing(),
    )  # fmt: skip
    over = (
        sa.select(of_contract.id.label("contract_id"), TermsPeriod.organisation_id, TermsPeriod.end, turn.label("turn"),
                  sa.case((came, 1), else_=0).label("came"))
        .join(TermsPeriod, TermsPeriod.terms_id == of_contract.terms_id)
        .where(look.at(of_contract), of_contract.state.in_(RUNNING), TermsPeriod.end < look.day)
        .subquery()
    )  # fmt: skip
    most = limits().silent_periods
    last = (
        sa.select(over.c.contract_id, over.c.organisation_id, sa.func.max(over.c.end).label("end"))
        .where(over.c.turn <= most)
        .group_by(over.c.contract_id, over.c.organisation_id)
        .having(sa.func.count() == most, sa.func.sum(over.c.came) == 0)
        .subquery()
    )
    return [
        found(WarningKind.SILENT, first=Organisation.name, day=last.c.end, number=sa.literal(most))
        .join(last, last.c.contract_id == Contract.id)
        .join(Organisation, Organisation.id == last.c.organisation_id)
    ]


def after_snapshot(look: Look) -> list[sa.Select[Any]]:
    """Ended before its term was over, and soon after the end of a locked period that counted it."""
    newer = aliased(StateRecord)
    later = sa.exists().where(
        newer.contract_id == StateRecord.contract_id, newer.withdrawn_at.is_(None),
        sa.or_(newer.valid_from > StateRecord.valid_from,
               sa.and_(newer.valid_from == StateRecord.valid_from, newer.id > StateRecord.id)),
    )  # fmt: skip
    days = days_between(StateRecord.valid_from, Snapshot.ends_on)
    question = (
        found(WarningKind.AFTER_SNAPSHOT, first=sa.func.min(Snapshot.title), second=sa.func.min(StateRecord.state),
              day=StateRecord.valid_from, number=days)
        .join(StateRecord, StateRecord.contract_id == Contract.id)
        .join(SnapshotLink, SnapshotLink.contract_id == Contract.id)
        .join(Snapshot, Snapshot.id == SnapshotLink.snapshot_id)
    )  # fmt: skip
    return [
        question.where(
            look.at(Contract), Snapshot.approved_at.is_not(None), StateRecord.state.in_(ENDED),
            StateRecord.withdrawn_at.is_(None), ~later, StateRecord.valid_from < Contract.effective_to,
            days.between(1, limits().after_snapshot.days),
        ).group_by(Contract.id, StateRecord.valid_from, Snapshot.ends_on)
    ]  # fmt: skip

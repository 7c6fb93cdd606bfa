"""Warnings about the proof: one file for two contracts, a checker who was a maker, a check made in a hurry."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.accounts.models import User
from marketplace.contracts.models import (
    Annex,
    Contract,
    ContractDocument,
    ContractState,
    DocumentKind,
    Signature,
    StateRecord,
)
from marketplace.oversight.integrity.look import Look, WarningKind, found
from marketplace.oversight.limits import limits
from marketplace.oversight.sql import seconds_between

MINUTE = 60


def same_file(look: Look) -> list[sa.Select[Any]]:
    """The same bytes under two contracts, under at least one of them as its signed copy. Withdrawn files are none."""
    other, mine, theirs = aliased(Contract), aliased(ContractDocument), aliased(ContractDocument)
    signed = sa.or_(mine.kind == DocumentKind.SIGNED_SCAN, theirs.kind == DocumentKind.SIGNED_SCAN)
    return [
        found(WarningKind.SAME_FILE, other=other.id)
        .join(mine, mine.contract_id == Contract.id)
        .join(theirs, sa.and_(theirs.sha256 == mine.sha256, theirs.contract_id != mine.contract_id))
        .join(other, other.id == theirs.contract_id)
        .where(look.at(Contract), look.may_see(other), signed)
        .where(mine.withdrawn_at.is_(None), theirs.withdrawn_at.is_(None))
        .distinct()
    ]


def self_checked(look: Look) -> list[sa.Select[Any]]:
    """Whoever verified the contract, or an annex of it, also had a hand in its papers, before or after."""
    annex = aliased(Annex)
    of_annex = sa.select(annex.verified_by_id).where(annex.contract_id == Contract.id).correlate(Contract)

    def checked(person: Any) -> sa.ColumnElement[bool]:
        return sa.or_(person == Contract.verified_by_id, person.in_(of_annex))

    uploaded = (ContractDocument, ContractDocument.uploaded_by_id, ContractDocument.withdrawn_at.is_(None))
    confirmed = (Signature, Signature.confirmed_by_id, Signature.withdrawn_at.is_(None))
    opened = (Annex, Annex.opened_by_id, Annex.dropped_at.is_(None))
    hands: dict[str, tuple[Any, Any, Any]] = {"document": uploaded, "signature": confirmed, "annex": opened}
    questions = [
        found(WarningKind.SELF_CHECKED, detail=detail).where(
            look.at(Contract),
            sa.exists().where(
                model.contract_id == Contract.id, standing,
                checked(person),
            ),
        )
        for detail, (model, person, standing) in hands.items()
    ]  # fmt: skip
    entry = found(WarningKind.SELF_CHECKED, detail="entry").where(look.at(Contract), checked(Contract.entered_by_id))
    return [*questions, entry]


def hasty(look: Look) -> list[sa.Select[Any]]:
    """Verified within minutes of becoming signed, by somebody of the office that entered it.

    An office is the platform role and the province of two people: the data know no other.
    """
    maker, checker = aliased(User), aliased(User)
    signed_at = (
        sa.select(sa.func.min(StateRecord.recorded_at))
        .where(StateRecord.contract_id == Contract.id, StateRecord.state == ContractState.SIGNED)
        .where(StateRecord.withdrawn_at.is_(None))
        .correlate(Contract)
        .scalar_subquery()
    )
    seconds = seconds_between(Contract.verified_at, signed_at)
    return [
        found(WarningKind.HASTY, number=seconds // MINUTE)
        .join(maker, maker.id == Contract.entered_by_id)
        .join(checker, checker.id == Contract.verified_by_id)
        .where(look.at(Contract), maker.platform_role == checker.platform_role)
        .where(maker.province_code.is_not_distinct_from(checker.province_code))
        .where(seconds.between(0, int(limits().hasty.total_seconds()) - 1))
    ]

"""Warnings about the proof: one file for two contracts, a checker who was a maker, a check made in a hurry."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.accounts.models import User
from marketplace.brokering.models import Case
from marketplace.contracts.models import (
    Annex,
    Contract,
    ContractDocument,
    ContractState,
    DocumentKind,
    Signature,
    StateRecord,
)
from marketplace.organisations.models import Organisation, Origin
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
    """Whoever verified the contract, or an annex, also had a hand in the papers of the same, before or after.

    Papers of a contract and of each of its annexes are told apart by their terms: who verified the contract may open
    an annex years later that another checks. Who entered the contract verifies neither it nor its annexes.
    """
    hands: dict[str, tuple[Any, Any]] = {
        "document": (ContractDocument, ContractDocument.uploaded_by_id),
        "signature": (Signature, Signature.confirmed_by_id),
    }
    papers = [
        found(WarningKind.SELF_CHECKED, detail=detail).where(
            look.at(Contract),
            sa.exists().where(
                paper.contract_id == Contract.id, paper.withdrawn_at.is_(None), person == _checker_of(paper)
            ),
        )
        for detail, (paper, person) in hands.items()
    ]
    of_it = sa.and_(Annex.contract_id == Contract.id, Annex.dropped_at.is_(None))
    opened = sa.exists().where(of_it, Annex.opened_by_id == Annex.verified_by_id)
    entered = sa.or_(
        Contract.entered_by_id == Contract.verified_by_id,
        sa.exists().where(of_it, Contract.entered_by_id == Annex.verified_by_id),
    )
    further = {"annex": opened, "entry": entered}
    return papers + [
        found(WarningKind.SELF_CHECKED, detail=detail).where(look.at(Contract), hand)
        for detail, hand in further.items()
    ]


def _checker_of(paper: Any) -> sa.ColumnElement[Any]:
    """Who verified what a paper belongs to: the annex of its terms, else the contract; NULL while nobody has."""
    annex = aliased(Annex)
    own = (annex.contract_id == paper.contract_id, annex.terms_id == paper.terms_id)
    of_annex = sa.select(sa.func.max(annex.verified_by_id)).where(*own).correlate(paper).scalar_subquery()
    is_annex = sa.exists().where(*own).correlate(paper)
    return sa.case((is_annex, of_annex), else_=Contract.verified_by_id)


def hasty(look: Look) -> list[sa.Select[Any]]:
    """Verified within minutes of the coming of the signed copy, by somebody of the office that entered it.

    An office is the platform role and the province of two people: the data know no other. Without a copy, from the
    entry of the signing. What is for show was entered and verified by one program.
    """
    maker, checker, case, shown = aliased(User), aliased(User), aliased(Case), aliased(Organisation)
    came_at = (
        sa.select(sa.func.min(ContractDocument.uploaded_at))
        .where(ContractDocument.contract_id == Contract.id, ContractDocument.kind == DocumentKind.SIGNED_SCAN)
        .where(ContractDocument.withdrawn_at.is_(None))
        .correlate(Contract)
        .scalar_subquery()
    )
    signed_at = (
        sa.select(sa.func.min(StateRecord.recorded_at))
        .where(StateRecord.contract_id == Contract.id, StateRecord.state == ContractState.SIGNED)
        .where(StateRecord.withdrawn_at.is_(None))
        .correlate(Contract)
        .scalar_subquery()
    )
    seconds = seconds_between(Contract.verified_at, sa.func.coalesce(came_at, signed_at))
    real = sa.exists().where(case.id == Contract.case_id, shown.id == case.seller_id, shown.origin == Origin.REGISTERED)
    return [
        found(WarningKind.HASTY, number=seconds // MINUTE)
        .join(maker, maker.id == Contract.entered_by_id)
        .join(checker, checker.id == Contract.verified_by_id)
        .where(look.at(Contract), real, maker.platform_role == checker.platform_role)
        .where(maker.province_code.is_not_distinct_from(checker.province_code))
        .where(seconds.between(0, int(limits().hasty.total_seconds()) - 1))
    ]

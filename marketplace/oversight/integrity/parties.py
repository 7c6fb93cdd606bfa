"""Warnings about who the parties are: related to each other, or bound to each other twice for the same."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Membership
from marketplace.contracts.models import STANDING, Contract, ContractParty, PartyRole
from marketplace.organisations.models import Organisation
from marketplace.oversight.integrity.look import Look, WarningKind, found

TAX_ROOT = 10  # digits: a dependent unit carries three more behind its mother's code (NĐ 92/2024/NĐ-CP Đ14)
PERSONAL = 12  # digits: a household's code is a person's number, whose first ten neighbours share
_Seller, _Buyer = aliased(Organisation), aliased(Organisation)


def related(look: Look) -> list[sa.Select[Any]]:
    """A producer and a buyer of one contract that are tied otherwise: one finding for each tie."""
    ties = {
        "parent": sa.or_(
            _Seller.parent_id == _Buyer.id, _Buyer.parent_id == _Seller.id, _Seller.parent_id == _Buyer.parent_id
        ),
        "user": _share_a_person(),
        "contact": sa.and_(
            sa.func.trim(_Seller.representative) == sa.func.trim(_Buyer.representative),
            sa.func.trim(_Seller.representative) != "",
            _Seller.phone == _Buyer.phone,
        ),
        "tax": sa.and_(
            sa.func.substr(_Seller.tax_code, 1, TAX_ROOT) == sa.func.substr(_Buyer.tax_code, 1, TAX_ROOT),
            sa.func.length(_Seller.tax_code) != PERSONAL,
        ),
    }
    producer, buyer = aliased(ContractParty), aliased(ContractParty)
    return [
        found(WarningKind.RELATED, detail=detail, first=_Seller.name, second=_Buyer.name)
        .join(producer, sa.and_(producer.contract_id == Contract.id, producer.role == PartyRole.PRODUCER))
        .join(buyer, sa.and_(buyer.contract_id == Contract.id, buyer.role == PartyRole.BUYER))
        .join(_Seller, _Seller.id == producer.organisation_id)
        .join(_Buyer, _Buyer.id == buyer.organisation_id)
        .where(look.at(Contract), tie)
        for detail, tie in ties.items()
    ]


def _share_a_person() -> sa.ColumnElement[bool]:
    mine, theirs = aliased(Membership), aliased(Membership)
    return sa.exists().where(
        mine.organisation_id == _Seller.id, theirs.organisation_id == _Buyer.id, mine.user_id == theirs.user_id,
        mine.ended_at.is_(None), theirs.ended_at.is_(None),
    )  # fmt: skip


def overlapping(look: Look) -> list[sa.Select[Any]]:
    """Two standing contracts of the same producer, buyer and good whose terms share days."""
    other, seller, buyer = aliased(Contract), aliased(Organisation), aliased(Organisation)
    mine, theirs, bought, bought_too = (aliased(ContractParty) for _ in range(4))
    question = (
        found(WarningKind.OVERLAP, first=seller.name, second=buyer.name, other=other.id,
              day=sa.case((other.effective_from > Contract.effective_from, other.effective_from),
                          else_=Contract.effective_from))
        .join(mine, sa.and_(mine.contract_id == Contract.id, mine.role == PartyRole.PRODUCER))
        .join(theirs, sa.and_(theirs.organisation_id == mine.organisation_id, theirs.role == PartyRole.PRODUCER))
        .join(other, sa.and_(other.id == theirs.contract_id, other.id != Contract.id))
        .join(bought, sa.and_(bought.contract_id == Contract.id, bought.role == PartyRole.BUYER))
        .join(bought_too, sa.and_(bought_too.contract_id == other.id, bought_too.role == PartyRole.BUYER,
                                  bought_too.organisation_id == bought.organisation_id))
        .join(seller, seller.id == mine.organisation_id)
        .join(buyer, buyer.id == bought.organisation_id)
    )  # fmt: skip
    return [
        question.where(
            look.at(Contract), look.may_see(other), other.commodity_code == Contract.commodity_code,
            other.effective_from <= Contract.effective_to, other.effective_to >= Contract.effective_from,
            Contract.state.in_(STANDING), other.state.in_(STANDING),
        )
    ]  # fmt: skip

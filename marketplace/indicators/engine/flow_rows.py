"""What the populations of flows share: a row's columns, the place and the kind of its producer, days as instants."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.contracts.models import ContractParty, PartyRole
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.places import in_place
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.sizes import of_size
from marketplace.organisations.models import Organisation, Origin

CONTRACT, BUYER = "contract_id", "buyer_id"
"""Columns beside those of a population whose amounts are in đồng: they are counted, and never given out."""

Reason = tuple[sa.ColumnElement[bool], LeftOut]


def row(
    subject: Subject, number: Any, whom: Any, numerator: Any, denominator: Any, *reasons: Reason
) -> list[sa.ColumnElement[Any]]:
    """The columns of a population; `whom` has the place and the origin. The first reason that holds leaves it out."""
    out = sa.or_(sa.false(), *(test for test, _code in reasons))
    left_out = sa.case(*((test, sa.literal(code.value)) for test, code in reasons), else_=None)
    return [
        sa.literal(subject.value).label("subject_kind"),
        number.label("subject_id"),
        whom.province_code.label("province_code"),
        whom.commune_code.label("commune_code"),
        whom.origin.label("origin"),
        sa.case((out, nothing()), else_=numerator).label("numerator"),
        sa.case((out, nothing()), else_=denominator).label("denominator"),
        left_out.label("left_out"),
    ]


def of_producer(question: Question, producer: Any) -> list[sa.ColumnElement[bool]]:
    """The place, kind and size that the question asks of a producer; what the press reports never counts."""
    place = in_place(question.place, producer.province_code, producer.commune_code)
    chosen: list[sa.ColumnElement[bool]] = [producer.origin != Origin.REPORTED, *place]
    if question.organisation_kind is not None:
        chosen.append(producer.kind == question.organisation_kind)
    if question.size is not None:
        chosen.append(of_size(question.size, producer))
    return chosen


def is_state_owned(whom: Any) -> sa.ColumnElement[bool]:
    """More than half of capital or votes (Luật Doanh nghiệp 2020 Đ88); unknown is not state-owned."""
    half = [sa.func.coalesce(share > 50, sa.false()) for share in (whom.state_capital_pct, whom.state_voting_pct)]
    return sa.or_(*half)


def with_state_owned(contract_id: Any, *, owned: bool) -> sa.ColumnElement[bool]:
    """Whether a party of the contract, other than a witness, is state-owned; or that none is."""
    party, whom = aliased(ContractParty), aliased(Organisation)
    found = sa.exists().where(
        party.contract_id == contract_id, party.role != PartyRole.WITNESS, whom.id == party.organisation_id,
        is_state_owned(whom),
    )  # fmt: skip
    return found if owned else ~found

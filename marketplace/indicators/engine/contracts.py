"""The populations of active contracts: with state-owned enterprises (O1), volume and value (O2), area (O6).

A contract belongs to the place of the cooperative that leads its producers' side.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.contracts.models import ContractSpan as Span
from marketplace.extensions import Milli
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing, one, one_if
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.flow_rows import BUYER, CONTRACT, Reason, of_producer, row
from marketplace.indicators.engine.goods import in_group
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Organisation

_UNVERIFIED: Reason = (Span.verified.is_(False), LeftOut.UNVERIFIED)
_NO_QUANTITY: Reason = (Span.quantity_kg == nothing(), LeftOut.NO_QUANTITY)
_NO_PRICE: Reason = (Span.price_dong_per_kg.is_(None), LeftOut.NO_PRICE)


def state_owned_contracts(question: Question) -> sa.Select[Any]:
    """O1: active contracts, those with a state-owned party above the line."""
    return _active(question, one_if(Span.state_owned.is_(True)), one())


def state_owned_volume(question: Question) -> sa.Select[Any]:
    """O1v: kilograms of active contracts, those with a state-owned party above the line."""
    owned = sa.case((Span.state_owned, Span.quantity_kg), else_=nothing())
    return _active(question, owned, Span.quantity_kg, _NO_QUANTITY)


def volume(question: Question) -> sa.Select[Any]:
    """O2: kilograms of active contracts."""
    return _active(question, Span.quantity_kg, nothing(), _NO_QUANTITY)


def value(question: Question) -> sa.Select[Any]:
    """O2v: đồng of contracts active on the day that is counted, at the fixed price or the floor; with the contract and
    its buyer beside.
    """
    dong = sa.type_coerce(sa.type_coerce(Span.quantity_kg, sa.BigInteger) * Span.price_dong_per_kg, Milli)
    beside = (Span.contract_id.label(CONTRACT), Span.buyer_id.label(BUYER))
    return _active(question, dong, nothing(), _NO_QUANTITY, _NO_PRICE).add_columns(*beside)


def value_by_good(question: Question) -> sa.Select[Any]:
    """O2v with the good of each contract beside."""
    return value(question).add_columns(Span.commodity_code.label("good"))


def area(question: Question) -> sa.Select[Any]:
    """O6: hectares of active contracts; of several verified ones of one producer for one good only the largest."""
    place = sa.func.row_number().over(
        partition_by=(Span.seller_id, Span.commodity_code, Span.verified),
        order_by=(sa.func.coalesce(Span.area_ha, nothing()).desc(), Span.contract_id),
    )
    chosen = sa.select(
        Span.contract_id, Span.area_ha, Span.verified, place.label("place"),
        Organisation.province_code, Organisation.commune_code, Organisation.origin,
    )  # fmt: skip
    ranked = _chosen(question, chosen).subquery().c
    reasons: tuple[Reason, ...] = (
        (ranked.verified.is_(False), LeftOut.UNVERIFIED),
        (ranked.area_ha.is_(None), LeftOut.NO_AREA),
        (ranked.place > 1, LeftOut.SAME_LAND),
    )
    return sa.select(*row(Subject.CONTRACT, ranked.contract_id, ranked, ranked.area_ha, nothing(), *reasons))


def _active(question: Question, numerator: Any, denominator: Any, *reasons: Reason) -> sa.Select[Any]:
    columns = row(Subject.CONTRACT, Span.contract_id, Organisation, numerator, denominator, _UNVERIFIED, *reasons)
    return _chosen(question, sa.select(*columns))


def _chosen(question: Question, chosen: sa.Select[Any]) -> sa.Select[Any]:
    """What the question asks, of contracts of a linkage form that stand on the day, with their leading producer."""
    chosen = (
        chosen.select_from(Span)
        .join(Organisation, Organisation.id == Span.seller_id)
        .where(Span.starts_on <= question.at.day, Span.ends_on >= question.at.day, Span.form.is_not(None))
        .where(*of_producer(question, Organisation))
    )
    if question.state_owned is not None:
        chosen = chosen.where(Span.state_owned.is_(question.state_owned))
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(Span.commodity_code, question.commodity_group))
    return chosen

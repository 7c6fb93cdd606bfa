"""The populations of active contracts: with state-owned enterprises (O1), volume and value (O2), area (O6).

A contract belongs to the place of the cooperative that leads its producers' side.
"""

from __future__ import annotations

from collections.abc import Sequence
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


Amounts = tuple[Any, Any, Sequence[Reason]]
"""What stands above the line, below it, and why a contract might not count."""


def state_owned_contracts(question: Question) -> sa.Select[Any]:
    """O1: active contracts, those with a state-owned party above the line."""
    return _active(question, OF_SPANS["O1"])


def state_owned_volume(question: Question) -> sa.Select[Any]:
    """O1v: kilograms of active contracts, those with a state-owned party above the line."""
    return _active(question, OF_SPANS["O1v"])


def volume(question: Question) -> sa.Select[Any]:
    """O2: kilograms of active contracts."""
    return _active(question, OF_SPANS["O2"])


OF_SPANS: dict[str, Amounts] = {
    "O1": (one_if(Span.state_owned.is_(True)), one(), (_UNVERIFIED,)),
    "O1v": (
        sa.case((Span.state_owned, Span.quantity_kg), else_=nothing()), Span.quantity_kg, (_UNVERIFIED, _NO_QUANTITY),
    ),
    "O2": (Span.quantity_kg, nothing(), (_UNVERIFIED, _NO_QUANTITY)),
}  # fmt: skip
"""Indicators of which each contract tells the same on all days that it stands."""


def value(question: Question) -> sa.Select[Any]:
    """O2v: đồng of contracts active on the day that is counted, at the fixed price or the floor; with the contract and
    its buyer beside.
    """
    dong = sa.type_coerce(sa.type_coerce(Span.quantity_kg, sa.BigInteger) * Span.price_dong_per_kg, Milli)
    beside = (Span.contract_id.label(CONTRACT), Span.buyer_id.label(BUYER))
    amounts = (dong, nothing(), (_UNVERIFIED, _NO_QUANTITY, _NO_PRICE))
    return _active(question, amounts).add_columns(*beside)


def value_by_good(question: Question) -> sa.Select[Any]:
    """O2v with the good of each contract beside."""
    return value(question).add_columns(Span.commodity_code.label("good"))


def area(question: Question) -> sa.Select[Any]:
    """O6: hectares of active contracts; of several verified ones of one producer for one good only the largest."""
    told: list[Any] = [
        Span.contract_id, Span.area_ha, Span.verified, place_on_its_land(Span).label("place"),
        Organisation.province_code, Organisation.commune_code, Organisation.origin,
    ]  # fmt: skip
    return sa.select(*columns_of_area(_chosen(question, sa.select(*told)).subquery().c))


def place_on_its_land(span: Any, *further: Any) -> sa.ColumnElement[int]:
    """1 for the largest of what one producer has of one good, of checked contracts and of others; among the rows that
    have the same `further` too.
    """
    return sa.func.row_number().over(
        partition_by=(span.seller_id, span.commodity_code, span.verified, *further),
        order_by=(sa.func.coalesce(span.area_ha, nothing()).desc(), span.contract_id),
    )


def columns_of_area(ranked: Any) -> list[sa.ColumnElement[Any]]:
    """The columns of O6, of contracts with their place on their land."""
    reasons: tuple[Reason, ...] = (
        (ranked.verified.is_(False), LeftOut.UNVERIFIED),
        (ranked.area_ha.is_(None), LeftOut.NO_AREA),
        (ranked.place > 1, LeftOut.SAME_LAND),
    )
    return row(Subject.CONTRACT, ranked.contract_id, ranked, ranked.area_ha, nothing(), *reasons)


def _active(question: Question, amounts: Amounts) -> sa.Select[Any]:
    return _chosen(question, sa.select(*columns_of(amounts)))


def columns_of(amounts: Amounts) -> list[sa.ColumnElement[Any]]:
    """The columns of a population of contracts."""
    above, below, reasons = amounts
    return row(Subject.CONTRACT, Span.contract_id, Organisation, above, below, *reasons)


def _chosen(question: Question, chosen: sa.Select[Any]) -> sa.Select[Any]:
    """What the question asks, of contracts of a linkage form that stand on the day, with their leading producer."""
    return on_any_day(question, chosen).where(Span.starts_on <= question.at.day, Span.ends_on >= question.at.day)


def on_any_day(question: Question, chosen: sa.Select[Any]) -> sa.Select[Any]:
    """The same of all days on which a contract stands, whatever the day asked."""
    chosen = (
        chosen.select_from(Span)
        .join(Organisation, Organisation.id == Span.seller_id)
        .where(Span.form.is_not(None))
        .where(*of_producer(question, Organisation))
    )
    if question.state_owned is not None:
        chosen = chosen.where(Span.state_owned.is_(question.state_owned))
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(Span.commodity_code, question.commodity_group))
    return chosen

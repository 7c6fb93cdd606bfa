"""What a cooperative makes of the needs it is suggested to: named parts that add up, as on the buyer's side.

Prices are compared like with like by `matching.prices`; what nobody knows has one neutral value in every part, so a
buyer without a record of payments is neither praised nor punished. Weights are data, `data/seller_weights.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Protocol

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, UNKNOWN, Bools, Codes, Floats, Ints
from matching.errors import LearningError, ParameterError
from matching.geography import distance_km
from matching.records import NeedRecord, OfferRecord
from matching.seller_columns import Buyers, Sellers, buyers, sellers

SELLER_PARTS = (
    "seller_price",
    "seller_quantity",
    "seller_periods",
    "seller_distance",
    "seller_stages",
    "seller_contract",
    "seller_payment",
    "seller_papers",
)
TENTHS = 10


class Pairs(Protocol):
    """What is read of a `MatchTable`: the numbers of both sides, and the buyer's parts."""

    @property
    def need(self) -> Ints: ...
    @property
    def offer(self) -> Ints: ...
    @property
    def part_values(self) -> Floats: ...
    @property
    def parts(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class SellerParameters:
    """Weights of the seller's parts, adding up to 100, and the constants behind the values."""

    version: str
    weights: Mapping[str, Decimal]
    values: Mapping[str, float]
    stages: Mapping[str, float]

    def __post_init__(self) -> None:
        if set(self.weights) - set(SELLER_PARTS):
            raise ParameterError("no such part of the seller's view")
        if any(not weight.is_finite() or weight < 0 for weight in self.weights.values()):
            raise ParameterError("a weight is below zero or no number")
        if sum(self.weights.values()) != 100:
            raise ParameterError("the weights do not add up to 100")


@dataclass(frozen=True, slots=True)
class SellerTable:
    """One row for each pair. `tenths` is the score in tenths of a point, the row sum of `part_tenths`.

    `values` (0..1), `part_tenths` and `known` (false: the value is that of what nobody knows) have a column for each of
    `parts`.
    """

    tenths: Ints
    part_tenths: Ints
    values: Floats
    known: Bools
    parts: tuple[str, ...]


@cache
def seller_parameters() -> SellerParameters:
    """The shipped parameters."""
    data = tomllib.loads(files("matching").joinpath("data/seller_weights.toml").read_text(encoding="utf-8"))
    return SellerParameters(
        version=str(data["version"]),
        weights=MappingProxyType({name: Decimal(str(value)) for name, value in data["weights"].items()}),
        values=MappingProxyType({name: float(value) for name, value in data["values"].items()}),
        stages=MappingProxyType({name: float(value) for name, value in data["stages"].items()}),
    )


def seller_view(
    table: Pairs,
    needs: Sequence[NeedRecord],
    offers: Sequence[OfferRecord],
    parameters: SellerParameters | None = None,
    *,
    on: date | None = None,
) -> SellerTable:
    """The seller's parts of every pair of `table`, whose numbers count `needs` and `offers`.

    `on` is the day for which reference prices are read; without it only prices that a side names itself count. Raises
    `LearningError` when a pair names a record that is not there.
    """
    known = parameters or seller_parameters()
    if np.max(table.need, initial=-1) >= len(needs) or np.max(table.offer, initial=-1) >= len(offers):
        raise LearningError("a pair names a record that is not there")
    parts = tuple(name for name in SELLER_PARTS if name in known.weights)
    values = _values(table, needs, offers, known, on)
    found = np.column_stack([values[name] for name in parts])
    matrix = np.where(np.isnan(found), known.values["unknown"], found)
    weights = np.array([float(known.weights[name]) for name in parts])
    tenths = np.rint(matrix * weights * TENTHS).astype(np.int64)
    return SellerTable(tenths.sum(axis=1), tenths, matrix, ~np.isnan(found), parts)


def _values(
    table: Pairs, needs: Sequence[NeedRecord], offers: Sequence[OfferRecord], known: SellerParameters, on: date | None
) -> dict[str, Floats]:
    """Each part 0..1 by name, NaN where nobody knows."""
    need_numbers, need = np.unique(table.need, return_inverse=True)
    offer_numbers, offer = np.unique(table.offer, return_inverse=True)
    kinds = Codes()
    left = buyers([needs[number] for number in need_numbers.tolist()], known.stages, kinds, on)
    right = sellers([offers[number] for number in offer_numbers.tolist()], kinds, on)
    months = np.minimum(left.contract_months, known.values["months"]) / known.values["months"]
    return {
        "seller_price": _price(left, right, need, offer, known.values),
        "seller_quantity": np.minimum(left.kg[need] / right.kg[offer], 1.0),
        "seller_periods": _periods(left, right, need, offer),
        "seller_distance": _nearness(left, right, need, offer, known.values["reach_km"]),
        "seller_stages": left.stages[need],
        "seller_contract": months[need],
        "seller_payment": left.paid_on_time[need],
        "seller_papers": _papers(table),
    }


def _price(left: Buyers, right: Sellers, need: Ints, offer: Ints, values: Mapping[str, float]) -> Floats:
    """The mean of what the buyer gives over the own price and over the reference, as far as each can be compared."""
    alike = (left.price_kind[need] == right.price_kind[offer]) & (right.price_kind[offer] != UNKNOWN)
    alike &= right.price[offer] > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(alike, left.price[need] / right.price[offer], np.nan)
    steps = values["price_high"] - values["price_low"]
    found = [np.clip((ratio - values["price_low"]) / steps, 0.0, 1.0) for ratio in (own, left.over_reference[need])]
    first, second = found
    return np.where(np.isnan(first), second, np.where(np.isnan(second), first, (first + second) / 2))


def _periods(left: Buyers, right: Sellers, need: Ints, offer: Ints) -> Floats:
    """The share of the offer's days, or else of its months, in which the buyer takes goods."""
    start, end = right.start[offer], right.end[offer]
    days = np.minimum(end, left.end[need]) - np.maximum(start, left.start[need]) + 1
    dated = (start > FIRST_DAY) & (end < LAST_DAY) & (left.start[need] > FIRST_DAY) & (left.end[need] < LAST_DAY)
    months = right.months[offer]
    by_month = (months > 0) & (left.months[need] > 0)
    shared = np.bitwise_count(months & left.months[need]) / np.maximum(np.bitwise_count(months), 1)
    return np.where(dated, np.clip(days / (end - start + 1), 0, 1), np.where(by_month, shared, np.nan))


def _nearness(left: Buyers, right: Sellers, need: Ints, offer: Ints, reach_km: float) -> Floats:
    km = distance_km(left.lat[need], left.lon[need], right.lat[offer], right.lon[offer])
    return np.asarray(1 - np.minimum(km, reach_km) / reach_km, dtype=np.float64)


def _papers(table: Pairs) -> Floats:
    """What the buyer's side found about the papers it asks for."""
    if "certificates" not in table.parts:
        return np.full(len(table.need), np.nan)
    return np.asarray(table.part_values[:, table.parts.index("certificates")], dtype=np.float64)

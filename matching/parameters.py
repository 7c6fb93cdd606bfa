"""Weights and readable constants of the hand score, kept as data with a version."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from matching.errors import ParameterError

PARTS = (
    "product",
    "form_variety",
    "quantity",
    "window",
    "distance",
    "price",
    "certificates",
    "track_record",
    "soe",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a ranking depends on besides its records. Weights add up to 100 over the parts that count."""

    version: str
    weights: Mapping[str, Decimal]
    values: Mapping[str, float]
    quantity: Mapping[str, float]
    minimum_score: Decimal
    crops_in_mixed_row: int

    def __post_init__(self) -> None:
        unknown = set(self.weights) - set(PARTS)
        if unknown:
            raise ParameterError(f"no such part: {', '.join(sorted(unknown))}")
        if any(not weight.is_finite() or weight < 0 for weight in self.weights.values()):
            raise ParameterError("a weight is below zero or no number")
        if sum(self.weights.values()) != 100:
            raise ParameterError("the weights do not add up to 100")


def parameters(*, soe: bool = False) -> Parameters:
    """The shipped parameters; with `soe` the optional part counts and the others shrink to make room for it."""
    return with_weights(_base(), {**_base().weights, "soe": optional_points()["soe"]}) if soe else _base()


def with_weights(base: Parameters, weights: Mapping[str, Decimal | int]) -> Parameters:
    """`base` with other weights, scaled to add up to exactly 100; the largest takes what rounding leaves over.

    Raises `ParameterError` for negative weights, unknown parts, or nothing to add up.
    """
    raw = {name: Decimal(weight) for name, weight in weights.items()}
    if any(not weight.is_finite() or weight < 0 for weight in raw.values()) or not sum(raw.values()):
        raise ParameterError("weights must be numbers of zero or more, and not all zero")
    total = sum(raw.values())
    scaled = {name: (weight * 100 / total).quantize(Decimal("0.001")) for name, weight in raw.items()}
    largest = max(scaled, key=lambda name: (scaled[name], name))
    scaled[largest] += 100 - sum(scaled.values())
    return replace(base, weights=MappingProxyType(scaled))


@cache
def _base() -> Parameters:
    data = _table()
    limits = data["limits"]
    return Parameters(
        version=str(data["version"]),
        weights=MappingProxyType({name: Decimal(str(value)) for name, value in data["weights"].items()}),
        values=MappingProxyType({name: float(value) for name, value in data["values"].items()}),
        quantity=MappingProxyType({name: float(value) for name, value in data["quantity"].items()}),
        minimum_score=Decimal(str(limits["minimum_score"])),
        crops_in_mixed_row=int(limits["crops_in_mixed_row"]),
    )


def optional_points() -> Mapping[str, Decimal]:
    """The shipped points of the parts that count only when asked for, before the others make room for them."""
    return {name: Decimal(str(value)) for name, value in _table()["optional"].items()}


@cache
def _table() -> dict[str, dict[str, float]]:
    text = files("matching").joinpath("data/weights.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

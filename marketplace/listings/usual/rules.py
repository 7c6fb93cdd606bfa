"""The limits of what is usual, read from `usual.toml` once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Limits:
    """Kilograms, đồng a kilogram and counts; what each means and why stands beside it in the file."""

    period_kg: Decimal
    market_times: int
    market_least: int
    own_times: int
    own_least_kg: Decimal
    hectare_kg: Decimal
    price_times: int
    price_least: Decimal
    price_most: Decimal


@cache
def limits() -> Limits:
    """The limits in force."""
    data = tomllib.loads(files("marketplace.listings.usual").joinpath("usual.toml").read_text(encoding="utf-8"))
    return Limits(
        period_kg=Decimal(data["period_kg"]),
        market_times=data["market_times"],
        market_least=data["market_least"],
        own_times=data["own_times"],
        own_least_kg=Decimal(data["own_least_kg"]),
        hectare_kg=Decimal(data["hectare_kg"]),
        price_times=data["price_times"],
        price_least=Decimal(data["price_least"]),
        price_most=Decimal(data["price_most"]),
    )

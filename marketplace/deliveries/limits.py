"""The limits of the delivery book, read from `limits.toml` once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Limits:
    """Spans of time, a percentage and a count; what each means stands beside it in the file."""

    tolerance_pct: Decimal
    late_entry: timedelta
    late_payment: timedelta
    misses_in_a_row: int
    begin: timedelta
    ended: timedelta
    payment: timedelta


@cache
def limits() -> Limits:
    """The limits in force."""
    data = tomllib.loads(files("marketplace.deliveries").joinpath("limits.toml").read_text(encoding="utf-8"))
    return Limits(
        tolerance_pct=Decimal(str(data["tolerance_pct"])),
        late_entry=timedelta(days=data["late_entry_days"]),
        late_payment=timedelta(days=data["late_payment_days"]),
        misses_in_a_row=data["misses_in_a_row"],
        begin=timedelta(days=data["begin_days"]),
        ended=timedelta(days=data["ended_days"]),
        payment=timedelta(days=data["payment_days"]),
    )

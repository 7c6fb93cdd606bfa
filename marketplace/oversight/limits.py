"""The limits of the oversight pages, read from `limits.toml` once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Limits:
    """Spans of time, counts and kilograms; what each means and why stands beside it in the file."""

    stale_status: timedelta
    inactive: timedelta
    outlier_times: int
    outlier_least: int
    after_snapshot: timedelta
    silent_periods: int
    hasty: timedelta
    balanced_kg: Decimal
    balance_months: int


@cache
def limits() -> Limits:
    """The limits in force."""
    data = tomllib.loads(files("marketplace.oversight").joinpath("limits.toml").read_text(encoding="utf-8"))
    return Limits(
        stale_status=timedelta(days=data["stale_status_days"]),
        inactive=timedelta(days=data["inactive_days"]),
        outlier_times=data["outlier_times"],
        outlier_least=data["outlier_least"],
        after_snapshot=timedelta(days=data["after_snapshot_days"]),
        silent_periods=data["silent_periods"],
        hasty=timedelta(minutes=data["hasty_minutes"]),
        balanced_kg=Decimal(data["balanced_kg"]),
        balance_months=data["balance_months"],
    )

"""The limits that remarks compare a contract with, read from `rules.toml` once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits with the texts they stand in; `support_months` by the cycle of the good."""

    chain_months: int
    chain_rule: str
    support_months: Mapping[str, int]
    support_rule: str
    support_verified: bool


@cache
def rules() -> Rules:
    """The limits in force."""
    data = tomllib.loads(files("marketplace.contracts").joinpath("rules.toml").read_text(encoding="utf-8"))
    return Rules(
        chain_months=data["chain"]["months"],
        chain_rule=data["chain"]["rule"],
        support_months=data["support"]["months"],
        support_rule=data["support"]["rule"],
        support_verified=data["support"]["verified"],
    )

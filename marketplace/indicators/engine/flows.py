"""The populations of flows by the code of their indicator, and what of them may be given out row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.engine.columns import COLUMNS, one_if
from marketplace.indicators.engine.contracts import area, state_owned_contracts, state_owned_volume, value, volume
from marketplace.indicators.engine.deliveries import delivered, paid
from marketplace.indicators.engine.endings import endings
from marketplace.indicators.engine.needs import balance, served
from marketplace.indicators.engine.products import expiring, traced
from marketplace.indicators.engine.question import Question

FLOWS: dict[str, Callable[[Question], sa.Select[Any]]] = {
    "I8": traced,
    "O1": state_owned_contracts,
    "O1v": state_owned_volume,
    "O2": volume,
    "O2v": value,
    "O3": delivered,
    "O4": paid,
    "O5": endings,
    "O6": area,
    "O7": served,
    "O8": balance,
    "O9": expiring,
}


def without_amounts(chosen: sa.Select[Any]) -> sa.Select[Any]:
    """The same rows with one for every amount above zero, and nothing beside the columns of a population."""
    counted = chosen.subquery().c
    told = {name: one_if(counted[name] > 0).label(name) for name in ("numerator", "denominator")}
    return sa.select(*(told.get(name, counted[name]) for name in COLUMNS))

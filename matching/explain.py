"""What each part of a score was about: a case and the values of both records, ready for `matching.sentences`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from math import nan

from matching.arguments import Arguments
from matching.baseline import TENTHS
from matching.cases import CASES
from matching.records import Part
from matching.told import Sheet, Told


@cache
def points(tenths: int) -> Decimal:
    """Tenths of a point as points."""
    return Decimal(tenths) / TENTHS


def parts(told: Told) -> tuple[Part, ...]:
    """Every part of the score of one pair, in the order in which they are told."""
    at, pair = told.at, told.pair
    return tuple(
        Part(name, values[at], weight, gained[at], tell(told), Arguments(pair, ("percent", 100 * shares[at])))
        for name, values, weight, gained, tell, shares in _columns(told.sheet)
    )


_Column = tuple[str, list[float], Decimal, list[Decimal], Callable[[Told], str], list[float]]


def _columns(sheet: Sheet) -> list[_Column]:
    """What the parts of all pairs of a sheet are made of, each pair in its place."""
    return sheet.kept("parts", _made_columns)


def _made_columns(sheet: Sheet) -> list[_Column]:
    weights = sheet.scored.block.question.parameters.weights
    found: list[_Column] = []
    for name, weight in zip(sheet.scored.parts, sheet.scored.weights, strict=True):
        values = sheet.values(name)
        shares = sheet.notes(name, "share") if name == "quantity" else values
        gained = [points(round(value * weight * TENTHS)) for value in values]
        found.append((name, values, weights[name], gained, CASES[name], shares))
    return found


def near_miss_args(rule: str, told: Told) -> Arguments:
    """The values named by the sentences about a broken hard rule."""
    km, limit = told.km, told.need.maximum_km
    if rule == "distance":
        km = told.sheet.limited_km[told.at]
    return Arguments(told.pair, ("km", km), ("limit_km", nan if limit is None else limit))

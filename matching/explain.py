"""What each part of a score was about: a case and the values of both records, ready for `matching.sentences`."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from math import nan

from matching.arguments import Arguments
from matching.baseline import TENTHS
from matching.cases import case
from matching.records import Part
from matching.told import Told


@cache
def points(tenths: int) -> Decimal:
    """Tenths of a point as points."""
    return Decimal(tenths) / TENTHS


def parts(told: Told) -> tuple[Part, ...]:
    """Every part of the score of one pair, in the order in which they are told."""
    weights = told.scored.block.question.parameters.weights
    return tuple(
        _part(told, name, weights[name], weight)
        for name, weight in zip(told.scored.parts, told.scored.weights, strict=True)
    )


def _part(told: Told, name: str, weight: Decimal, as_float: float) -> Part:
    scored = told.scored.parts[name]
    value = scored.value(told.row, told.column)
    share = scored.note("share", told.row, told.column) if name == "quantity" else value
    gained = points(round(value * as_float * TENTHS))
    return Part(name, value, weight, gained, case(name, told), Arguments(told.pair, ("percent", 100 * share)))


def near_miss_args(rule: str, told: Told) -> Arguments:
    """The values named by the sentences about a broken hard rule."""
    km, limit = told.km, told.need.maximum_km
    if rule == "distance":
        km = float(told.scored.verdict.km[told.row, told.column])
    return Arguments(told.pair, ("km", km), ("limit_km", nan if limit is None else limit))

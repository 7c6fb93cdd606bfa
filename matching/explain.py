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
    scored, weights = told.sheet.scored, told.sheet.scored.block.question.parameters.weights
    return tuple(
        _part(told, name, weights[name], weight) for name, weight in zip(scored.parts, scored.weights, strict=True)
    )


def _part(told: Told, name: str, weight: Decimal, as_float: float) -> Part:
    value = told.sheet.values(name)[told.at]
    share = told.sheet.notes(name, "share")[told.at] if name == "quantity" else value
    gained = points(round(value * as_float * TENTHS))
    return Part(name, value, weight, gained, case(name, told), Arguments(told.pair, ("percent", 100 * share)))


def near_miss_args(rule: str, told: Told) -> Arguments:
    """The values named by the sentences about a broken hard rule."""
    km, limit = told.km, told.need.maximum_km
    if rule == "distance":
        km = told.sheet.limited_km[told.at]
    return Arguments(told.pair, ("km", km), ("limit_km", nan if limit is None else limit))

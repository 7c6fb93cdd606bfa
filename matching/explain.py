"""What each part of a score was about: a case and the values of both records, ready for `matching.sentences`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from math import nan

from matching.arguments import Arguments
from matching.baseline import TENTHS
from matching.cases import CASES
from matching.records import Part
from matching.rules import MENDABLE
from matching.told import Sheet


@cache
def points(tenths: int) -> Decimal:
    """Tenths of a point as points."""
    return Decimal(tenths) / TENTHS


def parts(sheet: Sheet) -> list[tuple[Part, ...]]:
    """Every part of the score of each pair, in the order in which they are told."""
    weights = sheet.block.question.parameters.weights
    columns = [
        _column(sheet, name, weights[name], weight)
        for name, weight in zip(sheet.scored.parts, sheet.scored.weights, strict=True)
    ]
    return list(zip(*columns, strict=True))


def _column(sheet: Sheet, name: str, weight: Decimal, number: float) -> list[Part]:
    """One part of every pair."""
    values = sheet.values(name)
    shares = sheet.notes(name, "share") if name == "quantity" else values
    gained = {value: points(round(value * number * TENTHS)) for value in set(values)}
    told = zip(values, shares, CASES[name](sheet), sheet.pairs, strict=True)
    return [
        Part(name, value, weight, gained[value], case, Arguments(pair, ("percent", 100 * share)))
        for value, share, case, pair in told
    ]


def broken_rules(sheet: Sheet) -> list[str]:
    """The mendable rule that each pair breaks, the first of them where there are several."""
    broken = {rule: sheet.listed(found) for rule, found in sheet.scored.verdict.broken.items()}
    rules = [(rule, broken[rule]) for rule in MENDABLE if rule in broken]
    return [next(rule for rule, breaks in rules if breaks[at]) for at in range(len(sheet))]


def near_miss_args(sheet: Sheet, rules: Sequence[str]) -> list[Arguments]:
    """The values named by the sentences about the broken rule of each pair."""
    limit = nan if sheet.need.maximum_km is None else sheet.need.maximum_km
    limited = sheet.listed(sheet.scored.verdict.km)
    told = zip(rules, sheet.pairs, limited, sheet.km, strict=True)
    return [
        Arguments(pair, ("km", measured if rule == "distance" else km), ("limit_km", limit))
        for rule, pair, measured, km in told
    ]

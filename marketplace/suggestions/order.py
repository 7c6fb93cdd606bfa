"""The order of a need's shortlist: by the buyer's score, or as both sides together gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from marketplace.suggestions.lines import Line
from marketplace.suggestions.queries import Balanced

TENTH = Decimal("0.1")


def by_seller(pair: Balanced) -> Decimal:
    """How the offer's side scores the need, 0 to 100, to one digit behind the mark."""
    return pair.seller_score.quantize(TENTH)


def weighed(lines: Sequence[Line], balance: Mapping[int, Balanced]) -> list[Line]:
    """The lines as they are, each with what the balance says of it."""
    best = max((pair.mutual for pair in balance.values()), default=Decimal(0))
    return [_weighed(line, balance.get(line.offer.id), best) for line in lines]


def _weighed(line: Line, pair: Balanced | None, best: Decimal) -> Line:
    gain = (100 * pair.mutual / best).quantize(Decimal(1)) if pair and best else None
    return replace(line, balanced=pair, gain=gain)


def balanced(lines: Sequence[Line]) -> list[Line]:
    """Weighed lines, best first by score, in the order of the balance.

    An offer that came after the market was weighed does not wait for the next time: it stands before the first line
    whose score is lower than its own.
    """
    ordered = sorted((x for x in lines if x.balanced), key=lambda x: x.balanced.place if x.balanced else 0)
    for line in lines:
        if line.balanced is None:
            before = (at for at, other in enumerate(ordered) if other.score < line.score)
            ordered.insert(next(before, len(ordered)), line)
    return ordered

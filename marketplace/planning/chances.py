"""The possible links of a plan: the matcher's shortlists over cooperatives that are not linked.

A likelihood here is the chance the learned model in force gives a pair, and without a model the hand score as a share
of its 100 points. The latter orders pairs well and is no measured frequency: "60 %" then says "a pair of 60 points".
The result of a plan says which of the two it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from marketplace.planning.apart import Apart
from marketplace.planning.quantities import part_kg, shared_kg
from marketplace.planning.supply import Offered
from marketplace.planning.wanted import Wanted

if TYPE_CHECKING:
    from matching import Matcher, OfferIndex

NEEDS_AT_ONCE = 2000
PAIRS = 400_000
"""So many pairs are asked of the matcher at most, shared out over the needs."""
SHORTEST, LONGEST = 50, 5000
OF_A_NEED = 20
OF_ALL_NEEDS = 200_000
"""Of each need's list the first few stay, whatever better needs their cooperatives have: so many over all lists."""
LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Pair:
    """A possible link: the offer it would come from, kilograms over the need's term, likelihood to a thousandth."""

    offered: Offered
    wanted: Wanted
    kg: Decimal
    likelihood: float


def pairs_of(
    offers: Sequence[Offered],
    needs: Sequence[Wanted],
    apart: Apart,
    matcher: Matcher,
    on: date,
    each: int,
    lists: int = 1,
) -> list[Pair]:
    """The likeliest `each` needs of every cooperative and the likeliest cooperatives of every need, hard rules kept.

    `lists` is how many lists of the same needs are made beside each other, one a province.
    One pair for a cooperative and a need, from the offer that fits best. Pairs in order of cooperative and need.
    """
    from matching import build

    records = {one.record.id: one for one in offers if one.record is not None}
    if not records or not needs:
        return []
    index = build([one.record for one in records.values() if one.record is not None], keep=False)
    of_a_need = min(OF_A_NEED, OF_ALL_NEEDS // (len(needs) * lists))
    found = _matched(index, records, needs, matcher, on, (each, of_a_need))
    best: dict[tuple[int, int], Pair] = {}
    for name, place, likelihood in found:
        pair = _pair(records[name], needs[place], apart, on, likelihood)
        if pair is None:
            continue
        key = (pair.offered.organisation_id, pair.wanted.id)
        if key not in best or (pair.likelihood, pair.kg) > (best[key].likelihood, best[key].kg):
            best[key] = pair
    return [best[key] for key in sorted(best)]


def _pair(offered: Offered, wanted: Wanted, apart: Apart, on: date, likelihood: float) -> Pair | None:
    """The pair with its quantity; None where it cannot be, or nothing would change hands."""
    sides = (offered.organisation_id, wanted.buyer_id)
    if sides[0] == sides[1] or sides in apart.sides or (offered.id, wanted.id) in apart.listings:
        return None
    free = shared_kg(offered.facts.spans, wanted.facts.spans, on)
    lots = offered.facts.common.minimum_lot_kg, wanted.facts.common.minimum_lot_kg
    kilograms = part_kg(free, wanted.kg, wanted.facts.maximum_suppliers, *lots)
    return Pair(offered, wanted, kilograms, likelihood) if kilograms > 0 else None


def _matched(
    index: OfferIndex,
    records: dict[str, Offered],
    needs: Sequence[Wanted],
    matcher: Matcher,
    on: date,
    first: tuple[int, int],
) -> list[tuple[str, int, float]]:
    """(offer, place of the need, likelihood) of the pairs that stay: `first` so many of a cooperative, of a need."""
    import numpy as np

    own = np.array([records[name].organisation_id if name in records else -1 for name in index.ids])
    top = min(max(PAIRS // len(needs), SHORTEST), LONGEST)
    kept: Any = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    for start in range(0, len(needs), NEEDS_AT_ONCE):
        news = _some(index, [one.record for one in needs[start : start + NEEDS_AT_ONCE]], matcher, top, on)
        need = np.concatenate([kept[0], news[0] + start])
        offer, likely = np.concatenate([kept[1], news[1]]), np.concatenate([kept[2], news[2]])
        stay = (_ranks(own[offer], likely) < first[0]) | (_ranks(need, likely) < first[1])
        kept = (need[stay], offer[stay], likely[stay])
    need, offer, likely = (part.tolist() for part in kept)
    return [(index.ids[slot], place, chance) for place, slot, chance in zip(need, offer, likely, strict=True)]


def _some(index: OfferIndex, needs: Sequence[Any], matcher: Matcher, top: int, on: date) -> tuple[Any, Any, Any]:
    """Places of needs, slots of offers and likelihoods (to a thousandth, never 0) of the matcher's pairs."""
    import numpy as np

    from matching.batch import match

    table = match(index, needs, matcher, top=top, on=on)
    said = table.tenths / 1000 if table.likelihood is None else table.likelihood
    likely = np.round(np.clip(np.asarray(said, dtype=np.float64), LEAST, 1.0), 3)
    return table.need.astype(np.int64), table.offer.astype(np.int64), likely


def _ranks(owner: Any, likely: Any) -> Any:
    """The place of each pair among those of its owner, the likeliest first, from 0."""
    import numpy as np

    order = np.lexsort((-likely, owner))
    ordered = owner[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(owner) else np.zeros(0, int)
    begins = np.repeat(first, np.diff(np.append(first, len(owner))))
    ranks = np.empty(len(owner), np.int64)
    ranks[order] = np.arange(len(owner)) - begins
    return ranks

"""What balancing both sides brings: linkages in a simulated season, and offers that nobody is ever shown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np

from matching.arrays import Floats, Ints
from matching.batch import MatchTable
from matching.exposure import shown_order, times_shown
from matching.lists import places
from matching.two_sided import balance, seller_scores
from tests.benchmarks.clock import CpuClock
from tests.benchmarks.report import Fields
from tests.benchmarks.season import Season
from tests.benchmarks.season.draws import NeedDraws, OfferDraws
from tests.benchmarks.season.hidden import truth
from tests.benchmarks.season.learned import hand_table
from tests.benchmarks.season.outcomes import chance_of_yes

SHORTLIST, SHOWN = 50, 10
PARTNERS_OF_NEED, PARTNERS_OF_OFFER = 3, 1


@dataclass(frozen=True, slots=True)
class Yes:
    """Whether the buyer and the seller of each pair would say yes, by hidden utility and the rolls of the pair."""

    buyer: Floats
    seller: Floats


def ours(season: Season) -> dict[str, Fields]:
    """Linkages by the balanced order over those by the buyer's score alone, and never-shown offers of both.

    Every need is shown SHOWN of its shortlist and asks down that list, best first, round by round; a cooperative says
    yes to the best of those who ask, as long as it has goods. `never_shown` counts the offers on some shortlist.
    """
    table, clock = hand_table(season, SHORTLIST), CpuClock()
    needs, offers = list(season.need_records()), list(islice(season.offer_records(), season.offers))
    buyer = table.tenths / 10
    with clock.running():
        seller = seller_scores(table, needs, offers)
        # Counted are linkages, so capacities are linkages as well: how many each side can take on.
        wants, has = np.full(len(needs), float(PARTNERS_OF_NEED)), np.full(len(offers), float(PARTNERS_OF_OFFER))
        mutual = balance(table.need, table.offer, buyer, seller, need_capacity=wants, offer_capacity=has)
        order = shown_order(table.need, table.offer, buyer, mutual, top=SHOWN)
    one_sided = np.arange(len(table), dtype=np.int64)
    before, after = (linkages(season, table, shown) for shown in (one_sided, order))
    hidden_before, hidden_after = (never_shown(table, shown) for shown in (one_sided, order))
    fields: Fields = {"cpu_s": clock.seconds, "edges": len(table)}
    gain = after / before if before else 1.0
    return {
        "two_sided_gain": fields | {"quality": gain, "one_sided": before, "two_sided": after},
        "never_shown": {"quality": hidden_after, "one_sided": hidden_before, "two_sided": hidden_after},
    }


def never_shown(table: MatchTable, order: Ints) -> float:
    """Of the offers on some shortlist, the share that stands in nobody's first SHOWN."""
    listed = np.unique(table.offer)
    shown = times_shown(table.need, table.offer, order, top=SHOWN, offers=int(listed.max(initial=0)) + 1)
    return float(np.mean(shown[listed] == 0)) if len(listed) else 0.0


def linkages(season: Season, table: MatchTable, order: Ints) -> int:
    """How many linkages come of showing every need the first SHOWN of its list in this order."""
    shown = order[places(table.need[order]) < SHOWN]
    place = places(table.need[shown])
    need, offer = table.need[shown].astype(np.int64), table.offer[shown].astype(np.int64)
    offers, needs = season.offer_draws(), season.need_draws()
    liking = _both_say_yes(offers, needs, offer, need)
    open_needs = np.full(max(season.needs, 1), PARTNERS_OF_NEED)
    open_offers = np.full(max(season.offers, 1), PARTNERS_OF_OFFER)
    made = 0
    for round_ in range(SHOWN):
        asks = np.flatnonzero((place == round_) & (liking > 0) & (open_needs[need] > 0) & (open_offers[offer] > 0))
        best_first = asks[np.lexsort((need[asks], -liking[asks], offer[asks]))]
        taken = best_first[places(offer[best_first]) < open_offers[offer[best_first]]]
        np.subtract.at(open_needs, need[taken], 1)
        np.subtract.at(open_offers, offer[taken], 1)
        made += len(taken)
    return made


def _both_say_yes(offers: OfferDraws, needs: NeedDraws, offer: Ints, need: Ints) -> Floats:
    """The seller's utility where both would say yes, else 0. Half of what moves them is not foreseeable."""
    worth = truth(offers, needs, offer, need)
    yes = (chance_of_yes(worth.buyer) >= 0.5) & (chance_of_yes(worth.seller) >= 0.5)
    return np.where(yes, worth.seller, 0.0)

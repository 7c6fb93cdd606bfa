"""What comes of suggestions: exposed → introduced → signed → delivered, drawn from the hidden utilities over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.batch import MatchTable
from tests.benchmarks.season.draws import NEW_YEAR
from tests.benchmarks.season.hidden import truth
from tests.benchmarks.season.market import Season

SHOWN = 10
MIDDLE, WIDTH = 0.4, 0.06
# How many of those who were introduced agree on terms in the end; that is about the terms, not about who fits whom.
SIGNING = 0.6
FIRST_DAY, DAYS = NEW_YEAR - 240, 360
SIZES = ("small", "middle", "large")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Shown pairs, by need and rank. `pair` is the row in the table they were shown from; `day` is an ordinal.

    Each state implies the one before; introduced are two who both said yes. Who never scrolled so far met nobody.
    """

    pair: Ints
    need: Ints
    offer: Ints
    rank: Ints
    day: Ints
    introduced: Bools
    signed: Bools
    delivered: Bools


def outcomes(season: Season, table: MatchTable, shown: int = SHOWN) -> Outcomes:
    """The outcomes of showing every need the first `shown` of its list in `table`, on the day it was posted.

    Every roll belongs to its pair, so the same pair ends the same way in whatever list it is shown.
    """
    rank = _ranks(table.need)
    pair = np.flatnonzero(rank <= shown)
    need, offer = table.need[pair].astype(np.int64), table.offer[pair].astype(np.int64)
    rank = rank[pair]
    offers, needs = season.offer_draws(), season.need_draws()
    worth = truth(offers, needs, offer, need)
    rolls = _rolls(season.seed, offer, need)
    seen = rolls[:, 0] < chance_of_look(rank)
    introduced = seen & (rolls[:, 1] < chance_of_yes(worth.buyer) * chance_of_yes(worth.seller))
    signed = introduced & (rolls[:, 2] < SIGNING)
    delivered = signed & (rolls[:, 3] < offers.reliability[offer] * needs.reliability[need])
    posted = FIRST_DAY + np.random.default_rng([season.seed, 30]).integers(0, DAYS, max(season.needs, 1))
    return Outcomes(pair, need, offer, rank, posted[need], introduced, signed, delivered)


def chance_of_look(rank: Ints) -> Floats:
    """How likely a pair at this place is looked at: surely the first, about half as likely the tenth."""
    return np.asarray(1 / (1 + 0.1 * (rank - 1)), dtype=np.float64)


def chance_of_yes(utility: Floats) -> Floats:
    """How likely a side says yes: 0 for what cannot be traded, a half at the utility MIDDLE, nearly 1 beyond .6."""
    steep = 1 / (1 + np.exp(-(utility - MIDDLE) / WIDTH))
    return np.where(utility > 0, steep, 0.0)


def _ranks(need: Ints) -> Ints:
    """The place of each pair in the list of its need, from 1; pairs of one need stand together."""
    if not len(need):
        return np.zeros(0, dtype=np.int64)
    first = np.r_[True, need[1:] != need[:-1]]
    starts = np.flatnonzero(first)
    return np.asarray(np.arange(len(need)) - starts[np.cumsum(first) - 1] + 1, dtype=np.int64)


def _rolls(seed: int, offer: Ints, need: Ints) -> Floats:
    """Four numbers 0..1 of each pair, shape (pairs, 4), that depend on nothing but the pair and the seed."""
    mixed = (offer.astype(np.uint64) << np.uint64(32)) ^ need.astype(np.uint64) ^ (np.uint64(seed) << np.uint64(20))
    found = np.empty((len(offer), 4))
    for column in range(4):
        mixed = mixed + np.uint64(0x9E3779B97F4A7C15)
        bits = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        found[:, column] = (bits ^ (bits >> np.uint64(31))) / np.float64(2**64)
    return found

"""What both sides make of a shortlist: the cooperative's score beside the buyer's, and the balance of the two.

The balance is the equilibrium of matching with transferable utility: every side spreads its capacity over the partners
of its shortlist and over staying alone, more over whom both value, less over whom everybody wants. Equations: E. Choo
and A. Siow, "Who marries whom and why", Journal of Political Economy 2006; as reciprocal recommendation: Y. Tomita and
others, RecSys 2023. They are solved on the pairs of the shortlist alone, by iterative proportional fitting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matching.arrays import Floats, Ints
from matching.batch import MatchTable
from matching.errors import BalanceError
from matching.records import NeedRecord, OfferRecord
from matching.seller_view import SellerParameters, seller_view
from matching.supply_amounts import amounts

TEMPERATURE = 0.07
ALONE = 0.4
TOLERANCE = 0.001
ROUNDS = 1000
LARGEST_EXPONENT = 100.0


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """How capacities are spread. `flow` per pair, `need_alone` and `offer_alone` per side, in units of capacity.

    Flows of a need and what stays alone add up to its capacity, and so for offers; `error` is the largest relative
    difference left after so many `rounds`.
    """

    flow: Floats
    need_alone: Floats
    offer_alone: Floats
    rounds: int
    error: float


def seller_scores(
    table: MatchTable,
    needs: Sequence[NeedRecord],
    offers: Sequence[OfferRecord],
    parameters: SellerParameters | None = None,
    *,
    on: date | None = None,
) -> Floats:
    """0..100 for each pair of `table` from the cooperative's side; `needs` and `offers` as its numbers count them.

    The parts behind it are in `matching.seller_view`. `on` is the day of the reference prices; without it they do not
    count.
    """
    return seller_view(table, needs, offers, parameters, on=on).tenths / 10


def capacities(needs: Sequence[NeedRecord], offers: Sequence[OfferRecord]) -> tuple[Floats, Floats]:
    """Kilograms asked for by each need and held by each offer; what is unknown or zero is the median of its side."""
    return amounts(needs), amounts(offers)


def balance(
    need: Ints,
    offer: Ints,
    buyer: Floats,
    seller: Floats,
    *,
    need_capacity: Floats | None = None,
    offer_capacity: Floats | None = None,
    temperature: float = TEMPERATURE,
    alone: float = ALONE,
    tolerance: float = TOLERANCE,
    rounds: int = ROUNDS,
) -> Floats:
    """The mutual value 0..1 of each pair, shape (pairs,): high where both gain and neither is crowded.

    `need` and `offer` number the sides of each pair, `buyer` and `seller` are the two scores 0..100. It is the flow of
    the pair over the root of both capacities, so neither a large need nor a large offer is ahead by its size.
    `alone` (0..1) is the score at which a side would as soon stay alone, and `temperature` how much of a score is
    taste nobody knows: low is strict, high spreads. Raises `BalanceError` for anything that has no equilibrium.
    """
    joint = (np.asarray(buyer, dtype=np.float64) + np.asarray(seller, dtype=np.float64)) / 100 - 2 * alone
    needs, offers = _capacity(need, need_capacity), _capacity(offer, offer_capacity)
    found = equilibrium(need, offer, joint, needs, offers, temperature=temperature, tolerance=tolerance, rounds=rounds)
    return np.asarray(found.flow / np.sqrt(needs[need] * offers[offer]), dtype=np.float64)


def equilibrium(
    need: Ints,
    offer: Ints,
    joint: Floats,
    need_capacity: Floats,
    offer_capacity: Floats,
    *,
    temperature: float = TEMPERATURE,
    tolerance: float = TOLERANCE,
    rounds: int = ROUNDS,
) -> Equilibrium:
    """Spread capacities over the pairs by their `joint` value (0 is what staying alone is worth to both together).

    Pairs must differ. A need or an offer without a pair stays alone with all its capacity. Raises `BalanceError` when
    a number cannot be used, a pair stands twice, or the differences are above `tolerance` after so many `rounds`.
    """
    _check(need, offer, joint, need_capacity, offer_capacity, temperature)
    kernel = np.exp(joint / (2 * temperature))
    return _fitted(need, offer, kernel, need_capacity, offer_capacity, tolerance, rounds)


def _fitted(
    need: Ints, offer: Ints, kernel: Floats, needs: Floats, offers: Floats, tolerance: float, rounds: int
) -> Equilibrium:
    by_need, by_offer = _matrices(need, offer, kernel, (len(needs), len(offers)))
    left, right = np.sqrt(needs), np.sqrt(offers)
    error = np.inf
    for done in range(rounds + 1):
        pull = by_offer @ left
        error = float(np.max(np.abs(right * (right + pull) / offers - 1), initial=0.0)) if done else np.inf
        if error <= tolerance:
            flow = left[need] * right[offer] * kernel
            return Equilibrium(flow, left**2, right**2, done, error)
        right = _root(pull, offers)
        left = _root(by_need @ right, needs)
    raise BalanceError(f"no balance within {rounds} rounds: the sides still differ by {error:.2g}")


def _root(pull: Floats, capacity: Floats) -> Floats:
    """The positive x with x² + x·pull = capacity, in the form that loses no digits where pull is large."""
    return np.asarray(2 * capacity / (pull + np.sqrt(pull**2 + 4 * capacity)), dtype=np.float64)


def _matrices(need: Ints, offer: Ints, kernel: Floats, shape: tuple[int, int]) -> tuple[Any, Any]:
    from scipy.sparse import coo_array

    by_need = coo_array((kernel, (need, offer)), shape=shape).tocsr()
    if by_need.nnz != len(kernel):
        raise BalanceError("a pair stands twice")
    return by_need, by_need.T.tocsr()


def _capacity(side: Ints, given: Floats | None) -> Floats:
    if given is None:
        return np.ones(int(np.max(side, initial=-1)) + 1)
    return np.asarray(given, dtype=np.float64)


def _check(need: Ints, offer: Ints, joint: Floats, needs: Floats, offers: Floats, temperature: float) -> None:
    if not len(need) == len(offer) == len(joint):
        raise BalanceError("needs, offers and values of pairs differ in number")
    if not np.isfinite(joint).all():
        raise BalanceError("a value of a pair is no number")
    for side, capacity in ((need, needs), (offer, offers)):
        if not np.isfinite(capacity).all() or (capacity <= 0).any():
            raise BalanceError("a capacity is zero, below zero or no number")
        if np.min(side, initial=0) < 0 or np.max(side, initial=-1) >= len(capacity):
            raise BalanceError("a pair names a side without capacity")
    if not temperature > 0 or np.max(np.abs(joint), initial=0.0) / (2 * temperature) > LARGEST_EXPONENT:
        raise BalanceError("the temperature is too low for these scores")

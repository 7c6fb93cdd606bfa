"""Every group there is: all amounts of a tiny problem in whole tonnes, priced by arithmetic of its own."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from matching.pooling import PoolProblem
from matching.pooling.costing import shortage_dong

TONNE = 1000


def cheapest(problem: PoolProblem) -> float | None:
    """The least cost in đồng of any group whose every amount is a whole tonne; None when no group keeps the limits."""
    people, asks = len(problem.candidates), len(problem.asks)
    most = [[int(_open(problem, i, at) // TONNE) for at in range(asks)] for i in range(people)]
    ways = product(*(range(most[i][at] + 1) for i in range(people) for at in range(asks)))
    if not people:
        return float(problem.wanted_kg * shortage_dong(problem))
    tonnes = np.array(list(ways), float).reshape(-1, people, asks)
    kept = tonnes[_allowed(problem, tonnes)]
    return float(_cost(problem, kept).min()) if len(kept) else None


def _open(problem: PoolProblem, i: int, at: int) -> float:
    one, limits = problem.candidates[i], problem.limits
    near = limits.maximum_distance_km is None or one.distance_km[at] <= limits.maximum_distance_km
    fit = limits.certificates <= one.certificates and one.code not in problem.locked_out
    return float(one.firm_kg[at] + one.flexible_kg[at]) if near and fit else 0.0


def _allowed(problem: PoolProblem, tonnes: NDArray[np.float64]) -> NDArray[np.bool_]:
    limits, each = problem.limits, tonnes.sum(axis=2)
    total = each.sum(axis=1)
    good = (tonnes.sum(axis=1) <= [float(ask.wanted_kg) / TONNE for ask in problem.asks]).all(axis=1)
    for i, one in enumerate(problem.candidates):
        cell = tonnes[:, i, :]
        free = [at for at in range(len(problem.asks)) if (one.code, at) not in problem.locked_kg]
        good &= ((cell == 0) | (cell >= float(one.minimum_lot_kg) / TONNE))[:, free].all(axis=1)
        if one.most_kg is not None:
            good &= each[:, i] <= float(one.most_kg) / TONNE
        if one.code in problem.locked_in:
            good &= each[:, i] > 0
        for at in range(len(problem.asks)):
            if (one.code, at) in problem.locked_kg:
                good &= cell[:, at] == float(problem.locked_kg[one.code, at]) / TONNE
    if limits.maximum_suppliers is not None:
        good &= (each > 0).sum(axis=1) <= limits.maximum_suppliers
    if limits.largest_share is not None:
        good &= (each.max(axis=1) <= float(limits.largest_share) * total + 1e-9) | (total == 0)
    for name, share in limits.certificate_shares.items():
        holders = [i for i, one in enumerate(problem.candidates) if name in one.certificates]
        good &= each[:, holders].sum(axis=1) >= float(share) * total - 1e-9
    if limits.all_or_nothing:
        wanted = [float(ask.wanted_kg) / TONNE for ask in problem.asks]
        good &= (tonnes.sum(axis=1) == wanted).all(axis=1) | (total == 0)
    return np.asarray(good)


def _cost(problem: PoolProblem, tonnes: NDArray[np.float64]) -> NDArray[np.float64]:
    weights, cost = problem.weights, np.zeros(len(tonnes))
    for i, one in enumerate(problem.candidates):
        cell = tonnes[:, i, :] * TONNE
        known = 0.0 if one.reliability is None else float(weights.unreliable) * (1 - one.reliability)
        for at, away in enumerate(one.distance_km):
            cost += cell[:, at] * (float(one.price_dong_per_kg or 0) + float(weights.transport * away) + known)
            cost += np.maximum(cell[:, at] - float(one.firm_kg[at]), 0) * float(weights.flexible)
        once = float(one.participation_dong) - (float(weights.newly_linked) if one.newly_linked else 0.0)
        cost += (cell.sum(axis=1) > 0) * once
    cost += tonnes.sum(axis=2).max(axis=1) * TONNE * float(weights.spread)
    wanted = np.array([float(ask.wanted_kg) for ask in problem.asks])
    open_kg: NDArray[np.float64] = (wanted - tonnes.sum(axis=1) * TONNE).sum(axis=1)
    return np.asarray(cost + open_kg * float(shortage_dong(problem)))

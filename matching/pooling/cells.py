"""The problem as arrays: candidates × periods, amounts in whole grams so that sums are exact, costs as floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.errors import PoolError
from matching.pooling.amounts import Grams, all_grams, firm_kg, grams, least_grams, open_kg
from matching.pooling.costing import once_dong, shortage_dong, unreliable_dong
from matching.pooling.problem import Candidate, PoolProblem

__all__ = ["Cells", "Grams", "cells_of"]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Cells:
    """Arrays with one row for each candidate that may take part and one column for each ask.

    `firm_g` and `open_g` in grams (open: firm and flexible together, within reach and within the ask); `unit` đồng a
    gram when firm; `locked_g` is -1 where nobody decided. `lot_g`, `multiple_g` (0: none) and `most_g` in grams.
    """

    problem: PoolProblem
    candidates: tuple[Candidate, ...]
    wanted_g: Grams
    firm_g: Grams
    open_g: Grams
    locked_g: Grams
    unit: NDArray[np.float64]
    once: NDArray[np.float64]
    lot_g: Grams
    multiple_g: Grams
    most_g: Grams

    @cached_property
    def flexible(self) -> float:
        """What a flexible gram costs beyond its unit, in đồng."""
        return float(self.problem.weights.flexible) / 1000

    @cached_property
    def shortage(self) -> float:
        """What a gram that stays open costs, in đồng."""
        return float(shortage_dong(self.problem)) / 1000

    @cached_property
    def locked_in(self) -> NDArray[np.bool_]:
        """Who takes part whatever it costs: locked in, or with a locked quantity."""
        named = self.problem.locked_in
        return np.array([one.code in named for one in self.candidates], bool) | (self.locked_g > 0).any(axis=1)

    def holds(self, certificate: str) -> NDArray[np.bool_]:
        """Which candidates hold it."""
        return np.array([certificate in one.certificates for one in self.candidates], bool)


def cells_of(problem: PoolProblem) -> Cells:
    """The arrays; PoolError when a locked quantity is more than the candidate can give."""
    chosen, opened, firm = _allowed(problem)
    lots = np.array([least_grams(one.minimum_lot_kg) for one in chosen], np.int64)
    multiples = np.array([grams(one.lot_multiple_kg or ZERO) for one in chosen], np.int64)
    whole: list[int] = opened.sum(axis=1).tolist()
    most = [whole[i] if one.most_kg is None else grams(one.most_kg) for i, one in enumerate(chosen)]
    locked = _locked(problem, chosen, opened)
    usable = _usable(opened, lots, multiples, locked)
    for i in np.nonzero(~usable.any(axis=1))[0].tolist():
        if chosen[i].code in problem.locked_in:
            raise PoolError("a supplier locked in has nothing that fills its own lot", "locked_in", chosen[i].code)
    return Cells(
        problem=problem,
        candidates=chosen,
        wanted_g=np.array([grams(ask.wanted_kg) for ask in problem.asks], np.int64),
        firm_g=firm,
        open_g=usable,
        locked_g=locked,
        unit=_units(problem, chosen),
        once=np.array([float(once_dong(problem, one)) for one in chosen]),
        lot_g=lots,
        multiple_g=multiples,
        most_g=np.array(most, np.int64),
    )


def _allowed(problem: PoolProblem) -> tuple[tuple[Candidate, ...], Grams, Grams]:
    """Who may take part with a gram or more (`PoolProblem.allows`), what each could give, and what of it is firm."""
    out, held = problem.locked_out, problem.limits.certificates
    within = [one for one in problem.candidates if one.code not in out and held <= one.certificates]
    firm = firm_kg(problem, within)
    opened = all_grams(open_kg(problem, within, firm))
    able: NDArray[np.bool_] = opened.max(axis=1, initial=0) > 0
    chosen = tuple(within[i] for i in np.nonzero(able)[0].tolist())
    locked = problem.locked_in | {code for (code, _), kg in problem.locked_kg.items() if kg}
    if missing := locked - {one.code for one in chosen}:
        raise PoolError("a locked supplier may not take part within these limits", "locked_in", min(missing))
    return chosen, opened[able], np.minimum(all_grams(firm[able]), opened[able])


def _units(problem: PoolProblem, chosen: tuple[Candidate, ...]) -> NDArray[np.float64]:
    """Đồng for a firm gram: only the way differs from period to period."""
    risk = {known: unreliable_dong(problem, known) for known in {one.reliability for one in chosen}}
    fixed = np.array([float((one.price_dong_per_kg or ZERO) + risk[one.reliability]) for one in chosen])
    asks = len(problem.asks)
    first = np.array([float(one.distance_km[0]) if one.distance_km else 0.0 for one in chosen])
    away = np.repeat(first, asks).reshape(len(chosen), asks)
    for i, one in enumerate(chosen):  # most have one way for all periods, which is read once
        if one.distance_km and one.distance_km.count(one.distance_km[0]) != asks:
            away[i] = [float(km) for km in one.distance_km]
    units: NDArray[np.float64] = (fixed[:, None] + float(problem.weights.transport) * away) / 1000
    return units


def _usable(opened: Grams, lots: Grams, multiples: Grams, locked: Grams) -> Grams:
    """Amounts cut to whole multiples; cells that cannot hold the minimum lot hold nothing."""
    step = np.maximum(multiples, 1)[:, None]
    cut = opened // step * step
    usable: Grams = np.where(cut >= np.maximum(lots, 1)[:, None], cut, 0)
    kept: Grams = np.where(locked >= 0, opened, usable)
    return kept


def _locked(problem: PoolProblem, chosen: tuple[Candidate, ...], opened: Grams) -> Grams:
    locked = np.full_like(opened, -1)
    row = {one.code: i for i, one in enumerate(chosen)}
    for (code, at), kg in problem.locked_kg.items():
        if code not in row:
            continue
        if grams(kg) > opened[row[code], at]:
            raise PoolError("a locked quantity is more than the candidate can give", "locked_kg", code)
        locked[row[code], at] = grams(kg)
    return locked

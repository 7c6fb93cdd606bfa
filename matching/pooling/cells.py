"""The problem as arrays: candidates × periods, amounts in whole grams so that sums are exact, costs as floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import PoolError
from matching.pooling.costing import once_dong, shortage_dong, unreliable_dong
from matching.pooling.problem import Candidate, PoolProblem

Grams = NDArray[np.int64]
ZERO = Decimal(0)


def grams(kg: Decimal) -> int:
    """Whole grams, rounded down: nobody is asked for more than there is."""
    return int(kg.scaleb(3))


def least_grams(kg: Decimal) -> int:
    """Whole grams, rounded up: a minimum lot is never undercut."""
    return int((kg * 1000).to_integral_value(ROUND_CEILING))


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
    chosen = tuple(one for one in problem.candidates if problem.allows(one))
    if missing := (problem.locked_in | {c for (c, _), kg in problem.locked_kg.items() if kg}) - {
        o.code for o in chosen
    }:
        raise PoolError("a locked supplier may not take part within these limits", "locked_in", min(missing))
    at = range(len(problem.asks))
    opened = _table([[grams(problem.open_kg(one, p)) for p in at] for one in chosen], len(at))
    firm = _table([[grams(one.firm_kg[p]) if one.firm_kg else 0 for p in at] for one in chosen], len(at))
    lots = np.array([least_grams(one.minimum_lot_kg) for one in chosen], np.int64)
    multiples = np.array([grams(one.lot_multiple_kg or ZERO) for one in chosen], np.int64)
    most = [grams(one.most_kg) if one.most_kg is not None else int(opened[i].sum()) for i, one in enumerate(chosen)]
    locked = _locked(problem, chosen, opened)
    usable = _usable(opened, lots, multiples, locked)
    for one, row in zip(chosen, usable, strict=True):
        if one.code in problem.locked_in and not row.any():
            raise PoolError("a supplier locked in has nothing that fills its own lot", "locked_in", one.code)
    return Cells(
        problem=problem,
        candidates=chosen,
        wanted_g=np.array([grams(ask.wanted_kg) for ask in problem.asks], np.int64),
        firm_g=np.minimum(firm, opened),
        open_g=usable,
        locked_g=locked,
        unit=_units(problem, chosen),
        once=np.array([float(sum(once_dong(problem, one).values(), ZERO)) for one in chosen]),
        lot_g=lots,
        multiple_g=multiples,
        most_g=np.array(most, np.int64),
    )


def _units(problem: PoolProblem, chosen: tuple[Candidate, ...]) -> NDArray[np.float64]:
    """Đồng for a firm gram: only the way differs from period to period."""
    fixed = np.array([float((one.price_dong_per_kg or ZERO) + unreliable_dong(problem, one)) for one in chosen])
    asks = len(problem.asks)
    away = np.array([_kilometres(one.distance_km, asks) for one in chosen], float).reshape(len(chosen), asks)
    units: NDArray[np.float64] = (fixed[:, None] + float(problem.weights.transport) * away) / 1000
    return units


def _kilometres(away: tuple[Decimal, ...], asks: int) -> list[float]:
    """As floats; most have one way for all periods, which is read once."""
    if not away or away.count(away[0]) == asks:
        return [float(away[0]) if away else 0.0] * asks
    return [float(km) for km in away]


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


def _table(rows: list[list[int]], width: int) -> Grams:
    table: Any = np.array(rows, np.int64).reshape(len(rows), width)
    return table  # type: ignore[no-any-return]

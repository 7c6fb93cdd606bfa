"""The same question for HiGHS (SciPy `milp`): the best group, with a bound that no group can beat.

A mixed-integer program: grams become tonnes, đồng thousands. For a cell of candidate i: f firm, g flexible, y whether
it is used (only where there is a minimum lot), n how many multiples; z whether i takes part; s what stays open of an
ask; t everything supplied; u the largest supplier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pooling.cells import Cells, Grams

TONNE = 1e6
THOUSAND = 1e3
KILO = 1000
"""Grams: who takes part gives at least so much, or all it has."""
GAP = 5e-4
"""The search ends when the bound is this near."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The grams by candidate and ask (None: nothing found in time), the bound in đồng, whether the search ended."""

    given: Grams | None
    bound: float
    finished: bool
    impossible: bool


@dataclass
class _Model:
    """Columns with bounds and costs, rows as triplets: filled block by block."""

    cost: list[NDArray[np.float64]] = field(default_factory=list)
    low: list[NDArray[np.float64]] = field(default_factory=list)
    high: list[NDArray[np.float64]] = field(default_factory=list)
    whole: list[NDArray[np.int64]] = field(default_factory=list)
    width: int = 0
    height: int = 0
    at: list[tuple[Any, Any, Any]] = field(default_factory=list)
    least: list[NDArray[np.float64]] = field(default_factory=list)
    most: list[NDArray[np.float64]] = field(default_factory=list)

    def columns(self, cost: Any, low: Any, high: Any, *, whole: bool = False) -> NDArray[np.int64]:
        """Add columns; returns their numbers."""
        cost = np.asarray(cost, float)
        self.cost.append(cost)
        self.low.append(np.broadcast_to(np.asarray(low, float), cost.shape))
        self.high.append(np.broadcast_to(np.asarray(high, float), cost.shape))
        self.whole.append(np.full(cost.shape, int(whole)))
        first, self.width = self.width, self.width + len(cost)
        return np.arange(first, self.width)

    def rows(self, count: int, least: Any, most: Any, *entries: tuple[Any, Any, Any]) -> None:
        """Add rows least ≤ Σ value · column ≤ most; entries are (row from 0, column, value) arrays."""
        for row, column, value in entries:
            row, column = np.asarray(row), np.asarray(column)
            self.at.append((row + self.height, column, np.broadcast_to(np.asarray(value, float), row.shape)))
        self.least.append(np.broadcast_to(np.asarray(least, float), (count,)))
        self.most.append(np.broadcast_to(np.asarray(most, float), (count,)))
        self.height += count


def exact(cells: Cells, seconds: float, gap: float) -> Solved:
    """The best group that the search finds within so many seconds."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    model = _Model()
    firm, flexible, (who, when) = _model_of(cells, model)
    rows, columns, values = (np.concatenate([entry[part] for entry in model.at]) for part in range(3))
    matrix = coo_array((values, (rows, columns)), shape=(model.height, model.width)).tocsr()
    found = milp(
        np.concatenate(model.cost),
        integrality=np.concatenate(model.whole),
        bounds=Bounds(np.concatenate(model.low), np.concatenate(model.high)),
        constraints=LinearConstraint(matrix, np.concatenate(model.least), np.concatenate(model.most)),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else -np.inf
    if found.x is None:
        return Solved(None, bound * THOUSAND, found.status != 1, found.status == 2)
    given = np.zeros(cells.open_g.shape, np.int64)
    np.add.at(given, (who, when), np.rint((found.x[firm] + found.x[flexible]) * TONNE).astype(np.int64))
    return Solved(given, bound * THOUSAND, found.status == 0, impossible=False)


def _model_of(cells: Cells, model: _Model) -> tuple[Any, Any, tuple[Any, Any]]:
    who, when = np.nonzero(cells.open_g)
    k = np.arange(len(who))
    opened, firm_most = cells.open_g[who, when] / TONNE, cells.firm_g[who, when] / TONNE
    unit = cells.unit[who, when] * TONNE / THOUSAND
    locked = cells.locked_g[who, when] / TONNE
    is_locked = locked >= 0
    held = np.minimum(locked, firm_most)
    firm = model.columns(unit, np.where(is_locked, held, 0), np.where(is_locked, held, np.minimum(firm_most, opened)))
    more = np.where(is_locked, np.maximum(locked - held, 0), np.maximum(opened - firm_most, 0))
    flexible = model.columns(unit + cells.flexible * TONNE / THOUSAND, np.where(is_locked, more, 0), more)
    z = model.columns(cells.once / THOUSAND, cells.locked_in, 1, whole=True)
    asks = len(cells.wanted_g)
    most_short = 0 if cells.problem.limits.all_or_nothing else cells.wanted_g / TONNE
    short = model.columns(np.full(asks, cells.shortage * TONNE / THOUSAND), 0, most_short)
    wanted = cells.wanted_g / TONNE
    model.rows(asks, wanted, wanted, (when, firm, 1), (when, flexible, 1), (np.arange(asks), short, 1))
    _lots(cells, model, (who, when, k), (firm, flexible), (opened, is_locked), z)
    _group(cells, model, (who, k), (firm, flexible), z)
    return firm, flexible, (who, when)


def _lots(cells: Cells, model: _Model, cell: Any, amount: Any, known: Any, z: NDArray[np.int64]) -> None:
    """Whole multiples, minimum lots, and nothing from somebody who takes no part."""
    (who, _when, _k), (firm, flexible), (opened, is_locked) = cell, amount, known
    lot, multiple = cells.lot_g[who] / TONNE, cells.multiple_g[who] / TONNE
    free = np.nonzero(~is_locked & (lot > np.maximum(multiple, 0)) & (lot > 0))[0]
    bound = np.nonzero(np.ones(len(who), bool) & ~np.isin(np.arange(len(who)), free))[0]
    rows = np.arange(len(bound))
    model.rows(
        len(bound),
        -np.inf,
        0,
        (rows, firm[bound], 1),
        (rows, flexible[bound], 1),
        (rows, z[who[bound]], -opened[bound]),
    )
    rows = np.arange(len(free))
    y = model.columns(np.zeros(len(free)), 0, 1, whole=True)
    both = (rows, firm[free], 1), (rows, flexible[free], 1)
    model.rows(len(free), 0, np.inf, *both, (rows, y, -lot[free]))
    model.rows(len(free), -np.inf, 0, *both, (rows, y, -opened[free]))
    model.rows(len(free), -np.inf, 0, (rows, y, 1), (rows, z[who[free]], -1))
    stepped = np.nonzero(~is_locked & (multiple > 0))[0]
    rows = np.arange(len(stepped))
    times = np.floor(opened[stepped] / np.maximum(multiple[stepped], 1e-12) + 1e-9)
    n = model.columns(np.zeros(len(stepped)), 0, times, whole=True)
    model.rows(
        len(stepped), 0, 0, (rows, firm[stepped], 1), (rows, flexible[stepped], 1), (rows, n, -multiple[stepped])
    )


def _group(cells: Cells, model: _Model, cell: Any, amount: Any, z: NDArray[np.int64]) -> None:
    """What holds for suppliers over all periods and for the group: most, least, number, shares, spread."""
    (who, k), (firm, flexible) = cell, amount
    limits, weights, count = cells.problem.limits, cells.problem.weights, len(cells.candidates)
    each = (who, firm, 1), (who, flexible, 1)
    people, decided = np.arange(count), (cells.locked_g >= 0).any(axis=1)
    model.rows(count, -np.inf, 0, *each, (people, z, -cells.most_g / TONNE))
    least = np.minimum(np.maximum(np.maximum(cells.lot_g, cells.multiple_g), KILO), cells.open_g.sum(axis=1))
    model.rows(count, 0, np.inf, *each, (people, z, -np.where(decided, np.minimum(least, KILO), least) / TONNE))
    if limits.maximum_suppliers is not None:
        model.rows(1, -np.inf, min(limits.maximum_suppliers, count), (np.zeros(count, int), z, 1))
    if weights.spread > 0:
        u = model.columns([float(weights.spread) * TONNE / THOUSAND / 1000], 0, np.inf)
        model.rows(count, -np.inf, 0, *each, (people, np.repeat(u, count), -1))
    if limits.largest_share is None and not limits.certificate_shares:
        return
    t = model.columns([0.0], 0, np.inf)
    none = np.zeros(len(k), int)
    model.rows(1, 0, 0, (none, firm, 1), (none, flexible, 1), ([0], t, -1))
    if limits.largest_share is not None:
        model.rows(count, -np.inf, 0, *each, (people, np.repeat(t, count), -float(limits.largest_share)))
    for name, share in limits.certificate_shares.items():
        held = np.nonzero(cells.holds(name)[who])[0]
        none = np.zeros(len(held), int)
        model.rows(1, 0, np.inf, (none, firm[held], 1), (none, flexible[held], 1), ([0], t, -float(share)))

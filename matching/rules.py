"""Hard rules: what keeps an offer out whatever its score, and whether one change could mend it.

Expired, wrong-scope or missing must-certificate; irreconcilable form; no overlap in time; below the minimum lot;
outside the maximum distance. The same organisation and a linkage reported broken off cannot be mended.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, Floats
from matching.block import Block
from matching.place_features import plant_km
from matching.trust_features import Papers

MENDABLE = ("certificate", "form", "window", "minimum_lot", "distance")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken` per mendable rule, (asks or 1, lines or 1); `barred` pairs, (asks, lines), nothing can mend.

    A rule that no pair breaks is left out. `km` are the kilometres measured for the distance rule, NaN elsewhere.
    """

    broken: dict[str, Bools]
    barred: Bools
    km: Floats

    @property
    def allowed(self) -> Bools:
        """Pairs that break no rule, (asks, lines)."""
        return self.but_for("")

    def but_for(self, rule: str) -> Bools:
        """Pairs that break no rule except perhaps this one, (asks, lines)."""
        found = ~self.barred
        for name, broken in self.broken.items():
            if name != rule:
                found &= ~broken
        return found

    @property
    def once(self) -> Bools:
        """Pairs kept out by exactly one rule, which could be mended."""
        count = np.zeros(self.barred.shape, dtype=np.int8)
        for broken in self.broken.values():
            count += broken
        return np.asarray((count == 1) & ~self.barred)


def judge(block: Block, papers: Papers) -> Verdict:
    """Every hard rule over every pair of a block. What is unknown breaks no rule."""
    distance, km = _too_far(block)
    found = {
        "certificate": breaks_certificate(block, papers),
        "form": block.asks["same"] & (block.asks["form_gap"] == 2),
        "window": (block.days <= 0) | _no_month(block),
        "minimum_lot": _below_lot(block),
        "distance": distance,
    }
    return Verdict({name: broken for name, broken in found.items() if broken.any()}, _barred(block), km)


def _barred(block: Block) -> Bools:
    barred = np.broadcast_to(block.own, block.shape).copy()
    rows, columns, broken = block.links
    barred[rows[broken], columns[broken]] = True
    return barred


def breaks_certificate(block: Block, papers: Papers) -> Bools:
    """Pairs without a paper that must be held, though papers are known; (asks or 1, lines or 1)."""
    missing = np.zeros((1, 1), dtype=bool)
    for place in papers.wishes:
        must = block.question.asked.required[papers.lists, place]
        if must.any():
            missing = missing | (~papers.held(place) & must)
    return np.asarray(missing & block.line("papers_known")) if missing.any() else missing


def _no_month(block: Block) -> Bools:
    """Both sides name months and share none. Dated sides are judged by their dates."""
    asked = block.asks["must_months"]
    if not asked.any():
        return np.zeros((1, 1), dtype=bool)
    offered = block.line("months")
    return np.asarray((asked > 0) & (offered > 0) & ((offered & asked) == 0))


def _below_lot(block: Block) -> Bools:
    low = np.zeros((1, 1), dtype=bool)
    if not np.isnan(least := block.asks["lot_kg"]).all():
        low = block.line("supply_kg") < least
    if not np.isnan(lot := block.line("lot_kg")).all():
        low = low | (lot > block.asks["total_kg"])
    return np.asarray(low)


def _too_far(block: Block) -> tuple[Bools, Floats]:
    limit = block.asks["maximum_km"]
    if np.isnan(limit).all():
        return np.zeros((1, 1), dtype=bool), np.full((1, 1), np.nan)
    km = plant_km(block)
    return np.asarray(km > limit), km

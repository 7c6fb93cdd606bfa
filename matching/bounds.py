"""The most that pairs could score, in whole tenths of a point, for little: parts of cells, and days both sides share.

No pair scores more than its bound, so one whose bound stays below the worst that will be kept is never looked at.
"""

from __future__ import annotations

from copy import copy

import numpy as np

from matching.arrays import Columns, Floats, Ints
from matching.baseline import TENTHS
from matching.block import Block, Question
from matching.bucket import Bucket
from matching.cells import CellPapers, Cells, goods_cells, place_cells
from matching.goods_features import form_variety, product
from matching.parameters import PARTS
from matching.part import PartScore
from matching.place_features import distance, plant_km
from matching.rules import breaks_certificate
from matching.supply_features import asked_price
from matching.trust_features import certificates, state_owned

# What a broken rule takes away: more than all parts give, and little enough to be taken away three times.
OUT = 8_000
# Days that narrow numbers can count from the first one asked for.
_NARROW = 16_000
_MARGIN = 0.001
# Who asks for nothing has it covered by anybody.
_HUGE, _LEAST_RATE = np.float32(1e30), 1e-20
_ROUNDING = 1e-6


class BucketBounds:
    """What all bounds need of one bucket."""

    def __init__(self, bucket: Bucket, held: Ints, question: Question) -> None:
        self.bucket, self.question = bucket, question
        self.goods = goods_cells(bucket, held)
        self.places = place_cells(bucket)
        self.rate = _daily(bucket, question.parameters.quantity["flexible_share"])
        seen, unknown = bucket.lines["on_time"], question.value("unknown")
        self.seen = np.where(np.isnan(seen), unknown, seen)
        self.partners = bucket.partners[0]


class Bounds:
    """The bounds of some asks, all with dates or all without, beside all lines of the bucket."""

    def __init__(self, base: BucketBounds, asks: Columns) -> None:
        self.base, self.question, self.asks = base, base.question, asks
        weights = base.question.parameters.weights
        self.weights = {name: float(weights[name]) for name in PARTS if name in weights}
        self.goods = self._goods(base.goods)
        self.places = self._places(base.places)
        self.rest = self._rest()
        self.seen = _tenths(base.seen * self._weight("track_record"))
        self.dated = bool(self.asks["start"][0, 0] > 0)

    def _weight(self, name: str) -> float:
        return self.weights.get(name, 0.0) * TENTHS

    def _goods(self, cells: Cells) -> Ints:
        block = Block(cells.bucket, slice(0, len(cells.bucket)), self.asks, self.question)
        papers = CellPapers(block, cells)
        found = np.zeros(block.shape, dtype=np.int16)
        parts = {"product": product(block), "form_variety": form_variety(block)}
        parts["certificates"] = certificates(block, papers)
        for name, part in parts.items():
            if name in self.weights:
                found += part.tenths(self.weights[name])
        found -= breaks_certificate(block, papers) * np.int16(OUT)
        return found

    def _places(self, cells: Cells) -> Ints:
        block = Block(cells.bucket, slice(0, len(cells.bucket)), self.asks, self.question)
        found = np.zeros(block.shape, dtype=np.int16)
        if "distance" in self.weights:
            part = distance(block) if self._falls_with_distance() else PartScore(np.ones((1, 1)))
            found += part.tenths(self.weights["distance"])
        if not np.isnan(limit := self.asks["maximum_km"]).all():
            found -= (plant_km(block) > limit) * np.int16(OUT)
        return found

    def _falls_with_distance(self) -> bool:
        """Whether a gap in place or a kilometre more is never worth more; otherwise cells tell nothing of lines."""
        near, minor, unknown = (self.question.value(name) for name in ("near", "minor", "unknown"))
        return 1 - near >= max(unknown, minor + near / 2) and minor - near / 2 >= near

    def _rest(self) -> Ints:
        """What is the same for all lines, (asks, 1), and for all asks."""
        block = Block(self.base.bucket, slice(0, 1), self.asks, self.question)
        unknown = self.question.value("unknown")
        price = np.where(np.isnan(asked_price(block)), unknown, max(unknown, 1.0))
        found = _tenths(price * self._weight("price"))
        found -= (self.asks["same"] & (self.asks["form_gap"] == 2)) * np.int16(OUT)
        return found + state_owned(block).tenths(self.weights.get("soe", 0.0))

    def only(self, rows: Ints) -> Bounds:
        """The bounds of some of the asks."""
        if len(rows) == len(self.goods):
            return self
        found = copy(self)
        found.asks = {name: column[rows] for name, column in self.asks.items()}
        found.goods, found.places, found.rest = self.goods[rows], self.places[rows], self.rest[rows]
        return found

    def most(self) -> Ints:
        """The most any line could score, for each ask."""
        found = self.goods.max(axis=1) + self.places.max(axis=1) + self.rest[:, 0]
        return np.asarray(found + self.seen.max() + self._open())

    def _open(self) -> int:
        """What window and quantity give at most."""
        top = max(self.question.value("unknown"), 1.0)
        return int(_tenths(np.array(top * self._weight("window"))) + _tenths(np.array(top * self._weight("quantity"))))

    def of(self, rows: slice, lines: slice) -> Ints:
        """The bounds of some asks beside some lines, (asks, lines); far below zero where a rule is surely broken."""
        found: Ints = self.goods[rows].take(self.base.goods.which[lines], axis=1)
        found += self.places[rows].take(self.base.places.which[lines], axis=1)
        found += self.seen[lines]
        if self.dated and lines.start >= self.base.bucket.undated:
            found += self.rest[rows]
            self._add_shared(found, rows, lines)
        else:
            found += self.rest[rows] + np.int16(self._open())
        return found

    def _add_shared(self, found: Ints, rows: slice, lines: slice) -> None:
        """Add what the days both sides share let window and quantity be; take OUT away where there are none."""
        days = self._days(rows, lines)
        found -= (days <= 0) * np.int16(OUT)
        np.maximum(days, 0, out=days)
        shared = days.astype(np.float32)
        window, quantity, least = self._scales(rows)
        most = np.float32(self._weight("quantity")) - least
        with np.errstate(over="ignore"):
            covered = shared * self.base.rate[lines]
            covered *= quantity
        np.minimum(covered, most, out=covered)
        shared *= window
        covered += shared
        # Each of the two is rounded by itself: together they may gain a whole tenth.
        covered += least + np.float32(1 + _MARGIN)
        found += covered.astype(np.int16)

    def _days(self, rows: slice, lines: slice) -> Ints:
        start, end = self.asks["start"][rows], self.asks["end"][rows]
        columns = self.base.bucket.lines
        first, last = int(start.min()), int(end.max())
        kind = np.int16 if last - first < _NARROW else np.int32
        # Days beyond those asked for are as good as the next one.
        own = [np.clip(columns[name][lines], first - 1, last + 1) - first for name in ("start", "end")]
        days: Ints = np.minimum(own[1].astype(kind), (end - first).astype(kind))
        days -= np.maximum(own[0].astype(kind), (start - first).astype(kind))
        days += kind(1)
        return days

    def _scales(self, rows: slice) -> tuple[Floats, Floats, np.float32]:
        """Tenths of the window for a day and of the quantity for a kilogram, (asks, 1); tenths of covering nothing."""
        asked, needs = self.question.asked, self.asks["need"][rows]
        weight, base = self._weight("quantity"), self.question.parameters.quantity["base"]
        window = self._weight("window") / np.maximum(self.asks["end"][rows] - self.asks["start"][rows] + 1, 1)
        times = np.where(asked.apart[needs], 1, np.diff(asked.period_first)[needs])
        total = asked.asked_in_all[needs]
        with np.errstate(divide="ignore"):
            quantity = np.where(total > 0, times * (1 - base) * weight / total, _HUGE)
        return window.astype(np.float32), quantity.astype(np.float32), np.float32(base * weight)


def _tenths(values: Floats) -> Ints:
    return np.asarray(np.rint(values), dtype=np.int16)


def _daily(bucket: Bucket, flexible_share: float) -> Floats:
    """No more kilograms than these come from a line on any day, (lines,)."""
    offered = bucket.ragged["periods"]
    found = np.full(len(bucket), _LEAST_RATE, dtype=np.float32)
    if not len(offered):
        return found
    columns, count = offered.columns, np.diff(offered.first)
    length = (columns["end"] - columns["start"] + 1).astype(np.float64)
    rate = (columns["firm"] + flexible_share * columns["flexible"]) / length
    first = offered.first[:-1][count > 0]
    # Periods that lie apart never come together; those that may not are added up.
    follows = columns["start"][1:] > columns["end"][:-1]
    inner = np.diff(offered.owner()) == 0
    apart = np.ones(len(rate), dtype=bool)
    apart[1:] = follows | ~inner
    together = np.where(
        np.logical_and.reduceat(apart, first), np.maximum.reduceat(rate, first), np.add.reduceat(rate, first)
    )
    found[count > 0] = np.maximum(together * (1 + _ROUNDING), _LEAST_RATE)
    return found


def linked_pairs(base: BucketBounds, buyers: Ints) -> tuple[Ints, Ints]:
    """Rows of `buyers` and lines that are linked, whose parts no bound tells."""
    if not len(base.partners):
        none = np.zeros(0, dtype=np.int64)
        return none, none
    organisations = base.partners >> 32
    first, past = np.searchsorted(organisations, buyers, "left"), np.searchsorted(organisations, buyers, "right")
    rows = np.repeat(np.arange(len(buyers)), past - first)
    at = np.concatenate([np.arange(a, b) for a, b in zip(first.tolist(), past.tolist(), strict=True)])
    return rows, base.partners[at.astype(np.int64)] & 0xFFFFFFFF

"""Some needs beside some lines of one bucket: what every part of the score looks at.

Columns of the asking side have the shape (asks, 1), those of lines (lines,), so that whatever is made of both has a
row for each ask and a column for each line. Where single pairs are looked at, columns of the asking side have the shape
(1, pairs): each ask stands above its own line. Where one need looks at lines of many goods, what it asks of their goods
has that shape, all else (1, 1). So a part must be made of what broadcasts and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.arrays import FIRST_DAY, LAST_DAY, Bools, Codes, Columns, Floats, Ints, spread
from matching.asking import Asked
from matching.bucket import Bucket, partner_key
from matching.catalogue import NEAREST, Catalogue, GoodFacts, form_gap
from matching.geography import kilometres
from matching.manners import MANNERS, STRICT, manner
from matching.once import once
from matching.parameters import Parameters

Array = NDArray[Any]
# What all asks of a block, or none of them, are.
_ALIKE = {answer: np.full((1, 1), answer) for answer in (False, True)}
_NO_PAIRS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Question:
    """What all asks of all blocks share. Notes that only sentences need may be left out unless it is `told`."""

    asked: Asked
    parameters: Parameters
    codes: Mapping[str, Codes]
    catalogue: Catalogue
    told: bool

    def value(self, name: str) -> float:
        """One of the readable constants."""
        return self.parameters.values[name]

    def paper(self, kind: str) -> int:
        """The number of a kind of paper; NOT_ASKED where neither an offer nor a need names it."""
        return self.asked.new_papers.get(kind, self.codes["paper"].find(kind))

    @once
    def worth(self) -> Floats:
        """What each nearness is worth, in the order of NEAREST."""
        return np.array([1.0 if near in ("same", "in_group") else self.value(near) for near in NEAREST])

    @once
    def near_regions(self) -> Array:
        """Whether each entry of `regions_near` names each region; the last column, for regions unknown, says no."""
        near = self.asked.regions_near
        found = np.zeros((max(len(near), 1), len(self.codes["region"]) + 1), dtype=bool)
        for row, regions in enumerate(near):
            found[row, sorted(regions)] = True
        return found

    def wanted(self, code: str) -> GoodFacts:
        """Facts of a good that is asked for."""
        return self.catalogue.facts(code)


class Block:
    """Asks (columns of `asks`, each a want and its nearness) beside the `chosen` lines of a bucket.

    Of pairs, either all have a line with dates or none.
    """

    def __init__(self, bucket: Bucket, chosen: slice | Ints, asks: Mapping[str, Array], question: Question) -> None:
        self.bucket, self.chosen, self.asks, self.question = bucket, chosen, asks, question
        self._lines: Columns = {}

    @once
    def shape(self) -> tuple[int, int]:
        """Rows and columns of whatever is made of both sides."""
        return len(self.asks["want"]), len(self.line("slot"))

    @once
    def paired(self) -> bool:
        """Whether each line has an ask of its own."""
        return int(self.asks["want"].shape[1]) > 1

    def line(self, name: str) -> Array:
        """A column of the chosen lines."""
        if name not in self._lines:
            self._lines[name] = self.bucket.lines[name][self.chosen]
        return self._lines[name]

    @once
    def places(self) -> Ints:
        """The places of the chosen lines in the bucket."""
        if isinstance(self.chosen, slice):
            return np.arange(self.chosen.start, self.chosen.start + self.shape[1])
        return self.chosen

    @once
    def kinds(self) -> tuple[Columns, Ints]:
        """The different profiles of the bucket's lines, and which one each chosen line has; one for each line where
        lines are asked for different goods.
        """
        columns, which = self.bucket.profiles
        own = which[self.chosen]
        if not self._by_line:
            return columns, own
        return {name: column[own] for name, column in columns.items()}, np.arange(len(own))

    @once
    def _by_line(self) -> bool:
        return any(self.asks[name].shape[1] > 1 for name in ("good_number", "nearness", "form_gap", "manner"))

    def asks_of(self, columns: Ints) -> Mapping[str, Array]:
        """The asks beside some of the lines."""
        return {name: found if found.shape[1] == 1 else found[:, columns] for name, found in self.asks.items()}

    def away(self, points: Sequence[Floats]) -> Floats:
        """Kilometres from points, each coordinate in the shape of the asks, to the chosen lines; NaN where unknown."""
        km = kilometres(points, [self.line(axis) for axis in "xyz"])
        radius = self.bucket.radius_km
        return km if radius is None else np.maximum(km - radius[self.chosen], 0.0)

    @once
    def manners(self) -> list[int]:
        """The different manners in which the goods of the asks are traded."""
        found = self.asks["manner"]
        if found.size == 1:
            return [int(found[0, 0])]
        different: list[int] = np.flatnonzero(np.bincount(found.ravel(), minlength=MANNERS)).tolist()
        return different

    def having(self, holds: Callable[[int], bool]) -> Bools:
        """Asks whose manner is such, in the shape of the asks; (1, 1) where all of them are or none."""
        such = [one for one in self.manners if holds(one)]
        if not such or len(such) == len(self.manners):
            return _ALIKE[bool(such)]
        table = np.zeros(MANNERS, dtype=bool)
        table[such] = True
        return np.asarray(table[self.asks["manner"]])

    @once
    def dated(self) -> bool:
        """Whether the asks have dates: all of them do, or none."""
        return bool(self.asks["start"][0, 0] > FIRST_DAY)

    @once
    def undated_lines(self) -> int:
        """How many of the chosen lines, all at the front, have no dates."""
        return int((self.line("start") <= FIRST_DAY).sum())

    @once
    def days(self) -> Ints:
        """How many days both sides share; none where it is zero or less. Open sides count as reaching far."""
        last = np.minimum(self.line("end"), self.asks["end"])
        return np.asarray(last - np.maximum(self.line("start"), self.asks["start"]) + 1)

    @once
    def deliveries(self) -> Ints:
        """The last day both sides trade, (asks or 1, lines); without dates the day of asking, or the first of days."""
        end = self.line("end")
        if self.dated:
            return np.asarray(np.minimum(end, self.asks["end"]))
        return np.where(end >= LAST_DAY, self.question.asked.today, end)[None, :]

    @once
    def links(self) -> tuple[Ints, Ints, Array]:
        """Row and column of every pair that is linked, and whether the link is reported broken."""
        buyers = self.asks["organisation"]
        if not self._may_be_linked(buyers):
            return _NO_PAIRS, _NO_PAIRS, _NO_PAIRS.astype(bool)
        keys, broken = self.bucket.partners
        own = np.broadcast_to(partner_key(buyers, self.places), self.shape).ravel()
        first, past = np.searchsorted(keys, own, "left"), np.searchsorted(keys, own, "right")
        at = np.repeat(np.arange(len(own)), past - first)
        rows, columns = np.divmod(at, self.shape[1])
        return rows, columns, broken[spread(first, past - first)]

    def _may_be_linked(self, buyers: Ints) -> bool:
        """Whether any line of the bucket is linked with one of the buyers."""
        keys = self.bucket.partners[0]
        if not len(keys):
            return False
        buyers = (np.unique(buyers) if buyers.size > 1 else buyers[0]).astype(np.int64)
        at = np.minimum(keys.searchsorted(buyers << 32), len(keys) - 1)
        return bool((keys[at] >> 32 == buyers).any())

    @once
    def own(self) -> Array:
        """Pairs in which both sides are the same organisation, (asks or 1, lines)."""
        return np.asarray(self.line("organisation") == self.asks["organisation"])


def groups(asked: Asked, bucket: Bucket, asks: Columns, catalogue: Catalogue) -> list[Columns]:
    """The asks of one bucket, those without dates apart from those that have them, by the start of their window.

    `asks` has the columns want (rows of `asked.wants`), nearness (numbers of NEAREST) and sequence.
    """
    columns = _ask_columns(asked, bucket, asks, catalogue)
    dated = columns["start"] > FIRST_DAY
    found = []
    for rows in (np.flatnonzero(~dated), np.flatnonzero(dated)):
        if len(rows):
            rows = rows[np.argsort(columns["start"][rows], kind="stable")]
            found.append({name: column[rows, None] for name, column in columns.items()})
    return found


def _ask_columns(asked: Asked, bucket: Bucket, asks: Columns, catalogue: Catalogue) -> Columns:
    columns = {name: column[asks["want"]] for name, column in asked.wants.items()}
    needs, facts = columns["need"], catalogue.facts(bucket.good)
    columns |= {name: column[needs] for name, column in asked.columns.items()}
    gaps = np.array([form_gap(form, bucket.form) for form in asked.forms], dtype=np.int8)
    manners = np.array([manner(facts, bucket.form or form) for form in asked.forms], dtype=np.int8)
    same = asks["nearness"] == NEAREST.index("same")
    gap = np.where(same, gaps[columns["form"]], 0)
    own = {"same": same, "form_gap": gap, "manner": manners[columns["form"]] + STRICT * columns["strict"]}
    return columns | asks | own

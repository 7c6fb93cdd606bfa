"""Some needs beside some lines of one bucket: what every part of the score looks at.

Columns of the asking side have the shape (asks, 1), those of lines (lines,), so that whatever is made of both has a
row for each ask and a column for each line. One need is a block with one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.arrays import FIRST_DAY, LAST_DAY, Codes, Columns, Ints, spread
from matching.asking import Asked
from matching.bucket import Bucket, Ragged
from matching.catalogue import NEAREST, Catalogue, GoodFacts, form_gap
from matching.once import once
from matching.parameters import Parameters

Array = NDArray[Any]
PERISHABILITIES = ("bulky_fresh", "fresh", "storable", "grain")
# A form may keep better or worse than the good as such: silage must be near the herd, flour goes anywhere.
_KEEPS_AS = {
    "silage": "bulky_fresh",
    "sweet": "fresh",
    "young": "fresh",
    **dict.fromkeys(("grain", "dried", "processed", "milled", "brown_rice", "kernel", "green_bean"), "storable"),
}


def as_traded(facts: GoodFacts, form: str | None) -> GoodFacts:
    """Facts of a good in the form in which it is traded."""
    if form == "fresh" and facts.perishability == "storable":
        return replace(facts, perishability=facts.fresh_as)
    return replace(facts, perishability=_KEEPS_AS.get(form or "", facts.perishability))


def distinct(values: Ints) -> tuple[Ints, Ints]:
    """The different values in order, and which of them each one is; quick where there is one."""
    if len(values) == 1:
        return values, np.zeros(1, dtype=np.int64)
    found, which = np.unique(values, return_inverse=True)
    return found, which


@dataclass(frozen=True, slots=True)
class Question:
    """What all asks of a block share beside the bucket: the facts as traded, and how strictly places are judged.

    Notes that only sentences need may be left out unless it is `told`.
    """

    asked: Asked
    parameters: Parameters
    codes: Mapping[str, Codes]
    facts: GoodFacts
    strict: bool
    catalogue: Catalogue
    told: bool

    def value(self, name: str) -> float:
        """One of the readable constants."""
        return self.parameters.values[name]

    def paper(self, kind: str) -> int:
        """The number of a kind of paper; NOT_ASKED where neither an offer nor a need names it."""
        return self.asked.new_papers.get(kind, self.codes["paper"].find(kind))

    def wanted(self, code: str) -> GoodFacts:
        """Facts of a good that is asked for."""
        return self.catalogue.facts(code)


class Block:
    """Asks (rows of `asks`, each a want and its nearness) beside a slice of the lines of a bucket."""

    def __init__(self, bucket: Bucket, chosen: slice, asks: Columns, question: Question) -> None:
        self.bucket, self.chosen, self.asks, self.question = bucket, chosen, asks, question
        self._lines: Columns = {}

    @once
    def shape(self) -> tuple[int, int]:
        """Asks and lines."""
        return len(self.asks["want"]), len(self.line("slot"))

    def line(self, name: str) -> Array:
        """A column of the chosen lines."""
        if name not in self._lines:
            self._lines[name] = self.bucket.lines[name][self.chosen]
        return self._lines[name]

    @once
    def kinds(self) -> tuple[Columns, Ints]:
        """The different profiles of the bucket's lines, and which one each chosen line has."""
        columns, which = self.bucket.profiles
        return columns, which[self.chosen]

    @once
    def points(self) -> Array:
        """Points of the chosen lines on the unit globe."""
        return self.bucket.points[self.chosen]

    def ragged(self, name: str) -> Ragged:
        """What the chosen lines have any number of."""
        return self.bucket.ragged[name].span(self.chosen.start, self.chosen.stop)

    @once
    def dated(self) -> bool:
        """Whether the asks have dates: all of them do, or none."""
        return bool(self.asks["start"][0, 0] > FIRST_DAY)

    @once
    def undated_lines(self) -> int:
        """How many of the chosen lines, all at the front, have no dates."""
        return int(max(0, min(self.bucket.undated, self.chosen.stop) - self.chosen.start))

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
        found, lines, broken = self.bucket.partners
        rows, at = self._pairs(found)
        columns, inside = self._columns(lines[at])
        return rows[inside], columns[inside], broken[at][inside]

    @once
    def own(self) -> tuple[Ints, Ints]:
        """Row and column of every pair in which both sides are the same organisation."""
        found, lines = self.bucket.organisations
        rows, at = self._pairs(found)
        columns, inside = self._columns(lines[at])
        return rows[inside], columns[inside]

    def _pairs(self, ordered: Ints) -> tuple[Ints, Ints]:
        """Row and place of every entry of `ordered` that is the organisation of an ask."""
        buyers = self.asks["organisation"][:, 0]
        first, past = np.searchsorted(ordered, buyers, "left"), np.searchsorted(ordered, buyers, "right")
        count = past - first
        if not count.any():
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return np.repeat(np.arange(len(buyers)), count), spread(first, count)

    def _columns(self, lines: Ints) -> tuple[Ints, Array]:
        """Columns of these lines of the bucket, and which of them are among the chosen."""
        return lines - self.chosen.start, (lines >= self.chosen.start) & (lines < self.chosen.stop)


@dataclass(frozen=True, slots=True)
class Group:
    """Asks that may share blocks, by the start of their window."""

    asks: Columns
    question: Question


def groups(
    asked: Asked, bucket: Bucket, asks: Columns, settings: Any, codes: Mapping[str, Codes], *, told: bool
) -> list[Group]:
    """The asks of one bucket, put together where they have the same facts, strictness and datedness.

    `asks` has the columns want (rows of `asked.wants`), nearness (numbers of NEAREST) and sequence.
    """
    columns = _ask_columns(asked, bucket, asks)
    facts = _facts_by_form(asked, bucket, settings.catalogue)
    keep = np.array([PERISHABILITIES.index(one.perishability) for one in facts])[columns["form"]]
    strict = (columns["sites"] > 0) & (columns["of_group"] | columns["programme"])
    kind = keep * 4 + strict * 2 + (columns["start"] > FIRST_DAY)
    found: list[Group] = []
    for one in distinct(kind)[0].tolist():
        rows = np.flatnonzero(kind == one)
        rows = rows[np.argsort(columns["start"][rows], kind="stable")]
        first = facts[int(columns["form"][rows[0]])]
        question = Question(asked, settings.parameters, codes, first, bool(strict[rows[0]]), settings.catalogue, told)
        found.append(Group({name: column[rows, None] for name, column in columns.items()}, question))
    return found


def _ask_columns(asked: Asked, bucket: Bucket, asks: Columns) -> Columns:
    columns = {name: column[asks["want"]] for name, column in asked.wants.items()}
    needs = columns["need"]
    columns |= {name: column[needs] for name, column in asked.columns.items()}
    gaps = np.array([form_gap(form, bucket.form) for form in asked.forms], dtype=np.int8)
    same = asks["nearness"] == NEAREST.index("same")
    gap = np.where(same, gaps[columns["form"]], 0)
    return columns | asks | {"same": same, "form_gap": gap}


def _facts_by_form(asked: Asked, bucket: Bucket, catalogue: Catalogue) -> list[GoodFacts]:
    facts = catalogue.facts(bucket.good)
    return [as_traded(facts, bucket.form or form) for form in asked.forms]

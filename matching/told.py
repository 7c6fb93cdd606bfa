"""Scored pairs with both records: what their parts and their cases are read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from matching.arguments import Pair
from matching.arrays import FIRST_DAY, LAST_DAY, Ints, day
from matching.baseline import Scored
from matching.catalogue import GoodFacts
from matching.manners import as_traded
from matching.once import once
from matching.papers import shows
from matching.part import at_pairs
from matching.records import Certificate, Good, NeedRecord, OfferRecord

Kept = TypeVar("Kept")
# Beyond it the papers of a list share one bit.
_MOST_BITS = 60


class Sheet:
    """Some pairs of one need in one scored block: what is asked of one of them is read for all of them at once."""

    def __init__(self, scored: Scored, columns: Ints) -> None:
        self.scored, self.columns = scored, columns
        self._rows = np.zeros(len(columns), dtype=np.int64)
        self._read: dict[tuple[str, str], list[Any]] = {}
        self._facts: dict[tuple[str, str | None], GoodFacts] = {}
        self._kept: dict[str, Any] = {}

    @once
    def need(self) -> NeedRecord:
        """The asking record."""
        block = self.scored.block
        return block.question.asked.needs[int(block.asks["need"][0, 0])]

    @once
    def wishes(self) -> tuple[str, ...]:
        """Papers asked for."""
        return tuple(item.value for item in self.need.criteria if item.kind == "certificate")

    @once
    def counts_papers(self) -> bool:
        """Whether papers are asked for and count."""
        return bool(self.wishes) and "certificates" in self.scored.parts

    @once
    def counts_places(self) -> bool:
        """Whether the way counts."""
        return "distance" in self.scored.parts

    def facts(self, code: str, form: str | None) -> GoodFacts:
        """What is known of a good in the form in which it is traded."""
        if (found := self._facts.get((code, form))) is None:
            found = as_traded(self.scored.block.question.catalogue.facts(code), form)
            self._facts[code, form] = found
        return found

    def kept(self, name: str, make: Callable[[Sheet], Kept]) -> Kept:
        """What is made of the sheet once, by its name."""
        if (found := self._kept.get(name)) is None:
            found = self._kept[name] = make(self)
        return found

    def values(self, part: str) -> list[float]:
        """The value of a part for every pair."""
        if (found := self._read.get((part, ""))) is None:
            found = self.scored.parts[part].at(self._rows, self.columns).tolist()
            self._read[part, ""] = found
        return found

    def notes(self, part: str, name: str) -> list[Any]:
        """One note of a part for every pair."""
        if (found := self._read.get((part, name))) is None:
            found = self.scored.parts[part].noted(name, self._rows, self.columns).tolist()
            self._read[part, name] = found
        return found

    def asks(self, name: str) -> list[int]:
        """A column of the asks for every pair, as whole numbers."""
        return self._listed("asks", name, self.scored.block.asks[name])

    def lines(self, name: str) -> list[int]:
        """A column of the lines for every pair."""
        return self._listed("lines", name, self.scored.block.line(name)[None, :])

    @once
    def deliveries(self) -> list[int]:
        """The last day both sides of every pair trade."""
        return self._listed("block", "deliveries", self.scored.block.deliveries)

    def breaks(self, rule: str) -> list[bool]:
        """Whether every pair breaks a mendable rule."""
        broken = self.scored.verdict.broken.get(rule)
        return [False] * len(self.columns) if broken is None else self._listed("rule", rule, broken)

    @once
    def limited_km(self) -> list[float]:
        """The kilometres that the distance rule measured for every pair."""
        return self._listed("rule", "km", self.scored.verdict.km)

    def _listed(self, of: str, name: str, table: Any) -> list[Any]:
        if (found := self._read.get((of, name))) is None:
            found = self._read[of, name] = at_pairs(table, None, self._rows, self.columns).tolist()
        return found


@dataclass(frozen=True)
class Told:
    """Pair `at` of a sheet with both records: everything a sentence may name."""

    sheet: Sheet
    at: int
    offer: OfferRecord

    @property
    def need(self) -> NeedRecord:
        """The asking record."""
        return self.sheet.need

    @once
    def good(self) -> Good:
        """The good that is asked for."""
        return self.need.goods[self.ask("good_number")]

    def ask(self, name: str) -> int:
        """A column of the asks as a whole number."""
        return self.sheet.asks(name)[self.at]

    @once
    def traded(self) -> tuple[str, str | None]:
        """Good and form of the line."""
        return self.sheet.scored.block.traded(self.sheet.columns[self.at])

    @once
    def facts(self) -> GoodFacts:
        """What is known of the good as it is traded."""
        code, form = self.traded
        return self.sheet.facts(code, form or self.good.form)

    def note(self, part: str, name: str) -> int:
        """A note of a part as a whole number."""
        found: int = self.sheet.notes(part, name)[self.at]
        return found

    @once
    def km(self) -> float:
        """Kilometres to the best spot; NaN where unknown."""
        found: float = self.sheet.notes("distance", "km")[self.at] if self.sheet.counts_places else float("nan")
        return found

    @once
    def missing(self) -> tuple[str, ...]:
        """Papers asked for that the offer is not shown to hold, those that are only supposed among them."""
        if not self.sheet.counts_papers:
            return ()
        return tuple(wish for wish, counts in self._counted() if not counts or wish in self.supposed)

    @once
    def supposed(self) -> tuple[str, ...]:
        """Papers asked for that count in the score by a stand-in alone."""
        if not self.sheet.counts_papers:
            return ()
        counted = (wish for wish, counts in self._counted() if counts)
        return tuple(wish for wish in counted if not any(self._valid(paper, wish) for paper in self._certificates))

    def _counted(self) -> list[tuple[str, bool]]:
        """Papers asked for, each with whether it counts as held."""
        bits = self.note("certificates", "certificates")
        return [(wish, bool(bits >> min(place, _MOST_BITS) & 1)) for place, wish in enumerate(self.sheet.wishes)]

    @property
    def _certificates(self) -> tuple[Certificate, ...]:
        return self.offer.certificates or ()

    def _valid(self, paper: Certificate, wish: str) -> bool:
        """Whether it shows the wish for the good, on the last day both sides trade."""
        fits = paper.kind in shows(wish) and (not paper.goods or self.traded[0] in paper.goods)
        last = self.sheet.deliveries[self.at]
        first = LAST_DAY if last == FIRST_DAY and not self.sheet.scored.block.dated else last
        return fits and day(paper.valid_from, FIRST_DAY) <= first and day(paper.valid_to, LAST_DAY) >= last

    @once
    def pair(self) -> Pair:
        """What the sentences about the two name; it holds nothing of the block, so it may outlive it."""
        sheet, question, good = self.sheet, self.sheet.scored.block.question, self.good
        return Pair(
            offer=self.offer,
            need=sheet.need,
            good=good,
            facts=self.facts,
            wanted=question.wanted(good.code),
            traded=self.traded,
            place=sheet.lines("place")[self.at],
            spot=sheet.notes("distance", "spot")[self.at] if sheet.counts_places else -1,
            km=self.km,
            wishes=sheet.wishes,
            missing=self.missing,
            supposed=self.supposed,
            today=question.asked.today,
        )

"""One scored pair with both records: what its parts and their cases are read from."""

from __future__ import annotations

from dataclasses import dataclass

from matching.arguments import Pair
from matching.arrays import FIRST_DAY, LAST_DAY, Ints, day
from matching.baseline import Scored
from matching.block import as_traded
from matching.catalogue import GoodFacts
from matching.once import once
from matching.papers import shows
from matching.records import Certificate, Good, NeedRecord, OfferRecord


@dataclass(frozen=True)
class Told:
    """One scored pair with both records: everything a sentence may name."""

    scored: Scored
    row: int
    column: int
    offer: OfferRecord

    @once
    def need(self) -> NeedRecord:
        """The asking record."""
        asks = self.scored.block.asks
        return self.scored.block.question.asked.needs[int(asks["need"][self.row, 0])]

    @once
    def good(self) -> Good:
        """The good that is asked for."""
        return self.need.goods[self.ask("good_number")]

    def ask(self, name: str) -> int:
        """A column of the asks as a whole number."""
        return _one(self.scored.block.asks[name], self.row, self.column)

    @once
    def traded(self) -> tuple[str, str | None]:
        """Good and form of the line."""
        return self.scored.block.traded(self.column)

    @once
    def facts(self) -> GoodFacts:
        """What is known of the good as it is traded."""
        code, form = self.traded
        return as_traded(self.scored.block.question.catalogue.facts(code), form or self.good.form)

    def note(self, part: str, name: str) -> int:
        """A note of a part as a whole number."""
        return int(self.scored.parts[part].note(name, self.row, self.column))

    @once
    def km(self) -> float:
        """Kilometres to the best spot; NaN where unknown."""
        return self.scored.parts["distance"].note("km", self.row, self.column) if self._places else float("nan")

    @property
    def _places(self) -> bool:
        return "distance" in self.scored.parts

    @once
    def wishes(self) -> tuple[str, ...]:
        """Papers asked for."""
        return tuple(item.value for item in self.need.criteria if item.kind == "certificate")

    @once
    def missing(self) -> tuple[str, ...]:
        """Papers asked for that the offer is not shown to hold, those that are only supposed among them."""
        if not self._papers:
            return ()
        bits = self.note("certificates", "certificates")
        met = [bool(bits >> min(place, 60) & 1) for place in range(len(self.wishes))]
        return tuple(wish for wish, counts in zip(self.wishes, met, strict=True) if not counts or wish in self.supposed)

    @once
    def supposed(self) -> tuple[str, ...]:
        """Papers asked for that count in the score by a stand-in alone."""
        if not self._papers:
            return ()
        bits = self.note("certificates", "certificates")
        counted = (wish for place, wish in enumerate(self.wishes) if bits >> min(place, 60) & 1)
        return tuple(wish for wish in counted if not any(self._valid(paper, wish) for paper in self._certificates))

    @property
    def _papers(self) -> bool:
        return bool(self.wishes) and "certificates" in self.scored.parts

    @property
    def _certificates(self) -> tuple[Certificate, ...]:
        return self.offer.certificates or ()

    def _valid(self, paper: Certificate, wish: str) -> bool:
        """Whether it shows the wish for the good, on the last day both sides trade."""
        block = self.scored.block
        fits = paper.kind in shows(wish) and (not paper.goods or self.traded[0] in paper.goods)
        last = _one(block.deliveries, self.row, self.column)
        first = LAST_DAY if last == FIRST_DAY and not block.dated else last
        return fits and day(paper.valid_from, FIRST_DAY) <= first and day(paper.valid_to, LAST_DAY) >= last

    @once
    def pair(self) -> Pair:
        """What the sentences about the two name; it holds nothing of the block, so it may outlive it."""
        block = self.scored.block
        return Pair(
            offer=self.offer,
            need=self.need,
            good=self.good,
            facts=self.facts,
            wanted=block.question.wanted(self.good.code),
            traded=self.traded,
            place=int(block.line("place")[self.column]),
            spot=self.note("distance", "spot") if self._places else -1,
            km=self.km,
            wishes=self.wishes,
            missing=self.missing,
            supposed=self.supposed,
            today=block.question.asked.today,
        )


def _one(found: Ints, row: int, column: int) -> int:
    """The number of a pair in a table that may have one row or one column for all."""
    return int(found[row if len(found) > 1 else 0, column if found.shape[1] > 1 else 0])

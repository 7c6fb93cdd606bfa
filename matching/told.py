"""One scored pair with both records: what its parts and their cases are read from."""

from __future__ import annotations

from dataclasses import dataclass

from matching.arguments import Pair
from matching.baseline import Scored
from matching.once import once
from matching.records import Good, NeedRecord, OfferRecord


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
        return self.need.goods[int(self.scored.block.asks["good_number"][self.row, 0])]

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
        """Papers asked for that the offer does not hold, or that nobody knows of."""
        if not self.wishes or "certificates" not in self.scored.parts:
            return ()
        bits = self.note("certificates", "certificates")
        return tuple(wish for place, wish in enumerate(self.wishes) if not bits >> min(place, 60) & 1)

    @once
    def pair(self) -> Pair:
        """What the sentences about the two name; it holds nothing of the block, so it may outlive it."""
        block = self.scored.block
        return Pair(
            offer=self.offer,
            need=self.need,
            good=self.good,
            facts=block.question.facts,
            wanted=block.question.wanted(self.good.code),
            traded=(block.bucket.good, block.bucket.form),
            place=int(block.line("place")[self.column]),
            spot=self.note("distance", "spot") if self._places else -1,
            km=self.km,
            wishes=self.wishes,
            missing=self.missing,
            today=block.question.asked.today,
        )

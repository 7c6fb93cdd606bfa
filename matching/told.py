"""Scored pairs with their records: what their parts and their cases are read from, for all pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matching.arguments import Pair
from matching.arrays import FIRST_DAY, LAST_DAY, Ints, day
from matching.asking import MOST_BITS
from matching.baseline import Scored
from matching.block import Array
from matching.catalogue import GoodFacts
from matching.manners import as_traded
from matching.once import once
from matching.papers import shows
from matching.records import Certificate, Good, NeedRecord, OfferRecord

_UNKNOWN_KM = float("nan")


class Sheet:
    """Some pairs of one need in one scored block. Every list has an entry for each pair, in the order given."""

    def __init__(self, scored: Scored, columns: Ints, offers: Sequence[OfferRecord]) -> None:
        self.scored, self.block, self.offers = scored, scored.block, offers
        self._columns = columns
        self._read: dict[tuple[str, str], list[Any]] = {}

    def __len__(self) -> int:
        return len(self.offers)

    @once
    def need(self) -> NeedRecord:
        """The asking record."""
        return self.block.question.asked.needs[int(self.block.asks["need"][0, 0])]

    @once
    def wishes(self) -> tuple[str, ...]:
        """Papers asked for."""
        return tuple(item.value for item in self.need.criteria if item.kind == "certificate")

    def values(self, part: str) -> list[float]:
        """The values of a part."""
        found = self.scored.parts[part]
        if found.levels is not None:
            levels: list[float] = found.values[self.listed(found.levels)].tolist()
            return levels
        return self.listed(found.values, found.which)

    def notes(self, part: str, name: str) -> list[Any]:
        """One note of a part."""
        if (found := self._read.get((part, name))) is None:
            score = self.scored.parts[part]
            found = self._read[part, name] = self.listed(score.notes[name], score.which)
        return found

    def asks(self, name: str) -> list[int]:
        """A column of the asks."""
        return self.listed(self.block.asks[name])

    def listed(self, table: Array, which: Ints | None = None) -> list[Any]:
        """A row made of the block, (1, lines or 1), for the pairs; `which` as in `PartScore`."""
        row = table[0]
        if len(row) == 1:
            return [row.item()] * len(self)
        found: list[Any] = row[self._columns if which is None else which[self._columns]].tolist()
        return found

    @once
    def goods(self) -> list[Good]:
        """The goods that are asked for."""
        return [self.need.goods[number] for number in self.asks("good_number")]

    @once
    def traded(self) -> list[tuple[str, str | None]]:
        """Good and form of the lines."""
        bucket = self.block.bucket
        if bucket.good:
            return [(bucket.good, bucket.form)] * len(self)
        names: Any = self.block.question.codes["bucket"].values()
        return [names[number] for number in self.listed(self.block.line("bucket")[None, :])]

    @once
    def facts(self) -> list[GoodFacts]:
        """What is known of the goods as they are traded."""
        facts = self.block.question.catalogue.facts
        traded = [(code, form or good.form) for (code, form), good in zip(self.traded, self.goods, strict=True)]
        known = {one: as_traded(facts(one[0]), one[1]) for one in set(traded)}
        return [known[one] for one in traded]

    @once
    def km(self) -> list[float]:
        """Kilometres to the best spot; NaN where unknown."""
        return self.notes("distance", "km") if self._counts("distance") else [_UNKNOWN_KM] * len(self)

    @once
    def missing(self) -> list[tuple[str, ...]]:
        """Papers asked for that the offers are not shown to hold, those that are only supposed among them."""
        if not self.wishes or not self._counts("certificates"):
            return [()] * len(self)
        told = zip(self._counted, self.supposed, strict=True)
        return [tuple(w for w, counts in counted if not counts or w in supposed) for counted, supposed in told]

    @once
    def supposed(self) -> list[tuple[str, ...]]:
        """Papers asked for that count in the score by a stand-in alone."""
        if not self.wishes or not self._counts("certificates"):
            return [()] * len(self)
        told = zip(self._counted, self.traded, self.offers, self._deliveries, strict=True)
        return [
            tuple(wish for wish, counts in counted if counts and not self._shown(offer.certificates, wish, good, last))
            for counted, (good, _), offer, last in told
        ]

    def _counts(self, part: str) -> bool:
        return part in self.scored.parts

    @once
    def _counted(self) -> list[list[tuple[str, bool]]]:
        """Papers asked for, each with whether it counts as held."""
        wishes = [(wish, min(place, MOST_BITS)) for place, wish in enumerate(self.wishes)]
        noted = self.notes("certificates", "certificates")
        return [[(wish, bool(bits >> bit & 1)) for wish, bit in wishes] for bits in noted]

    @once
    def _deliveries(self) -> list[int]:
        """The last days both sides trade."""
        return self.listed(self.block.deliveries)

    def _shown(self, papers: Sequence[Certificate] | None, wish: str, good: str, last: int) -> bool:
        """Whether one of the papers shows the wish for the good, on the last day both sides trade."""
        first = LAST_DAY if last == FIRST_DAY and not self.block.dated else last
        return any(
            paper.kind in shows(wish)
            and (not paper.goods or good in paper.goods)
            and day(paper.valid_from, FIRST_DAY) <= first
            and day(paper.valid_to, LAST_DAY) >= last
            for paper in papers or ()
        )

    @once
    def pairs(self) -> list[Pair]:
        """What the sentences about each two name; a pair holds nothing of the block, so it may outlive it."""
        question, need, wishes = self.block.question, self.need, self.wishes
        wanted = {good.code: question.catalogue.facts(good.code) for good in need.goods}
        spots = self.notes("distance", "spot") if self._counts("distance") else [-1] * len(self)
        places = self.listed(self.block.line("place")[None, :])
        columns = zip(self.offers, self.goods, self.facts, self.traded, places, spots, self.km, strict=True)
        papers, today = zip(self.missing, self.supposed, strict=True), question.asked.today
        return [
            Pair(offer, need, good, facts, wanted[good.code], traded, place, spot, km, wishes, *lacking, today)
            for (offer, good, facts, traded, place, spot, km), lacking in zip(columns, papers, strict=True)
        ]

"""From a need to its explained shortlist and its near misses; and from an offer to its needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from matching.arrays import Floats, Ints
from matching.baseline import Scored
from matching.candidates import OfferIndex, build
from matching.catalogue import Catalogue
from matching.explain import broken_rules, near_miss_args, points
from matching.explain import parts as told_parts
from matching.mending import Mending, gaps, with_certificate
from matching.parameters import PARTS, Parameters, parameters
from matching.records import Gap, NearMiss, NeedRecord, OfferRecord, Suggestion
from matching.search import Found, find_many
from matching.shortlist import Picks, by_chance
from matching.single import find_one
from matching.told import Sheet

if TYPE_CHECKING:
    from matching.learning.ranker import Ranker

__all__ = ["SHORTLIST", "Hit", "Matcher", "Ranking", "with_certificate"]

# How many of the best by hand score a model puts in order.
SHORTLIST = 50
# What chances are told in.
LIKELIHOOD = 10_000
# Pairs whose chances are worked out at once: their features stay within the caches of a processor.
_ROWS = 16_384
Records = Callable[[Sequence[str]], Mapping[str, OfferRecord]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One suggested pair without its sentences: the offer's slot, the score in tenths of a point, the part values."""

    slot: int
    tenths: int
    values: Floats


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one need is shown: suggestions best first, and offers kept out by one mendable rule.

    `missed` is how many such offers there are among the best, those not told of too.
    """

    need_id: str
    suggestions: tuple[Suggestion, ...]
    near_misses: tuple[NearMiss, ...]
    missed: int


class Matcher:
    """The matcher with its catalogue, parameters and model; it holds no other state and reads no clock.

    Without a model the order is that of the hand score. A model orders the best SHORTLIST by hand score among
    themselves; no hard rule asks it anything.
    """

    def __init__(
        self, catalogue: Catalogue, parameters_: Parameters | None = None, model: Ranker | None = None
    ) -> None:
        self.catalogue = catalogue
        self.parameters = parameters_ or parameters()
        self.model = model

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts that count, in the order in which they are told."""
        return tuple(name for name in PARTS if name in self.parameters.weights)

    def suggest(
        self,
        index: OfferIndex,
        need: NeedRecord,
        *,
        top: int = 20,
        misses: int | None = None,
        on: date | None = None,
        records: Records | None = None,
    ) -> Ranking:
        """The best `top` offers for `need` and at most `misses` near misses, by score (or likelihood), then by id.

        There are at most `top` near misses, and without `misses` all of them are told of.
        `on` is the day certificates and prices are read for where neither side has dates; without it such are not
        checked. `records` brings the offers to be told of by their ids where the index does not keep them.
        """
        found = find_one(index, need, self, self.width(top), on)
        best, likely = self.ordered(found.picks, index, top, scored=found.scored)
        shown = _Shown(index, found, misses, records)
        suggestions = shown.suggestions(best, _likelihoods(likely, len(best)))
        return Ranking(need.id, suggestions, tuple(shown.near_misses()), len(found.misses))

    def best(self, index: OfferIndex, need: NeedRecord, top: int, *, on: date | None = None) -> list[Hit]:
        """The best `top` suggestions of one need, best first, without their sentences."""
        picks, _ = self.many(index, [need], top, on)
        return [Hit(*one) for one in zip(picks.slot.tolist(), picks.tenths.tolist(), picks.values, strict=True)]

    def needs_for_offer(
        self, needs: Iterable[NeedRecord], offer: OfferRecord, *, top: int = 20, on: date | None = None
    ) -> list[Suggestion]:
        """The best `top` of `needs` for one offer: the same pairs and scores as from the other side."""
        wanted = list(needs)
        index = build([offer])
        picks, likely = self.many(index, wanted, 1, on)
        ids = [wanted[place].id for place in picks.need.tolist()]
        chance = np.zeros(len(picks), dtype=np.int64) if likely is None else likely
        first = sorted(range(len(picks)), key=lambda at: (-int(chance[at]), -int(picks.tenths[at]), ids[at]))[:top]
        return [
            suggestion
            for at in first
            for suggestion in self.suggest(index, wanted[int(picks.need[at])], top=1, on=on).suggestions
        ]

    def pair(self, offer: OfferRecord, need: NeedRecord, *, on: date | None = None) -> Suggestion | None:
        """The suggestion for one pair, or None where a hard rule or a missing relation keeps them apart."""
        return next(iter(self.suggest(build([offer]), need, top=1, on=on).suggestions), None)

    def many(
        self, index: OfferIndex, needs: Sequence[NeedRecord], top: int, on: date | None
    ) -> tuple[Picks, Ints | None]:
        """The best `top` pairs of every need, in the order shown, with what a model expects of each (see `ordered`)."""
        found = find_many(index, needs, self, self.width(top), on)
        return self.ordered(found.picks, index, top)

    def width(self, top: int) -> int:
        """How many pairs by hand score are looked at to show `top`."""
        return top if self.model is None else max(top, SHORTLIST)

    def ordered(
        self, picks: Picks, index: OfferIndex, top: int, *, scored: Sequence[Scored] = ()
    ) -> tuple[Picks, Ints | None]:
        """Pairs in the order shown, at most `top` of each need, each with the model's chance in parts of LIKELIHOOD.

        Pairs come by need. Without a model there are no chances.
        """
        if self.model is None:
            return picks, None
        expected = self._expected(picks, scored)
        order = by_chance(picks, expected, index.ranks(picks.slot), top)
        return picks.take(order), expected[order]

    def _expected(self, picks: Picks, scored: Sequence[Scored]) -> Ints:
        """The model's chance of every pair. Raises `LearningError` for a model of other features."""
        from matching.features import pair_features

        found = np.zeros(len(picks), dtype=np.int64)
        if self.model is None or not len(picks):
            return found
        values = _part_values(picks, scored) if scored else picks.values
        for start in range(0, len(picks), _ROWS):
            some = slice(start, start + _ROWS)
            chances = self.model.predict(pair_features(values[some], picks.tenths[some], self.parts))
            found[some] = np.rint(np.clip(chances, 0.0, 1.0) * LIKELIHOOD)
        return found


def _part_values(picks: Picks, scored: Sequence[Scored]) -> Floats:
    """Part values of pairs, read in the blocks they stand in; as narrow as those of many needs at once."""
    rows = [scored[s].values(picks.row[[at]], picks.column[[at]])[0] for at, s in enumerate(picks.source.tolist())]
    return np.array(rows).astype(np.float32)


def _likelihoods(chances: Ints | None, size: int) -> Sequence[Decimal | None]:
    """Chances as they are told; None for each where no model was asked."""
    return [None] * size if chances is None else [Decimal(one) / LIKELIHOOD for one in chances.tolist()]


class _Shown:
    """The few offers that one need is told of."""

    def __init__(self, index: OfferIndex, found: Found, misses: int | None, records: Records | None) -> None:
        self.index, self.found = index, found
        told = len(found.misses) if misses is None else min(misses, len(found.misses))
        self.misses = found.misses.take(np.arange(told))
        self.records: Mapping[str, OfferRecord] = {}
        if records is not None and not index.keeps:
            slots = [*found.picks.slot.tolist(), *self.misses.slot.tolist()]
            self.records = records([index.ids[slot] for slot in slots])

    def _offers(self, slots: Sequence[int]) -> list[OfferRecord]:
        """The records in some slots."""
        if self.index.keeps:
            return [self.index.offer(slot) for slot in slots]
        return [self.records[self.index.ids[slot]] for slot in slots]

    def suggestions(self, picks: Picks, likely: Sequence[Decimal | None]) -> tuple[Suggestion, ...]:
        """Every pick with its parts and gaps, in the order given."""
        sheets = self._sheets(picks)
        lacking = self._gaps(picks, sheets)
        tenths, slots = picks.tenths.tolist(), picks.slot.tolist()
        found = {
            at: Suggestion(
                offer.id, sheet.need.id, points(tenths[at]), told, lacking.get(slots[at], ()), likelihood=likely[at]
            )
            for places, sheet in sheets
            for at, offer, told in zip(places, sheet.offers, told_parts(sheet), strict=True)
        }
        return tuple(found[at] for at in range(len(picks)))

    def near_misses(self) -> Iterable[NearMiss]:
        """Offers one change away, best first."""
        found: dict[int, NearMiss] = {}
        tenths = self.misses.tenths.tolist()
        for places, sheet in self._sheets(self.misses):
            rules = broken_rules(sheet)
            told = zip(places, sheet.offers, rules, near_miss_args(sheet, rules), strict=True)
            for at, offer, rule, args in told:
                found[at] = NearMiss(offer.id, sheet.need.id, rule, points(tenths[at]), args)
        return (found[at] for at in range(len(found)))

    def _sheets(self, picks: Picks) -> list[tuple[list[int], Sheet]]:
        """Picks with their records, put together by the block they stand in, each with its place among them."""
        slots, sources = picks.slot.tolist(), picks.source.tolist()
        own: dict[int, list[int]] = {}
        for place, source in enumerate(sources):
            own.setdefault(source, []).append(place)
        return [
            (places, Sheet(self.found.scored[source], picks.column[places], self._offers([slots[at] for at in places])))
            for source, places in own.items()
        ]

    def _gaps(self, picks: Picks, sheets: list[tuple[list[int], Sheet]]) -> dict[int, tuple[Gap, ...]]:
        """What each missing certificate would bring, by scoring the mended lines again, all at once."""
        slots, tenths = picks.slot.tolist(), picks.tenths.tolist()
        mendings = [
            Mending(offer, sheet.need, slots[at], tenths[at], wish)
            for places, sheet in sheets
            for at, offer, missing in zip(places, sheet.offers, sheet.missing, strict=True)
            for wish in dict.fromkeys(missing)
        ]
        return gaps(mendings, self.found.scored) if mendings else {}

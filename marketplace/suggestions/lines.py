"""Suggestions as people read them: rank, partner, reasons in the reader's language, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from flask_babel import LazyString, get_locale

from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions import months
from marketplace.suggestions.models import SuggestionFeedback
from marketplace.suggestions.months import Asking, Bar, Drawing
from marketplace.suggestions.places import place_of
from marketplace.suggestions.queries import Balanced
from matching.arguments import find
from matching.papers import paper_name
from matching.records import Gap, Part
from matching.sentences import gap_sentence, sentence, time_words

PARTS: Mapping[str, LazyString] = {
    "product": _l("Sản phẩm"),
    "form_variety": _l("Dạng và giống"),
    "quantity": _l("Sản lượng"),
    "window": _l("Thời gian"),
    "distance": _l("Khoảng cách"),
    "price": _l("Giá"),
    "certificates": _l("Chứng nhận"),
    "track_record": _l("Quá trình làm ăn"),
    "soe": _l("Ưu tiên doanh nghiệp nhà nước"),
}
SPEAKS_FOR: Mapping[str, frozenset[str]] = {
    "product": frozenset({"same", "in_group"}),
    "form_variety": frozenset({"match"}),
    "quantity": frozenset({"over_periods", "per_year"}),
    "window": frozenset({"known"}),
    "price": frozenset({"known"}),
    "certificates": frozenset({"met"}),
    "track_record": frozenset({"linked", "on_time"}),
    "soe": frozenset({"yes"}),
}
"""The cases of a part that are known positives; all others are told without a tick."""
Lang = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a score: its words, its points of at most so many, its sentence (made when it is read)."""

    part: Part

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def case(self) -> str:
        return self.part.case

    @property
    def points(self) -> Decimal:
        return self.part.points

    @property
    def most(self) -> Decimal:
        return self.part.weight

    @property
    def label(self) -> LazyString:
        return PARTS[self.part.name]

    @property
    def sentence(self) -> str:
        return sentence(self.part, read_in())

    def fact(self, name: str) -> str:
        """A value that the sentence names, as plain text; empty when unknown."""
        return find(self.part.args, name)

    @property
    def is_full(self) -> bool:
        """Whether nothing is left to gain."""
        return self.points == self.most

    @property
    def speaks_for(self) -> bool:
        """Whether it tells of something known and good, and is more fulfilled than not."""
        return self.case in SPEAKS_FOR.get(self.name, ()) and 2 * self.points >= self.most


@dataclass(frozen=True, slots=True)
class GapLine:
    """What is missing: its sentence, and the score that the pair would have with it."""

    gap: Gap

    @property
    def sentence(self) -> str:
        return gap_sentence(self.gap, read_in())

    @property
    def paper(self) -> str:
        return paper_name(self.gap.value, read_in())

    @property
    def score_after(self) -> Decimal:
        return self.gap.score_after

    @property
    def kind(self) -> str:
        return self.gap.kind


@dataclass(frozen=True)
class Line:
    """One suggestion: the offer or need suggested, why, and what would lift it."""

    rank: int
    offer: Offer
    need: Need
    score: Decimal
    parts: tuple[PartLine, ...]
    gaps: tuple[GapLine, ...]
    km: Decimal | None
    rejected: SuggestionFeedback | None
    asking: Asking
    """What the need asks for month by month; one for all lines of a need."""
    balanced: Balanced | None = None
    gain: Decimal | None = None
    """What the pair is worth to both sides, in percent of the best pair of the need."""

    def part(self, name: str) -> PartLine | None:
        """The part of this name, where it counts."""
        return next((part for part in self.parts if part.name == name), None)

    @cached_property
    def reasons(self) -> list[str]:
        """The three sentences that weigh most, of what speaks for the pair and is not told elsewhere on the card.

        Where nothing does, the one that tells how the goods go together: nobody is told of a pair without a reason.
        """
        told = {"distance"}
        if all(part.is_full for part in self.parts if part.name in ("product", "form_variety")):
            told.add("form_variety")  # the first sentence names form and variety already
        telling = [part for part in self.parts if part.speaks_for and part.name not in told]
        plain = [part for part in self.parts if part.name == "product"]
        return [part.sentence for part in sorted(telling, key=lambda part: -part.points)[:3] or plain]

    @cached_property
    def is_sure(self) -> bool:
        """Whether its reasons speak for it; else they are the doubt that the goods leave."""
        return any(part.speaks_for for part in self.parts)

    def is_yearly(self, listing: Offer | Need) -> bool:
        """Whether the amount of either side is a year's, as the press reports it, and not that of stated periods."""
        return bool(self._fact("offered_yearly" if listing is self.offer else "asked_yearly"))

    def place_told(self, listing: Offer | Need) -> str:
        """The place of either side that the way is measured between, where its listing states none of its own."""
        return self._fact("offer_place" if listing is self.offer else "need_place")

    @property
    def need_place(self) -> str:
        """The place of the buyer that the way is measured to."""
        return self._fact("need_place")

    @property
    def offered_kg(self) -> Decimal | None:
        """What is offered in all; of press reports what is read from them, a year's."""
        return self._total(self.offer, "offered_kg")

    @property
    def asked_kg(self) -> Decimal | None:
        """The same for what is asked."""
        return self._total(self.need, "asked_kg")

    def when(self, listing: Offer | Need) -> str:
        """When the goods of either side come or are wanted, in words; empty where unknown."""
        if listing.first_day and listing.last_day:
            return span_words(listing.first_day, listing.last_day)
        text = self._fact("offered_time" if listing is self.offer else "asked_time")
        return time_words(text, read_in()) if text else ""

    def told_apart(self, listing: Offer | Need) -> str:
        """Variety and days, which tell two listings of one organisation apart; as the score read them."""
        side = "offered" if listing is self.offer else "asked"
        text = self._fact(f"{side}_time")
        when = time_words(text, read_in()) if text else ""
        return ", ".join(filter(None, (self._fact(f"{side}_variety"), when)))

    def _total(self, listing: Offer | Need, name: str) -> Decimal | None:
        told = self._fact(name) if listing.origin == Origin.REPORTED else ""
        return Decimal(told) if listing.total_kg is None and told else listing.total_kg

    def _fact(self, name: str) -> str:
        return self.parts[0].fact(name) if self.parts else ""

    @cached_property
    def way(self) -> Literal["unknown", "same_commune", "same_province", "measured"]:
        """How far apart the sides are known to lie: by the kilometres of the score wherever it has them."""
        offered, wanted = place_of(self.offer), place_of(self.need)
        same = offered and wanted and offered.commune is not None and offered.commune == wanted.commune
        if same and (self.km is None or self.km < 1):
            return "same_commune"
        if self.km is not None:
            return "measured"
        return "same_province" if offered and wanted and offered.province == wanted.province else "unknown"

    @cached_property
    def bars(self) -> list[Bar]:
        """Month by month, what the offer has free beside what is asked."""
        return months.bars(self.offer, self.asking)

    @property
    def drawing(self) -> Drawing | None:
        """The same, ready to be drawn; None when a side states no periods."""
        return months.drawing(self.bars) if self.bars else None


def read_in() -> Lang:
    """The language the sentences are read in."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "vi"

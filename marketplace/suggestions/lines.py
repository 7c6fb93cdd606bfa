"""Suggestions as people read them: rank, partner, reasons in the reader's language, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from flask_babel import LazyString, get_locale

from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.suggestions import gateway, queries
from marketplace.suggestions.models import SuggestionFeedback
from marketplace.web.formats import TONNE, format_date
from matching.records import Part, Suggestion
from matching.sentences import gap_sentence, mend_sentence, near_miss_sentence, sentence

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
SHORTLIST = 20
Lang = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a score: its words, its points of at most so many, its sentence."""

    label: LazyString
    points: Decimal
    most: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion: the offer or need suggested, why, and what would lift it."""

    offer: Offer
    need: Need
    score: Decimal
    parts: tuple[PartLine, ...]
    gaps: tuple[str, ...]
    rejected: SuggestionFeedback | None

    @property
    def reasons(self) -> list[str]:
        """The three sentences that weigh most."""
        strongest = sorted(self.parts, key=lambda part: -part.points)[:3]
        return [part.sentence for part in strongest if part.points > 0]

    @property
    def bars(self) -> list[dict[str, object]]:
        """For each period asked for: what the offer has free within it, day by day in proportion, beside the ask."""
        return [
            {
                "label": f"{format_date(asked.start)} – {format_date(asked.end)}",
                "value": sum((_within(p, asked) for p in self.offer.periods), Decimal(0)) / TONNE,
                "ask": asked.missing_kg / TONNE,
            }
            for asked in self.need.periods
        ]


def _within(period: OfferPeriod, asked: NeedPeriod) -> Decimal:
    days = (min(period.end, asked.end) - max(period.start, asked.start)).days + 1
    whole = (period.end - period.start).days + 1
    return (period.free_kg * max(days, 0) / whole).quantize(Decimal("0.001"))


@dataclass(frozen=True, slots=True)
class Miss:
    """An offer kept out by one rule: why, and the single change that would let it in."""

    offer: Offer
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What a need's page shows."""

    lines: list[Line]
    misses: list[Miss]
    rejected: list[Line]


def shortlist_of(need: Need, *, prefer_soe: bool = False) -> Shortlist:
    """The shortlist of a need, computed now from what is public now."""
    if not gateway.has_goods(need):
        return Shortlist([], [], [])
    codes = gateway.related_codes(need.commodity_code or "", gateway.buyer_kind(need.organisation))
    offers = {offer.public_id: offer for offer in queries.open_offers(codes, not_of=need.organisation_id)}
    ranking = gateway.shortlist(need, offers.values(), on=today(), top=SHORTLIST, prefer_soe=prefer_soe)
    said = queries.rejections(need.organisation_id, need=need)
    shown = [(found, offers[found.offer_id]) for found in ranking.suggestions]
    lines = [_line(found, offer, need, said.get(offer.id)) for found, offer in shown]
    lang = _lang()
    misses = [
        Miss(offers[m.offer_id], near_miss_sentence(m, lang), mend_sentence(m, lang)) for m in ranking.near_misses
    ]
    return Shortlist([x for x in lines if not x.rejected], misses, [x for x in lines if x.rejected])


def buyers_of(offer: Offer) -> Shortlist:
    """The needs that an offer answers, computed now."""
    if not gateway.has_goods(offer):
        return Shortlist([], [], [])
    codes = gateway.related_codes(offer.commodity_code or "")
    needs = {need.public_id: need for need in queries.open_needs(codes, not_of=offer.organisation_id)}
    found = gateway.buyers_for(offer, list(needs.values()), on=today(), top=SHORTLIST)
    said = queries.rejections(offer.organisation_id, offer=offer)
    lines = [_line(one, offer, needs[one.need_id], said.get(needs[one.need_id].id)) for one in found]
    return Shortlist([x for x in lines if not x.rejected], [], [x for x in lines if x.rejected])


def line_of(offer: Offer, need: Need) -> Line | None:
    """The one pair, or None where a hard rule keeps them apart or nothing relates them."""
    ranking = gateway.shortlist(need, [offer], on=today(), top=1)
    return _line(ranking.suggestions[0], offer, need, None) if ranking.suggestions else None


def _line(found: Suggestion, offer: Offer, need: Need, rejected: SuggestionFeedback | None) -> Line:
    lang = _lang()
    return Line(
        offer=offer,
        need=need,
        score=found.score,
        parts=tuple(_part(part, lang) for part in found.parts if part.weight),
        gaps=tuple(gap_sentence(gap, lang) for gap in found.gaps),
        rejected=rejected,
    )


def _part(part: Part, lang: Lang) -> PartLine:
    return PartLine(PARTS[part.name], part.points, part.weight, sentence(part, lang))


def _lang() -> Lang:
    return "en" if str(get_locale() or "vi") == "en" else "vi"

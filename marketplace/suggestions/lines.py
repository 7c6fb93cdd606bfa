"""Suggestions as people read them: rank, partner, reasons in the reader's language, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from flask_babel import LazyString, get_locale

from marketplace.catalogue.models import Commune, Province
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions import gateway, months, queries
from marketplace.suggestions.models import SuggestionFeedback
from marketplace.suggestions.months import Bar
from matching.papers import paper_name
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
SHORTLIST = 20
Lang = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a score: its words, its points of at most so many, its sentence."""

    name: str
    label: LazyString
    points: Decimal
    most: Decimal
    sentence: str
    case: str

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

    sentence: str
    paper: str
    score_after: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion: the offer or need suggested, why, and what would lift it."""

    offer: Offer
    need: Need
    score: Decimal
    parts: tuple[PartLine, ...]
    gaps: tuple[GapLine, ...]
    km: Decimal | None
    rejected: SuggestionFeedback | None

    @property
    def reasons(self) -> list[str]:
        """The three sentences that weigh most, of what speaks for the pair and is not told elsewhere on the card."""
        told = {"distance"}
        if all(part.is_full for part in self.parts if part.name in ("product", "form_variety")):
            told.add("form_variety")  # the first sentence names form and variety already
        telling = [part for part in self.parts if part.speaks_for and part.name not in told]
        return [part.sentence for part in sorted(telling, key=lambda part: -part.points)[:3]]

    @property
    def way(self) -> Literal["unknown", "same_commune", "same_province", "measured"]:
        """How far apart the sides are known to lie."""
        offered, wanted = place_of(self.offer), place_of(self.need)
        if offered is None or wanted is None:
            return "unknown"
        if offered.commune is not None and offered.commune == wanted.commune:
            return "same_commune"
        if offered.province == wanted.province and not (offered.commune and wanted.commune):
            return "same_province"
        return "unknown" if self.km is None else "measured"

    @property
    def bars(self) -> list[Bar]:
        """Month by month, what the offer has free beside what is asked."""
        return months.bars(self.offer, self.need)


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


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its codes, and how it is read."""

    province: str
    commune: str | None
    address: str


def place_of(listing: Offer | Need) -> Place | None:
    """Where a listing's goods are or go: its own place; a seller's home; a reported party's home; else unknown."""
    site = listing.site if isinstance(listing, Need) else None
    if site is not None and site.commune is not None:
        return _place(site.commune, None)
    homes = isinstance(listing, Offer) or listing.origin == Origin.REPORTED
    home = listing.organisation
    return _place(listing.commune, listing.province) or (_place(home.commune, home.province) if homes else None)


def _place(commune: Commune | None, province: Province | None) -> Place | None:
    if commune is not None:
        return Place(commune.province_code, commune.code, commune.address)
    return None if province is None else Place(province.code, None, province.full_name)


def shortlist_of(need: Need, *, prefer_soe: bool = False) -> Shortlist:
    """The shortlist of a need, computed now from what is public now."""
    if not gateway.can_be_matched(need, today()):
        return Shortlist([], [], [])
    codes = gateway.related_codes(need.commodity_code or "", gateway.buyer_kind(need.organisation))
    candidates = queries.open_offers(codes, not_of=need.organisation_id)
    offers = {offer.public_id: offer for offer in candidates if gateway.can_be_matched(offer, today())}
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
    if not gateway.can_be_matched(offer, today()):
        return Shortlist([], [], [])
    codes = gateway.related_codes(offer.commodity_code or "")
    candidates = queries.open_needs(codes, not_of=offer.organisation_id)
    needs = {need.public_id: need for need in candidates if gateway.can_be_matched(need, today())}
    found = gateway.buyers_for(offer, list(needs.values()), on=today(), top=SHORTLIST)
    said = queries.rejections(offer.organisation_id, offer=offer)
    lines = [_line(one, offer, needs[one.need_id], said.get(needs[one.need_id].id)) for one in found]
    return Shortlist([x for x in lines if not x.rejected], [], [x for x in lines if x.rejected])


def line_of(offer: Offer, need: Need) -> Line | None:
    """The one pair, or None where a hard rule keeps them apart, nothing relates them, or nothing is left of one."""
    if not all(gateway.can_be_matched(side, today()) for side in (offer, need)):
        return None
    ranking = gateway.shortlist(need, [offer], on=today(), top=1)
    return _line(ranking.suggestions[0], offer, need, None) if ranking.suggestions else None


def _line(found: Suggestion, offer: Offer, need: Need, rejected: SuggestionFeedback | None) -> Line:
    lang = _lang()
    return Line(
        offer=offer,
        need=need,
        score=found.score,
        parts=tuple(_part(part, lang) for part in found.parts if part.weight),
        gaps=tuple(
            GapLine(gap_sentence(gap, lang), paper_name(gap.value, lang), gap.score_after, gap.kind)
            for gap in found.gaps
        ),
        km=_km(found.parts),
        rejected=rejected,
    )


def _part(part: Part, lang: Lang) -> PartLine:
    return PartLine(part.name, PARTS[part.name], part.points, part.weight, sentence(part, lang), part.case)


def _km(parts: tuple[Part, ...]) -> Decimal | None:
    """The way in kilometres, when both places are known."""
    told = [dict(part.args).get("km", "") for part in parts if part.name == "distance"]
    return Decimal(told[0]) if told and told[0] else None


def _lang() -> Lang:
    return "en" if str(get_locale() or "vi") == "en" else "vi"

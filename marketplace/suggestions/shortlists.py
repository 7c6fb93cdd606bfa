"""Shortlists of needs and offers, computed when they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from marketplace.clock import today
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import gateway, queries
from marketplace.suggestions.lines import GapLine, Line, PartLine, read_in
from marketplace.suggestions.models import SuggestionFeedback
from matching.records import Part, Suggestion
from matching.sentences import mend_sentence, near_miss_sentence

SHORTLIST = 20
"""As many lines as a page shows."""
LONGEST = 50
"""As many as can be paged, filtered, compared and exported."""


@dataclass(frozen=True, slots=True)
class Miss:
    """An offer kept out by one rule: why, and the single change that would let it in."""

    offer: Offer
    reason: str
    mend: str
    score: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What a need's page shows."""

    lines: list[Line]
    misses: list[Miss]
    rejected: list[Line]


def shortlist_of(need: Need, *, prefer_soe: bool = False, top: int = SHORTLIST) -> Shortlist:
    """The best `top` of a need, computed now from what is public now."""
    if not gateway.can_be_matched(need, today()):
        return Shortlist([], [], [])
    codes = gateway.related_codes(need.commodity_code or "", gateway.buyer_kind(need.organisation))
    candidates = queries.open_offers(codes, not_of=need.organisation_id)
    offers = {offer.public_id: offer for offer in candidates if gateway.can_be_matched(offer, today())}
    ranking = gateway.shortlist(need, offers.values(), on=today(), top=top, prefer_soe=prefer_soe)
    said = queries.rejections(need.organisation_id, need=need)
    shown = [(found, offers[found.offer_id]) for found in ranking.suggestions]
    lines = [_line(rank, found, offer, need, said.get(offer.id)) for rank, (found, offer) in enumerate(shown, 1)]
    lang = read_in()
    misses = [
        Miss(offers[m.offer_id], near_miss_sentence(m, lang), mend_sentence(m, lang), m.score, m.rule)
        for m in ranking.near_misses[:SHORTLIST]
    ]
    return _parted(lines, misses)


def buyers_of(offer: Offer, *, top: int = SHORTLIST) -> Shortlist:
    """The best `top` needs that an offer answers, computed now."""
    if not gateway.can_be_matched(offer, today()):
        return Shortlist([], [], [])
    codes = gateway.related_codes(offer.commodity_code or "")
    candidates = queries.open_needs(codes, not_of=offer.organisation_id)
    needs = {need.public_id: need for need in candidates if gateway.can_be_matched(need, today())}
    found = gateway.buyers_for(offer, list(needs.values()), on=today(), top=top)
    said = queries.rejections(offer.organisation_id, offer=offer)
    shown = [(one, needs[one.need_id]) for one in found]
    lines = [_line(rank, one, offer, need, said.get(need.id)) for rank, (one, need) in enumerate(shown, 1)]
    return _parted(lines, [])


def line_of(offer: Offer, need: Need) -> Line | None:
    """The one pair, or None where a hard rule keeps them apart, nothing relates them, or nothing is left of one."""
    if not all(gateway.can_be_matched(side, today()) for side in (offer, need)):
        return None
    ranking = gateway.shortlist(need, [offer], on=today(), top=1)
    return _line(1, ranking.suggestions[0], offer, need, None) if ranking.suggestions else None


def _parted(lines: list[Line], misses: list[Miss]) -> Shortlist:
    """What was put aside stands apart; the others are ranked without it."""
    kept = [line for line in lines if not line.rejected]
    ranked = [replace(line, rank=rank) for rank, line in enumerate(kept, 1)]
    return Shortlist(ranked, misses, [line for line in lines if line.rejected])


def _line(rank: int, found: Suggestion, offer: Offer, need: Need, rejected: SuggestionFeedback | None) -> Line:
    return Line(
        rank=rank,
        offer=offer,
        need=need,
        score=found.score,
        parts=tuple(PartLine(part) for part in found.parts if part.weight),
        gaps=tuple(GapLine(gap) for gap in found.gaps),
        km=_km(found.parts),
        rejected=rejected,
    )


def _km(parts: tuple[Part, ...]) -> Decimal | None:
    """The way in kilometres, when both places are known."""
    told = [dict(part.args).get("km", "") for part in parts if part.name == "distance"]
    return Decimal(told[0]) if told and told[0] else None

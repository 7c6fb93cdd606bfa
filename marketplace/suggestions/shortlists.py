"""Shortlists of needs and offers, computed when they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from marketplace.clock import today
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import gateway, queries
from marketplace.suggestions.lacks import Lack, lacks
from marketplace.suggestions.lines import GapLine, Line, PartLine, read_in
from marketplace.suggestions.models import SuggestionFeedback
from marketplace.suggestions.months import Asking
from marketplace.suggestions.order import balanced, weighed
from matching.arguments import find
from matching.records import Part, Suggestion
from matching.sentences import mend_sentence, near_miss_sentence

SHORTLIST = 20
"""As many lines as a page shows."""
LONGEST = 50
"""As many as can be paged, filtered, compared and exported."""
FEW = 5
"""As many near misses as are shown at first; a link leads to as many as a page shows lines."""


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
    """What a need's page shows; for an offer also what it lacks to fit more needs."""

    lines: list[Line]
    misses: list[Miss]
    rejected: list[Line]
    lacks: list[Lack] = field(default_factory=list)
    missed: int = 0
    """How many near misses there are to show, those of `misses` and more."""
    weighed_at: datetime | None = None
    """When both sides were last weighed over the whole market; None when they never were."""


def shortlist_of(
    need: Need,
    *,
    prefer_soe: bool = False,
    top: int = SHORTLIST,
    by_buyer: bool = False,
    brief: bool = False,
    misses: int = SHORTLIST,
) -> Shortlist:
    """The best `top` of a need and at most `misses` near misses, computed now from what is public now.

    In the order that serves both sides where the market has been weighed, unless `by_buyer`. In `brief` for a page
    that shows some of the lines: `shown` reads what only they tell.
    """
    found = gateway.shortlist(need, on=today(), top=top, misses=misses, prefer_soe=prefer_soe, brief=brief)
    said = queries.rejections(need.organisation_id, need=need)
    asking = Asking(need)
    lines = [
        _line(rank, one, offer, asking, said.get(offer.id)) for rank, (one, offer) in enumerate(found.suggestions, 1)
    ]
    lang = read_in()
    near = [
        Miss(offer, near_miss_sentence(m, lang), mend_sentence(m, lang), m.score, m.rule)
        for m, offer in found.near_misses
    ]
    balance = queries.balance_of(need)
    lines = weighed(lines, balance)
    ordered = lines if by_buyer or not balance else balanced(lines)
    weighed_at = next(iter(balance.values())).made_at if balance else None
    return replace(_parted(ordered, near), weighed_at=weighed_at, missed=min(found.missed, SHORTLIST))


def shown(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with the amounts of their offers read at once; for those of a brief shortlist that a page shows."""
    queries.read_periods([line.offer for line in lines])
    return lines


def buyers_of(offer: Offer, *, top: int = SHORTLIST) -> Shortlist:
    """The best `top` needs that an offer answers, computed now."""
    found = gateway.buyers_for(offer, on=today(), top=top)
    said = queries.rejections(offer.organisation_id, offer=offer)
    lines = [_line(rank, one, offer, Asking(need), said.get(need.id)) for rank, (one, need) in enumerate(found, 1)]
    missing = lacks(*gateway.needs_around(offer, on=today()), gateway.matcher(), on=today())
    return replace(_parted(lines, []), lacks=missing)


def line_of(offer: Offer, need: Need) -> Line | None:
    """The one pair, or None where a hard rule keeps them apart, nothing relates them, or nothing is left of one."""
    found = gateway.pair(offer, need, on=today())
    return None if found is None else _line(1, found, offer, Asking(need), None)


def _parted(lines: list[Line], misses: list[Miss]) -> Shortlist:
    """What was put aside stands apart; the others are ranked without it."""
    kept = [line for line in lines if not line.rejected]
    ranked = [replace(line, rank=rank) for rank, line in enumerate(kept, 1)]
    return Shortlist(ranked, misses, [line for line in lines if line.rejected])


def _line(rank: int, found: Suggestion, offer: Offer, asking: Asking, rejected: SuggestionFeedback | None) -> Line:
    return Line(
        rank=rank,
        offer=offer,
        need=asking.need,
        asking=asking,
        score=found.score,
        parts=tuple(PartLine(part) for part in found.parts if part.weight),
        gaps=tuple(GapLine(gap) for gap in found.gaps),
        km=_km(found.parts),
        rejected=rejected,
    )


def _km(parts: tuple[Part, ...]) -> Decimal | None:
    """The way in kilometres, when both places are known."""
    told = [find(part.args, "km") for part in parts if part.name == "distance"]
    return Decimal(told[0]) if told and told[0] else None

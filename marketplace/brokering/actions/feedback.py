"""What a refusal teaches the matcher: its cause, kept as that side's word about each pair it refused."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import User
from marketplace.brokering.models import Case
from marketplace.extensions import db
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.suggestions import queries as suggestions
from marketplace.suggestions.actions import reject_suggestion, withdraw_rejection
from marketplace.suggestions.models import RejectionReason


def keep_cause(case: Case, side: int, cause: RejectionReason, *, by: User, note: str = "") -> None:
    """Keep why the side refused, as "không phù hợp vì…" of that side: the pair is no longer suggested to it."""
    organisation = db.session.get_one(Organisation, side)
    for offer in _refused(case, side):
        reject_suggestion(
            by=by, organisation=organisation, offer=offer, need=case.need, reason=cause, note=note or None
        )


def take_back_cause(case: Case, side: int, *, by: User) -> None:
    """The side takes its no back: the pairs it refused here may be suggested to it again."""
    said = suggestions.rejections(side, need=case.need)
    for offer in _refused(case, side):
        if offer.id in said:
            withdraw_rejection(by=by, said=said[offer.id])


def _refused(case: Case, side: int) -> Iterator[Offer]:
    """The offers of a cooperative's own, or for the buyer all of the case's."""
    every = [case.offer, *(member.offer for member in case.members)]
    known = {offer.id: offer for offer in every if side in {case.buyer_id, offer.organisation_id}}
    yield from known.values()

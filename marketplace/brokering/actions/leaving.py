"""What an annex of the contract does to who is in its case."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions.members import promote
from marketplace.brokering.models import Case, LeavingReason
from marketplace.clock import now
from marketplace.extensions import db


def part_by_annex(case: Case, organisation_id: int, *, by: User, annex: int) -> None:
    """A cooperative that an annex of this number let go is no side of a locked case any more; its shares stay."""
    if organisation_id == case.seller_id:
        promote(case)
    gone = next(m for m in case.members if m.organisation_id == organisation_id and m.left_at is None)
    gone.left_at, gone.left_because = now(), LeavingReason.REPLACED
    db.session.flush()
    after = {"organisation_id": organisation_id, "name": gone.organisation.name, "annex": annex}
    record(events.CASE_LEFT, case, by=by, after=after)


def part_with_newcomers(case: Case, staying: frozenset[int], *, by: User) -> None:
    """An annex was given up: whoever came into a locked case for it, and is not among `staying`, leaves again."""
    for member in [one for one in case.standing_members if one.organisation_id not in staying]:
        member.left_at, member.left_because = now(), LeavingReason.REPLACED
        after = {"organisation_id": member.organisation_id, "name": member.organisation.name}
        record(events.CASE_LEFT, case, by=by, after={**after, "because": LeavingReason.REPLACED})
    db.session.flush()

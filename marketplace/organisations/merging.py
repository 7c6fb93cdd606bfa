"""Telling two records apart, and merging one into another: always by a person, with its history kept.

The merged row stays, points to its successor and leads there; its events keep their numbers. A merge is not undone:
what was written afterwards could belong to either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Membership, User
from marketplace.accounts.queries import managers_of
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.clock import now
from marketplace.errors import Sentence, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import notify
from marketplace.notifications.models import Topic
from marketplace.organisations.merging_rules import obstacles
from marketplace.organisations.models import Distinction, Organisation
from marketplace.organisations.moves import carry_out, count_of_rows
from marketplace.organisations.profile import FIELDS, PERSONAL
from marketplace.organisations.queries import IDENTITY, line_above, organisation_by_public_id, parent_of, successor_of
from matching.vocabulary.normalise import fold

OWN_FIELDS = frozenset({"kind", "name", "private_note", "contact_published", "tax_code_reason"})


@dataclass(frozen=True, slots=True)
class Counted:
    """A line of the preview: what would move, and how many rows."""

    label: LazyString
    rows: int


Settlement = Callable[[User, Organisation, Organisation], None]
_before: list[Settlement] = []
_after: list[Settlement] = []


def settles_before_mergers(settlement: Settlement) -> Settlement:
    """Register what a later room has to put in order for (by, merged, successor) before rows move."""
    _before.append(settlement)
    return settlement


def settles_after_mergers(settlement: Settlement) -> Settlement:
    """Register what a later room counts anew for (by, merged, successor) once rows have moved."""
    _after.append(settlement)
    return settlement


def what_would_move(merged: Organisation, successor: Organisation) -> list[Counted]:
    """The rows that a merge would move, in the order of the list; kinds without rows are left out."""
    return [Counted(label, rows) for label, rows in count_of_rows(merged, successor) if rows]


def what_would_be_filled(merged: Organisation, successor: Organisation) -> dict[str, Any]:
    """Fields the successor lacks and takes over; what a second person verified is not touched."""
    kept = OWN_FIELDS | (frozenset(IDENTITY) | {"province_code"} if successor.is_verified else frozenset())
    empty = [name for name in sorted(FIELDS - kept) if getattr(successor, name) in (None, "")]
    return {name: value for name in empty if (value := getattr(merged, name)) not in (None, "")}


def already_merged(public_id: str, successor_id: str) -> Organisation | None:
    """The record of the first address, where it has gone into that of the second already."""
    gone = organisation_by_public_id(public_id)
    if gone is None or gone.merged_into_id is None:
        return None
    return gone if successor_of(gone).public_id == successor_id else None


def merge(*, by: User, merged: Organisation, successor: Organisation, reason: str) -> None:
    """Merge `merged` into `successor`: rows move, empty fields are filled, the old address leads on.

    What was said, agreed or delivered in the old name stays as it is. WrongStateError with the first obstacle where
    there is one (`merging_rules.obstacles`), and whatever a later room raises when it settles what only it knows; then
    nothing is changed.
    """
    _lock(merged, successor)
    for obstacle in obstacles(merged, successor):
        raise WrongStateError(obstacle)
    with db.session.begin_nested():
        _merge(by, merged, successor, reason)
        for settle in _after:
            settle(by, merged, successor)


def _merge(by: User, merged: Organisation, successor: Organisation, reason: str) -> None:
    for settle in _before:
        settle(by, merged, successor)
    told: dict[str, Any] = {"reason": reason, "made_managers": _give_managers_their_right(merged, successor)}
    told["moved"], filled = carry_out(merged, successor), _fill(merged, successor)
    told["left"] = _end_what_is_left(merged)
    merged.merged_into_id, merged.merged_at, merged.merged_by_id = successor.id, now(), by.id
    db.session.flush()
    _leave_circle(by, successor)
    _record_both(by, merged, successor, filled, told)
    _tell_managers(successor, _l("Hồ sơ trùng “%(name)s” đã được gộp vào đơn vị của bạn.", name=merged.name), merged.id)


def _leave_circle(by: User, successor: Organisation) -> None:
    """A successor that took over those above it has no parent any more: nobody is below itself."""
    parent = parent_of(successor)
    if parent is None or successor.id not in line_above(parent):
        return
    successor.parent_id = None
    db.session.flush()
    record(events.PARENT_SET, successor, by=by, before={"parent": parent.name}, after={"parent": None})


def _record_both(
    by: User, merged: Organisation, successor: Organisation, filled: dict[str, Any], told: dict[str, Any]
) -> None:
    """An event in the history of each, with the numbers of all rows that moved."""
    code_gone = {"tax_code": filled["tax_code"]} if "tax_code" in filled else {}
    record(
        events.ORGANISATION_MERGED, merged, by=by, into=successor.name, into_id=successor.id,
        before=code_gone, after=dict.fromkeys(code_gone), **told,
    )  # fmt: skip
    after = {name: None if name in PERSONAL else value for name, value in filled.items()}
    record(
        events.ORGANISATION_TOOK_OVER, successor, by=by, merged=merged.name, merged_id=merged.id,
        before=dict.fromkeys(filled), after=after, **told,
    )  # fmt: skip


def _lock(*both: Organisation) -> None:
    """Two brokers who merge the same pair in both directions come one after the other."""
    ids = sorted(one.id for one in both)
    locked = sa.select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id).with_for_update()
    db.session.execute(locked.execution_options(populate_existing=True)).all()


def _give_managers_their_right(merged: Organisation, successor: Organisation) -> list[int]:
    """Somebody who manages the merged record and is a plain member of the successor manages it from now on."""
    live = sa.select(Membership).filter_by(ended_at=None)
    managers = live.where(Membership.organisation_id == merged.id, Membership.role == Role.MANAGER)
    ids = [membership.user_id for membership in db.session.scalars(managers)]
    there = live.where(Membership.organisation_id == successor.id, Membership.user_id.in_(ids))
    raised = [membership for membership in db.session.scalars(there) if membership.role is not Role.MANAGER]
    for membership in raised:
        membership.role = Role.MANAGER
    return [membership.id for membership in raised]


def _fill(merged: Organisation, successor: Organisation) -> dict[str, Any]:
    filled = what_would_be_filled(merged, successor)
    if "tax_code" in filled:  # one code stands in one row
        merged.tax_code, reason = None, merged.tax_code_reason
        db.session.flush()
        successor.tax_code_reason = reason
    for name, value in filled.items():
        setattr(successor, name, value)
    successor.folded = fold(f"{successor.name} {successor.short_name or ''}")
    return filled


def _end_what_is_left(merged: Organisation) -> list[int]:
    """People who belong to the successor already leave the merged record."""
    left = db.session.scalars(sa.select(Membership).filter_by(organisation_id=merged.id, ended_at=None)).all()
    for membership in left:
        membership.ended_at = now()
    return [membership.id for membership in left]


def _tell_managers(organisation: Organisation, sentence: Sentence, merged_id: int) -> None:
    notify(
        user_ids=[manager.id for manager in managers_of(organisation.id)],
        key=f"organisation:{organisation.id}:merged:{merged_id}",
        sentence=sentence,
        path=f"/organisations/{organisation.public_id}",
        topic=Topic.ORGANISATION,
    )


def tell_apart(*, by: User, one: Organisation, other: Organisation) -> None:
    """Remember that the two are not one; saying it twice changes nothing."""
    if one.id == other.id:
        raise WrongStateError(_l("Cần hai hồ sơ khác nhau."))
    if distinction_of(one, other) is not None:
        return
    first, second = sorted((one, other), key=lambda organisation: organisation.id)
    db.session.add(Distinction(first_id=first.id, second_id=second.id, by_id=by.id))
    db.session.flush()
    for organisation, opposite in ((one, other), (other, one)):
        record(events.ORGANISATION_TOLD_APART, organisation, by=by, other=opposite.name, other_id=opposite.id)


def forget_distinction(*, by: User, one: Organisation, other: Organisation) -> None:
    """Take back that the two are not one: they are listed again."""
    found = distinction_of(one, other)
    if found is None:
        raise WrongStateError(_l("Hai hồ sơ này chưa được xác nhận là khác nhau."))
    db.session.delete(found)
    db.session.flush()
    for organisation, opposite in ((one, other), (other, one)):
        record(events.ORGANISATION_TOLD_TOGETHER, organisation, by=by, other=opposite.name, other_id=opposite.id)


def distinction_of(one: Organisation, other: Organisation) -> Distinction | None:
    """What was found out about this pair."""
    first, second = sorted((one.id, other.id))
    return db.session.scalar(sa.select(Distinction).filter_by(first_id=first, second_id=second))


def distinctions() -> Sequence[Distinction]:
    """Every pair told apart with both its records, the newest first; one query."""
    both = joinedload(Distinction.first), joinedload(Distinction.second)
    return db.session.scalars(sa.select(Distinction).options(*both).order_by(Distinction.id.desc())).all()

"""Reminding people of what is due: the day of a case, a task, a question nobody answered.

What is due is read from dates, and what was sent from the notifications themselves, by a key that names the thing and
its day. So nights on which nothing ran are made up for in one run, and a second run sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.accounts.models import Membership
from marketplace.authorization.roles import Role
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseStage, Consent, Member, Task
from marketplace.brokering.queries import LIVE
from marketplace.clock import VIETNAM
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import notify
from marketplace.notifications.models import Notification, Topic
from marketplace.web.formats import format_date

ASKING = (CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.NEGOTIATION)
AT_ONCE = 400  # keys asked for in one query: SQLite takes no endless list


@dataclass(frozen=True, slots=True)
class Reminder:
    """A line for one person; the key is the thing and its day."""

    user_id: int
    key: str
    sentence: LazyString
    path: str


def remind(day: date) -> int:
    """Send every reminder that is due on or before the day and was not sent yet; how many. The caller commits."""
    due = [*_cases(day), *_tasks(day), *_unanswered(day)]
    new = _unsent(due)
    for one in new:
        notify(user_ids=[one.user_id], key=one.key, sentence=one.sentence, path=one.path, topic=Topic.TASK)
    return len(new)


def _unsent(due: Sequence[Reminder]) -> list[Reminder]:
    keys = sorted({one.key for one in due})
    sent: set[tuple[int, str]] = set()
    for start in range(0, len(keys), AT_ONCE):
        asked = sa.select(Notification.user_id, Notification.key).where(
            Notification.key.in_(keys[start : start + AT_ONCE])
        )
        sent |= {(row[0], row[1]) for row in db.session.execute(asked)}
    return [one for one in due if (one.user_id, one.key) not in sent]


def _cases(day: date) -> Iterator[Reminder]:
    """Live cases whose day has come, to their brokers."""
    columns: Any = sa.select(Case.id, Case.public_id, Case.broker_id, Case.due_on)
    chosen = (Case.broker_id.is_not(None), Case.due_on <= day, Case.stage.in_(LIVE))
    for number, public_id, broker, due_on in db.session.execute(columns.where(*chosen).order_by(Case.id)):
        sentence = _l("Vụ việc đến hẹn ngày %(day)s.", day=format_date(due_on))
        yield Reminder(broker, f"remind:case:{number}:{due_on}", sentence, f"/cases/{public_id}")


def _tasks(day: date) -> Iterator[Reminder]:
    """Open tasks whose day has come, to those whose they are."""
    columns = sa.select(Task.id, Task.assigned_to_id, Task.due_on, Task.title).where(
        Task.done_at.is_(None), Task.due_on <= day
    )
    for number, person, due_on, title in db.session.execute(columns.order_by(Task.id)):
        sentence = _l("Việc đến hạn ngày %(day)s: %(title)s", day=format_date(due_on), title=title)
        yield Reminder(person, f"remind:task:{number}:{due_on}", sentence, "/brokering/today")


def _unanswered(day: date) -> Iterator[Reminder]:
    """Sides that were asked so long ago and said nothing, to their managers."""
    before = datetime.combine(day, time.max, VIETNAM) - limits().answer
    asked = db.session.execute(_asked(before)).all()
    managers = _managers({side for _case, _address, side, _at in asked})
    for case, public_id, side, at in asked:
        due_on = (at.astimezone(VIETNAM) + limits().answer).date()
        for person in managers.get(side, ()):
            sentence = _l("Một đề nghị kết nối đang chờ đơn vị bạn trả lời.")
            yield Reminder(person, f"remind:consent:{case}:{side}:{due_on}", sentence, f"/cases/{public_id}")


def _asked(before: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Case, address, side and since when it was asked, of every side without an answer. Renewals ask nobody."""
    member = sa.select(Case.id, Case.public_id, Member.organisation_id, Member.added_at.label("at"))
    member = member.join(Member, Member.case_id == Case.id).where(Member.left_at.is_(None), *_open())
    sides = [sa.select(Case.id, Case.public_id, column, Case.opened_at.label("at")).where(*_open())
             for column in (Case.seller_id, Case.buyer_id)]  # fmt: skip
    every = sa.union_all(*sides, member).subquery()
    case, address, side, at = every.c
    said = sa.select(Consent.id).where(Consent.case_id == case, Consent.organisation_id == side).exists()
    return sa.select(case, address, side, at).where(at <= before, ~said).order_by(case, side)


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    return Case.stage.in_(ASKING), Case.renews_id.is_(None)


def _managers(organisations: set[int]) -> dict[int, list[int]]:
    question = sa.select(Membership.organisation_id, Membership.user_id).where(
        Membership.organisation_id.in_(organisations), Membership.role == Role.MANAGER, Membership.ended_at.is_(None)
    )
    found: dict[int, list[int]] = {}
    for organisation, person in db.session.execute(question.order_by(Membership.user_id)):
        found.setdefault(organisation, []).append(person)
    return found

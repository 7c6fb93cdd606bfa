"""The broker's day, and the live cases by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseStage, Task
from marketplace.brokering.queries.lines import (
    LIVE,
    AboutGoods,
    CaseLine,
    Good,
    Owner,
    UntakenLine,
    complete,
    joined,
    lines,
    visible,
)
from marketplace.catalogue.models import Province
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer

DESK_LENGTH = 20
BOARD_LENGTH = 8


@dataclass(frozen=True)
class TaskLine(AboutGoods):
    """A task of the reader's that is not done; without `case_id` the case is a colleague's."""

    public_id: str
    title: str
    due_on: date
    case_id: str | None
    goods_vi: str
    goods_en: str

    def is_late(self, day: date) -> bool:
        """Whether its day has passed."""
        return self.due_on < day


@dataclass(frozen=True, slots=True)
class Desk:
    """A broker's day: lists with their true lengths, the lists themselves cut to `DESK_LENGTH`."""

    late: Sequence[CaseLine]
    due: Sequence[CaseLine]
    waiting: Sequence[CaseLine]
    untaken: Sequence[UntakenLine]
    tasks: Sequence[TaskLine]
    counts: dict[str, int]


def board(viewer: Viewer) -> dict[CaseStage, list[CaseLine]]:
    """The first few visible live cases of each stage, the soonest due first."""
    rank = sa.func.row_number().over(partition_by=Case.stage, order_by=(Case.due_on.asc().nulls_last(), Case.id))
    ranked = sa.select(Case.id, rank.label("rank")).where(visible(viewer), Case.stage.in_(LIVE)).subquery()
    question = lines().join(ranked, ranked.c.id == Case.id).where(ranked.c.rank <= BOARD_LENGTH)
    found: dict[CaseStage, list[CaseLine]] = {stage: [] for stage in LIVE}
    rows = db.session.execute(question.order_by(ranked.c.rank))
    for line in complete(viewer, [CaseLine(*row) for row in rows]):
        found[line.stage].append(line)
    return found


def desk(viewer: Viewer, day: date) -> Desk:
    """The broker's lists for the day: late, due soon, waiting for others, untaken by anybody, and tasks."""
    soon = day + limits().due_soon
    own = sa.and_(Case.broker_id == viewer.user_id, Case.stage.in_(LIVE))
    part = sa.case((Case.due_on < day, "late"), (Case.due_on <= soon, "due"), else_="waiting")
    lists, counts = _parts(viewer, own, part)
    waiting_for_us, counts["untaken"] = _untaken()
    tasks, counts["tasks"] = _tasks(viewer, soon)
    return Desk(**lists, untaken=waiting_for_us, tasks=tasks, counts=counts)


def _parts(
    viewer: Viewer, own: sa.ColumnElement[bool], part: sa.ColumnElement[str]
) -> tuple[dict[str, Sequence[CaseLine]], dict[str, int]]:
    """The lists by name, cut, and their true lengths, in one question: later rooms want some of the twelve, too."""
    first = (Case.due_on.asc().nulls_last(), Case.id)
    rank = sa.func.row_number().over(partition_by=part, order_by=first).label("rank")
    number = sa.func.count().over(partition_by=part).label("number")
    ranked = sa.select(Case.id, part.label("part"), rank, number).where(own).subquery()
    question = lines().add_columns(ranked.c.part, ranked.c.number).join(ranked, ranked.c.id == Case.id)
    rows = db.session.execute(question.where(ranked.c.rank <= DESK_LENGTH).order_by(ranked.c.rank)).all()
    found: dict[str, list[CaseLine]] = {"late": [], "due": [], "waiting": []}
    counts = dict.fromkeys(found, 0)
    for row, line in zip(rows, complete(viewer, [CaseLine(*row[:-2]) for row in rows]), strict=True):
        found[row[-2]].append(line)
        counts[row[-2]] = row[-1]
    return dict(found), counts


def _tasks(viewer: Viewer, until: date) -> tuple[list[TaskLine], int]:
    """Open tasks of the reader's due by that day, the soonest first, and how many there are."""
    chosen = (Task.assigned_to_id == viewer.user_id, Task.done_at.is_(None), Task.due_on <= until)
    address = sa.case((Case.broker_id == viewer.user_id, Case.public_id), else_=None)
    columns: Any = sa.select(
        Task.public_id, Task.title, Task.due_on, address,
        sa.func.coalesce(Good.name_vi, ""), sa.func.coalesce(Good.name_en, ""), sa.func.count().over(),
    )  # fmt: skip
    question = joined(columns).join(Task, Task.case_id == Case.id).where(*chosen)
    rows = db.session.execute(question.order_by(Task.due_on, Task.id).limit(DESK_LENGTH)).all()
    return [TaskLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _untaken() -> tuple[list[UntakenLine], int]:
    """Cases that nobody owns or whose broker's account is closed, the longest waiting first, and how many they are."""
    ownerless = sa.and_(Case.broker_id.is_(None), Case.stage.in_(LIVE))
    orphaned = sa.and_(Owner.disabled_at.is_not(None), Case.closed_at.is_(None))
    from_province, to_province = aliased(Province), aliased(Province)
    columns: Any = sa.select(
        Case.public_id, Case.opened_at, Offer.public_id, Need.public_id,
        sa.func.coalesce(Good.name_vi, ""), sa.func.coalesce(Good.name_en, ""),
        from_province.name, to_province.name, sa.func.count().over(),
    )  # fmt: skip
    question = joined(columns)
    question = question.outerjoin(from_province, from_province.code == Offer.province_code)
    question = question.outerjoin(to_province, to_province.code == Need.province_code)
    question = question.outerjoin(Owner, Owner.id == Case.broker_id).where(sa.or_(ownerless, orphaned))
    question = question.order_by(Case.opened_at, Case.id).limit(DESK_LENGTH)
    rows = db.session.execute(question).all()
    return [UntakenLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0

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
    untaken = sa.and_(Case.broker_id.is_(None), Case.stage.in_(LIVE))
    part = sa.case((Case.due_on < day, "late"), (Case.due_on <= soon, "due"), else_="waiting")
    counts = _counts(own, untaken, part)
    lists = _parts(viewer, own, part)
    tasks, counts["tasks"] = _tasks(viewer, soon)
    return Desk(**lists, untaken=_untaken(untaken) if counts["untaken"] else [], tasks=tasks, counts=counts)


def _counts(
    own: sa.ColumnElement[bool], untaken: sa.ColumnElement[bool], part: sa.ColumnElement[str]
) -> dict[str, int]:
    named = sa.case((untaken, "untaken"), else_=part)
    rows = db.session.execute(sa.select(named, sa.func.count()).where(sa.or_(own, untaken)).group_by(named))
    return {"late": 0, "due": 0, "waiting": 0, "untaken": 0} | {row[0]: row[1] for row in rows}


def _parts(viewer: Viewer, own: sa.ColumnElement[bool], part: sa.ColumnElement[str]) -> dict[str, Sequence[CaseLine]]:
    first = (Case.due_on.asc().nulls_last(), Case.id)
    rank = sa.func.row_number().over(partition_by=part, order_by=first)
    ranked = sa.select(Case.id, part.label("part"), rank.label("rank")).where(own).subquery()
    question = lines().add_columns(ranked.c.part).join(ranked, ranked.c.id == Case.id)
    rows = db.session.execute(question.where(ranked.c.rank <= DESK_LENGTH).order_by(ranked.c.rank)).all()
    found: dict[str, list[CaseLine]] = {"late": [], "due": [], "waiting": []}
    for row, line in zip(rows, complete(viewer, [CaseLine(*row[:-1]) for row in rows]), strict=True):
        found[row[-1]].append(line)
    return dict(found)


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


def _untaken(chosen: sa.ColumnElement[bool]) -> list[UntakenLine]:
    from_province, to_province = aliased(Province), aliased(Province)
    columns: Any = sa.select(
        Case.public_id, Case.opened_at, Offer.public_id, Need.public_id,
        sa.func.coalesce(Good.name_vi, ""), sa.func.coalesce(Good.name_en, ""),
        from_province.name, to_province.name,
    )  # fmt: skip
    question = joined(columns)
    question = question.outerjoin(from_province, from_province.code == Offer.province_code)
    question = question.outerjoin(to_province, to_province.code == Need.province_code)
    rows = db.session.execute(question.where(chosen).order_by(Case.opened_at, Case.id).limit(DESK_LENGTH))
    return [UntakenLine(*row) for row in rows]

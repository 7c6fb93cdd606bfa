"""A plan against what happened: how far each planned link has come, and what the indicator says meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from marketplace.brokering.models import Case, CaseStage, Member
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import db
from marketplace.indicators.engine import compute_many, population
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.planning.models import PlannedLink, Scenario
from marketplace.planning.queries import links
from marketplace.planning.questions import question_of


class Progress(Labelled):
    """How far a planned link has come, in steps coarse enough to tell nothing of a negotiation."""

    PLANNED = "planned", _l("Chưa mở vụ việc"), "neutral"
    LEFT = "left", _l("Không mở được vụ việc"), "warn"
    WORKING = "working", _l("Đang kết nối"), "info"
    GONE = "gone", _l("Đã từ chối hoặc đã rời vụ việc"), "bad"
    LOST = "lost", _l("Đã đóng, không thành hợp đồng"), "bad"
    SIGNED = "signed", _l("Đã ký hợp đồng, chưa được đếm"), "info"
    COUNTED = "counted", _l("Đã được đếm"), "good"


@dataclass(frozen=True, slots=True)
class FollowedLink:
    """A planned link today. Counted are cooperatives, by whatever contract; `stage` is the case's."""

    link: PlannedLink
    progress: Progress
    stage: CaseStage | None
    contract_state: ContractState | None
    counted_today: bool
    counted_at_target: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do for it without a contract: the task it came with is not needed any more."""
        return self.progress in {Progress.GONE, Progress.LOST}


@dataclass(frozen=True, slots=True)
class Followed:
    """The links, how many stand at each step, and the indicator's numerator now, today and at the target's day."""

    links: Sequence[FollowedLink]
    sums: Mapping[Progress, int]
    day: date
    linked_today: int
    linked_at_target: int
    total_at_target: int


def followed(scenario: Scenario) -> Followed:
    """The plan against what happened until today. The caller has revealed the scenario."""
    day, planned = today(), links(scenario)
    now, then = _counted(scenario, day), _counted(scenario, scenario.target_on)
    contracts = _contracts([link.case_id for link in planned if link.case_id is not None])
    gone = _gone(scenario)
    lines = [_line(link, contracts.get(link.case_id), now, then, gone) for link in planned]
    figures = compute_many([question_of(scenario, day), question_of(scenario)])
    return Followed(
        links=lines,
        sums=Counter(line.progress for line in lines),
        day=day,
        linked_today=int(figures[0].numerator),
        linked_at_target=int(figures[1].numerator),
        total_at_target=int(figures[1].denominator or 0),
    )


def _line(
    link: PlannedLink,
    contract: ContractState | None,
    now: Collection[int],
    then: Collection[int],
    gone: Collection[tuple[int, int]],
) -> FollowedLink:
    counted = link.organisation_id in now
    left = (link.case_id or 0, link.organisation_id) in gone
    return FollowedLink(
        link=link,
        progress=Progress.COUNTED if counted else Progress.GONE if left else _progress(link, contract),
        stage=link.case.stage if link.case else None,
        contract_state=contract,
        counted_today=counted,
        counted_at_target=link.organisation_id in then,
    )


def _progress(link: PlannedLink, contract: ContractState | None) -> Progress:
    if link.case is None:
        return Progress.PLANNED if link.left_because is None else Progress.LEFT
    if link.case.stage is CaseStage.CLOSED:
        return Progress.LOST
    return Progress.SIGNED if contract is ContractState.SIGNED else Progress.WORKING


def _gone(scenario: Scenario) -> frozenset[tuple[int, int]]:
    """(case, cooperative) of those that said no to a case of the plan or left it, while it goes on with others."""
    cases = sa.select(PlannedLink.case_id).where(PlannedLink.scenario_id == scenario.id)
    asked = sa.select(Member.case_id, Member.organisation_id, Member.left_at, Case.seller_id)
    rows = db.session.execute(
        asked.join(Case, Case.id == Member.case_id).where(Member.case_id.in_(cases)).order_by(Member.id)
    )
    newest = {(case_id, side): left_at is not None and side != first for case_id, side, left_at, first in rows}
    return frozenset(pair for pair, gone in newest.items() if gone)


def _counted(scenario: Scenario, day: date) -> frozenset[int]:
    """Which of the planned cooperatives the engine counts as linked at a day."""
    rows = population(question_of(scenario, day)).subquery()
    mine = sa.select(PlannedLink.organisation_id).where(PlannedLink.scenario_id == scenario.id)
    asked = sa.select(rows.c.subject_id).where(rows.c.numerator > 0, rows.c.subject_id.in_(mine))
    return frozenset(db.session.scalars(asked))


def _contracts(case_ids: Sequence[int]) -> dict[int | None, ContractState]:
    """The state of the newest contract of each case."""
    asked = sa.select(Contract.case_id, Contract.state).join(Case, Case.id == Contract.case_id)
    rows = db.session.execute(asked.where(Case.id.in_(case_ids)).order_by(Contract.id)).all()
    return {row[0]: row[1] for row in rows}

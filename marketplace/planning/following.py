"""A plan against what happened: how far each planned link has come, and what the indicator says meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.brokering.models import Case, CaseStage, Member
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import db
from marketplace.indicators.engine import compute_many, population
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.planning.models import PlannedLink, Scenario
from marketplace.planning.queries import links
from marketplace.planning.questions import question_of
from marketplace.web.pagination import PAGE_SIZE


class Progress(Labelled):
    """How far a planned link has come, in steps coarse enough to tell nothing of a negotiation."""

    PLANNED = "planned", _l("Chưa mở vụ việc"), "neutral"
    LEFT = "left", _l("Không mở được vụ việc"), "warn"
    WORKING = "working", _l("Đang kết nối"), "info"
    RENEWING = "renewing", _l("Đang lo gia hạn"), "info"
    GONE = "gone", _l("Đã từ chối hoặc đã rời vụ việc"), "bad"
    LOST = "lost", _l("Đã đóng, không thành hợp đồng"), "bad"
    SIGNED = "signed", _l("Đã ký hợp đồng, chưa được đếm"), "info"
    COUNTED = "counted", _l("Đã được đếm"), "good"


OVER = frozenset({Progress.GONE, Progress.LOST})
"""Steps from which no contract comes any more."""
BATCH = 500
"""So many rows of links are read at a time."""


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
        return self.progress in OVER


@dataclass(frozen=True, slots=True)
class Followed:
    """Some of the links in order, how many of all stand at each step, and the indicator's numerator now, today and at
    the target's day."""

    links: Sequence[FollowedLink]
    sums: Mapping[Progress, int]
    day: date
    linked_today: int
    linked_at_target: int
    total_at_target: int

    @property
    def total(self) -> int:
        """How many links the plan has."""
        return sum(self.sums.values())


def followed(scenario: Scenario, *, first: int = 0, most: int = PAGE_SIZE) -> Followed:
    """The plan against what happened until today, with at most so many of its links from the `first` on (from 0).

    Of the others only a few numbers are read. The caller has revealed the scenario.
    """
    day, known = today(), _known(scenario)
    sums, shown = Counter[Progress](), dict[int, tuple[Any, Progress]]()
    for at, row in enumerate(db.session.execute(_rows(scenario), execution_options={"yield_per": BATCH})):
        progress = known.progress(row)
        sums[progress] += 1
        if first <= at < first + most:
            shown[row.id] = (row, progress)
    figures = compute_many([question_of(scenario, day), question_of(scenario)])
    return Followed(
        links=[known.line(link, *shown[link.id]) for link in links(scenario, list(shown))],
        sums=sums,
        day=day,
        linked_today=int(figures[0].numerator),
        linked_at_target=int(figures[1].numerator),
        total_at_target=int(figures[1].denominator or 0),
    )


def over(scenario: Scenario) -> list[int]:
    """The numbers of the links for which nothing is left to do, so that their tasks are not needed any more."""
    known = _known(scenario)
    found = db.session.execute(_rows(scenario), execution_options={"yield_per": BATCH})
    return [row.id for row in found if known.progress(row) in OVER]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked once for all links: who counts now and at the target's day, contracts by case, who left a case,
    which links renew a contract, and how far the cases that do have come, by the case of the contract."""

    now: Collection[int]
    then: Collection[int]
    contracts: Mapping[int, ContractState]
    gone: Collection[tuple[int, int]]
    renewed: Collection[int]
    renewals: Mapping[int, CaseStage]

    def progress(self, row: Any) -> Progress:
        """How far the link of a row (see `_rows`) has come."""
        if row.organisation_id in self.renewed:
            return self._renewal(row)
        if row.organisation_id in self.now:
            return Progress.COUNTED
        if (row.case_id, row.organisation_id) in self.gone:
            return Progress.GONE
        if row.case_id is None:
            return Progress.PLANNED if row.left_because is None else Progress.LEFT
        if row.stage is CaseStage.CLOSED:
            return Progress.LOST
        signed = self.contracts.get(row.case_id) is ContractState.SIGNED
        return Progress.SIGNED if signed else Progress.WORKING

    def _renewal(self, row: Any) -> Progress:
        """Who is to renew counts today anyway: it has come through once it counts at the target's day."""
        if row.organisation_id in self.then:
            return Progress.COUNTED
        if row.case_id is None:
            return Progress.PLANNED if row.left_because is None else Progress.LEFT
        if (row.case_id, row.organisation_id) in self.gone:
            return Progress.GONE
        stage = self.renewals.get(row.case_id, row.stage)
        return Progress.LOST if stage is CaseStage.CLOSED else Progress.RENEWING

    def line(self, link: PlannedLink, row: Any, progress: Progress) -> FollowedLink:
        """The link as its line shows it."""
        return FollowedLink(
            link=link,
            progress=progress,
            stage=row.stage,
            contract_state=self.contracts.get(row.case_id),
            counted_today=link.organisation_id in self.now,
            counted_at_target=link.organisation_id in self.then,
        )


def _known(scenario: Scenario) -> _Known:
    return _Known(
        now=_counted(scenario, today()),
        then=_counted(scenario, scenario.target_on),
        contracts=_contracts(scenario),
        gone=_gone(scenario),
        renewed=scenario.renewed_ids,
        renewals=_renewals(scenario),
    )


def _rows(scenario: Scenario) -> sa.Select[Any]:
    """(id, organisation_id, case_id, left_because, stage) of every link, in the order of `queries.links`."""
    columns: Any = (
        PlannedLink.id,
        PlannedLink.organisation_id,
        PlannedLink.case_id,
        PlannedLink.left_because,
        Case.stage,
    )
    asked = sa.select(*columns).join(Organisation, Organisation.id == PlannedLink.organisation_id)
    return (
        asked.outerjoin(Case, Case.id == PlannedLink.case_id)
        .where(PlannedLink.scenario_id == scenario.id)
        .order_by(PlannedLink.broker_id, Organisation.folded, PlannedLink.id)
    )


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


def _renewals(scenario: Scenario) -> dict[int, CaseStage]:
    """The stage of the newest case that renews the contract of a case of the plan: that one stays contracted."""
    cases = sa.select(PlannedLink.case_id).where(PlannedLink.scenario_id == scenario.id)
    asked = sa.select(Case.renews_id, Case.stage).where(Case.renews_id.in_(cases)).order_by(Case.id)
    return {renewed: stage for renewed, stage in db.session.execute(asked) if renewed is not None}


def _contracts(scenario: Scenario) -> dict[int, ContractState]:
    """The state of the newest contract of each case of the plan."""
    cases = sa.select(PlannedLink.case_id).where(PlannedLink.scenario_id == scenario.id)
    asked = sa.select(Contract.case_id, Contract.state).where(Contract.case_id.in_(cases)).order_by(Contract.id)
    return {row[0]: row[1] for row in db.session.execute(asked)}

"""Random small histories: the engine against counting row by row in plain Python (O1, O2, O3, O5, O6, O7)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.contracts.models import ContractState
from marketplace.contracts.spans import rebuild_spans
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.cast import organisation as of_cast
from tests.indicators.golden_flows import Deal, Scene

FIRST, POSTED = date(2026, 1, 1), date(2025, 1, 1)
EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 12
SIGNED_BEFORE = timedelta(days=5)
ENDINGS = (
    ContractState.COMPLETED, ContractState.TERMINATED_BY_AGREEMENT, ContractState.TERMINATED_FOR_BREACH,
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """A contract of one period over its whole term, in days since the first day of 2026."""

    seller: int
    state_owned: bool
    good: str
    starts: int
    length: int
    kg: int
    area: int | None
    ended: tuple[ContractState, int] | None
    verified: bool
    linkage: bool
    delivered: tuple[int, int, bool] | None  # kilograms, day, undisputed

    @property
    def first(self) -> date:
        return FIRST + timedelta(days=self.starts)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.length)

    @property
    def stop(self) -> date | None:
        """The day from which an ending holds."""
        return self.ended and self.first + timedelta(days=self.ended[1])

    def active_on(self, day: date) -> bool:
        return self.linkage and self.first <= day <= self.last and (self.stop is None or day < self.stop)


stories = st.builds(
    Story,
    seller=st.integers(0, 1),
    state_owned=st.booleans(),
    good=st.sampled_from(["durian", "coffee"]),
    starts=st.integers(0, 60),
    length=st.integers(5, 90),
    kg=st.integers(1, 50),
    area=st.none() | st.integers(1, 9),
    ended=st.none() | st.tuples(st.sampled_from(ENDINGS), st.integers(1, 100)),
    verified=st.booleans(),
    linkage=st.sampled_from([True, True, True, False]),
    delivered=st.none() | st.tuples(st.integers(1, 60), st.integers(0, 120), st.booleans()),
)


Numbers = tuple[int, int | None]


def o1(told: list[Story], day: date) -> Numbers:
    active = [one for one in told if one.active_on(day) and one.verified]
    return sum(one.state_owned for one in active), len(active)


def o2(told: list[Story], day: date) -> Numbers:
    return sum(one.kg for one in told if one.active_on(day) and one.verified), None


def o3(told: list[Story], day: date) -> Numbers:
    accepted = committed = 0
    for one in told:
        ran = one.ended is None or one.stop is None or one.stop > one.last or one.ended[0] is ContractState.COMPLETED
        kept = one.delivered is not None and one.delivered[2]
        if one.linkage and one.verified and one.last <= day and ran and kept:
            assert one.delivered is not None
            committed += one.kg
            accepted += one.delivered[0] if one.first + timedelta(days=one.delivered[1]) <= day else 0
    return accepted, committed


def o5(told: list[Story], day: date) -> Numbers:
    breached = ended = 0
    for one in told:
        early = one.stop is not None and one.stop <= one.last
        end = one.stop if early and one.stop is not None else one.last
        if one.linkage and one.verified and end <= day:
            ended += 1
            breached += early and one.ended is not None and one.ended[0] is ContractState.TERMINATED_FOR_BREACH
    return breached, ended


def o6(told: list[Story], day: date) -> Numbers:
    largest: dict[tuple[int, str], int] = {}
    for one in told:
        if one.active_on(day) and one.verified:
            key = one.seller, one.good
            largest[key] = max(largest.get(key, 0), one.area or 0)
    return sum(largest.values()), None


def o7(told: list[Story], day: date) -> Numbers:
    return sum(one.first - SIGNED_BEFORE <= day for one in told), len(told)


NAIVE = {"O1": (o1, None), "O2": (o2, None), "O3": (o3, FIRST), "O5": (o5, FIRST), "O6": (o6, None), "O7": (o7, POSTED)}


@given(told=st.lists(stories, max_size=6), at=st.lists(st.integers(-10, 160), min_size=3, max_size=3))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_engine_counts_as_one_would_row_by_row(
    context: Flask, cast: Cast, told: list[Story], at: list[int]
) -> None:
    nested = db.session.begin_nested()
    scene = Scene(cast)
    sellers = [scene.coop("HTX một"), scene.coop("HTX hai")]
    for story in told:
        _set_down(scene, story, sellers)
    rebuild_spans()
    try:
        for day in (FIRST + timedelta(days=days) for days in at):
            for code, (naive, since) in NAIVE.items():
                first = min(since, day) if since else None
                figure = compute(Question(code=code, day=day, since=first))
                assert (figure.numerator, figure.denominator) == naive(told, day), (code, day)
    finally:
        nested.rollback()
        db.session.expunge_all()


def _set_down(scene: Scene, story: Story, sellers: list[Organisation]) -> None:
    buyer = of_cast(scene.cast.lua_vang if story.state_owned else scene.cast.huong_viet)
    became = (story.ended[0], story.stop) if story.ended and story.stop else None
    contract = scene.contract(
        Deal(
            sellers[story.seller], buyer, story.good, story.kg, story.area, starts=story.first, ends=story.last,
            periods=[(story.first, story.last, story.kg)], became=became, verified=story.verified,
            linkage=story.linkage,
        )
    )  # fmt: skip
    if story.delivered is not None:
        kg, after, agrees = story.delivered
        on = story.first + timedelta(days=after)
        scene.delivery(contract, (story.first, story.last), on, kg, agrees=agrees)

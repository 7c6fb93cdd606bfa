"""A group is mended with the fewest changes: who said yes keeps his amounts wherever a whole group can have them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.errors import PoolError
from matching.pooling import Ask, Candidate, Limits, PoolPlan, PoolProblem, Weights, faults, pool, repair
from tests.matching.pooling.problems import DAY, NOTHING, TONNE, candidates, tonnes

Amounts = dict[str, tuple[Decimal, ...]]


def of(plan: PoolPlan) -> Amounts:
    """What each supplier gives."""
    return {supply.code: supply.kg for supply in plan.supplies}


def lot(code: str, have: int, price: int = 10, least: int = 0) -> Candidate:
    """So many tonnes in one period."""
    firm = (Decimal(have) * TONNE,)
    return Candidate(code=code, firm_kg=firm, minimum_lot_kg=least * TONNE, price_dong_per_kg=Decimal(price))


def need(tonnes: int, *people: Candidate, limits: Limits | None = None, out: str = "") -> PoolProblem:
    """One period; `out` has left."""
    ask = Ask(DAY, DAY, tonnes * TONNE)
    return PoolProblem((ask,), people, limits or Limits(), locked_out=frozenset({out} - {""}))


def kg(**tonnes_of: int) -> Amounts:
    """Tonnes by code as amounts."""
    return {code: (tonnes * TONNE,) for code, tonnes in tonnes_of.items()}


def test_who_said_yes_keeps_his_amount_though_another_group_is_cheaper() -> None:
    problem = need(100, lot("a", 100, 1), lot("b", 60, 50), lot("c", 60, 50), lot("gone", 40), out="gone")
    mended = repair(problem, agreed=kg(b=30, c=30), asked={})
    assert of(mended.plan) == kg(a=40, b=30, c=30)
    assert mended.changed == frozenset()


def test_who_has_not_answered_changes_before_who_said_yes() -> None:
    people = lot("yes", 90, 1), lot("asked", 60, 90), lot("gone", 40)
    mended = repair(need(100, *people, out="gone"), agreed=kg(yes=40), asked=kg(asked=20))
    assert of(mended.plan) == kg(yes=40, asked=60)
    assert mended.changed == {"asked"}


def test_one_large_change_is_fewer_than_two_small_ones_and_who_said_yes_changes_only_when_that_is_allowed() -> None:
    people = lot("a", 35, 1), lot("b", 35, 1), lot("c", 70, 90), lot("gone", 40)
    problem, agreed = need(100, *people, out="gone"), kg(a=20, b=20, c=20)
    kept = repair(problem, agreed, asked={})
    assert (of(kept.plan), kept.plan.short_kg, kept.changed) == (agreed, (40 * TONNE,), frozenset())
    mended = repair(problem, agreed, asked={}, may_change_agreed=True)
    assert mended.changed == {"c"}
    assert of(mended.plan) == kg(a=20, b=20, c=60)


def test_what_cannot_be_filled_is_said_and_nobody_changes_for_nothing() -> None:
    mended = repair(need(100, lot("a", 60), lot("gone", 40), out="gone"), agreed=kg(a=60), asked={})
    assert (mended.plan.short_kg, mended.changed) == ((40 * TONNE,), frozenset())


def test_who_has_less_than_he_agreed_to_gives_what_is_left_of_it() -> None:
    mended = repair(need(50, lot("a", 20), lot("b", 40), lot("gone", 9), out="gone"), agreed=kg(a=30), asked=kg(b=10))
    assert mended.plan.is_complete
    assert mended.changed == {"a", "b"}


def test_those_who_agreed_and_make_no_group_are_refused_in_words() -> None:
    problem = need(100, lot("a", 50), lot("b", 50), limits=Limits(maximum_suppliers=1))
    with pytest.raises(PoolError, match="those who agreed"):
        repair(problem, agreed=kg(a=50, b=50), asked={})


@st.composite
def broken(draw: st.DrawFn) -> tuple[PoolProblem, Amounts, Amounts]:
    """A small solved group one of whom leaves; some of the others said yes."""
    people = tuple(draw(candidates(f"c{at}", 1)) for at in range(4))
    limits = Limits(maximum_suppliers=draw(st.sampled_from([None, 3])))
    problem = PoolProblem((Ask(DAY, DAY, draw(tonnes(6, 2))),), people, limits, Weights(Decimal(1), NOTHING, NOTHING))
    group = of(pool(problem))
    if not group:
        return problem, {}, {}
    out = draw(st.sampled_from(sorted(group)))
    rest = {code: row for code, row in group.items() if code != out}
    yes = {code: row for code, row in rest.items() if draw(st.booleans())}
    asked = {code: row for code, row in rest.items() if code not in yes}
    return replace(problem, locked_out=frozenset({out})), yes, asked


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(broken())
def test_no_other_repair_leaves_as_little_open_with_fewer_changes(case: tuple[PoolProblem, Amounts, Amounts]) -> None:
    problem, agreed, asked = case
    mended = repair(problem, agreed, asked, may_change_agreed=True)
    assert not faults(replace(problem, locked_in=frozenset(agreed)), mended.plan)
    fewest, given_up = least(problem, agreed, asked)
    if fewest[0] == 0:
        assert repair(problem, agreed, asked) == mended, "nobody who said yes had to change: so nobody does"
    assert sum(mended.plan.short_kg) == given_up
    assert (len(mended.changed & agreed.keys()), len(mended.changed & asked.keys())) == fewest


def least(problem: PoolProblem, agreed: Amounts, asked: Amounts) -> tuple[tuple[int, int], Decimal]:
    """By trying everybody: the fewest changes among the agreed, then the asked, of groups that leave least open."""
    outcomes = []
    for free in (frozenset(some) for size in range(5) for some in combinations({**agreed, **asked}, size)):
        held = {code: row for code, row in {**agreed, **asked}.items() if code not in free}
        locks = {(code, 0): row[0] for code, row in held.items()}
        try:
            plan = pool(replace(problem, locked_kg=locks, locked_in=frozenset(agreed)), gap=1e-9)
        except PoolError:
            continue
        outcomes.append((sum(plan.short_kg), len(free & agreed.keys()), len(free & asked.keys())))
    short, yes, others = min(outcomes)
    return (yes, others), Decimal(short)

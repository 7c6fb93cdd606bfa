"""The engine against a naive count on random histories, and what must hold of every figure.

More examples: `HYPOTHESIS_PROFILE=thorough pytest tests/indicators/test_oracle.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketplace.catalogue.models import Commodity, Commune
from marketplace.contracts.models import ContractState, PartyRole
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Choice, Definition, Denominator
from marketplace.indicators.engine import (
    COUNTRY,
    Level,
    Place,
    Question,
    breakdown,
    compute,
    compute_many,
    population,
    rows,
)
from marketplace.organisations.models import (
    AgriculturalType,
    LegalStatus,
    Organisation,
    OrganisationKind,
    Origin,
    RecognitionKind,
)
from marketplace.organisations.models.kinds import SizeClass
from marketplace.organisations.models.profile import RatingGrade
from tests.cast import Cast
from tests.contracts.kept_spans import stale_spans
from tests.indicators.naive import Naive, last_day
from tests.indicators.world import Deal, Org, Project, Text, World, build

EXAMPLES = 300 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 25
FAR = "01"  # another province than the cast's
GOODS = ("durian", "coffee", "rice", "pepper")
DAYS = [
    date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1),
    date(2026, 6, 30),
]  # fmt: skip
COUNTED = ("I1", "I2a", "I2b", "I3", "I4", "I5", "I6", "I9")
days = st.sampled_from(DAYS)
picks = st.lists(st.integers(0, 999), min_size=5, max_size=5)
H, E = OrganisationKind.HTX, OrganisationKind.ENTERPRISE
LATER = [state for state in ContractState if state is not ContractState.DRAFT]


@st.composite
def texts(draw: st.DrawFn) -> Text:
    starts = draw(days)
    months = draw(st.sampled_from([1, 12, 36, 60]))
    ends = last_day(starts, months) - timedelta(days=draw(st.integers(0, 1)))
    stages = draw(st.sampled_from([(False, False, False), (False, True, False), (True, True, True)]))
    return Text(starts, ends, stages, draw(st.sampled_from(GOODS)))


def organisations(communes: list[str | None]) -> st.SearchStrategy[Org]:
    share = st.sampled_from([None, Decimal(50), Decimal("50.001"), Decimal(100)])
    until = st.none() | st.just(DAYS[4])
    recognition = st.tuples(st.sampled_from(RecognitionKind), st.just(DAYS[1]), until, st.booleans())
    rating = st.tuples(st.sampled_from([2024, 2025, 2026]), st.sampled_from(RatingGrade), st.booleans())
    return st.builds(
        Org,
        name=st.just("Đơn vị"),
        kind=st.sampled_from([H, H, H, OrganisationKind.LHHTX, OrganisationKind.THT, E, E, E]),
        agricultural=st.sampled_from([*[AgriculturalType.CROPS] * 2, AgriculturalType.NOT_AGRICULTURAL, None]),
        verified=st.sampled_from([True, True, True, False]),
        origin=st.sampled_from([Origin.REGISTERED, Origin.DEMONSTRATION]),
        province=st.sampled_from(["68", "68", FAR]),
        commune=st.sampled_from(communes),
        statuses=st.lists(st.tuples(days, st.sampled_from(list(LegalStatus) + [LegalStatus.ACTIVE] * 12)), max_size=3),
        ratings=st.lists(rating, max_size=3, unique_by=lambda row: (row[0], row[2])),
        recognitions=st.lists(recognition, max_size=2),
        declared=st.lists(st.tuples(st.sampled_from([2025, 2026]), st.booleans()), max_size=3),
        founded=st.none() | days,
        members=st.none() | st.sampled_from([7, 49, 50, 200, 300]),
        revenue=st.none() | st.sampled_from([0, 2 * 10**9, 10**10]),
        capital=st.none() | st.sampled_from([0, 10**9, 10**10]),
        state_capital=share,
        state_votes=share,
    )  # fmt: skip


def deals(orgs: int) -> st.SearchStrategy[Deal]:
    who = st.integers(0, orgs - 1)
    role = st.sampled_from(list(PartyRole))
    parties = st.lists(st.tuples(who, role), min_size=2, max_size=4, unique=True)
    return st.builds(
        Deal,
        parties=parties.filter(lambda rows: rows[0][0] != rows[1][0]),
        text=texts(),
        signed=days,
        states=st.lists(st.tuples(days, st.sampled_from(LATER), st.booleans()), max_size=2),
        verified=st.sampled_from([True, True, True, False]),
        annexes=st.lists(st.tuples(days, st.booleans(), texts()), max_size=2),
        suppliers=st.lists(who, max_size=1),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, communes: list[str | None]) -> World:
    orgs = draw(st.lists(organisations(communes), min_size=4, max_size=9))
    made = draw(st.lists(deals(len(orgs)), max_size=6))
    members = st.lists(st.integers(0, len(orgs) - 1), max_size=3)
    goods = st.none() | st.sampled_from(GOODS)
    ends = days.filter(lambda day: day >= DAYS[1])
    project = st.builds(Project, members, st.just(DAYS[1]), ends, st.booleans(), st.booleans(), goods)
    return World(orgs, made, draw(st.lists(project, max_size=2)))


def questions(day: date, place: Place) -> Iterator[Question]:
    """Every indicator of organisations with each of its choices, one at a time, and some together."""
    for code in (*COUNTED, "O10"):
        usual, choices = Question(day, code, place=place), INDICATORS[code].choices
        yield usual
        if Choice.DEFINITION in choices:
            yield from (replace(usual, definition=one) for one in Definition if one is not Definition.L1)
            yield from (replace(usual, state_owned=one, definition=Definition.L2) for one in (True, False))
            yield replace(usual, commodity_group="durian", definition=Definition.L4)
            yield replace(usual, commodity_group="fruit", definition=Definition.L3)
        if Choice.DENOMINATOR in choices:
            yield from (replace(usual, denominator=one) for one in (Denominator.D2, Denominator.D3))
        if Choice.ORGANISATION_KIND in choices:
            yield replace(usual, organisation_kind=OrganisationKind.THT)
        if Choice.SIZE in choices:
            yield from (replace(usual, size=one) for one in (SizeClass.MICRO, SizeClass.SMALL))
        if Choice.SINCE in choices:
            yield replace(usual, since=min(day, date(2025, 1, 1)))


def told(question: Question, figure: Any) -> tuple[int, int, dict[str, int]]:
    return int(figure.numerator), int(figure.denominator or 0), {code.value: n for code, n in figure.left_out.items()}


def test_the_engine_counts_as_somebody_would_row_by_row(context: Flask, cast: Cast) -> None:
    near = db.session.scalars(sa.select(Commune.code).where(Commune.province_code == "68").limit(40)).all()
    communes: list[str | None] = [None, near[0], near[1], near[-1]]
    goods = {row.code: row for row in db.session.scalars(sa.select(Commodity))}
    naive_facts: dict[str, Any] = {
        "groups": {"durian": _below("durian", goods), "fruit": _below("fruit", goods)},
        "annual": {code for code, row in goods.items() if row.cycle == "annual"},
        "districts": dict(db.session.execute(sa.select(Commune.code, Commune.former_district_code)).all()),
    }
    district = naive_facts["districts"][near[0]]
    places = [COUNTRY, Place.province("68"), Place.commune(near[0])] + ([Place.district(district)] if district else [])

    @settings(
        max_examples=EXAMPLES if db.engine.dialect.name == "sqlite" else max(EXAMPLES * 2 // 5, 10),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=(Phase.generate,),
    )
    @given(world=worlds(communes), day=days, place=st.sampled_from(places), drawn=picks)
    def compare(world: World, day: date, place: Place, drawn: list[int]) -> None:
        with db.session.begin_nested() as undone:
            build(world, by=cast.binh, checker=cast.quan)
            assert list(stale_spans()) == []
            naive = Naive(world, **naive_facts)
            every = list(questions(day, place))
            asked = list(dict.fromkeys(every[pick % len(every)] for pick in drawn))
            for question, figure in zip(asked, compute_many(asked), strict=True):
                one = naive.reached(question) if question.code == "O10" else naive.figure(question)
                assert told(question, figure) == one, question
            _holds_together(asked[0])
            undone.rollback()
        db.session.expire_all()

    without_the_cast()
    compare()


def _holds_together(question: Question) -> None:
    """Rows and places add up to the figure; an organisation stands in one row."""
    whole = compute(question)
    found = db.session.execute(rows(question)).all()
    assert sum((row.numerator for row in found), Decimal(0)) == whole.numerator
    assert sum((row.denominator for row in found), Decimal(0)) == (whole.denominator or 0)
    keys = [(row.subject_kind, row.subject_id) for row in found]
    assert len(keys) == len(set(keys)), question
    counted = population(question).subquery()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(counted)) == len(found)
    for level in Level:
        places = breakdown(question, level)
        assert sum((place.numerator for place in places), Decimal(0)) == whole.numerator, level
        assert sum((place.denominator or 0 for place in places), Decimal(0)) == (whole.denominator or 0), level


def _below(code: str, goods: dict[str, Commodity]) -> set[str]:
    found = {code}
    while more := {row.code for row in goods.values() if row.group_code in found} - found:
        found |= more
    return found


def without_the_cast() -> None:
    """The cast's own organisations are reported ones here, which never count."""
    db.session.execute(sa.update(Organisation).values(origin=Origin.REPORTED, verified_at=None, verified_by_id=None))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Question(DAYS[0], "I99"), "code"),
        (Question(DAYS[0], place=Place.province("00")), "place"),
        (Question(DAYS[0], place=Place.district("xyz")), "place"),
        (Question(DAYS[0], "I6", since=DAYS[1]), "since"),
        (Question(DAYS[0], "I1", since=DAYS[0]), "since"),
        (Question(DAYS[0], "I3", definition=Definition.L2), "definition"),
        (Question(DAYS[0], "I6", denominator=Denominator.D2), "denominator"),
        (Question(DAYS[0], "I1", organisation_kind=OrganisationKind.THT), "organisation_kind"),
        (Question(DAYS[0], "I2a", organisation_kind=OrganisationKind.ENTERPRISE), "organisation_kind"),
        (Question(DAYS[0], "I1", commodity_group="nothing"), "commodity_group"),
        (Question(DAYS[0], "I1", commodity_group="durian", definition=Definition.L5), "commodity_group"),
        (Question(DAYS[0], "I1", state_owned=True, definition=Definition.L4), "state_owned"),
        (Question(DAYS[0], "I1", areas=Level.COMMUNE), "areas"),
    ],
)
def test_a_question_without_meaning_is_answered_by_a_sentence(context: Flask, asked: Question, field: str) -> None:
    for answer in (compute, population, lambda question: breakdown(question, Level.PROVINCE)):
        with pytest.raises(DomainError) as problem:
            answer(asked)
        assert problem.value.field == field
        assert str(problem.value).endswith(".")

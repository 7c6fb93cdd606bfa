"""Indicators counted from organisations: what each one says of an organisation, in terms of its facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.definitions import Denominator, Subject
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.facts import NEVER_SAID, Column, Facts
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import LegalStatus, OrganisationKind, RatingGrade, RecognitionKind

GONE = (LegalStatus.ENDED, LegalStatus.UNKNOWN, LegalStatus.UNREGISTERED)
WELL = (RatingGrade.GOOD.value, RatingGrade.FAIR.value)


@dataclass(frozen=True, slots=True)
class Part:
    """What an indicator makes of an organisation: whether it is a row at all, what it adds, why it does not count."""

    within: Column
    numerator: Column
    denominator: Column
    left_out: Column


def population_of(question: Question, facts: Facts) -> sa.Select[Any]:
    """The population of an indicator counted from organisations."""
    part = part_of(question, facts)
    rows = facts.rows()
    return (
        sa.select(
            sa.literal(Subject.ORGANISATION.value).label("subject_kind"),
            rows.c.subject_id,
            rows.c.province_code,
            rows.c.commune_code,
            rows.c.origin,
            part.numerator.label("numerator"),
            part.denominator.label("denominator"),
            part.left_out.label("left_out"),
        )
        .select_from(rows)
        .where(part.within)
    )


def part_of(question: Question, facts: Facts) -> Part:
    """The indicator's part over the facts, which are noted as needed."""
    return PARTS[question.code](question, facts)


def _i1(question: Question, facts: Facts) -> Part:
    cooperative = sa.and_(facts.kind() == OrganisationKind.HTX, facts.agricultural())
    return _share(question, facts, cooperative, facts.linked(question))


def _i2a(question: Question, facts: Facts) -> Part:
    return _share(question, facts, sa.true(), facts.linked(question))


def _i2b(question: Question, facts: Facts) -> Part:
    grade = facts.grade()
    well = sa.or_(grade.in_(WELL), grade.is_(None))
    return _share(question, facts, well, facts.linked(question), (grade.is_(None), LeftOut.UNRATED))


def _i3(question: Question, facts: Facts) -> Part:
    """The unrated stand below the line, and are told apart."""
    grade = facts.grade()
    part = _share(question, facts, sa.true(), sa.func.coalesce(grade.in_(WELL), sa.false()))
    told = sa.case((part.left_out.is_not(None), part.left_out), (grade.is_(None), LeftOut.UNRATED.value), else_=None)
    return Part(part.within, part.numerator, part.denominator, told)


def _i5(question: Question, facts: Facts) -> Part:
    cooperative = facts.kind() == OrganisationKind.HTX
    return _share(question, facts, cooperative, facts.recognised(RecognitionKind.HIGH_TECH))


def _i6(question: Question, facts: Facts) -> Part:
    founded = facts.founded(question.at.first_day)
    reasons = ((~facts.verified(), LeftOut.UNVERIFIED), (founded == "unknown", LeftOut.NO_DATE))
    within = sa.and_(founded != "out", _of_kind(question, facts))
    return _part(within, sa.true(), reasons, denominator=nothing())


def _i7(question: Question, facts: Facts) -> Part:
    """A model cooperative, for the area it works in."""
    return _share(question, facts, facts.kind() == OrganisationKind.HTX, facts.recognised(RecognitionKind.MODEL))


def _i9(question: Question, facts: Facts) -> Part:
    """Members stand above the line; the population of the place, which is no organisation's, is added below it."""
    part = _share(question, facts, sa.true(), sa.true(), (~facts.members_known(), LeftOut.NO_MEMBERS))
    counted = sa.case((part.left_out.is_(None), sa.func.coalesce(facts.members(), nothing())), else_=nothing())
    return Part(part.within, counted, nothing(), part.left_out)


PARTS: dict[str, Callable[[Question, Facts], Part]] = {
    "I1": _i1, "I2a": _i2a, "I2b": _i2b, "I3": _i3, "I4": _i2a, "I5": _i5, "I6": _i6, "I7": _i7, "I9": _i9,
    "O10": _i2a,
}  # fmt: skip


def _share(question: Question, facts: Facts, all_of: Column, part: Column, *further: tuple[Column, LeftOut]) -> Part:
    """Organisations of the denominator chosen, and beside them those whose status or record nobody can vouch for."""
    status = facts.status()
    nobody_knows = sa.func.coalesce(status.in_((LegalStatus.UNKNOWN.value, NEVER_SAID)), sa.false())
    unregistered = sa.func.coalesce(status == LegalStatus.UNREGISTERED.value, sa.false())
    if question.denominator is Denominator.D1:
        stands = sa.func.coalesce(status == LegalStatus.ACTIVE.value, sa.false())
    else:
        stands = sa.func.coalesce(status.not_in((*(gone.value for gone in GONE), NEVER_SAID)), sa.false())
    reasons: list[tuple[Column, LeftOut]] = [
        (~facts.verified(), LeftOut.UNVERIFIED),
        (nobody_knows, LeftOut.STATUS_UNKNOWN),
        (unregistered, LeftOut.UNREGISTERED),
    ]
    if question.denominator is Denominator.D3:
        reasons.append((facts.rating().is_(None), LeftOut.UNRATED))
    within = sa.and_(all_of, _of_kind(question, facts), sa.or_(stands, nobody_knows, unregistered))
    return _part(within, part, (*reasons, *further))


def _part(
    within: Column, part: Column, reasons: tuple[tuple[Column, LeftOut], ...], denominator: Column | None = None
) -> Part:
    n = sa.column("n", nothing().type)
    out = sa.case(*((test, code.value) for test, code in reasons), else_=None)
    return Part(
        within=within,
        numerator=sa.case((sa.and_(out.is_(None), part), n), else_=nothing()),
        denominator=sa.case((out.is_(None), n), else_=nothing()) if denominator is None else denominator,
        left_out=out,
    )


def _of_kind(question: Question, facts: Facts) -> Column:
    kind = question.organisation_kind
    return sa.true() if kind is None else facts.kind() == kind

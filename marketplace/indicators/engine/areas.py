"""Indicators counted from places: areas with a model cooperative (I7), communes with a linked organisation (O10)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.models import Commune
from marketplace.extensions import Milli
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing, one, one_if
from marketplace.indicators.engine.facts import Facts
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.organisations import Part, part_of
from marketplace.indicators.engine.places import By, Level, in_place, place_of
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Organisation, Origin


def areas_with_models(question: Question, facts: Facts) -> sa.Select[Any]:
    """The old districts (or communes) of the place, and whether a model cooperative works there at the day.

    A district whose communes lie in two provinces belongs to the first of them by code.
    """
    by_commune = question.areas is Level.COMMUNE
    code = Commune.code if by_commune else Commune.former_district_code
    areas = (
        sa.select(code.label("code"), sa.func.min(Commune.province_code).label("province_code"))
        .where(code.is_not(None), *_within(question, by_commune=by_commune))
        .group_by(code)
        .subquery()
    )
    models = _models(question, facts, by_commune=by_commune)
    subject = Subject.COMMUNE if by_commune else Subject.DISTRICT
    chosen = (
        sa.select(
            sa.literal(subject.value).label("subject_kind"),
            sa.cast(areas.c.code, sa.Integer).label("subject_id"),
            areas.c.province_code,
            (areas.c.code if by_commune else sa.null().cast(sa.String)).label("commune_code"),
            sa.func.coalesce(models.c.origin, Origin.REGISTERED).label("origin"),
            one_if(models.c.code.is_not(None)).label("numerator"),
            one().label("denominator"),
            sa.null().cast(sa.String).label("left_out"),
        )
        .select_from(areas)
        .outerjoin(models, models.c.code == areas.c.code)
    )
    if question.place.level is Level.PROVINCE:
        return chosen.where(areas.c.province_code == question.place.asked)
    return chosen


def communes_reached(question: Question, facts: Facts) -> sa.Select[Any]:
    """The communes with an organisation, and whether one of them is linked; beside them who does not count."""
    part = part_of(question, facts)
    rows = facts.rows()
    counts = sa.and_(part.within, part.left_out.is_(None))
    communes = (
        sa.select(
            sa.literal(Subject.COMMUNE.value).label("subject_kind"),
            sa.cast(rows.c.commune_code, sa.Integer).label("subject_id"),
            sa.func.min(rows.c.province_code).label("province_code"),
            rows.c.commune_code.label("commune_code"),
            _origin(rows.c.origin).label("origin"),
            sa.func.max(part.numerator).label("numerator"),
            one().label("denominator"),
            sa.null().cast(sa.String).label("left_out"),
        )
        .select_from(rows)
        .where(counts, rows.c.commune_code.is_not(None))
        .group_by(rows.c.commune_code)
    )
    return sa.select(communes.union_all(_nowhere(part, rows)).subquery())


def communes_by_place(question: Question, facts: Facts, by: By) -> sa.CompoundSelect[Any]:
    """O10 as sums: (place, left out, above, below, for show, rows, commune). The line of a commune is to be counted
    once, whichever provinces its organisations give as theirs; lines of what does not count have no commune.
    """
    part = part_of(question, facts)
    rows = facts.rows()
    place = place_of(by, rows.c.province_code, rows.c.commune_code)
    shown = sa.func.max(sa.case((rows.c.origin == Origin.DEMONSTRATION, one()), else_=nothing()))
    reached = (
        sa.select(
            place.label("place"), sa.null().cast(sa.String).label("left_out"),
            sa.func.max(part.numerator).label("above"), one().label("below"), shown.label("shown"),
            one().label("number"), rows.c.commune_code.label("once"),
        )
        .where(part.within, part.left_out.is_(None), rows.c.commune_code.is_not(None))
        .group_by(place, rows.c.commune_code)
    )  # fmt: skip
    nowhere = _nowhere(part, rows).subquery().c
    elsewhere = place_of(by, nowhere.province_code, nowhere.commune_code).label("place")
    number = sa.type_coerce(sa.func.count() * 1000, Milli)
    beside = sa.select(
        elsewhere, nowhere.left_out, nothing(), nothing(), nothing(), number, sa.null().cast(sa.String)
    ).group_by(elsewhere, nowhere.left_out)
    return sa.union_all(reached, beside)


def _nowhere(part: Part, rows: sa.CTE) -> sa.Select[Any]:
    """Organisations that do not count: of no known commune, unverified, of unknown status."""
    reason = sa.func.coalesce(part.left_out, LeftOut.NO_PLACE.value)
    return (
        sa.select(
            sa.literal(Subject.ORGANISATION.value),
            rows.c.subject_id,
            rows.c.province_code,
            rows.c.commune_code,
            rows.c.origin,
            nothing(),
            nothing(),
            reason.label("left_out"),
        )
        .select_from(rows)
        .where(part.within, sa.or_(rows.c.commune_code.is_(None), part.left_out.is_not(None)))
    )


def _models(question: Question, facts: Facts, *, by_commune: bool) -> sa.Subquery:
    part = part_of(question, facts)
    rows = facts.rows()
    code = rows.c.commune_code if by_commune else Commune.former_district_code
    return (
        sa.select(code.label("code"), _origin(rows.c.origin).label("origin"))
        .select_from(rows.join(Commune, Commune.code == rows.c.commune_code))
        .where(part.within, part.left_out.is_(None), part.numerator > 0)
        .group_by(code)
        .subquery()
    )


def _origin(origin: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Demonstration where one of the organisations is for show."""
    shown = sa.func.max(sa.case((origin == Origin.DEMONSTRATION, 1), else_=0))
    told = sa.case((shown == 1, Origin.DEMONSTRATION.value), else_=Origin.REGISTERED.value)
    return sa.type_coerce(told, Organisation.origin.type)


def _within(question: Question, *, by_commune: bool) -> list[sa.ColumnElement[bool]]:
    if question.place.level is Level.PROVINCE and not by_commune:
        return []  # asked of the district's province below
    return in_place(question.place, Commune.province_code, Commune.code)

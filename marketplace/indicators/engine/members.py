"""I9: the members of organisations of the collective economy in the population of a place."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.catalogue.models import Province
from marketplace.extensions import db
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.facts import Facts
from marketplace.indicators.engine.organisations import population_of
from marketplace.indicators.engine.places import Level, Place
from marketplace.indicators.engine.question import Question
from marketplace.indicators.models import ExternalFigure
from marketplace.organisations.models import Origin

SERIES = "population"


def members_in_population(question: Question, facts: Facts) -> sa.Select[Any]:
    """Organisations with their members, and a row for the population of the place, or of each province of the country.

    Where nobody has stated the population, there is nothing to divide by.
    """
    return sa.select(population_of(question, facts).union_all(inhabitants(question)).subquery())


def inhabitants(question: Question) -> sa.Select[Any]:
    """The rows of the population of the place alone."""
    stated = _newest(question.day)
    place = question.place
    wanted = stated.c.place_code == place.code
    if place.level is Level.COUNTRY:
        wanted = stated.c.place_code.in_(sa.select(Province.code))
        if not _every_province_is_stated(stated):
            wanted = stated.c.place_code.is_(None)
    number = sa.cast(sa.func.coalesce(stated.c.place_code, "0"), sa.Integer)
    return sa.select(
        sa.literal(Subject.PLACE.value).label("subject_kind"),
        number.label("subject_id"),
        _province(place, stated).label("province_code"),
        (stated.c.place_code if place.level is Level.COMMUNE else sa.null().cast(sa.String)).label("commune_code"),
        sa.literal(Origin.REGISTERED.value).label("origin"),
        nothing().label("numerator"),
        stated.c.value.label("denominator"),
        sa.null().cast(sa.String).label("left_out"),
    ).where(wanted)


def _province(place: Place, stated: sa.Subquery) -> sa.ColumnElement[Any]:
    if place.level in {Level.COUNTRY, Level.PROVINCE}:
        return stated.c.place_code
    return sa.cast(sa.literal(place.province_code), sa.String)


def _every_province_is_stated(stated: sa.Subquery) -> bool:
    missing = sa.select(Province.code).where(Province.code.not_in(sa.select(sa.func.coalesce(stated.c.place_code, ""))))
    return db.session.scalar(missing.limit(1)) is None


def _newest(day: date) -> sa.Subquery:
    """What was stated last of each place by the day."""
    figure, later = aliased(ExternalFigure), aliased(ExternalFigure)
    same = sa.func.coalesce(later.place_code, "") == sa.func.coalesce(figure.place_code, "")
    after = sa.or_(later.on > figure.on, sa.and_(later.on == figure.on, later.id > figure.id))
    superseded = sa.exists().where(later.series == SERIES, later.value.is_not(None), later.on <= day, same, after)
    return (
        sa.select(figure.place_code, figure.value)
        .where(figure.series == SERIES, figure.value.is_not(None), figure.on <= day, ~superseded)
        .subquery()
    )

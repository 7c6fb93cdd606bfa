"""Which organisations are linked at a day, and the contracts that make them so, read from the spans of contracts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.catalogue.models import Commodity
from marketplace.contracts.models import ContractSpan, LinkageDeclaration, LinkageProject, ProjectMember
from marketplace.indicators.definitions import Definition
from marketplace.indicators.engine.goods import in_group
from marketplace.indicators.engine.places import COUNTRY, Place, in_place
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.sides import counted_sides
from marketplace.organisations.models import Organisation

MONTHS_OF_L2 = 36
MONTHS_OF_L3 = 60
SHORT_CYCLE = "annual"
"""The only cycle in the catalogue that is shorter than a year; a good of unknown cycle is taken to need longer."""

WITH_ANYBODY = frozenset({"I2a", "I2b", "I4"})
"""Indicators for which any partner of the chain will do; the others ask for an enterprise."""


def counting_contracts(question: Question) -> sa.Select[Any]:
    """The ids of contracts that make organisations linked at the day; none under L4 and L5."""
    chosen = sa.select(ContractSpan.contract_id).where(*counts(question))
    if not question.definition.is_of_contracts:
        return chosen.where(sa.false())
    return chosen if question.code in WITH_ANYBODY else chosen.where(ContractSpan.enterprise)


def counts(question: Question, day: Any = None) -> list[sa.ColumnElement[bool]]:
    """Whether a span of a contract counts as the question says, on its day or another, whoever the partner is."""
    span, day = ContractSpan, question.at.day if day is None else day
    chosen: list[Any] = [
        span.starts_on <= day,
        span.ends_on >= day,
        span.verified,
        span.form.is_not(None),
    ]
    if question.definition is not Definition.L1:
        chosen.append(_long_enough(question.definition))
    if question.state_owned is not None:
        chosen.append(span.state_owned == question.state_owned)
    if question.commodity_group:
        chosen.append(in_group(span.commodity_code, question.commodity_group))
    return chosen


def linked_organisations(question: Question) -> sa.Select[Any]:
    """The ids of organisations that are linked at the day under the question's definition, each once.

    A cooperative that is linked only through its union counts when it is itself a party of the contract, or stands
    among the suppliers that the union names in the contract's annex.
    """
    if question.definition is Definition.L4:
        return _of_projects(question)
    if question.definition is Definition.L5:
        return _self_declared(question.at.year)
    linked = linked_by_contracts(question).subquery()
    chosen = sa.select(linked.c.organisation_id)
    return chosen if question.code in WITH_ANYBODY else chosen.where(linked.c.enterprise == 1)


def linked_by_contracts(question: Question, within: Place = COUNTRY) -> sa.Select[Any]:
    """(organisation_id, enterprise): who of a place is linked with anybody, each once; 1 if with an enterprise."""
    place = in_place(within, Organisation.province_code, Organisation.commune_code)
    whom = sa.select(Organisation.id).where(*place) if place else None
    sides = counted_sides(question.at.day, organisation_ids=whom).subquery()
    return (
        sa.select(sides.c.organisation_id, with_enterprise())
        .join(ContractSpan, ContractSpan.contract_id == sides.c.contract_id)
        .where(*counts(question))
        .group_by(sides.c.organisation_id)
    )


def with_enterprise() -> sa.ColumnElement[int]:
    """1 if one of the contracts is with an enterprise."""
    return sa.func.max(sa.case((ContractSpan.enterprise, 1), else_=0)).label("enterprise")


def _long_enough(definition: Definition) -> sa.ColumnElement[bool]:
    if definition is Definition.L2:
        return ContractSpan.months >= MONTHS_OF_L2
    short = sa.select(Commodity.code).where(Commodity.cycle == SHORT_CYCLE)
    return sa.or_(
        ContractSpan.months >= MONTHS_OF_L3,
        sa.and_(ContractSpan.months >= MONTHS_OF_L2, ContractSpan.commodity_code.in_(short)),
    )


def _of_projects(question: Question) -> sa.Select[Any]:
    project = LinkageProject
    chosen = (
        sa.select(ProjectMember.organisation_id)
        .distinct()
        .join(project, project.id == ProjectMember.project_id)
        .where(
            project.verified_at.is_not(None),
            project.withdrawn_at.is_(None),
            project.starts_on <= question.at.day,
            project.ends_on >= question.at.day,
        )
    )
    if question.commodity_group:
        chosen = chosen.where(in_group(project.commodity_code, question.commodity_group))
    return chosen


def _self_declared(year: sa.ColumnElement[int]) -> sa.Select[Any]:
    """By the newest declaration of the day's year."""
    newest = aliased(LinkageDeclaration)
    last = sa.select(sa.func.max(newest.id)).where(newest.year == year).group_by(newest.organisation_id)
    return sa.select(LinkageDeclaration.organisation_id).where(
        LinkageDeclaration.id.in_(last), LinkageDeclaration.linked
    )

"""The changes of what is counted from organisations: their facts on each day on which one of them may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.contracts.models import AnnexSupplier, ContractParty, ContractSpan, PartyRole
from marketplace.indicators.engine.changes.lines import fenced, summed
from marketplace.indicators.engine.columns import amount, nothing, one
from marketplace.indicators.engine.dates import day_after, new_year, year_of
from marketplace.indicators.engine.facts import Column, Facts, in_force
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.linked import counts, with_enterprise
from marketplace.indicators.engine.organisations import Part, part_of
from marketplace.indicators.engine.places import in_place
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.units import unit_in_sql
from marketplace.organisations.models import Organisation, Rating, Recognition, RecognitionKind, StatusRecord

CODES = ("I1", "I2a", "I2b", "I3", "I4", "I5", "I6", "I9", "O10")
A_RATING_HOLDS = range(3)
"""It is read in its own year and in the next, and no longer from the third on."""


@dataclass(frozen=True, slots=True)
class _At:
    """The day of a line in place of the day of a question."""

    day: Any

    @property
    def year(self) -> sa.ColumnElement[int]:
        return year_of(self.day)

    @property
    def last_year(self) -> sa.ColumnElement[int]:
        return year_of(self.day) - 1


class FactsOverTime(Facts):
    """The organisations of a place with their facts, a line from each day on which one may have changed."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self._days = _days(question).cte("days").prefix_with("MATERIALIZED")
        self.at: Any = _At(self._days.c.day)
        self._correlated = (Organisation, self._days)

    def signed(self) -> sa.CTE:
        """The lines, each with one in `n` from its `day` on, and again with minus one on the day of the next."""
        until = sa.func.lead(self._days.c.day).over(partition_by=Organisation.id, order_by=self._days.c.day)
        unit = unit_in_sql(Organisation.province_code, Organisation.commune_code)
        identity = (
            unit.label("unit"), Organisation.commune_code.label("commune_code"), Organisation.origin.label("origin"),
            self._days.c.day.label("day"), until.label("until"),
        )  # fmt: skip
        held = self._select(identity).cte("held").prefix_with("MATERIALIZED")
        told = (held.c.unit, held.c.commune_code, held.c.origin)
        names = self.names()
        begins = sa.select(*told, held.c.day.label("day"), one().label("n"), *(held.c[name] for name in names))
        ends = sa.select(*told, held.c.until, amount(-1), *(_less(held.c[name]) for name in names))
        both = sa.union_all(begins, ends.where(held.c.until.is_not(None)))
        return both.cte("signed").prefix_with("MATERIALIZED")

    def _source(self) -> sa.FromClause:
        return sa.join(super()._source(), self._days, self._days.c.organisation_id == Organisation.id)

    def _recognised(self, kind: RecognitionKind) -> Column:
        asked = sa.exists().where(Recognition.organisation_id == Organisation.id, *in_force(kind, self.at.day))
        return asked.correlate(Organisation, self._days)

    def _links_of(self, question: Question) -> tuple[sa.Subquery, Column]:
        """By organisation and day."""
        sides = self._sides().subquery()
        among = (
            sa.select(sides.c.organisation_id, sides.c.day, with_enterprise())
            .join(ContractSpan, ContractSpan.contract_id == sides.c.contract_id)
            .where(*counts(question, sides.c.day))
            .group_by(sides.c.organisation_id, sides.c.day)
            .subquery()
        )
        return among, sa.and_(among.c.organisation_id == Organisation.id, among.c.day == self._days.c.day)

    def _sides(self) -> sa.CompoundSelect[Any]:
        """Who counts by which contract on which of the days; of days as `sides.counted_sides` tells it of one."""
        party, named, days = ContractParty, AnnexSupplier, self._days
        told = (days.c.organisation_id, days.c.day)
        parties = sa.select(*told, party.contract_id).join(party, party.organisation_id == days.c.organisation_id)
        suppliers = sa.select(*told, named.contract_id).join(named, named.organisation_id == days.c.organisation_id)
        return sa.union_all(parties.where(party.role != PartyRole.WITNESS, party.counts_on(days.c.day)), suppliers)


def lines(questions: Sequence[Question]) -> list[sa.Select[Any]]:
    """The lines of these questions about the same organisations."""
    facts = FactsOverTime(questions[0])
    parts = [_once_a_commune(part_of(one, facts)) if one.code == "O10" else (part_of(one, facts), None)
             for one in questions]  # fmt: skip
    signed = facts.signed()
    return [summed(one.code, _told(part, once, signed)) for one, (part, once) in zip(questions, parts, strict=True)]


def _told(part: Part, once: Column | None, signed: sa.CTE) -> sa.Subquery:
    return fenced(
        sa.select(
            signed.c.unit, signed.c.day, signed.c.origin, signed.c.n,
            part.numerator.label("numerator"), part.denominator.label("denominator"),
            part.left_out.label("left_out"),
            (sa.null().cast(sa.String) if once is None else once).label("once"),
        )
        .select_from(signed)
        .where(part.within)
    )  # fmt: skip


def _once_a_commune(part: Part) -> tuple[Part, Column]:
    """O10: how many count in each commune; those in no known one do not."""
    commune = sa.column("commune_code", sa.String)
    left_out = sa.func.coalesce(part.left_out, sa.case((commune.is_(None), LeftOut.NO_PLACE.value), else_=None))
    number = sa.column("n", nothing().type)
    return Part(
        within=part.within,
        numerator=sa.case((left_out.is_(None), part.numerator), else_=nothing()),
        denominator=sa.case((left_out.is_(None), number), else_=nothing()),
        left_out=left_out,
    ), sa.case((left_out.is_(None), commune), else_=None)


def _less(fact: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """On the day on which a line ends its members are taken away; other facts only say whose they were."""
    return -fact if fact.name == "members" else fact


def _days(question: Question) -> sa.CompoundSelect[Any]:
    """(organisation_id, day): from the beginning of the calendar, and whenever something begins, ends or is dated."""
    status, rating, recognition, organisation = StatusRecord, Rating, Recognition, Organisation
    in_calendar = rating.year.between(date.min.year, date.max.year - max(A_RATING_HOLDS))
    of_ratings = [
        (rating.organisation_id, sa.case((in_calendar, new_year(rating.year + years)), else_=None))
        for years in A_RATING_HOLDS
    ]
    dated: list[tuple[Any, Any]] = [
        (organisation.id, sa.literal(date.min, sa.Date())),
        (organisation.id, organisation.founded_on),
        (status.organisation_id, status.valid_from),
        (recognition.organisation_id, recognition.since),
        (recognition.organisation_id, day_after(recognition.until)),
        *of_ratings,
    ]
    place = in_place(question.place, organisation.province_code, organisation.commune_code)
    whom = sa.select(organisation.id).where(*place)
    known = []
    for number, day in dated:
        chosen = sa.select(number.label("organisation_id"), day.label("day")).where(day.is_not(None))
        known.append(chosen.where(number.in_(whom)) if place else chosen)
    return sa.union(*known, *_days_of_links(whom if place else None))


def _days_of_links(whom: sa.Select[Any] | None) -> list[sa.Select[Any]]:
    party, named, span = ContractParty, AnnexSupplier, ContractSpan
    found: list[sa.Select[Any]] = []
    for side, days in (
        (party, (span.starts_on, day_after(span.ends_on), party.counted_from, party.counted_until)),
        (named, (span.starts_on, day_after(span.ends_on))),
    ):
        for day in days:
            told: list[Any] = [side.organisation_id, day]
            chosen = sa.select(*told).join(span, span.contract_id == side.contract_id)
            chosen = chosen.where(day.is_not(None), side.organisation_id.is_not(None))
            found.append(chosen if whom is None else chosen.where(side.organisation_id.in_(whom)))
    return found

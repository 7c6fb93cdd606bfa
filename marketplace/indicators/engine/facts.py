"""What is known of every cooperative organisation at a day, in one SELECT, as far as a question needs it.

Status, rating, recognition and linkage are joined once each, however many indicators read them. The same columns
stand in two relations: `rows` has a line for each organisation, `cells` one for each combination that occurs, with
the number of organisations in `n`, so that a whole dashboard is counted from a few hundred lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.extensions import Milli
from marketplace.indicators.definitions import COOPERATIVES
from marketplace.indicators.engine.columns import one
from marketplace.indicators.engine.linked import WITH_ANYBODY, linked_by_contracts, linked_organisations
from marketplace.indicators.engine.moments import Day
from marketplace.indicators.engine.places import By, in_place, place_of
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.sizes import of_size
from marketplace.organisations.models import (
    AgriculturalType,
    Organisation,
    Origin,
    Rating,
    Recognition,
    RecognitionKind,
    StatusRecord,
)

Column = sa.ColumnElement[Any]
NEVER_SAID = "never"
"""In place of a legal status: no register ever said one of the organisation."""


class Facts:
    """The organisations of a place at a day (and of a size, if asked), with the facts that were asked for."""

    def __init__(self, question: Question, among: sa.Select[Any] | None = None) -> None:
        """`among`: ids of organisations, where nothing is to be known of others."""
        self.question, self.at, self._among = question, question.at, among
        self._joins: list[tuple[Any, Column]] = []
        self._columns: dict[str, Column] = {}
        self._asked: dict[Any, int] = {}
        self._links: dict[int, sa.Subquery] = {}
        self._rows: sa.CTE | None = None
        self._correlated: tuple[Any, ...] = (Organisation,)

    def __getitem__(self, name: str) -> Column:
        """A fact by its name, to be written into an expression over either relation."""
        return sa.column(name, self._columns[name].type)

    def has(self, name: str, make: Callable[[], Column]) -> Column:
        """The fact of that name, made the first time somebody asks for it."""
        if name not in self._columns:
            self._columns[name] = make()
        return self[name]

    def kind(self) -> Column:
        return self.has("kind", lambda: Organisation.kind.expression)

    def verified(self) -> Column:
        return self.has("verified", lambda: Organisation.verified_at.is_not(None))

    def agricultural(self) -> Column:
        known = Organisation.agricultural_type
        return self.has(
            "agricultural",
            lambda: sa.and_(known.is_not(None), known != AgriculturalType.NOT_AGRICULTURAL),
        )

    def status(self) -> Column:
        """The value of the legal status of the day; null before the first one, NEVER_SAID where there is none."""
        return self.has("status", self._status)

    def grade(self) -> Column:
        """The official rating of the day's year, else of the year before; null for neither."""
        return sa.func.coalesce(self.rating(), self.rating(before=True))

    def rating(self, *, before: bool = False) -> Column:
        """The official rating of the day's year, or of the year before."""
        name, at = ("rated_before", self.at.last_year) if before else ("rated_now", self.at.year)
        return self.has(name, lambda: self._rating(at))

    def recognised(self, kind: RecognitionKind) -> Column:
        """Whether a recognition is in force at the day."""
        return self.has(kind.value, lambda: self._recognised(kind))

    def linked(self, question: Question) -> Column:
        """Whether the organisation is linked as the question says."""
        asked = (question.definition, question.commodity_group, question.state_owned)
        number = self._asked.setdefault(asked, len(self._asked))
        if not question.definition.is_of_contracts:
            return self.has(f"linked_{number}", lambda: self._joined(linked_organisations(question)))
        anybody = question.code in WITH_ANYBODY
        return self.has(f"linked_{number}_{anybody}", lambda: self._linked(number, question, anybody=anybody))

    def members(self) -> Column:
        """The number of official members: of one organisation, or of all of a cell together."""
        return self.has("members", lambda: sa.type_coerce(Organisation.official_members * 1000, Milli))

    def members_known(self) -> Column:
        return self.has("members_known", lambda: Organisation.official_members.is_not(None))

    def founded(self, since: Day) -> Column:
        """ "in", "out" or "unknown": whether it was founded between the first day and the day; one window in a look."""
        window = sa.and_(Organisation.founded_on >= since, Organisation.founded_on <= self.at.day)
        words = sa.case((Organisation.founded_on.is_(None), "unknown"), (window, "in"), else_="out")
        return self.has("founded", lambda: words)

    def names(self) -> tuple[str, ...]:
        """The facts that were asked for so far."""
        return tuple(self._columns)

    def rows(self) -> sa.CTE:
        """A line for each organisation, made once in a statement; what is asked for later is not in it."""
        if self._rows is None:
            identity = (
                Organisation.id.label("subject_id"),
                Organisation.province_code.label("province_code"),
                Organisation.commune_code.label("commune_code"),
                Organisation.origin.label("origin"),
                one().label("n"),
            )
            self._rows = self._select(identity).cte().prefix_with("MATERIALIZED")
        return self._rows

    def cells(self, by: By, names: Iterable[str]) -> sa.CTE:
        """A line for each combination of these facts that occurs, in each place of a level."""
        rows = self.rows()
        place = place_of(by, rows.c.province_code, rows.c.commune_code).label("place")
        told = sa.select(place, rows.c.origin, *(rows.c[name] for name in names)).subquery()
        number = sa.type_coerce(sa.func.count() * 1000, Milli).label("n")
        return sa.select(*told.c, number).group_by(*told.c).cte().prefix_with("MATERIALIZED")

    def _select(self, identity: Iterable[Column]) -> sa.Select[Any]:
        facts = (column.label(name) for name, column in self._columns.items())
        chosen = sa.select(*identity, *facts).select_from(self._source())
        for joined, on in self._joins:
            chosen = chosen.outerjoin(joined, on)
        organisation, question = Organisation, self.question
        chosen = chosen.where(
            organisation.kind.in_(COOPERATIVES),
            organisation.origin != Origin.REPORTED,
            organisation.merged_into_id.is_(None),  # counted once, as its successor, on every day asked for
            *in_place(question.place, organisation.province_code, organisation.commune_code),
        )
        if self._among is not None:
            chosen = chosen.where(organisation.id.in_(self._among))
        return chosen if question.size is None else chosen.where(of_size(question.size, organisation))

    def _source(self) -> sa.FromClause:
        """What a line is made for."""
        return sa.inspect(Organisation).local_table

    def _status(self) -> Column:
        """One look into the index for each organisation: faster than ranking every record that ever was."""
        status = aliased(StatusRecord)
        held = (
            sa.select(sa.cast(status.status, sa.String))
            .where(status.organisation_id == Organisation.id, status.valid_from <= self.at.day)
            .order_by(status.valid_from.desc(), status.id.desc())
            .limit(1)
            .correlate(*self._correlated)
            .scalar_subquery()
        )
        ever = sa.exists().where(StatusRecord.organisation_id == Organisation.id).correlate(Organisation)
        return sa.func.coalesce(held, sa.case((~ever, NEVER_SAID), else_=None))

    def _rating(self, year: sa.ColumnElement[int]) -> Column:
        rating = aliased(Rating)
        on = sa.and_(rating.organisation_id == Organisation.id, rating.year == year, rating.official)
        self._joins.append((rating, on))
        return sa.cast(rating.grade, sa.String)

    def _recognised(self, kind: RecognitionKind) -> Column:
        return self._joined(recognised(kind, self.at.day))

    def _linked(self, number: int, question: Question, *, anybody: bool) -> Column:
        """One look at the contracts, whichever partner is asked for."""
        if number not in self._links:
            self._links[number], on = self._links_of(question)
            self._joins.append((self._links[number], on))
        among = self._links[number]
        return (
            among.c.organisation_id.is_not(None) if anybody else sa.func.coalesce(among.c.enterprise == 1, sa.false())
        )

    def _links_of(self, question: Question) -> tuple[sa.Subquery, Column]:
        """Who is linked as the question says, and which of these lines is an organisation's."""
        among = linked_by_contracts(question, self.question.place).subquery()
        return among, among.c.organisation_id == Organisation.id

    def _joined(self, numbers: sa.Select[Any]) -> Column:
        """Whether the organisation is among these, by a join: a list of numbers may be long."""
        among = numbers.subquery()
        number = next(iter(among.c))
        self._joins.append((among, number == Organisation.id))
        return number.is_not(None)


def recognised(kind: RecognitionKind, day: Day) -> sa.Select[Any]:
    """The ids of organisations with a recognition in force at the day, each once."""
    return sa.select(Recognition.organisation_id).distinct().where(*in_force(kind, day))


def in_force(kind: RecognitionKind, day: Day) -> list[Column]:
    """Whether a recognition of the kind is in force at the day."""
    return [
        Recognition.kind == kind,
        Recognition.withdrawn_at.is_(None),
        Recognition.since <= day,
        sa.or_(Recognition.until.is_(None), Recognition.until >= day),
    ]

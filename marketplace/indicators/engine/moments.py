"""The days and instants that a population compares with: those of one question, or of whichever will be asked.

A statement takes far longer to make than to be asked of one province. So the engine makes one for each shape of
questions, tells it the days and places when it asks, and keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from marketplace.clock import VIETNAM
from marketplace.extensions import UtcDateTime
from marketplace.organisations.models.certificate import EXPIRING

if TYPE_CHECKING:
    from marketplace.indicators.engine.question import Question

Day = sa.ColumnElement[date]
Instant = sa.ColumnElement[datetime]
FIRST, LAST = date.min + timedelta(days=1), date.max - timedelta(days=1)
"""Days that begin at an instant of every calendar on Earth."""


def beginning_of(day: date, *, after: int = 0) -> datetime:
    """The instant at which a day, or the day so many days after it, begins in Viet Nam; near either end of the
    calendar, of the last day that has one.
    """
    known = min(max(day, FIRST), LAST)
    return datetime.combine(known + timedelta(days=after), time(), VIETNAM).astimezone(UTC)


def _since(question: Question) -> date:
    return question.since or date(question.day.year, 1, 1)


_VALUES: Mapping[str, tuple[Any, Callable[[Question], Any]]] = {
    "day": (sa.Date(), lambda question: question.counted_day),
    "since": (sa.Date(), _since),
    "first_day": (sa.Date(), lambda question: question.first_day),
    "last_day": (sa.Date(), lambda question: question.last_day),
    "soon": (sa.Date(), lambda question: min(question.day, date.max - EXPIRING) + EXPIRING),
    "begins": (UtcDateTime(), lambda question: beginning_of(_since(question))),
    "ends": (UtcDateTime(), lambda question: beginning_of(question.day, after=1)),
    "year": (sa.Integer(), lambda question: question.day.year),
    "last_year": (sa.Integer(), lambda question: question.day.year - 1),
}


class Moments:
    """As a statement writes them: values of the question, or parameters where there is none."""

    def __init__(self, question: Question | None) -> None:
        self._question = question

    def _told(self, name: str) -> sa.ColumnElement[Any]:
        kind, value_of = _VALUES[name]
        if self._question is None:
            return sa.bindparam(name, type_=kind)
        return sa.literal(value_of(self._question), kind)

    @property
    def day(self) -> Day:
        """The day that is counted (`Question.counted_day`)."""
        return self._told("day")

    @property
    def since(self) -> Day:
        """The first day of the window of a flow, which begins anew with each year."""
        return self._told("since")

    @property
    def first_day(self) -> Day:
        """The first day of the window (`Question.first_day`)."""
        return self._told("first_day")

    @property
    def last_day(self) -> Day:
        """The last day that counts (`Question.last_day`)."""
        return self._told("last_day")

    @property
    def soon(self) -> Day:
        """The last day on which a certificate is about to expire."""
        return self._told("soon")

    @property
    def begins(self) -> Instant:
        """The instant at which `since` begins."""
        return self._told("begins")

    @property
    def ends(self) -> Instant:
        """The instant at which the day is over."""
        return self._told("ends")

    @property
    def year(self) -> sa.ColumnElement[int]:
        """The day's year."""
        return self._told("year")

    @property
    def last_year(self) -> sa.ColumnElement[int]:
        """The year before the day's."""
        return self._told("last_year")


def moments_of(question: Question) -> dict[str, Any]:
    """What a statement is told of a question: more than it may want."""
    return {name: value_of(question) for name, (_kind, value_of) in _VALUES.items()}

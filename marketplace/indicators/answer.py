"""The answer to a question with its places: what every page, chart, map, file and print shows, and nothing else does.

All doors take their numbers from here, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from marketplace.extensions import db
from marketplace.indicators.engine import Figure, Level, Place, PlaceFigure, Question, breakdown, compute, rows
from marketplace.indicators.queries.choices import place_name, place_names
from marketplace.indicators.words import counts_districts, level_below
from marketplace.organisations.models import Origin


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One line of the breakdown; `name` None where nobody knows the place."""

    part: PlaceFigure
    name: str | None

    @property
    def code(self) -> str | None:
        return self.part.code

    @property
    def figure(self) -> Figure:
        return self.part.figure

    @property
    def value(self) -> Decimal | None:
        return self.part.value


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure and its parts by place; `level` is None where a place has no parts."""

    figure: Figure
    place_name: str
    level: Level | None
    places: Sequence[PlaceLine]

    @property
    def question(self) -> Question:
        return self.figure.question


def answer_to(question: Question, by: Level | None = None) -> Answer:
    """The figure and its breakdown by the level below, or by old district where that is asked; DomainError as usual."""
    figure = compute(question)
    level = level_below(question)
    if level is Level.COMMUNE and by is Level.DISTRICT:
        level = Level.DISTRICT
    if level is Level.DISTRICT and counts_districts(question):
        return Answer(figure, name_of(question), level, _districts(question))
    return Answer(figure, name_of(question), level, _lines(question, level) if level else [])


def name_of(question: Question) -> str:
    """The name of the place asked about; empty for the country."""
    return place_name(question.place.level, question.place.code)


def _lines(question: Question, level: Level) -> list[PlaceLine]:
    names = place_names(level)
    return [PlaceLine(part, names.get(part.code or "")) for part in breakdown(question, level)]


def _districts(question: Question) -> list[PlaceLine]:
    """The old districts of a province where these are what is counted: each row is a place of its own."""
    names, lines = place_names(Level.DISTRICT), []
    for row in db.session.execute(rows(question)):
        code, shown = f"{row.subject_id:03d}", int(row.numerator > 0 and row.origin == Origin.DEMONSTRATION)
        figure = Figure(replace(question, place=Place.district(code)), row.numerator, row.denominator, shown)
        lines.append(PlaceLine(PlaceFigure(figure, code), names.get(code)))
    return sorted(lines, key=lambda line: line.code or "")

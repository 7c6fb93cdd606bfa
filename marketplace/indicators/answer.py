"""The answer to a question with its places: what every page, chart, map, file and print shows, and nothing else does.

All doors take their numbers from here, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.indicators.engine import Figure, Level, PlaceFigure, Question, breakdown, compute
from marketplace.indicators.queries.choices import place_name, place_names
from marketplace.indicators.words import level_below


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
    return Answer(figure, name_of(question), level, _lines(question, level) if level else [])


def name_of(question: Question) -> str:
    """The name of the place asked about; empty for the country."""
    return place_name(question.place.level, question.place.code)


def _lines(question: Question, level: Level) -> list[PlaceLine]:
    names = place_names(level)
    return [PlaceLine(part, names.get(part.code or "")) for part in breakdown(question, level)]

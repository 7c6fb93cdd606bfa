"""The one engine: no page, chart, map, file or snapshot computes a number any other way.

Every indicator has a population: a SELECT whose rows add up to the figure. Everything is read at a date, as known
now: legal status, contract, rating and recognition are dated rows, and the last one not after the date holds.
"""

from marketplace.indicators.engine.answers import breakdown, breakdown_many, compute, compute_many, rows, series
from marketplace.indicators.engine.columns import COLUMNS
from marketplace.indicators.engine.figure import Figure, LeftOut, PlaceFigure, TargetLine
from marketplace.indicators.engine.kept import one_reading
from marketplace.indicators.engine.linked import counting_contracts
from marketplace.indicators.engine.places import COUNTRY, Level, Place
from marketplace.indicators.engine.populations import population
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.sides import counted_sides

__all__ = [
    "COLUMNS",
    "COUNTRY",
    "Figure",
    "LeftOut",
    "Level",
    "Place",
    "PlaceFigure",
    "Question",
    "TargetLine",
    "breakdown",
    "breakdown_many",
    "compute",
    "compute_many",
    "counted_sides",
    "counting_contracts",
    "one_reading",
    "population",
    "rows",
    "series",
]

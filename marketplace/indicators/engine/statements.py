"""Statements that are made once for questions of a shape, kept, and told days and places whenever they are asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, ParamSpec

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.engine.moments import moments_of
from marketplace.indicators.engine.question import Question

MOST = 300
"""So many statements are kept, some 20 MB; those longest unasked go first."""
Executable = sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]
P = ParamSpec("P")


class Statement:
    """A SELECT over shapes of questions, or over questions themselves."""

    def __init__(self, chosen: Executable) -> None:
        self.chosen = chosen

    def rows(self, *questions: Question) -> Sequence[Any]:
        """Its rows for these questions of one place, day and beginning; one query."""
        windowed = next((one for one in questions if one.indicator.windowed), questions[0])
        told = {**moments_of(windowed), **questions[0].place.told}
        return db.session.execute(self.chosen, told).all()


def made_once(make: Callable[P, Executable]) -> Callable[P, Statement]:
    """The statement that `make` makes of shapes, the same each time it is asked for."""

    @lru_cache(maxsize=MOST)
    def made(*shapes: Hashable, **further: Hashable) -> Statement:
        return Statement(make(*shapes, **further))  # type: ignore[arg-type]

    return made  # type: ignore[return-value]

"""Asking again only what may have got another answer: an answer hangs on the tables that the question reads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from marketplace.extensions import db

Answer = TypeVar("Answer")
_WORDS = re.compile(r"\w+")
_ONLY_READS = re.compile(r"\s*(SELECT|WITH(?!.*\b(INSERT|UPDATE|DELETE)\b))", re.DOTALL)


@cache
def _tables(statement: str) -> frozenset[str]:
    """Every table that a statement names, whatever for."""
    return frozenset(_WORDS.findall(statement)) & db.metadata.tables.keys()


class Remembered:
    """Answers of one connection, each kept until a table is written that its question ever read.

    Every statement of the engine is looked at. Triggers write stamps only, by which nothing gets another answer
    that the write itself did not touch.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.written: set[str] = set()
        self._answers: dict[Callable[[], Any], Any] = {}
        self._reads: dict[Callable[[], Any], set[str]] = defaultdict(set)
        self._now_read: set[str] = set()
        sa.event.listen(engine, "before_cursor_execute", self._look)

    def _look(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        (self._now_read if _ONLY_READS.match(statement) else self.written).update(_tables(statement))

    def answer(self, question: Callable[[], Answer]) -> Answer:
        """What it says now. `settled` is to be called when every question has been asked."""
        if question not in self._answers or self.written & self._reads[question]:
            self._now_read = self._reads[question]
            self._answers[question] = question()
            self._now_read = set()
        known: Answer = self._answers[question]
        return known

    def settled(self) -> None:
        """All has been asked of the database as it is, or is again as it was when it had been."""
        self.written.clear()

    def bookmark(self) -> dict[Callable[[], Any], Any]:
        """The answers as they are, for a return to this state of the database."""
        return dict(self._answers)

    def turn_back(self, bookmark: dict[Callable[[], Any], Any]) -> None:
        """The database is again as it was at the bookmark."""
        self._answers = dict(bookmark)
        self.settled()

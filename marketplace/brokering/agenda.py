"""Lines that later rooms add to a broker's "Việc hôm nay": contracts and deliveries that want something done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString

from marketplace.authorization.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing to do: a sentence, where to do it, and by when (None: no day)."""

    sentence: LazyString | str
    url: str
    words: LazyString | str
    due_on: date | None = None

    def is_late(self, day: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < day


Source = Callable[[Viewer, date], Sequence[AgendaItem]]
_sources: list[Source] = []


def adds_to_day(source: Source) -> Source:
    """Register what a later room wants of a broker on a day, in at most two queries; it checks whose it is."""
    _sources.append(source)
    return source


def agenda(viewer: Viewer, day: date) -> list[AgendaItem]:
    """Everything that later rooms want of this broker, the soonest first, what has no day last."""
    items = [item for source in _sources for item in source(viewer, day)]
    return sorted(items, key=lambda item: (item.due_on is None, item.due_on or day))

"""When a periodic job is due. A turn that was missed, because nothing ran, is caught up once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from marketplace.clock import VIETNAM

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every so often, or once a day at a time of day in Viet Nam; exactly one of the two."""

    every: timedelta | None = None
    daily_at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.daily_at is None):
            raise ValueError("a job is due every so often or daily at a time: say one of the two")
        if self.every is not None and self.every < timedelta(minutes=1):
            raise ValueError("a job is due once a minute at most")

    def turn(self, at: datetime) -> datetime:
        """The latest turn at or before an instant, as an instant in UTC."""
        if self.every is not None:
            return EPOCH + (at - EPOCH) // self.every * self.every
        assert self.daily_at is not None  # noqa: S101 - `__post_init__` saw to it
        here = at.astimezone(VIETNAM)
        turn = datetime.combine(here.date(), self.daily_at, VIETNAM)
        return (turn if turn <= here else turn - timedelta(days=1)).astimezone(UTC)

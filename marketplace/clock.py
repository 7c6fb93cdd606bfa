"""The one source of now. Instants are UTC; the day is the day in Viet Nam."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """The day of an instant as people in Viet Nam count it."""
    return instant.astimezone(VIETNAM).date()


def today() -> date:
    """The present day as people in Viet Nam count it."""
    return datetime.now(VIETNAM).date()

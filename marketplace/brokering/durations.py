"""Terms of whole months, first and last day included."""

from __future__ import annotations

from datetime import date, timedelta


def last_day(first: date, months: int) -> date:
    """The day on which so many whole months from `first` are over: twelve from 01/01 end on 31/12.

    Where the month they run into is too short for the day (31/01 and one month), its last day is the end
    (Bộ luật Dân sự 2015 Đ148 k2).
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    begun = date(year, month + 1, 1)
    after = begun + timedelta(days=first.day - 1)
    if after.month != begun.month:
        after = after.replace(day=1)
    return after - timedelta(days=1)

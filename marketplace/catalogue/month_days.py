"""A form field for a day of every year: 15/01."""

from __future__ import annotations

import re

from marketplace.catalogue.models import MonthDay
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import TypedField

DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})")
_WITH_YEAR = re.compile(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


class MonthDayField(TypedField):
    """A day and a month, day first (15/01, 15/1, 15-1); `data` is a MonthDay that every year has."""

    def read(self, text: str) -> MonthDay:
        if _WITH_YEAR.fullmatch(text):
            raise ValueError(str(_l("Mùa vụ lặp lại hằng năm: chỉ ghi ngày và tháng, ví dụ 15/01.")))
        parts = _DAY_FIRST.fullmatch(text)
        if parts is None:
            raise ValueError(str(_l("Không đọc được ngày này. Hãy nhập ngày/tháng, ví dụ 15/01.")))
        return _existing(day=int(parts[1]), month=int(parts[2]))

    def show(self, value: MonthDay) -> str:
        return str(value)


def _existing(*, day: int, month: int) -> MonthDay:
    """ValueError with a sentence when not every year has the day."""
    if not 1 <= month <= 12:
        raise ValueError(str(_l("Không có tháng %(month)s. Viết ngày trước, tháng sau: 15/01.", month=month)))
    if (day, month) == (29, 2):
        raise ValueError(str(_l("Ngày 29/02 chỉ có trong năm nhuận. Hãy ghi 28/02 hoặc 01/03.")))
    if not 1 <= day <= DAYS_IN[month - 1]:
        raise ValueError(str(_l("Tháng %(month)s không có ngày %(day)s.", month=month, day=day)))
    return MonthDay(month, day)

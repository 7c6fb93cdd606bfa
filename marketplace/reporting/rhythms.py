"""When a scheduled report is due, and of which day."""

from __future__ import annotations

from datetime import date, timedelta

from marketplace.indicators.models import PeriodKind
from marketplace.indicators.periods import last_ended
from marketplace.reporting.models import Rhythm


def newest_day(rhythm: Rhythm, today: date) -> date:
    """The last day of the newest month, quarter or reporting year that had ended before today.

    The reporting year of the cooperative information system ends on 14 December (TT 09/2024/TT-BKHĐT Đ6–7).
    """
    if rhythm is Rhythm.MONTHLY:
        return today.replace(day=1) - timedelta(days=1)
    kind = PeriodKind.QUARTER if rhythm is Rhythm.QUARTERLY else PeriodKind.SYSTEM_YEAR
    return last_ended(kind, today)[1]

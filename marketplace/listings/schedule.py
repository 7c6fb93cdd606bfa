"""The rules of a table of periods, asked by the form (to mark the cell) and by the action (to refuse)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.errors import DomainError, Sentence
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.recurrence import MOST_PERIODS, PeriodDraft
from marketplace.web.formats import format_date


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: the row from 0, the column (start, end, firm), the sentence."""

    row: int
    column: str
    message: Sentence


def faults_of(drafts: Sequence[PeriodDraft], today: date, kept: Collection[tuple[date, date]] = ()) -> list[Fault]:
    """Every fault of the table. A period wholly past is one, unless it is among `kept`, those saved before."""
    faults = [fault for row, draft in enumerate(drafts) for fault in _own_faults(row, draft, today, kept)]
    if faults:
        return faults
    return _overlaps(drafts)


def _own_faults(row: int, draft: PeriodDraft, today: date, kept: Collection[tuple[date, date]]) -> list[Fault]:
    if draft.end < draft.start:
        first = format_date(draft.start)
        return [Fault(row, "end", _l("Ngày kết thúc phải từ ngày bắt đầu %(first)s trở đi.", first=first))]
    faults = []
    if draft.end < today and (draft.start, draft.end) not in kept:
        now = format_date(today)
        faults.append(Fault(row, "end", _l("Kỳ này đã qua. Ngày kết thúc phải từ hôm nay %(now)s trở đi.", now=now)))
    if draft.firm + draft.flexible <= 0:
        faults.append(Fault(row, "firm", _l("Khối lượng phải lớn hơn 0.")))
    return faults


def _overlaps(drafts: Sequence[PeriodDraft]) -> list[Fault]:
    """The later of two rows that share a day is the one at fault."""
    faults = []
    for row, draft in enumerate(drafts):
        clash = next((d for d in drafts[:row] if d.start <= draft.end and draft.start <= d.end), None)
        if clash:
            span = f"{format_date(clash.start)} – {format_date(clash.end)}"
            faults.append(Fault(row, "start", _l("Trùng ngày với kỳ %(span)s.", span=span)))
    return faults


def check_schedule(drafts: Sequence[PeriodDraft], today: date, kept: Collection[tuple[date, date]] = ()) -> None:
    """Raise DomainError(field="periods") with the first fault, or when there is no row, or too many."""
    if not drafts:
        raise DomainError(_l("Cần ít nhất một kỳ giao."), field="periods")
    if len(drafts) > MOST_PERIODS:
        raise DomainError(_l("Nhiều nhất %(most)s kỳ.", most=MOST_PERIODS), field="periods")
    if faults := faults_of(drafts, today, kept):
        raise DomainError(faults[0].message, field="periods")

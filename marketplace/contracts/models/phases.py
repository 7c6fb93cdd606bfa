"""Where a contract stands: its stored state, and its phase on a day, which tells signed ones apart by their term."""

from __future__ import annotations

from datetime import date

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class ContractState(Labelled):
    """Stored states. "Active" and "expired" are not among them: they follow from the term and the day."""

    DRAFT = "draft", _l("Bản nháp"), "neutral"
    SIGNED = "signed", _l("Đã ký"), "good"
    SUSPENDED = "suspended", _l("Tạm ngừng"), "warn"
    RENEGOTIATING = "renegotiating", _l("Đang đàm phán lại"), "warn"
    COMPLETED = "completed", _l("Hoàn thành"), "good"
    TERMINATED_BY_AGREEMENT = "terminated_by_agreement", _l("Chấm dứt theo thỏa thuận"), "neutral"
    TERMINATED_FOR_BREACH = "terminated_for_breach", _l("Chấm dứt do vi phạm"), "bad"
    VOID = "void", _l("Vô hiệu"), "bad"


STANDING = frozenset({ContractState.SIGNED, ContractState.SUSPENDED, ContractState.RENEGOTIATING})
"""Signed and not at an end: obligations go on, annexes may be signed."""


class Phase(Labelled):
    """Never stored: no job has to run for a contract to begin or to expire."""

    DRAFT = "draft", _l("Bản nháp"), "neutral"
    TO_BEGIN = "to_begin", _l("Đã ký, chưa tới ngày hiệu lực"), "info"
    ACTIVE = "active", _l("Đang thực hiện"), "good"
    EXPIRED = "expired", _l("Hết thời hạn"), "neutral"
    SUSPENDED = "suspended", _l("Tạm ngừng"), "warn"
    RENEGOTIATING = "renegotiating", _l("Đang đàm phán lại"), "warn"
    COMPLETED = "completed", _l("Hoàn thành"), "good"
    TERMINATED_BY_AGREEMENT = "terminated_by_agreement", _l("Chấm dứt theo thỏa thuận"), "neutral"
    TERMINATED_FOR_BREACH = "terminated_for_breach", _l("Chấm dứt do vi phạm"), "bad"
    VOID = "void", _l("Vô hiệu"), "bad"


def phase_of(state: ContractState, effective_from: date, effective_to: date, day: date) -> Phase:
    """The phase on a day; both ends of the term belong to it."""
    if state is not ContractState.SIGNED:
        return Phase(state.value)
    if day < effective_from:
        return Phase.TO_BEGIN
    return Phase.EXPIRED if effective_to < day else Phase.ACTIVE

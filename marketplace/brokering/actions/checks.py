"""What a draft must keep to become a revision: its dates, shares and price rule make sense together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from marketplace.brokering.actions.drafts import PeriodDraft, TermsDraft
from marketplace.brokering.models import Case, TermsPeriod
from marketplace.brokering.overlaps import Span, overlapping
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import PriceBasis
from marketplace.web.formats import format_date

MOST_ROWS = 20
# Which numbers say something under which price rule; elsewhere they would contradict it.
PRICED_BY = {
    "price_dong_per_kg": {PriceBasis.FIXED, PriceBasis.FLOOR, PriceBasis.TO_AGREE},
    "premium_dong_per_kg": {PriceBasis.FLOOR, PriceBasis.MARKET},
    "cost_dong_per_kg": {PriceBasis.COST_PLUS},
    "margin_pct": {PriceBasis.COST_PLUS},
}


def check_draft(draft: TermsDraft) -> None:
    """DomainError on its field for dates the wrong way round, numbers of another price rule, too many rows."""
    if draft.effective_to < draft.effective_from:
        raise DomainError(_l("Ngày kết thúc trước ngày bắt đầu."), field="effective_to")
    if not draft.periods:
        raise DomainError(_l("Cần ít nhất một kỳ giao."), field="periods")
    for name, bases in PRICED_BY.items():
        if getattr(draft, name) is not None and draft.price_basis not in bases:
            raise DomainError(
                _l("Mục này không dùng khi tính theo “%(basis)s”: hãy để trống.", basis=draft.price_basis.label),
                field=name,
            )
    for name in ("grades", "inputs"):
        if len(getattr(draft, name)) > MOST_ROWS:
            raise DomainError(_l("Nhiều nhất %(most)s dòng.", most=MOST_ROWS), field=name)


def periods_of(case: Case, draft: TermsDraft) -> list[TermsPeriod]:
    """The rows of the revision, each booked to one period of its cooperative's offer and one of the need.

    DomainError on `periods`, naming the days and the cooperative: outside the term, days the wrong way round, no
    quantity, twice the same days for one cooperative, a cooperative that is not of the case, or days that lie in
    several periods of the offer or of the need: they could not be booked truly, so they are to be split.
    """
    by_producer: dict[int, list[PeriodDraft]] = defaultdict(list)
    for period in draft.periods:
        by_producer[period.organisation_id or case.seller_id].append(period)
    rows = []
    for producer, periods in by_producer.items():
        if producer not in case.offers:
            raise DomainError(_l("Có đơn vị không còn trong vụ việc; hãy xem lại các kỳ giao."), field="periods")
        rows += _of_producer(case, draft, producer, sorted(periods, key=lambda one: (one.start, one.end)))
    return sorted(rows, key=lambda row: (row.start, row.end, case.seller_ids.index(row.organisation_id)))


def _of_producer(case: Case, draft: TermsDraft, producer: int, periods: Sequence[PeriodDraft]) -> list[TermsPeriod]:
    offer = case.offers[producer]
    whose = (offer.organisation.short_name or offer.organisation.name) if len(case.offers) > 1 else ""
    before = None
    for period in periods:
        _check_period(period, before, draft, whose)
        before = period
    return [_booked(case, producer, period, whose) for period in periods]


def _check_period(period: PeriodDraft, before: PeriodDraft | None, draft: TermsDraft, whose: str) -> None:
    if period.end < period.start:
        raise _fault(period, whose, _l("ngày cuối trước ngày đầu."))
    if period.quantity_kg <= 0:
        raise _fault(period, whose, _l("khối lượng phải lớn hơn 0."))
    if not draft.effective_from <= period.start <= period.end <= draft.effective_to:
        term = {"start": format_date(draft.effective_from), "end": format_date(draft.effective_to)}
        raise _fault(period, whose, _l("nằm ngoài thời hạn hợp đồng %(start)s – %(end)s.", **term))
    if before is not None and period.start <= before.end:
        raise _fault(period, whose, _l("trùng ngày với kỳ khác."))


def _booked(case: Case, producer: int, period: PeriodDraft, whose: str) -> TermsPeriod:
    offered = overlapping(case.offers[producer].periods, period.start, period.end)
    needed = overlapping(case.need.periods, period.start, period.end)
    if len(offered) > 1:
        sentence = _l("nằm trong nhiều kỳ của chào bán; hãy tách theo các kỳ đó: %(days)s.", days=_days_of(offered))
        raise _fault(period, whose, sentence)
    if len(needed) > 1:
        sentence = _l("nằm trong nhiều kỳ của nhu cầu; hãy tách theo các kỳ đó: %(days)s.", days=_days_of(needed))
        raise _fault(period, whose, sentence)
    return TermsPeriod(
        organisation_id=producer,
        start=period.start,
        end=period.end,
        quantity_kg=period.quantity_kg,
        offer_period_id=offered[0].id if offered else None,
        need_period_id=needed[0].id if needed else None,
    )


def _days_of(spans: Sequence[Span]) -> str:
    return "; ".join(_days(span) for span in sorted(spans, key=lambda span: span.start))


def _days(span: Span) -> str:
    return f"{format_date(span.start)} – {format_date(span.end)}"


def _fault(period: PeriodDraft, whose: str, what: Any) -> DomainError:
    days = _days(period)
    if whose:
        return DomainError(_l("Kỳ %(days)s của %(name)s: %(what)s", days=days, name=whose, what=what), field="periods")
    return DomainError(_l("Kỳ %(days)s: %(what)s", days=days, what=what), field="periods")

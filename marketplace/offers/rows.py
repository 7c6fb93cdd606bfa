"""The rows below an offer: replacing its periods without breaking a promise, and copying an offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.changes import flush_periods
from marketplace.listings.copying import carry_over, years_to_next
from marketplace.listings.recurrence import PeriodDraft, a_year_later
from marketplace.offers.models import Offer, OfferPeriod, OfferShare
from marketplace.organisations.queries import members_on
from marketplace.web.formats import format_date, format_kg


def replace_periods(offer: Offer, drafts: Sequence[PeriodDraft]) -> None:
    """Make the offer's periods those of `drafts` (kilograms). A row is recognised by its first day.

    DomainError(field="periods") for less than what is promised of a period, or for one that terms refer to.
    """
    wanted = {draft.start: draft for draft in drafts}
    for period in list(offer.periods):
        draft = wanted.pop(period.start, None)
        _check_promise(period, draft)
        if draft is None:
            offer.periods.remove(period)
        else:
            period.end, period.firm_kg, period.flexible_kg = draft.end, draft.firm, draft.flexible
    for draft in wanted.values():
        row = OfferPeriod(start=draft.start, end=draft.end, firm_kg=draft.firm, flexible_kg=draft.flexible)
        offer.periods.append(row)
    flush_periods()
    offer.periods.sort(key=lambda period: period.start)
    _check_named(offer)


def _check_named(offer: Offer) -> None:
    """An offer is never smaller than what the members of its union bring to it."""
    if offer.named_kg > (offer.total_kg or 0):
        raise DomainError(
            _l(
                "Các hợp tác xã thành viên đã góp %(named)s; hãy bớt phần của họ trước khi giảm xuống dưới mức đó.",
                named=format_kg(offer.named_kg),
            ),
            field="periods",
        )


def _check_promise(period: OfferPeriod, draft: PeriodDraft | None) -> None:
    promised = period.reserved_kg + period.contracted_kg
    left = draft.firm + draft.flexible if draft else 0
    if promised > left:
        raise DomainError(
            _l(
                "Kỳ từ %(day)s đã giữ chỗ hoặc ký hợp đồng %(promised)s; không giảm xuống dưới mức đó được.",
                day=format_date(period.start),
                promised=format_kg(promised),
            ),
            field="periods",
        )


def copy_of(offer: Offer, today: date) -> Offer:
    """The same offer for a later season, not yet in the session."""
    copy = Offer(kind=offer.kind, service=offer.service, area_ha=offer.area_ha, lot_multiple_kg=offer.lot_multiple_kg)
    carry_over(offer, copy)
    years = years_to_next(offer.last_day, today)
    copy.periods = [
        OfferPeriod(
            start=a_year_later(period.start, years),
            end=a_year_later(period.end, years),
            firm_kg=period.firm_kg,
            flexible_kg=period.flexible_kg,
        )
        for period in offer.periods
    ]
    copy.certificates = list(offer.certificates)
    still = {member.id for member in members_on(offer.organisation_id, today)} if offer.member_shares else set()
    copy.member_shares = [
        OfferShare(organisation_id=share.organisation_id, quantity_kg=share.quantity_kg)
        for share in offer.member_shares
        if share.organisation_id in still
    ]
    return copy

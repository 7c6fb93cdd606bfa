"""The rows below a need: periods, places, criteria, and the copy of a need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.changes import flush_periods
from marketplace.listings.copying import carry_over, years_to_next
from marketplace.listings.recurrence import PeriodDraft, a_year_later
from marketplace.needs.conditions import Conditions
from marketplace.needs.models import CriterionKind, Need, NeedCriterion, NeedPeriod, NeedPlace
from marketplace.organisations.models import CertificateKind
from marketplace.web.formats import format_date, format_kg

COPIED = (
    "site_id", "maximum_suppliers", "maximum_distance_km", "contract_months",
    "brings_inputs", "brings_production", "brings_processing",
)  # fmt: skip


def replace_periods(need: Need, drafts: Sequence[PeriodDraft]) -> None:
    """Make the need's periods those of `drafts` (kilograms). A row is recognised by its first day.

    DomainError(field="periods") for less than what is contracted (of what was asked for), or for a row that terms
    refer to.
    """
    wanted = {draft.start: draft for draft in drafts}
    for period in list(need.periods):
        draft = wanted.pop(period.start, None)
        left = draft.firm if draft else Decimal(0)
        if left < min(period.contracted_kg, period.quantity_kg):  # more may be contracted than was asked for
            day, signed = format_date(period.start), format_kg(period.contracted_kg)
            message = _l(
                "Kỳ từ %(day)s đã ký hợp đồng %(signed)s; không giảm xuống dưới mức đó.", day=day, signed=signed
            )
            raise DomainError(message, field="periods")
        if draft is None:
            need.periods.remove(period)
        else:
            period.end, period.quantity_kg = draft.end, draft.firm
    need.periods.extend(NeedPeriod(start=d.start, end=d.end, quantity_kg=d.firm) for d in wanted.values())
    flush_periods()
    need.periods.sort(key=lambda period: period.start)


def places_of(conditions: Conditions) -> list[NeedPlace]:
    """The rows of the places to source from."""
    return [
        NeedPlace(as_written=p.as_written, province_code=p.province_code, commune_code=p.commune_code)
        for p in conditions.places
    ]


def criteria_of(conditions: Conditions) -> list[NeedCriterion]:
    """The rows of the criteria, in a fixed order."""
    rows = [
        NeedCriterion(kind=CriterionKind.CERTIFICATE, certificate_kind=kind, must=kind in conditions.must)
        for kind in CertificateKind
        if kind in conditions.must | conditions.nice
    ]
    if conditions.variety:
        must = conditions.variety_must
        rows.append(NeedCriterion(kind=CriterionKind.VARIETY, value=conditions.variety, must=must))
    suppliers = sorted(conditions.supplier_kinds)
    rows.extend(NeedCriterion(kind=CriterionKind.SUPPLIER_KIND, value=kind.value, must=True) for kind in suppliers)
    return rows


def copy_of(need: Need, today: date) -> Need:
    """The same need for a later season, not yet in the session."""
    copy = Need(**{name: getattr(need, name) for name in COPIED})
    carry_over(need, copy)
    years = years_to_next(need.last_day, today)
    copy.periods = [
        NeedPeriod(
            start=a_year_later(period.start, years), end=a_year_later(period.end, years), quantity_kg=period.quantity_kg
        )
        for period in need.periods
    ]
    copy.places = [
        NeedPlace(as_written=p.as_written, province_code=p.province_code, commune_code=p.commune_code)
        for p in need.places
    ]
    copy.criteria = [
        NeedCriterion(kind=c.kind, certificate_kind=c.certificate_kind, value=c.value, must=c.must)
        for c in need.criteria
    ]
    return copy

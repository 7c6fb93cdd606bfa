"""A first draft for the terms form: the last revision, or what offers and need have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from marketplace.brokering.actions import TermsDraft
from marketplace.brokering.actions.checks import PRICED_BY
from marketplace.brokering.durations import last_day
from marketplace.brokering.models import Case, Terms
from marketplace.brokering.overlaps import meetings, parted
from marketplace.brokering.shares import share_table
from marketplace.brokering.terms_forms import TermsForm
from marketplace.catalogue.queries import form_choices
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.web.formats import TONNE
from marketplace.web.forms import options

YES_NO = {True: "yes", False: "no", None: ""}
# Terms whose field has another name or another shape than the column.
OTHERWISE = {"commodity_code", "form_code", "vat_included", "damages_too"}


def sellers_of(case: Case) -> list[Organisation]:
    """The cooperatives in the order of the form's columns: those that have said yes, the case's first one first."""
    return [case.offers[number].organisation for number in case.seller_ids if number in case.introduced_ids]


def prefilled(case: Case) -> TermsForm:
    """The form with the last revision in it, or with what offers and need have in common."""
    first = _from_revision(case, case.revisions[-1]) if case.revisions else _from_listings(case)
    form = TermsForm(data={**first, "based_on": str(len(case.revisions))})
    listings = (case.need, *case.offers.values())
    goods = {one.commodity.code: one.commodity.name for one in listings if one.commodity}
    form.commodity.choices = options(goods.items())
    form.form.choices = options(form_choices(), nothing=_l("Chưa rõ"))
    return form


def _from_revision(case: Case, terms: Terms) -> dict[str, Any]:
    values = {name: getattr(terms, name) for name in TermsDraft.of_one_value() if name not in OTHERWISE}
    return {
        **{name: "" if value is None else value for name, value in values.items() if name in _CHOSEN},
        **{name: value for name, value in values.items() if name not in _CHOSEN},
        "commodity": terms.commodity_code,
        "form": terms.form_code or "",
        "vat": YES_NO[terms.vat_included],
        "damages": YES_NO[terms.damages_too],
        "periods": _rows_of(case, terms),
        "grades": [{name: getattr(row, name) for name in _GRADE} for row in terms.grades],
        "inputs": [{name: getattr(row, name) for name in _INPUT} for row in terms.inputs],
    }


_CHOSEN = {"commitment", "transport_payer", "payment_method", "dispute_forum"}
_GRADE = ("name", "criteria", "price_pct", "share_min_pct")
_INPUT = ("kind", "description", "value_dong", "due_on", "offset_rule")


def _rows_of(case: Case, terms: Terms) -> list[dict[str, Any]]:
    """The revision's periods in the columns of today: what a cooperative that has left was to deliver is left out."""
    table = share_table(terms)
    numbers = [producer.id for producer in table.producers]
    rows = []
    for row in table.rows:
        shares = dict(zip(numbers, row.shares, strict=True))
        amounts = [shares.get(seller.id) for seller in sellers_of(case)]
        if any(amounts):
            rows.append(_row(row.start, row.end, amounts))
    return rows


def _row(start: date, end: date, kilograms: Sequence[Decimal | None]) -> dict[str, Any]:
    first, *others = [None if amount is None else _tonnes(amount) for amount in kilograms]
    return {"start": start, "end": end, "firm": first, "others": others}


def _tonnes(kilograms: Decimal) -> Decimal:
    return (kilograms / TONNE).quantize(Decimal("0.001"), ROUND_DOWN)


def _from_listings(case: Case) -> dict[str, Any]:
    """Dates and quantities from where the periods meet, prices and delivery from the offer; stages from the need.

    A price that the offer keeps for introduced parties may be used: a draft is made after all said yes.
    """
    offer, need = case.offer, case.need
    rows = _meeting_rows(case)
    first = min([today(), *(row["start"] for row in rows)])
    last = max((row["end"] for row in rows), default=None)
    prices = {
        name: getattr(offer, name)
        for name in ("price_dong_per_kg", "premium_dong_per_kg")
        if offer.price_basis in PRICED_BY[name]
    }
    return {
        **prices,
        "commodity": need.commodity_code or offer.commodity_code or "",
        "form": offer.form_code or need.form_code or "",
        "variety": offer.variety or need.variety or "",
        "area_ha": offer.area_ha,
        "quality": need.quality or offer.quality or "",
        "effective_from": first,
        "effective_to": _longer(first, last, need.contract_months),
        "stage_inputs": need.brings_inputs,
        "stage_production": need.brings_production,
        "stage_processing": need.brings_processing,
        "price_basis": offer.price_basis,
        "vat": YES_NO[offer.vat_included],
        "delivery_term": offer.delivery_term,
        "delivery_place": need.delivery_place or offer.delivery_place or "",
        "periods": rows,
    }


def _meeting_rows(case: Case) -> list[dict[str, Any]]:
    """A row for each span of days on which an offer meets the need; the first cooperative's share is filled first.

    Where a pooled order planned shares, these are the rows.
    """
    sellers = sellers_of(case)
    if any(one.organisation_id in {seller.id for seller in sellers} for one in case.planned_shares):
        return _planned_rows(case, sellers)
    amounts: dict[tuple[date, date], list[Decimal | None]] = defaultdict(lambda: [None] * len(sellers))
    wanted: dict[int, Decimal] = {}
    for column, seller in enumerate(sellers):
        for met in meetings(case.offers[seller.id].periods, case.need.periods, taken=wanted):
            amounts[met.start, met.end][column] = met.quantity_kg
    return [_row(start, end, shares) for (start, end), shares in sorted(amounts.items())]


def _planned_rows(case: Case, sellers: Sequence[Organisation]) -> list[dict[str, Any]]:
    """What was planned for those who have said yes; a share over several periods of an offer is parted by them."""
    amounts: dict[tuple[date, date], list[Decimal | None]] = defaultdict(lambda: [None] * len(sellers))
    column = {seller.id: at for at, seller in enumerate(sellers)}
    for one in case.planned_shares:
        if one.organisation_id not in column:
            continue
        for part in parted(case.offers[one.organisation_id].periods, one.start, one.end, one.quantity_kg):
            amounts[part.start, part.end][column[one.organisation_id]] = part.quantity_kg
    return [_row(start, end, shares) for (start, end), shares in sorted(amounts.items())]


def _longer(first: date, last: date | None, months: int | None) -> date | None:
    """The end of the last meeting, or of the contract length the buyer seeks, whichever is later."""
    if months is None:
        return last
    sought = last_day(first, months)
    return max(sought, last) if last else sought

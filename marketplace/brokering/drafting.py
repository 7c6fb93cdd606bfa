"""Between the terms form and the terms: a first draft for the form, and the finished values from it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.brokering.actions import PeriodDraft, TermsDraft
from marketplace.brokering.forms import TermsForm
from marketplace.brokering.models import Case, Terms
from marketplace.brokering.overlaps import meetings
from marketplace.catalogue.models import ProductForm
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.web.formats import TONNE
from marketplace.web.forms import options

COPIED = (
    "variety", "quality", "effective_from", "effective_to", "stage_inputs", "stage_production",
    "stage_processing", "tolerance_pct", "price_basis", "price_dong_per_kg", "price_rule", "delivery_term",
    "delivery_place", "payment_days", "deposit_pct", "penalty_pct", "disputes", "other",
)  # fmt: skip
VAT = {True: "yes", False: "no", None: ""}


def prefilled(case: Case) -> TermsForm:
    """The form with the last revision in it, or with what offer and need have in common."""
    first = _from_revision(case.revisions[-1]) if case.revisions else _from_listings(case)
    form = TermsForm(data={**first, "based_on": str(len(case.revisions))})
    goods = {good.code: good.name for good in (case.need.commodity, case.offer.commodity) if good}
    form.commodity.choices = options(goods.items())
    forms = db.session.scalars(sa.select(ProductForm).where(ProductForm.ended_on.is_(None)).order_by("name_vi"))
    form.form.choices = options([("", _l("Chưa rõ")), *((kind.code, kind.name) for kind in forms)])
    return form


def _from_revision(terms: Terms) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(terms, name) for name in COPIED}
    rows = [{"start": p.start, "end": p.end, "firm": p.quantity_kg / TONNE} for p in terms.periods]
    vat = VAT[terms.vat_included]
    return {**values, "commodity": terms.commodity_code, "form": terms.form_code or "", "vat": vat, "periods": rows}


def _from_listings(case: Case) -> dict[str, Any]:
    """Dates and quantities from where the periods meet, prices and delivery from the offer; stages from the need.

    A price that the offer keeps for introduced parties may be used: a draft is made after both said yes.
    """
    offer, need = case.offer, case.need
    met = meetings(offer.periods, need.periods)
    rows = [{"start": m.start, "end": m.end, "firm": _tonnes(m.quantity_kg)} for m in met]
    first = min([today(), *(m.start for m in met)])
    last = max((m.end for m in met), default=None)
    return {
        "commodity": need.commodity_code or offer.commodity_code or "",
        "form": offer.form_code or need.form_code or "",
        "variety": offer.variety or need.variety or "",
        "quality": need.quality or offer.quality or "",
        "effective_from": first,
        "effective_to": _longer(first, last, need.contract_months),
        "stage_inputs": need.brings_inputs,
        "stage_production": need.brings_production,
        "stage_processing": need.brings_processing,
        "price_basis": offer.price_basis,
        "price_dong_per_kg": offer.price_dong_per_kg,
        "vat": VAT[offer.vat_included],
        "delivery_term": offer.delivery_term,
        "periods": rows,
    }


def _tonnes(kilograms: Decimal) -> Decimal:
    return (kilograms / TONNE).quantize(Decimal("0.001"), ROUND_DOWN)


def _longer(first: date, last: date | None, months: int | None) -> date | None:
    """The end of the last meeting, or of the contract length the buyer seeks, whichever is later."""
    if months is None:
        return last
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    sought = date(year, month + 1, min(first.day, 28))
    return max(sought, last) if last else sought


def draft_from(form: TermsForm) -> TermsDraft:
    """The finished values of a valid form; empty words are unknown, not empty."""
    periods = [
        PeriodDraft(row.form.start.data, row.form.end.data, row.form.firm.data * TONNE) for row in form.periods.entries
    ]
    return TermsDraft(
        commodity_code=form.commodity.data,
        form_code=form.form.data or None,
        variety=form.variety.data or None,
        quality=form.quality.data or None,
        effective_from=form.effective_from.data,
        effective_to=form.effective_to.data,
        periods=periods,
        stage_inputs=form.stage_inputs.data,
        stage_production=form.stage_production.data,
        stage_processing=form.stage_processing.data,
        tolerance_pct=form.tolerance_pct.data,
        price_basis=PriceBasis(form.price_basis.data),
        price_dong_per_kg=form.price_dong_per_kg.data,
        price_rule=form.price_rule.data or None,
        vat_included={"yes": True, "no": False}.get(form.vat.data),
        delivery_term=DeliveryTerm(form.delivery_term.data),
        delivery_place=form.delivery_place.data or None,
        payment_days=form.payment_days.data,
        deposit_pct=form.deposit_pct.data,
        penalty_pct=form.penalty_pct.data,
        disputes=form.disputes.data or None,
        other=form.other.data or None,
    )

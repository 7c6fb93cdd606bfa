"""The four steps of a need: how each form is filled from the record, and how it is saved."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import User
from marketplace.catalogue.models import ProductForm
from marketplace.catalogue.naming import form_code
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.filling import fill, season_choices, start_rows
from marketplace.listings.forms import ScheduleForm
from marketplace.listings.kinds import DeliveryTerm
from marketplace.listings.pages import Step
from marketplace.listings.pricing import price_values
from marketplace.listings.recurrence import PeriodDraft
from marketplace.needs import actions
from marketplace.needs.conditions import Conditions, read_places
from marketplace.needs.forms import NONE, ConditionsForm, NeedPriceForm, WhatForm
from marketplace.needs.models import CriterionKind, Need
from marketplace.organisations.models import CertificateKind, OrganisationKind
from marketplace.web.forms import options


def what_form(need: Need) -> WhatForm:
    """Step 1 of a saved need."""
    return WhatForm(
        commodity=need.commodity, variety=need.variety or "", form=need.form_code or "", quality=need.quality or ""
    )


def described(form: WhatForm) -> dict[str, Any]:
    """What a valid first step says, as the actions take it; form and variety named with the good fill blank fields."""
    read = form.commodity.resolved
    code = form.form.data or (form_code(read) if read else None)
    return {
        "commodity": form.commodity.data,
        "as_written": (form.commodity.typed or "").strip(),
        "variety": form.variety.data or (read.variety if read else None),
        "form": db.session.get(ProductForm, code) if code else None,
        "quality": form.quality.data,
    }


def save_what(form: WhatForm, need: Need, by: User) -> None:
    """Save step 1; the words first typed stay when the good is the same."""
    values = described(form)
    if need.commodity and form.commodity.data == need.commodity and values["as_written"] == need.commodity.name:
        values["as_written"] = need.as_written
    actions.describe_need(by=by, need=need, version=form.opened_on, checked=form.ticked, **values)


def schedule_form(need: Need) -> ScheduleForm:
    """Step 2 of a saved need."""
    form = ScheduleForm(kept={(period.start, period.end) for period in need.periods})
    form.season.choices = season_choices(need)
    if not form.is_submitted():
        start_rows(form, need, [PeriodDraft(p.start, p.end, p.quantity_kg) for p in need.periods])
    return form


def save_schedule(form: ScheduleForm, need: Need, by: User) -> None:
    """Save step 2."""
    actions.schedule_need(
        by=by,
        need=need,
        version=form.opened_on,
        checked=form.ticked,
        unit=form.unit.units[form.unit.data],
        unit_kg=form.unit_kg.data,
        periods=form.drafts,
        minimum_lot=form.minimum_lot.data,
    )


def conditions_form(need: Need) -> ConditionsForm:
    """Step 3 of a saved need; its organisation's sites are the choices."""
    varieties = [c for c in need.criteria if c.kind is CriterionKind.VARIETY]
    form = ConditionsForm(
        site=need.site.public_id if need.site else "",
        place=need.commune if _goes_elsewhere(need) else None,
        places="\n".join(place.as_written for place in need.places),
        maximum_distance=need.maximum_distance_km,
        maximum_suppliers=need.maximum_suppliers,
        contract_months=need.contract_months,
        must=_papers(need, must=True),
        nice=_papers(need, must=False),
        variety=varieties[0].value if varieties else "",
        variety_must=bool(varieties and varieties[0].must),
        supplier_kinds=[c.value for c in need.criteria if c.kind is CriterionKind.SUPPLIER_KIND],
        brings_inputs=need.brings_inputs,
        brings_production=need.brings_production,
        brings_processing=need.brings_processing,
    )
    form.site.choices = options(((site.public_id, site.name) for site in need.organisation.sites), nothing=NONE)
    return form


def _goes_elsewhere(need: Need) -> bool:
    """The goods go to a place of the need's own, neither the site's nor the organisation's."""
    usual = need.site.commune_code if need.site else need.organisation.commune_code
    return need.commune is not None and need.commune_code != usual


def _papers(need: Need, *, must: bool) -> list[str]:
    return [c.certificate_kind.value for c in need.criteria if c.certificate_kind and c.must is must]


def save_conditions(form: ConditionsForm, need: Need, by: User) -> None:
    """Save step 3."""
    site = next((s for s in need.organisation.sites if s.public_id == form.site.data), None)
    conditions = Conditions(
        site=site,
        commune=form.place.data,
        places=read_places(form.places.data or ""),
        maximum_distance_km=form.maximum_distance.data,
        maximum_suppliers=form.maximum_suppliers.data,
        contract_months=form.contract_months.data,
        must=frozenset(map(CertificateKind, form.must.data or [])),
        nice=frozenset(map(CertificateKind, form.nice.data or [])),
        variety=form.variety.data or "",
        variety_must=form.variety_must.data,
        supplier_kinds=frozenset(map(OrganisationKind, form.supplier_kinds.data or [])),
        brings_inputs=form.brings_inputs.data,
        brings_production=form.brings_production.data,
        brings_processing=form.brings_processing.data,
    )
    actions.set_conditions(by=by, need=need, version=form.opened_on, conditions=conditions)


def price_form(need: Need) -> NeedPriceForm:
    """Step 4 of a saved need."""
    return NeedPriceForm(**price_values(need), note=need.note or "", private_note=need.private_note or "")


def save_price(form: NeedPriceForm, need: Need, by: User) -> None:
    """Save step 4."""
    actions.price_need(
        by=by,
        need=need,
        version=form.opened_on,
        checked=form.ticked,
        price=form.read(),
        delivery_term=DeliveryTerm(form.delivery_term.data),
        delivery_place=form.delivery_place.data,
        note=form.note.data,
        private_note=form.private_note.data,
    )


STEPS = {
    "what": Step(_l("Mua gì"), "needs/_what.html", what_form, save_what),
    "schedule": Step(_l("Khi nào, bao nhiêu"), "listings/_schedule.html", schedule_form, save_schedule, fill),
    "conditions": Step(_l("Điều kiện"), "needs/_conditions.html", conditions_form, save_conditions),
    "price": Step(_l("Giá, giao hàng"), "listings/_price.html", price_form, save_price),
}

"""The steps of an offer, and one more for unions: how each form is filled from the record, and how it is saved."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import User
from marketplace.catalogue.models import ProductForm
from marketplace.catalogue.naming import form_code
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.filling import fill, season_choices, start_rows
from marketplace.listings.kinds import DeliveryTerm
from marketplace.listings.pages import Step
from marketplace.listings.pricing import price_values
from marketplace.listings.quantities import from_kg, to_kg
from marketplace.listings.recurrence import PeriodDraft
from marketplace.offers import actions
from marketplace.offers.forms import OfferPriceForm, OfferScheduleForm, QualityForm, SharesForm, WhatForm
from marketplace.offers.member_shares import may_name_members, part_name, share_offer
from marketplace.offers.models import Offer, OfferKind, ServiceKind
from marketplace.organisations.models import Certificate, CertificateState
from marketplace.organisations.queries import members_on
from marketplace.web.formats import TONNE
from marketplace.web.forms import options
from matching.vocabulary.goods import ancestors, goods


def what_form(offer: Offer) -> WhatForm:
    """The first step of a saved offer."""
    form = WhatForm(
        kind=offer.kind.value,
        service=offer.service.value if offer.service else "",
        commodity=offer.commodity,
        variety=offer.variety or "",
        form=offer.form_code or "",
        place=offer.commune,
        area_ha=offer.area_ha,
    )
    if not form.is_submitted() and offer.commune is None and offer.province:
        form.place.typed = offer.province.full_name
    return form


def described(form: WhatForm) -> dict[str, Any]:
    """What a valid first step says, as the actions take it; form and variety named with the good fill blank fields."""
    kind = OfferKind(form.kind.data)
    read = form.commodity.resolved
    code = form.form.data or (form_code(read) if read else None)
    return {
        "kind": kind,
        "service": ServiceKind(form.service.data) if kind is OfferKind.SERVICE and form.service.data else None,
        "commodity": form.commodity.data,
        "as_written": (form.commodity.typed or "").strip(),
        "variety": form.variety.data or (read.variety if read else None),
        "form": db.session.get(ProductForm, code) if code else None,
        "commune": form.place.data,
        "province": form.place.province,
        "area_ha": form.area_ha.data,
    }


def save_what(form: WhatForm, offer: Offer, by: User) -> None:
    """Save the first step; the words first typed stay when the good is the same."""
    values = described(form)
    if offer.commodity and form.commodity.data == offer.commodity and values["as_written"] == offer.commodity.name:
        values["as_written"] = offer.as_written
    actions.describe_offer(by=by, offer=offer, version=form.opened_on, checked=form.ticked, **values)


def schedule_form(offer: Offer) -> OfferScheduleForm:
    """When and how much, of a saved offer."""
    form = OfferScheduleForm(kept={(period.start, period.end) for period in offer.periods})
    form.season.choices = season_choices(offer)
    if not form.is_submitted():
        drafts = [PeriodDraft(p.start, p.end, p.firm_kg, p.flexible_kg) for p in offer.periods]
        start_rows(form, offer, drafts)
        multiple = offer.lot_multiple_kg
        form.lot_multiple.data = from_kg(multiple, offer.unit_kg) if multiple and offer.unit_kg else None
    return form


def save_schedule(form: OfferScheduleForm, offer: Offer, by: User) -> None:
    """Save when and how much."""
    actions.schedule_offer(
        by=by,
        offer=offer,
        version=form.opened_on,
        checked=form.ticked,
        unit=form.unit.units[form.unit.data],
        unit_kg=form.unit_kg.data,
        periods=form.drafts,
        minimum_lot=form.minimum_lot.data,
        lot_multiple=form.lot_multiple.data,
    )


def shares_form(offer: Offer) -> SharesForm:
    """The members of the offering union, with what each brings."""
    kilograms = {share.organisation_id: share.quantity_kg for share in offer.member_shares}
    members = members_on(offer.organisation_id, today())
    form = SharesForm.with_members({part_name(member): member.name for member in members})
    per_unit = offer.unit_kg or TONNE
    return form(
        data={part_name(m): from_kg(kilograms[m.id], per_unit) for m in members if m.id in kilograms},
    )


def save_shares(form: SharesForm, offer: Offer, by: User) -> None:
    """Save what the members bring; the form's own version of its members may be older than theirs."""
    per_unit = offer.unit_kg or TONNE
    members = {part_name(member): member.id for member in members_on(offer.organisation_id, today())}
    shares = {members[name]: to_kg(amount, per_unit, field=name) for name, amount in form.parts.items()}
    share_offer(by=by, offer=offer, version=form.opened_on, shares=shares)


def quality_form(offer: Offer) -> QualityForm:
    """Quality and papers of a saved offer; its organisation's papers are the choices."""
    form = QualityForm(
        quality=offer.quality or "",
        note=offer.note or "",
        private_note=offer.private_note or "",
        certificates=[paper.public_id for paper in offer.certificates or _papers_to_propose(offer)],
    )
    form.certificates.choices = options(
        (paper.public_id, " · ".join(str(part) for part in (paper.kind.label, paper.number) if part))
        for paper in offer.organisation.certificates
    )
    return form


def _papers_to_propose(offer: Offer) -> list[Certificate]:
    """In a draft whose papers are blank: those in force that name its good, a group above it, or no good."""
    if offer.published_at or offer.quality or offer.note or offer.private_note:
        return []
    code = offer.commodity_code
    covering = {None, code, *(ancestors(code) if code in goods() else ())}
    in_force = {CertificateState.VALID, CertificateState.EXPIRING}
    papers = offer.organisation.certificates
    return [one for one in papers if one.commodity_code in covering and one.state_on(today()) in in_force]


def save_quality(form: QualityForm, offer: Offer, by: User) -> None:
    """Save quality and papers."""
    wanted = set(form.certificates.data or [])
    actions.qualify_offer(
        by=by,
        offer=offer,
        version=form.opened_on,
        quality=form.quality.data,
        certificates=[paper for paper in offer.organisation.certificates if paper.public_id in wanted],
        note=form.note.data,
        private_note=form.private_note.data,
    )


def price_form(offer: Offer) -> OfferPriceForm:
    """Price and delivery of a saved offer."""
    return OfferPriceForm(**price_values(offer))


def save_price(form: OfferPriceForm, offer: Offer, by: User) -> None:
    """Save price and delivery."""
    actions.price_offer(
        by=by,
        offer=offer,
        version=form.opened_on,
        checked=form.ticked,
        price=form.read(),
        delivery_term=DeliveryTerm(form.delivery_term.data),
        delivery_place=form.delivery_place.data,
    )


STEPS = {
    "what": Step(_l("Bán gì"), "offers/_what.html", what_form, save_what),
    "schedule": Step(_l("Khi nào, bao nhiêu"), "listings/_schedule.html", schedule_form, save_schedule, fill),
    "members": Step(_l("Phần của thành viên"), "offers/_members.html", shares_form, save_shares, only=may_name_members),
    "quality": Step(_l("Chất lượng, giấy tờ"), "offers/_quality.html", quality_form, save_quality),
    "price": Step(_l("Giá, giao hàng"), "listings/_price.html", price_form, save_price),
}

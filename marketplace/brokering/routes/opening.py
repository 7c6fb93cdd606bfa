"""Proposing a connection: one offer and one need, or several offers pooled for one need."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.brokering import actions, queries
from marketplace.brokering.forms import OpenForm
from marketplace.brokering.models import Case
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.errors import DomainError
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.web.forms import options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

MOST_POOLED = 20


@bp.get("/cases/new")
@requires(Permission.CASE_OPEN)
def new() -> ResponseReturnValue:
    """The form, from an offer's or a need's page, a suggestion or a comparison: `?offer=` (several) and/or `?need=`."""
    offer_ids, need_id = _asked(request.args.getlist("offer")), request.args.get("need", "")
    for offer_id in offer_ids:
        if queries.listing_for(viewer(), Offer, offer_id).origin == Origin.REPORTED:
            return _nobody_answers(url_for("offers.show", public_id=offer_id))
    if need_id and queries.listing_for(viewer(), Need, need_id).origin == Origin.REPORTED:
        return _nobody_answers(url_for("needs.show", public_id=need_id))
    form = _open_form(offer_ids, need_id)
    return render_template("brokering/new.html", form=form, can_consent=_can_consent())


@bp.post("/cases")
@requires(Permission.CASE_OPEN)
@commits
def open_() -> ResponseReturnValue:
    """A new case; a manager's tick is the side's yes in the same press."""
    ids = _asked([request.form.get("offer", ""), *request.form.getlist("shown"), *request.form.getlist("others")])
    form = _open_form(ids, request.form.get("need", ""))
    if form.validate_on_submit():
        offer = queries.listing_for(viewer(), Offer, form.offer.data)
        need = queries.listing_for(viewer(), Need, form.need.data)
        others = [queries.listing_for(viewer(), Offer, one) for one in form.chosen_others() if one != offer.public_id]
        made = queries.live_case_of(offer.id, need.id)
        if made is not None and not others and can(viewer(), Permission.CASE_VIEW, made):
            flash(_("Hai bên đã có một vụ việc đang mở cho chào bán và nhu cầu này."), "warning")
            return redirect(url_for(".show", public_id=made.public_id))
        try:
            case = actions.open_case(
                by=current_user.user, offer=offer, need=need, note=form.note.data or "", others=others
            )
            _consent_at_once(case, wanted=bool(form.consent.data))
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã gửi đề nghị kết nối."), "success")
            return redirect(url_for(".show", public_id=case.public_id))
    return render_template("brokering/new.html", form=form, can_consent=_can_consent()), 422


def _asked(ids: list[str]) -> list[str]:
    """Public ids as asked, each once, not endlessly many."""
    return [*dict.fromkeys(one for one in ids if one)][:MOST_POOLED]


def _nobody_answers(page: str) -> ResponseReturnValue:
    flash(_("Đây là tin báo chí, chưa có đơn vị nào đứng tên để trả lời."), "warning")
    return redirect(page)


def _open_form(offer_ids: list[str], need_id: str) -> OpenForm:
    """Fix what is known; offer the reader's own open listings for what is not."""
    known_offers = [queries.listing_for(viewer(), Offer, one) for one in offer_ids]
    offer = known_offers[0] if known_offers else None
    need = queries.listing_for(viewer(), Need, need_id) if need_id else None
    known = offer or need
    if known is None:
        abort(404)
    rest = [(one.public_id, queries.title_of(one)) for one in known_offers[1:]]
    first = offer.public_id if offer else ""
    form = OpenForm(offer=first, need=need_id, others=[one for one, _words in rest])
    partners = queries.partners_for(viewer(), known) if not (offer and need) else []
    form.offer.choices = options((o.public_id, queries.title_of(o)) for o in ([offer] if offer else partners))
    form.need.choices = options((n.public_id, queries.title_of(n)) for n in ([need] if need else partners))
    form.pool(rest)
    return form


def _can_consent() -> bool:
    return can(viewer(), Permission.CASE_CONSENT) and not viewer().is_broker


def _consent_at_once(case: Case, *, wanted: bool) -> None:
    sides = sides_open_to(current_user.user, case, case.party_organisation_ids)
    if wanted and not viewer().is_broker and sides:
        actions.answer(by=current_user.user, case=case, voice=Voice(sides[0]), yes=True)

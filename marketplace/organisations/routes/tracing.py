"""Products that can be traced somewhere, entered by the organisation's manager or by staff."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.errors import DomainError, NotFoundError
from marketplace.organisations import tracing
from marketplace.organisations.attested import traced_product_of
from marketplace.organisations.forms.facts import TracedProductForm, TracedUntilForm
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import attested_organisation_for, recorded_organisation_for
from marketplace.web.guards import requires
from marketplace.web.transaction import commits


@bp.route("/organisations/<string:public_id>/traced-products/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def new_traced_product(public_id: str) -> ResponseReturnValue:
    """A further product with its code or link."""
    organisation, form = attested_organisation_for(public_id), TracedProductForm()
    if form.carries_out(
        lambda: tracing.add_traced_product(
            by=current_user.user,
            organisation=organisation,
            commodity=form.commodity.data,
            name=text_of(form.name),
            system=text_of(form.system),
            trace_code=text_of(form.trace_code),
            since=form.since.data,
            until=form.until.data,
            as_printed=bool(form.as_printed.data),
        )
    ):
        flash(_("Đã khai sản phẩm truy xuất được."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template(
        "organisations/traced_product.html", organisation=organisation, form=form
    ), form.answer_status


@bp.post("/organisations/<string:public_id>/traced-products/<string:product_id>/confirmation")
@requires(Permission.FACT_RECORD)
@commits
def confirm_traced_product(public_id: str, product_id: str) -> ResponseReturnValue:
    """Staff have looked up what the organisation entered: it counts from now on."""
    product = traced_product_of(recorded_organisation_for(public_id), product_id)
    if product is None:
        raise NotFoundError
    try:
        tracing.confirm_traced_product(by=current_user.user, product=product)
    except DomainError as problem:
        flash(str(problem.message), "error")
    else:
        flash(_("Đã xác nhận sản phẩm truy xuất được."), "success")
    return redirect(url_for(".show", public_id=public_id))


@bp.route("/organisations/<string:public_id>/traced-products/<string:product_id>/end", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def end_traced_product(public_id: str, product_id: str) -> ResponseReturnValue:
    """The last day on which it can be traced."""
    organisation, form = attested_organisation_for(public_id), TracedUntilForm(until=today())
    product = traced_product_of(organisation, product_id)
    if product is None:
        raise NotFoundError
    if form.carries_out(
        lambda: tracing.end_traced_product(by=current_user.user, product=product, until=form.until.data)
    ):
        flash(_("Đã lưu."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template(
        "organisations/traced_product_end.html", organisation=organisation, product=product, form=form
    ), form.answer_status

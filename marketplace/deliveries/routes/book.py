"""The book of a contract, on the page and as a table for spreadsheets; writing down a delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.brokering.models import Terms, TermsPeriod
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.deliveries import actions, export
from marketplace.deliveries.actions import DeliveryDraft, Speaker
from marketplace.deliveries.book import Book, book_of, of_year
from marketplace.deliveries.forms import BUYER, PRODUCER, DeliveryForm, SpokenForm
from marketplace.deliveries.limits import limits
from marketplace.deliveries.money import agreed_price, grades_of, late_interest
from marketplace.deliveries.queries import contract_with_book
from marketplace.deliveries.routes.blueprint import bp
from marketplace.errors import DomainError, NotFoundError
from marketplace.listings.kinds import PriceBasis
from marketplace.web.formats import format_date, format_kg
from marketplace.web.forms import hidden_number
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

AHEAD = timedelta(days=31)
Periods = dict[str, tuple[str, TermsPeriod]]


@bp.get("/contracts/<string:public_id>/deliveries")
@requires(Permission.DELIVERY_VIEW)
def book(public_id: str) -> str:
    """Periods × cooperatives, then the deliveries and the payments one by one."""
    contract = contract_with_book(viewer(), public_id)
    found = of_year(book_of(viewer(), contract), hidden_number(request.args.get("year")))
    interest = {one.id: late_interest(contract.terms, one, today()) for one in found.payments}
    return render_template(
        "deliveries/book.html",
        contract=contract,
        terms=contract.terms,
        book=found,
        interest=interest,
        usual_tolerance=limits().tolerance_pct,
        periods=periods_open_to(contract),
        entering=may_enter(contract),
    )


@bp.get("/contracts/<string:public_id>/deliveries.csv")
@requires(Permission.DELIVERY_VIEW)
def book_csv(public_id: str) -> Response:
    """The whole book as its reader sees it, a row a line."""
    return export.as_csv(_whole(public_id))


@bp.get("/contracts/<string:public_id>/deliveries.xlsx")
@requires(Permission.DELIVERY_VIEW)
def book_xlsx(public_id: str) -> Response:
    """The same as a workbook, with the single deliveries and payments on sheets of their own."""
    return export.as_xlsx(_whole(public_id))


def _whole(public_id: str) -> Book:
    return book_of(viewer(), contract_with_book(viewer(), public_id))


@bp.route("/contracts/<string:public_id>/deliveries/new", methods=["GET", "POST"])
@requires(Permission.DELIVERY_ENTER)
@commits
def enter(public_id: str) -> ResponseReturnValue:
    """Write down a delivery, for the period of `?period=` when it is named."""
    contract = contract_with_book(viewer(), public_id)
    if not may_enter(contract):
        raise NotFoundError
    periods = periods_open_to(contract)
    agreed = agreed_price(contract.terms_on(today()))
    form = DeliveryForm(
        data={"delivered_on": today(), "period": request.args.get("period"), "price_dong_per_kg": agreed}
    )
    form.offer(periods, grades_of(contract))
    form.speak(recorded=is_recorded(contract))
    if form.validate_on_submit():
        draft = priced_by_terms(form.draft(periods), contract.terms_on(today()))
        try:
            made = actions.enter_delivery(
                by=current_user.user, contract=contract, draft=draft, upload=form.file.data,
                speaker=speaker(form, contract, draft.organisation_id),
            )  # fmt: skip
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi lần giao. Bên kia được báo để xác nhận."), "success")
            warn_of_excess(contract, made.organisation_id, draft.period_start)
            return redirect(url_for(".show", public_id=made.public_id))
    page = render_template("deliveries/enter.html", form=form, contract=contract, old=None, terms=contract.terms)
    return page, form.answer_status


def priced_by_terms(draft: DeliveryDraft, terms: Terms) -> DeliveryDraft:
    """Without the fixed price that the form had filled in: the terms of the delivery's own day say it."""
    filled_in = terms.price_basis is PriceBasis.FIXED and draft.price_dong_per_kg == terms.price_dong_per_kg
    return replace(draft, price_dong_per_kg=None) if filled_in else draft


def is_recorded(contract: Contract) -> bool:
    """Whether the reader writes down what others said: the broker of the case, who belongs to neither side."""
    return current_user.user.id in contract.broker_user_ids


def may_enter(contract: Contract) -> bool:
    """Whether the reader may write anything into the book: someone of the buyer's or a producer's, or the broker."""
    sides = {contract.case.buyer_id, *(period.organisation_id for period in contract.terms.periods)}
    allowed = can(viewer(), Permission.DELIVERY_ENTER, contract)
    return allowed and (is_recorded(contract) or not sides.isdisjoint(viewer().organisation_ids))


def speaker(form: SpokenForm, contract: Contract, producer_id: int) -> Speaker:
    """For which side the entry is made."""
    if is_recorded(contract):
        side = {PRODUCER: producer_id, BUYER: contract.case.buyer_id}[form.side.data]
        return Speaker(side, form.evidence.data)
    return Speaker(producer_id if producer_id in viewer().organisation_ids else contract.case.buyer_id)


def periods_open_to(contract: Contract) -> Periods:
    """The periods for which the reader may write, those of the month ahead included, the newest first."""
    own = viewer().organisation_ids
    everything = is_recorded(contract) or contract.case.buyer_id in own
    open_ones = [
        period
        for period in reversed(contract.terms.periods)
        if (everything or period.organisation_id in own) and period.start <= today() + AHEAD
    ]
    return {f"{period.organisation.public_id}:{period.start}": (_words(period), period) for period in open_ones}


def _words(period: TermsPeriod) -> str:
    return (
        f"{format_date(period.start)} – {format_date(period.end)}: {format_kg(period.quantity_kg)}, "
        f"{period.organisation.short_name or period.organisation.name}"
    )


def warn_of_excess(contract: Contract, producer_id: int, start: object) -> None:
    """Say when more has now been delivered than the terms allow for; it is written down all the same."""
    for line in book_of(viewer(), contract).lines:
        if (
            line.organisation is not None
            and (line.organisation.id, line.start) == (producer_id, start)
            and line.over_kg
        ):
            words = _("Kỳ này đã giao vượt cam kết %(kg)s, quá dung sai.", kg=format_kg(line.over_kg))
            flash(words, "warning")


def own_contract(public_id: str, permission: Permission) -> Contract:
    """The contract of an address, for those who may do this to its book."""
    return reveal(viewer(), permission, contract_with_book(viewer(), public_id))

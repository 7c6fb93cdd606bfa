"""The transitions of offers and needs at their own addresses: publication, closing, copies, confirmation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts import links
from marketplace.accounts.models import LinkPurpose
from marketplace.authorization.permissions import Permission
from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings import lifecycle
from marketplace.listings.forms import ListingForm, ReasonForm, SheetForm
from marketplace.listings.pages import Room, own
from marketplace.listings.usual.doubts import UnsureError
from marketplace.web.guards import public, requires
from marketplace.web.transaction import commits


def register_transitions(bp: Blueprint, room: Room) -> None:
    """Give the blueprint the addresses of publication, closing, copies and confirmation."""
    _register_publication(bp, room)
    _register_closing(bp, room)
    _register_confirmation(bp, room)
    _register_link(bp, room)


def _show(room: Room, listing: Any) -> ResponseReturnValue:
    return redirect(url_for(f"{room.name}.show", public_id=listing.public_id))


def _register_publication(bp: Blueprint, room: Room) -> None:
    @bp.post("/<string:public_id>/publication")
    @requires(room.edit)
    @commits
    def publish(public_id: str) -> ResponseReturnValue:
        """Make it public; what is missing leads to its step, what is unusual is asked about."""
        listing, form = own(room, public_id), ListingForm()
        try:
            room.verbs.publish(listing, by=current_user.user, checked=form.ticked)
        except UnsureError as problem:
            form.blame(problem)
            return render_template("listings/publication.html", room=room.name, listing=listing, form=form), 422
        except DomainError as problem:
            return _refused(room, listing, problem)
        verified = listing.organisation.is_verified
        flash(_said(verified), "success" if verified else "warning")
        return _show(room, listing)

    @bp.post("/<string:public_id>/copies")
    @requires(room.edit)
    @commits
    def copy(public_id: str) -> ResponseReturnValue:
        """A draft for the next season, opened at its dates."""
        made = room.verbs.copy(own(room, public_id), by=current_user.user)
        flash(_("Đã chép sang vụ sau. Hãy xem lại ngày và khối lượng."), "success")
        return redirect(url_for(f"{room.name}.edit", public_id=made.public_id, step="schedule"))


def _said(verified: bool) -> str:
    if verified:
        return str(_l("Đã đăng. Ai cũng thấy ngay từ bây giờ."))
    return str(_l("Đã đăng, nhưng chưa hiện ra ngoài vì đơn vị chưa được xác minh."))


def _refused(room: Room, listing: Any, problem: DomainError) -> ResponseReturnValue:
    """Say why; lead to the step that mends it."""
    flash(str(problem.message), "error")
    if step := problem.data.get("step"):
        return redirect(url_for(f"{room.name}.edit", public_id=listing.public_id, step=step))
    return _show(room, listing)


def _register_closing(bp: Blueprint, room: Room) -> None:
    @bp.route("/<string:public_id>/closing", methods=["GET", "POST"])
    @requires(room.edit)
    @commits
    def close(public_id: str) -> ResponseReturnValue:
        """Close it for good, with a reason."""
        listing = own(room, public_id)
        form = ReasonForm()
        if form.validate_on_submit():
            try:
                room.verbs.close(listing, by=current_user.user, reason=form.reason.data or "")
            except DomainError as problem:
                form.blame(problem)
            else:
                flash(_("Đã đóng."), "success")
                return _show(room, listing)
        failed = bool(form.errors or form.form_errors)
        return render_template(
            "listings/close.html", room=room.name, listing=listing, form=form
        ), 422 if failed else 200


def _register_confirmation(bp: Blueprint, room: Room) -> None:
    @bp.post("/<string:public_id>/confirmation-request")
    @requires(room.edit)
    @commits
    def ask_confirmation(public_id: str) -> ResponseReturnValue:
        """Mail the organisation a link to what was entered for it."""
        listing = own(room, public_id)
        try:
            lifecycle.ask_confirmation(listing, by=current_user.user, names=room.names, missing=room.missing(listing))
        except DomainError as problem:
            return _refused(room, listing, problem)
        flash(_("Đã gửi thư xác nhận đến %(address)s.", address=listing.organisation.email), "success")
        return _show(room, listing)

    @bp.route("/<string:public_id>/signed-sheet", methods=["GET", "POST"])
    @requires(Permission.ORGANISATION_CREATE)
    @commits
    def record_sheet(public_id: str) -> ResponseReturnValue:
        """Staff record the signed sheet that confirms what they entered."""
        listing = own(room, public_id)
        form = SheetForm()
        if form.validate_on_submit():
            try:
                lifecycle.confirm_by_sheet(
                    listing,
                    by=current_user.user,
                    evidence=form.evidence.data or "",
                    names=room.names,
                    missing=room.missing(listing),
                    answers=lifecycle.Answers(room.doubts(listing), form.ticked),
                )
            except DomainError as problem:
                form.blame(problem)
            else:
                flash(_("Đã ghi nhận phiếu xác nhận và đăng."), "success")
                return _show(room, listing)
        failed = bool(form.errors or form.form_errors)
        return render_template(
            "listings/sheet.html", room=room.name, listing=listing, form=form
        ), 422 if failed else 200


def _itself(listing: Any) -> Viewer:
    """The organisation as a reader: who holds the link sees what its people see."""
    return Viewer(organisation_roles={listing.organisation_id: Role.MEMBER})


def _register_link(bp: Blueprint, room: Room) -> None:
    @bp.route("/confirmation/<string:token>", methods=["GET", "POST"])
    @public
    @commits
    def confirm(token: str) -> ResponseReturnValue:
        """The page behind the mailed link: opening it changes nothing, its button confirms what it shows."""
        link = links.peek(token, purpose=LinkPurpose.CONFIRMATION)
        if link.subject_kind != room.model.__tablename__:
            abort(404)
        listing = db.session.get_one(room.model, link.subject_id)
        form, status = ListingForm(), 200
        if form.validate_on_submit():
            try:
                lifecycle.confirm_by_link(
                    listing,
                    token=token,
                    version=form.opened_on,
                    names=room.names,
                    missing=room.missing(listing),
                    answers=lifecycle.Answers(room.doubts(listing), form.ticked),
                )
            except DomainError as problem:
                form.blame(problem)
                status = problem.status
            else:
                flash(_("Đã xác nhận. Cảm ơn đơn vị."), "success")
                return _show(room, listing) if listing.is_public else redirect(url_for("home.index"))
        form.version.data = str(listing.version)
        page = render_template(
            "listings/confirm.html", form=form, listing=listing, **room.present(listing, _itself(listing))
        )
        return page, status

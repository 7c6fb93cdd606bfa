"""What the sides of a case write to each other, and the files that came with it."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.brokering import actions, queries
from marketplace.brokering.message_forms import MessageForm
from marketplace.brokering.message_queries import file_of, messages_page, numbers_of, revision_of
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.talking import sight_of_talks
from marketplace.errors import DomainError
from marketplace.files.serving import send
from marketplace.web.forms import hidden_number
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import PAGE_SIZE, page_number, page_of_rows
from marketplace.web.transaction import commits


@bp.route("/cases/<string:public_id>/messages", methods=["GET", "POST"])
@requires(Permission.CASE_VIEW)
@commits
def messages(public_id: str) -> ResponseReturnValue:
    """The messages, the newest first, and a form for the next one while the sides may talk."""
    case = queries.case_for(viewer(), public_id)
    sight = sight_of_talks(viewer(), case)
    form = MessageForm(number=request.args.get("number", ""))
    form.offer_revisions(case)
    status = 200
    if form.validate_on_submit():
        try:
            terms = revision_of(case, hidden_number(form.number.data))
            actions.send_message(
                by=current_user.user, case=case, text=form.text.data or "", uploads=form.uploads, terms=terms
            )
        except DomainError as problem:
            form.blame(problem)
            status = problem.status
        else:
            flash(_("Đã gửi tin nhắn."), "success")
            return redirect(url_for(".messages", public_id=public_id))
    elif form.errors:
        status = 422
    page = page_number()
    rows, total = messages_page(case, page=page, size=PAGE_SIZE)
    shown = render_template(
        "brokering/messages.html",
        case=case,
        form=form,
        pages=page_of_rows(rows, total, page=page),
        numbers=numbers_of(case, rows),
        may_write=sight.has_met,
    )
    return shown, status


@bp.get("/cases/<string:public_id>/files/<string:file_id>")
@requires(Permission.CASE_VIEW)
def message_file(public_id: str, file_id: str) -> Response:
    """A file of a message, as an attachment, for those who read the talks."""
    case = queries.case_for(viewer(), public_id)
    sight_of_talks(viewer(), case)
    return send(file_of(case, file_id).file)

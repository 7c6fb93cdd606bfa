"""A group after somebody declined or left: as it was beside as it could be, and the press that makes it so."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.clock import today
from marketplace.errors import DomainError, NotFoundError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.pooling import actions, queries
from marketplace.pooling.forms import RepairForm
from marketplace.pooling.models import Pool
from marketplace.pooling.repair import Proposal, StuckError, mended
from marketplace.pooling.routes.blueprint import bp
from marketplace.pooling.standings import Group, group_of, open_cases
from marketplace.pooling.words import change_sentence
from marketplace.suggestions.market import VanishedError
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

AGREED_TOO = "agreed"
FREED: Mapping[str, tuple[str, LazyString]] = {
    "share": ("largest_share", _l("phần của đơn vị lớn nhất")),
    "part": ("all_or_nothing", _l("chỉ nhận khi đủ cả đơn")),
    "papers": ("certificate_shares", _l("phần hàng phải có giấy")),
}
"""Limits that may be let go: how an address says so, the limit, its words."""


@bp.route("/pools/<string:public_id>/repair", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
@commits
def repair(public_id: str) -> ResponseReturnValue:
    """What a mended group would change; `?change=agreed` lets amounts of who said yes change too, `?without=`
    lets go of a limit (see FREED). Where there is none: what is in the way, what stays open, what to do."""
    pool = queries.pool_to_mend(viewer(), public_id)
    _check_sees_the_cases(pool)
    form, loose = RepairForm(), request.args.get("change") == AGREED_TOO
    free = without if (without := request.args.get("without", "")) in FREED else ""
    try:
        found = _proposal(pool, loose, free)
    except StuckError as stuck:
        return _page(pool, form, stuck.standing, loose, free, why=str(stuck.message), limit=stuck.limit)
    except DomainError as problem:
        return _page(pool, form, None, loose, free, why=str(problem.message))
    if form.carries_out(
        lambda: actions.accept_repair(by=current_user.user, pool=pool, proposal=found, seen=form.seen.data or "")
    ):
        flash(_("Đã sửa nhóm. Đơn vị mời thêm được hỏi ý kiến, phần của từng đơn vị đã ghi lại."), "success")
        return redirect(url_for(".show", public_id=public_id))
    form.seen.data = found.fingerprint
    return _page(pool, form, found, loose, free)


def _check_sees_the_cases(pool: Pool) -> None:
    """What each side said is for the parties and their broker: who may not see one of the cases finds nothing."""
    if not all(can(viewer(), Permission.CASE_VIEW, one.case) for one in pool.cases):
        raise NotFoundError


def _proposal(pool: Pool, loose: bool, free: str) -> Proposal:
    """Read, then search."""
    try:
        group: Group = group_of(pool, on=today())
    except VanishedError:  # this transaction is older than the market: once more in a new one
        db.session.rollback()
        group = group_of(pool, on=today())
    if request.method == "POST":  # what was read for it is let go: nobody waits for the search
        db.session.rollback()
    return mended(group, may_change_agreed=loose, without=FREED[free][0] if free else None)


def _page(
    pool: Pool,
    form: RepairForm,
    found: Proposal | None,
    loose: bool,
    free: str,
    *,
    why: str = "",
    limit: str | None = None,
) -> ResponseReturnValue:
    cases = open_cases(pool)
    page = render_template(
        "pooling/repair.html",
        pool=pool,
        form=form,
        proposal=found,
        loose=loose,
        why=why,
        limit=limit,
        free=free,
        freed=FREED[free][1] if free else "",
        may_free=next((name for name, (own, _words) in FREED.items() if own == limit), ""),
        cases=cases,
        changes=[change_sentence(one) for one in found.changes] if found else [],
        may_accept=len(pool.cases) > 1 or any(current_user.user.id in case.broker_user_ids for case in cases),
    )
    return page, form.answer_status

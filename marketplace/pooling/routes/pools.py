"""Pools of a need: the list, making one in one press, its variants beside each other, giving up."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.errors import DomainError
from marketplace.pooling import actions, queries
from marketplace.pooling.apart import apart_of
from marketplace.pooling.covering import covering_of
from marketplace.pooling.figures import Figures
from marketplace.pooling.market import Asked
from marketplace.pooling.models import MOST_VARIANTS
from marketplace.pooling.routes.asking import searched
from marketplace.pooling.routes.blueprint import bp
from marketplace.pooling.solving import Locks, Wishes
from marketplace.pooling.standings import open_cases
from marketplace.web.forms import Form
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/needs/<string:public_id>/pools", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
@commits
def of_need(public_id: str) -> ResponseReturnValue:
    """The pools of a need; a press proposes a group at once."""
    need = queries.need_for(viewer(), public_id)
    form = Form()
    if form.validate_on_submit():
        try:
            wishes = Wishes(maximum_suppliers=need.maximum_suppliers)
            reading, _locks, answer = searched(need, Asked(), wishes, lambda _reading: Locks())
            pool = actions.make(by=current_user.user, need=need, reading=reading, answer=answer)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã đề xuất một nhóm cung cấp. Sửa ô nào thì ô đó được giữ khi tính lại."), "success")
            return redirect(url_for(".table", public_id=pool.public_id, number=1))
    found = queries.pools_of(viewer(), need)
    apart = apart_of(viewer(), need) if form.form_errors else []
    page = render_template("pooling/of_need.html", form=form, need=need, pools=found, apart=apart)
    return page, form.answer_status


@bp.get("/pools/<string:public_id>")
@requires(Permission.CASE_OPEN)
def show(public_id: str) -> ResponseReturnValue:
    """The variants beside each other, and what became of the pool."""
    pool = queries.pool_with_people(viewer(), public_id)
    shown = [Figures(one) for one in (pool.live_variants if pool.is_open or not pool.chosen else [pool.chosen])]
    may_add = pool.is_open and len(pool.live_variants) < MOST_VARIANTS
    history = timeline(viewer(), pool)
    sees = pool.cases and all(can(viewer(), Permission.CASE_VIEW, one.case) for one in pool.cases)
    covering = covering_of(pool, shown[0].wanted_kg) if sees and pool.chosen else None
    return render_template(
        "pooling/show.html", pool=pool, variants=shown, may_add=may_add, history=history, covering=covering,
        may_mend=bool(covering and open_cases(pool)),
    )  # fmt: skip


@bp.post("/pools/<string:public_id>/variants/<string:number>/copies")
@requires(Permission.CASE_OPEN)
@commits
def copy(public_id: str, number: str) -> ResponseReturnValue:
    """Another variant, from this one."""
    made = actions.add_variant(by=current_user.user, variant=queries.variant_for(viewer(), public_id, number))
    flash(_("Đã chép thành một phương án mới. Đổi giới hạn hoặc khối lượng rồi so sánh."), "success")
    return redirect(url_for(".table", public_id=public_id, number=made.number))


@bp.post("/pools/<string:public_id>/variants/<string:number>/removal")
@requires(Permission.CASE_OPEN)
@commits
def remove(public_id: str, number: str) -> ResponseReturnValue:
    """Take a variant away."""
    actions.remove_variant(by=current_user.user, variant=queries.variant_for(viewer(), public_id, number))
    flash(_("Đã bỏ phương án."), "success")
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/pools/<string:public_id>/closure")
@requires(Permission.CASE_OPEN)
@commits
def close(public_id: str) -> ResponseReturnValue:
    """Give the pool up."""
    pool = queries.pool_for(viewer(), public_id)
    actions.drop(by=current_user.user, pool=pool)
    flash(_("Đã thôi làm đơn gom này."), "success")
    return redirect(url_for(".of_need", public_id=pool.need.public_id))

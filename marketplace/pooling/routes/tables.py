"""The table of a variant: read, typed into, kept as typed, or solved around what is locked."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError
from marketplace.pooling import actions, queries
from marketplace.pooling.apart import apart_of
from marketplace.pooling.figures import Figures
from marketplace.pooling.forms import TableForm, table_form
from marketplace.pooling.market import Reading
from marketplace.pooling.models import Variant
from marketplace.pooling.near import near_of
from marketplace.pooling.refusals import check
from marketplace.pooling.routes.asking import reading_of, searched
from marketplace.pooling.routes.blueprint import bp
from marketplace.pooling.solving import Answer, Locks, counted
from marketplace.pooling.tables import Row, amounts_of, asked_of, locks_of, wishes_of
from marketplace.web.formats import format_money
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

Work = Callable[[Variant, TableForm, list[Row]], None]


@bp.get("/pools/<string:public_id>/variants/<string:number>")
@requires(Permission.CASE_OPEN)
def table(public_id: str, number: str) -> ResponseReturnValue:
    """The table with its totals."""
    variant = queries.variant_for(viewer(), public_id, number)
    return _page(variant, table_form(variant))


@bp.post("/pools/<string:public_id>/variants/<string:number>/solution")
@requires(Permission.CASE_OPEN)
@commits
def solve(public_id: str, number: str) -> ResponseReturnValue:
    """What was typed and locked stays; the rest is solved."""
    return _pressed(public_id, number, _keep_solved, _("Đã tính lại; các ô và đơn vị đã khóa được giữ nguyên."))


@bp.post("/pools/<string:public_id>/variants/<string:number>/amounts")
@requires(Permission.CASE_OPEN)
@commits
def keep(public_id: str, number: str) -> ResponseReturnValue:
    """What was typed is kept as it is and added up; nothing is solved."""
    return _pressed(public_id, number, _keep_typed, _("Đã giữ đúng các số đã nhập và cộng lại."))


def _pressed(public_id: str, number: str, work: Work, done: str) -> ResponseReturnValue:
    """A press under the table: what was typed is read and worked on; what cannot be is told, and typed still."""
    variant = queries.variant_for(viewer(), public_id, number)
    form = table_form(variant)
    if _is_fresh(variant, form) and form.validate_on_submit():
        try:
            actions.check_open(variant)
            work(variant, form, form.rows(variant))
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(done, "success")
            return redirect(url_for(".table", public_id=public_id, number=number))
    return _page(variant, form)


def _keep_solved(variant: Variant, form: TableForm, rows: list[Row]) -> None:
    public_id, number = variant.pool.public_id, str(variant.number)
    found = searched(variant.pool.need, asked_of(variant), wishes_of(variant), lambda read: locks_of(rows, read.wanted))
    variant = queries.variant_for(viewer(), public_id, number)  # the search let go of what was read
    _keep(variant, form, *found, solved=True)


def _keep_typed(variant: Variant, form: TableForm, rows: list[Row]) -> None:
    reading, wishes = reading_of(variant.pool.need, asked_of(variant)), wishes_of(variant)
    everything = [
        Row(row.code, row.name, row.lock, row.kg, frozenset(start for start, kg in row.kg.items() if kg))
        for row in rows
    ]
    check(reading, wishes, locks_of(everything, reading.wanted))
    answer = counted(reading, wishes, amounts_of(rows, reading.wanted))
    _keep(variant, form, reading, locks_of(rows, reading.wanted), answer, solved=False)


def _keep(variant: Variant, form: TableForm, reading: Reading, locks: Locks, answer: Answer, *, solved: bool) -> None:
    actions.keep(
        by=current_user.user, variant=variant, version=form.version, reading=reading, answer=answer, locks=locks,
        solved=solved,
    )  # fmt: skip


def _is_fresh(variant: Variant, form: TableForm) -> bool:
    """Whether nobody changed the variant meanwhile; else the form says so, and its next press is knowingly on this."""
    try:
        actions.check_version(variant, form.version)
    except DomainError as problem:
        form.fill_in(variant)
        form.goes_on_from(variant.version)
        form.blame(problem)
        return False
    return True


def _page(variant: Variant, form: TableForm) -> ResponseReturnValue:
    near = near_of(variant) if variant.pool.is_open else []
    figures = Figures(variant)
    costs = [(words, format_money(dong)) for words, dong in figures.parts]
    apart = apart_of(viewer(), variant.pool.need) if variant.pool.is_open and figures.short_kg else []
    page = render_template(
        "pooling/table.html", pool=variant.pool, variant=variant, figures=figures, cost_rows=costs, form=form,
        near=near, apart=apart,
    )  # fmt: skip
    return page, form.answer_status

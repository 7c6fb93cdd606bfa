"""Pages of the indicators: the figure, its rows, and both as CSV."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError, NotFoundError
from marketplace.indicators import queries
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Question, compute
from marketplace.indicators.forms import FigureForm
from marketplace.notifications.addresses import absolute
from marketplace.web.exports import csv_response
from marketplace.web.formats import format_date
from marketplace.web.guards import public, requires, viewer

bp = Blueprint("indicators", __name__, url_prefix="/indicators")


@bp.get("")
@public
def index() -> str:
    """All indicators with today's figure."""
    form = FigureForm(request.args)
    return render_template("indicators/index.html", figures=[compute(form.question(code)) for code in INDICATORS])


@bp.get("/<string:code>")
@public
def show(code: str) -> ResponseReturnValue:
    """One figure with its definition, target, gap and places."""
    indicator = INDICATORS.get(code)
    if indicator is None:
        raise NotFoundError
    form = FigureForm(request.args)
    try:
        question = form.question(code)
    except DomainError as problem:
        form.blame(problem)
        return render_template("indicators/show.html", form=form, indicator=indicator, figure=None), 422
    places = queries.places_of(question)
    return render_template(
        "indicators/show.html", form=form, indicator=indicator, figure=compute(question), places=places
    )


@bp.get("/<string:code>/rows")
@requires(Permission.INDICATOR_ROWS)
def rows(code: str) -> str:
    """Every organisation behind the figure, and the contracts for which it counts."""
    form, question = _asked(code)
    page = queries.rows_for(viewer(), question)
    return render_template(
        "indicators/rows.html",
        form=form,
        figure=compute(question),
        page=page,
        lines=queries.lines(question, page.items),
    )


@bp.get("/<string:code>/figure.csv")
@public
def figure_csv(code: str) -> Response:
    """The figure and its places, as a table."""
    _form, question = _asked(code)
    figure = compute(question)
    header = [
        _("Chỉ tiêu"), _("Phiên bản"), _("Ngày tính"), _("Cách tính"), _("Nơi"), _("Có liên kết"), _("Tổng số"),
    ]  # fmt: skip
    whole: list[Any] = [*_named(question), _("Tất cả"), figure.numerator, figure.denominator]
    places = [[*_named(question), p.name or _("Chưa rõ"), p.linked, p.total] for p in queries.places_of(question)]
    return csv_response(f"{code}-{question.day.isoformat()}.csv", header, [whole, *places])


@bp.get("/<string:code>/rows.csv")
@requires(Permission.INDICATOR_ROWS)
def rows_csv(code: str) -> Response:
    """The rows, as a table."""
    _form, question = _asked(code)
    header = [_("Tổ chức"), _("Mã số"), _("Mã tỉnh"), _("Mã xã"), _("Có liên kết"), _("Hợp đồng"), _("Trang")]
    lines = (
        [
            line.organisation.name,
            line.organisation.tax_code,
            line.organisation.province_code,
            line.organisation.commune_code,
            int(line.linked),
            "; ".join(contract.number or contract.public_id for contract in line.contracts),
            absolute("organisations.show", public_id=line.organisation.public_id),
        ]
        for line in queries.every_line(viewer(), question)
    )
    return csv_response(f"{code}-rows-{question.day.isoformat()}.csv", header, lines)


def _asked(code: str) -> tuple[FigureForm, Question]:
    if code not in INDICATORS:
        raise NotFoundError
    form = FigureForm(request.args)
    return form, form.question(code)


def _named(question: Question) -> list[str]:
    return [
        question.code,
        question.indicator.version,
        format_date(question.day),
        f"{question.definition.value} × {question.denominator.value}",
    ]

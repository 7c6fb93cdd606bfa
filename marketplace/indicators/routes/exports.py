"""The figure and its rows for spreadsheets and machines."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from marketplace.authorization.permissions import Permission
from marketplace.indicators import queries
from marketplace.indicators.engine import Question, compute
from marketplace.indicators.routes.asked import asked
from marketplace.indicators.routes.blueprint import bp
from marketplace.notifications.addresses import absolute
from marketplace.web.exports import csv_response
from marketplace.web.formats import format_date
from marketplace.web.guards import public, requires, viewer


@bp.get("/<string:code>/figure.csv")
@public
def figure_csv(code: str) -> Response:
    """The figure and its places, as a table."""
    _form, question = asked(code)
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
    _form, question = asked(code)
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


def _named(question: Question) -> list[str]:
    return [
        question.code,
        question.indicator.version,
        format_date(question.day),
        f"{question.definition.value} × {question.denominator.value}",
    ]

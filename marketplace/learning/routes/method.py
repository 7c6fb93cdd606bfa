"""How suggestions are made and how good they are: the words for everybody, the figures for who is signed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _

from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.learning import words
from marketplace.learning.figures import Counts, Figures, Line, figures
from marketplace.learning.routes import bp
from marketplace.suggestions import rankers, weights
from marketplace.suggestions.lines import PARTS
from marketplace.web.exports import csv_response
from marketplace.web.guards import public, requires, viewer


@bp.get("/method")
@public
def method() -> str:
    """Parts with their points, hard rules, what is not used, what is logged; then months, reasons, measures."""
    reader = viewer()
    return render_template(
        "learning/method.html",
        words=words,
        parts=PARTS,
        in_force=weights.in_force(),
        kept=weights.newest(),
        model=rankers.in_force(),
        trained=next(iter(rankers.versions(limit=1)), None),
        figures=figures(reader, today()) if reader.is_signed_in else None,
    )


@bp.get("/method/figures.csv")
@requires(Permission.MATCHING_FIGURES)
def figures_csv() -> Response:
    """All figures of the page as one table."""
    found = figures(viewer(), today())
    header = [
        _("Theo"), _("Nhóm"), _("Đã hiện"), _("Đã đề nghị"), _("Hai bên đồng ý"), _("Thống nhất điều khoản"),
        _("Đã ký"), _("Đã xác minh"), _("Bị gạt đi"),
    ]  # fmt: skip
    return csv_response(f"goi-y-{found.until.isoformat()}.csv", header, _lines(found))


def _lines(found: Figures) -> Iterator[list[Any]]:
    groups: tuple[tuple[str, Sequence[Line]], ...] = (
        (_("Tháng hiện lần đầu"), found.months),
        (_("Mặt hàng"), found.goods),
        (_("Quy mô hợp tác xã"), found.sizes),
    )
    yield _row(_("Tất cả"), "", found.all)
    for title, lines in groups:
        yield from (_row(title, str(line.label), line.counts) for line in lines)
    for reason in found.reasons:
        yield [_("Lý do không phù hợp"), str(reason.reason.label), "", "", "", "", "", "", reason.times]
    yield [_("Chào bán chưa từng hiện"), "", found.unseen.never_shown, "", "", "", "", "", ""]
    yield [_("Chào bán đang mở"), "", found.unseen.offers, "", "", "", "", "", ""]


def _row(title: str, name: str, counts: Counts) -> list[Any]:
    return [title, name, *astuple(counts)]

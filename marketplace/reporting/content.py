"""A report in words and plain data, for the templates of page and paper: they lay out and decide nothing.

Every number is worded by `indicators.words`, as on the pages of the indicators.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Figure
from marketplace.indicators.tables import choice_of
from marketplace.indicators.words import (
    amount_words,
    gap_words,
    left_out_words,
    notes_of,
    nothing_words,
    part_words,
    value_words,
    when_words,
)
from marketplace.reporting.report import BY_PLACE, PlaceRow, Report
from marketplace.web.formats import format_date

BLANK = "…………………………"


def content_of(report: Report) -> dict[str, Any]:
    """Everything the report says, in the running locale."""
    return {
        "language": str(get_locale() or "vi"),
        "issuer": report.issuer or BLANK,
        "place": _seat(report),
        "title": report.title,
        "subtitle": f"{report.where}, {as_of(report)}",
        "head": _head(),
        "source": source_of(report),
        "warnings": warnings_of(report),
        "sections": [
            {"label": one.label, "note": one.note, "rows": [_figure(figure) for figure in one.figures]}
            for one in report.sections
        ],
        "columns": [_("Mã"), _("Chỉ tiêu"), _("Giá trị"), _("Mục tiêu"), _("So với mục tiêu")],
        "places": _places(report.places),
        "notes": list(caveats_of(report)),
        "definitions": [_definition(report, code) for code in codes_of(report)],
        "foot": _foot(),
    }


def _seat(report: Report) -> str:
    """The place before the date: a province without its kind, as the decree writes it."""
    return report.place_name.removeprefix("Tỉnh ").removeprefix("Thành phố ") or BLANK


def as_of(report: Report) -> str:
    """The day of the figures, in words."""
    return str(_("số liệu tính đến hết ngày %(day)s", day=format_date(report.day)))


def source_of(report: Report) -> str:
    """Live data or a locked snapshot, and how to tell which."""
    if report.seal:
        return str(
            _(
                "Nguồn: bản chốt số liệu “%(title)s” trên hệ thống Liên Kết, đã được người thứ hai duyệt. Mã băm "
                "SHA-256: %(seal)s.",
                title=report.snapshot_title,
                seal=report.seal,
            )
        )
    made = format_date(report.made_on)
    return str(_("Nguồn: dữ liệu trên hệ thống Liên Kết, tính ngày %(day)s; chưa phải bản chốt số liệu.", day=made))


def warnings_of(report: Report) -> list[str]:
    """What must be read before any number: nothing counted, rows for show."""
    said = []
    if report.is_empty:
        said.append(
            _(
                "%(place)s chưa có tổ chức, hợp đồng nào được tính vào ngày %(day)s, nên các chỉ tiêu chưa có giá trị.",
                place=report.where,
                day=format_date(report.day),
            )
        )
    if report.has_demonstration:
        said.append(_("Trong các con số dưới đây có dòng minh họa; chúng chưa phải số liệu thật."))
    return [str(one) for one in said]


def name_of(figure: Figure) -> str:
    """The indicator's name, with the kind of organisation where it is one of its parts."""
    asked = figure.question
    kind = f" – {asked.organisation_kind.label}" if asked.organisation_kind else ""
    return f"{asked.indicator.name}{kind}"


def target_words(figure: Figure) -> str:
    """The target with its year; empty without one."""
    if figure.target is None:
        return ""
    return f"{amount_words(figure.target.value, figure.question.indicator.unit)} ({figure.target.year})"


def caveats_of(report: Report) -> Iterable[str]:
    """What each figure leaves out and why, and what else its reader must know, under its code.

    That rows are for show stands above all figures, in `warnings_of`.
    """
    for figure in report.figures:
        said = [*left_out_words(figure), *notes_of(replace(figure, demonstration=0))]
        if said and figure.question.organisation_kind is None:
            yield f"{figure.question.code}: {'; '.join(said)}"


def codes_of(report: Report) -> list[str]:
    """The indicators of the report, each once."""
    return list(dict.fromkeys(figure.question.code for figure in report.figures))


def definition_lines(report: Report, code: str) -> list[tuple[str, str]]:
    """(name, text) of everything that says how an indicator is counted."""
    indicator = INDICATORS[code]
    lines = [
        (_("Công thức"), str(indicator.formula)),
        (_("Tử số"), str(indicator.numerator_words)),
        (_("Mẫu số"), str(indicator.denominator_words) if indicator.has_denominator else ""),
        (_("Giải thích"), str(indicator.explanation)),
        (_("Phiên bản định nghĩa"), report.versions.get(code, indicator.version)),
        (_("Căn cứ"), "; ".join(indicator.sources)),
    ]
    return [(name, text) for name, text in lines if text]


def _figure(figure: Figure) -> dict[str, str]:
    parts = part_words(figure) if figure.value is not None else nothing_words(figure)
    chosen = choice_of(figure.question)
    return {
        "code": figure.question.code,
        "name": name_of(figure),
        "parts": ". ".join(filter(None, [parts.rstrip("."), when_words(figure.question), chosen])) + ".",
        "value": value_words(figure),
        "target": target_words(figure) or "–",
        "gap": gap_words(figure) or "–",
    }


def _places(rows: Iterable[PlaceRow]) -> dict[str, Any]:
    lines = [[row.name or _("Chưa rõ địa bàn"), *_shares(row)] for row in rows]
    return {
        "heading": _("Theo nơi"),
        "nothing": "" if lines else _("Chưa có dòng nào ở nơi nhỏ hơn được tính vào ngày này."),
        "columns": [_("Nơi"), *(f"{code}: {INDICATORS[code].name}" for code in BY_PLACE)],
        "rows": lines,
    }


def _shares(row: PlaceRow) -> list[str]:
    return [_share(row.figures[code]) if code in row.figures else "–" for code in BY_PLACE]


def _share(figure: Figure) -> str:
    below = figure.denominator or 0
    return f"{value_words(figure)} ({figure.numerator:.0f}/{below:.0f})"


def _definition(report: Report, code: str) -> dict[str, Any]:
    lines = [{"label": name, "text": text} for name, text in definition_lines(report, code)]
    return {"heading": f"{code}. {INDICATORS[code].name}", "lines": lines}


def _head() -> dict[str, str]:
    return {
        "nation": _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        "motto": _("Độc lập - Tự do - Hạnh phúc"),
        "number": _("Số: ………/BC-………"),
        "date": _("ngày …… tháng …… năm ………"),
        "notes": _("Điều cần biết khi đọc số liệu"),
        "definitions": _("Cách tính từng chỉ tiêu"),
        "places": _("Theo nơi"),
    }


def _foot() -> dict[str, str]:
    return {
        "to": _("Nơi nhận:"),
        "kept": _("- Lưu: VT."),
        "signer": _("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ"),
        "how": _("(Ký, ghi rõ họ tên, đóng dấu)"),
    }

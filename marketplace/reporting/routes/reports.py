"""Choosing a report, reading it as a page, and its two files."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError
from marketplace.indicators.workbook import EXCEL
from marketplace.reporting import queries
from marketplace.reporting.content import content_of
from marketplace.reporting.documents.pdf import report_pdf
from marketplace.reporting.documents.workbook import report_workbook
from marketplace.reporting.forms import ReportForm, Wanted
from marketplace.reporting.report import Report
from marketplace.reporting.routes.blueprint import bp
from marketplace.web.guards import requires, viewer


@bp.get("/reports")
@requires(Permission.REPORT_MAKE)
def index() -> ResponseReturnValue:
    """Choose place, day or snapshot and language; the files; what is sent by itself."""
    form, wanted = _asked()
    schedules = queries.schedules_for(viewer())
    page = render_template(
        "reporting/index.html", form=form, wanted=wanted, schedules=schedules, sent=queries.last_days(schedules),
        places=form.place_names,
    )  # fmt: skip
    return page, 200 if wanted else 422


@bp.get("/reports/page")
@requires(Permission.REPORT_MAKE)
def show() -> str:
    """The report as a page to read and print, in the reader's language."""
    form, wanted = _asked()
    content = content_of(_wanted(form, wanted).report())
    return render_template("reporting/show.html", report=content, arguments=form.arguments())


@bp.get("/reports/report.pdf")
@requires(Permission.REPORT_MAKE)
def report_paper() -> Response:
    """The official paper."""
    wanted = _wanted(*_asked())
    with wanted.in_its_language():
        report = wanted.report()
        return _file(report_pdf(report), "application/pdf", _name(report, wanted, "pdf"))


@bp.get("/reports/report.xlsx")
@requires(Permission.REPORT_MAKE)
def report_sheet() -> Response:
    """The workbook."""
    wanted = _wanted(*_asked())
    with wanted.in_its_language():
        report = wanted.report()
        return _file(report_workbook(report), EXCEL, _name(report, wanted, "xlsx"))


def _asked() -> tuple[ReportForm, Wanted | None]:
    """The form of the address, and what it asks for unless a field is wrong."""
    form = ReportForm(request.args)
    try:
        return form, form.wanted()
    except DomainError as problem:
        form.blame(problem)
        return form, None


def _wanted(form: ReportForm, wanted: Wanted | None) -> Wanted:
    """A file has no place for complaints: DomainError with the first of them."""
    if wanted is None:
        said = [str(one) for errors in form.errors.values() for one in errors] + [str(one) for one in form.form_errors]
        raise DomainError(said[0])
    return wanted


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _name(report: Report, wanted: Wanted, ending: str) -> str:
    place = report.place.code or "vn"
    kept = "-snapshot" if wanted.snapshot else ""
    return f"report-{place}-{report.day.isoformat()}{kept}-{wanted.language}.{ending}"

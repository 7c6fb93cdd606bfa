"""What every door of a figure reads first: the question in its address."""

from __future__ import annotations

from flask import Response, json, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination

from marketplace.errors import DomainError, NotFoundError
from marketplace.indicators.audience import may_read
from marketplace.indicators.definitions import INDICATORS, Indicator
from marketplace.indicators.engine import Level, Question
from marketplace.indicators.forms.question import FigureForm
from marketplace.web.guards import viewer


def indicator_of(code: str) -> Indicator:
    """The indicator of an address; NotFoundError for a code that is none, or none of the reader's business."""
    if code not in INDICATORS or not may_read(viewer(), code):
        raise NotFoundError
    return INDICATORS[code]


def asked(code: str) -> tuple[FigureForm, Question]:
    """The form and its question; NotFoundError for no indicator, DomainError that names each wrong field."""
    form = FigureForm(indicator_of(code), request.args)
    try:
        return form, form.question()
    except DomainError as problem:
        raise DomainError(form.complaints or problem.message, field=problem.field) from problem


def problem_answer(problem: DomainError) -> Response:
    """What is wrong with a question, for machines (RFC 9457)."""
    told = {"type": "about:blank", "title": str(_("Câu hỏi chưa đúng")), "status": problem.status}
    body = json.dumps({**told, "detail": str(problem.message), "instance": request.path})
    return Response(body, status=problem.status, mimetype="application/problem+json")


def beyond_the_end(page: Pagination) -> ResponseReturnValue | None:
    """The way to the last page for a page number that has none; None for a page that exists."""
    if page.items or not page.total:
        return None
    asked_for = {**request.args.to_dict(flat=False), "page": page.pages}
    return redirect(url_for(str(request.endpoint), **{**(request.view_args or {}), **asked_for}))


def asked_level() -> Level | None:
    """By what a breakdown is asked: `?by=district` for old districts, else what lies below the place."""
    return Level.DISTRICT if request.args.get("by") == Level.DISTRICT.value else None

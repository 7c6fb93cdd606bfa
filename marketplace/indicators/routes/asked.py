"""What every door of a figure reads first: the question in its address."""

from __future__ import annotations

from flask import request

from marketplace.errors import NotFoundError
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
    """The form and its question; NotFoundError for no indicator, DomainError for a wrong field."""
    form = FigureForm(indicator_of(code), request.args)
    return form, form.question()


def asked_level() -> Level | None:
    """By what a breakdown is asked: `?by=district` for old districts, else what lies below the place."""
    return Level.DISTRICT if request.args.get("by") == Level.DISTRICT.value else None

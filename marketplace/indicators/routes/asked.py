"""What every door of a figure reads first: the question in its address."""

from __future__ import annotations

from flask import request

from marketplace.errors import NotFoundError
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Question
from marketplace.indicators.forms.question import FigureForm


def asked(code: str) -> tuple[FigureForm, Question]:
    """The form and its question; NotFoundError for no indicator, DomainError for a wrong field."""
    if code not in INDICATORS:
        raise NotFoundError
    form = FigureForm(request.args)
    return form, form.question(code)

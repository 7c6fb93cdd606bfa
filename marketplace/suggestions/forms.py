"""The form of a rejection."""

from __future__ import annotations

from wtforms import RadioField

from marketplace.labels import lazy_gettext as _l
from marketplace.suggestions.models import RejectionReason
from marketplace.web.fields import LongTextField
from marketplace.web.forms import Form, chosen


class RejectionForm(Form):
    """Why a suggestion does not fit."""

    reason = RadioField(_l("Không phù hợp vì"), choices=RejectionReason.choices(), validators=[chosen()])
    note = LongTextField(_l("Nói rõ thêm"), most=500)

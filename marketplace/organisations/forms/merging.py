"""Merging one record into another."""

from __future__ import annotations

from wtforms import BooleanField

from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.forms.staff import ReasonForm
from marketplace.web.forms import chosen


class MergeForm(ReasonForm):
    """Why they are one, and that the person knows there is no way back."""

    certain = BooleanField(_l("Tôi đã so hai hồ sơ và hiểu rằng việc gộp không hoàn tác được"), [chosen()])

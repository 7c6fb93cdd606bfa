"""Forms of saved searches and alerts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectField

from marketplace.alerts.models import LONGEST_NAME, Telling
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import CountField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, options, required

TELLINGS = Telling.choices()


class SearchForm(Form):
    """A name for the filters, and how their news are told."""

    name = TextField(_l("Đặt tên"), [required(), not_garbled()], most=LONGEST_NAME)
    telling = RadioField(_l("Khi có tin mới khớp"), choices=TELLINGS, default=Telling.SITE.value, validators=[chosen()])


class ChangeAlertForm(Form):
    """From how many points, and how it is told."""

    at_least = CountField(
        _l("Báo khi có gợi ý từ bao nhiêu điểm"),
        [required()],
        description=_l("Điểm phù hợp từ 1 đến 100. Từ 60 là khá hợp, từ 80 là rất hợp."),
        least=1,
        most=100,
        default=60,
    )
    telling = RadioField(
        _l("Báo bằng cách nào"), choices=TELLINGS[1:], default=Telling.SITE.value, validators=[chosen()]
    )


class AlertForm(ChangeAlertForm):
    """The same for a new alert, with what it is about."""

    about = SelectField(_l("Báo cho"), validators=[chosen()])

    def offer_subjects(self, subjects: Iterable[tuple[str, Any]]) -> None:
        """What an alert can be about: (value, words)."""
        self.about.choices = options(subjects)

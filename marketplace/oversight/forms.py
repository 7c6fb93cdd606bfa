"""The place and the period in the address of an oversight page, checked like any form."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from marketplace.catalogue.place_queries import provinces
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.oversight.scope import Scope
from marketplace.web.fields import DayField
from marketplace.web.forms import Form, options


class ScopeForm(Form):
    """A GET form: province, first and last day.

    Nothing asked: the country, on the `usual` days of a page, else this year until today. `most_months`: of how many
    months the period may be.
    """

    class Meta(Form.Meta):
        csrf = False

    province = SelectField(_l("Tỉnh, thành phố"))
    since = DayField(_l("Từ ngày"))
    until = DayField(_l("Đến hết ngày"))

    def __init__(
        self, arguments: MultiDict[str, str], usual: tuple[date, date] | None = None, most_months: int | None = None
    ) -> None:
        asked = MultiDict((name, value) for name, value in arguments.items(multi=True) if value)
        asked.setdefault("province", "")
        super().__init__(formdata=asked)
        del self.form_key
        self._usual, self._most_months = usual, most_months
        known = [(one.code, one.full_name) for one in provinces()]
        self._names = dict(known)
        self.province.choices = options(known, nothing=_l("Cả nước"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field readable, and the period neither reversed nor too long."""
        fine: bool = super().validate(extra_validators)
        if fine and (wrong := self._wrong_period()):
            self.until.errors = [wrong]
            return False
        return fine

    def _wrong_period(self) -> str | None:
        first, last = self._since(), self._until()
        if first > last:
            return str(_l("Ngày cuối phải từ ngày đầu của kỳ trở đi."))
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if self._most_months is not None and months > self._most_months:
            words = _l("Bảng này xem nhiều nhất %(most)s tháng một lần. Hãy chọn kỳ ngắn hơn.", most=self._most_months)
            return str(words)
        return None

    @property
    def complaint(self) -> str | None:
        """The first thing that is wrong, where there is no page to show the form on."""
        return next((str(error) for field in self for error in field.errors), None)

    @property
    def ahead(self) -> date | None:
        """The last day asked for, when it is still to come and the page tells of what has happened."""
        return self._until() if self._usual is None and self._until() > today() else None

    def scope(self) -> Scope | None:
        """What is asked; None when a field is wrong, which the form then says."""
        if not self.validate():
            return None
        code = self.province.data or None
        return Scope(self._since(), self._until(), code, self._names[code] if code else _("Cả nước"))

    def arguments(self) -> dict[str, str]:
        """The same question as an address."""
        asked = {"province": self.province.data, "since": self.since._value(), "until": self.until._value()}
        return {name: value for name, value in asked.items() if value}

    def _until(self) -> date:
        usual = self._usual[1] if self._usual else today()
        return self.until.data or max(usual, self.since.data or usual)

    def _since(self) -> date:
        usual = self._usual[0] if self._usual else today().replace(month=1, day=1)
        return self.since.data or min(usual, (self.until.data or usual).replace(month=1, day=1))

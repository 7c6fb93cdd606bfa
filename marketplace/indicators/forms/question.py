"""What the address of a figure may ask, checked like any form."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.indicators import queries
from marketplace.indicators.definitions import Definition, Denominator
from marketplace.indicators.engine import Question
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import DayField, TextField
from marketplace.web.forms import Form, options

USUAL = {"province": "", "group": "", "definition": Definition.L1.value, "denominator": Denominator.D1.value}


class FigureForm(Form):
    """A GET form: the day, the place, the goods, the definitions."""

    class Meta(Form.Meta):
        csrf = False

    day = DayField(_l("Ngày tính"))
    province = SelectField(_l("Tỉnh, thành phố"), validate_choice=True)
    commune = TextField(_l("Mã xã"), most=5)
    group = SelectField(_l("Nhóm hàng của hợp đồng"))
    definition = SelectField(_l("Thế nào là có liên kết"), choices=Definition.choices())
    denominator = SelectField(_l("Tính trên tổng số"), choices=Denominator.choices())

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        asked = MultiDict((name, value) for name, value in arguments.items(multi=True) if value)
        for name, usual in USUAL.items():
            asked.setdefault(name, usual)
        super().__init__(formdata=asked)
        del self.form_key
        self.province.choices = options(((p.code, p.full_name) for p in queries.provinces()), nothing=_l("Cả nước"))
        self.group.choices = options(((g.code, g.name) for g in queries.goods_groups()), nothing=_l("Mọi nhóm hàng"))

    def question(self, code: str) -> Question:
        """The question asked; DomainError when a field is wrong (the page shows which)."""
        if not self.validate():
            raise DomainError(_l("Có mục chưa đúng; số liệu chưa được tính."))
        return Question(
            code=code,
            day=self.day.data or today(),
            province_code=self.province.data or None,
            commune_code=self.commune.data or None,
            commodity_group=self.group.data or None,
            definition=Definition(self.definition.data),
            denominator=Denominator(self.denominator.data),
        )

    def arguments(self) -> dict[str, Any]:
        """The same question as an address, without what is usual."""
        asked = {name: field._value() if name == "day" else field.data for name, field in self._fields.items()}
        return {name: value for name, value in asked.items() if value}

"""The smaller forms: a name, an acceptance, which scenarios are listed, the search for sites."""

from __future__ import annotations

from datetime import date, timedelta

from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from marketplace.catalogue.fields import CommodityField
from marketplace.catalogue.place_queries import provinces
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.indicators.forms.question import AskedForm
from marketplace.labels import lazy_gettext as _l
from marketplace.planning.checks import LONGEST_NAME, MOST_KM, MOST_TONNES
from marketplace.planning.forms.scenario import USUAL_REACH_KM
from marketplace.web.fields import CountField, DayField, QuantityField, TextField, not_garbled
from marketplace.web.forms import Form, options, required

A_MONTH = timedelta(days=30)


class NameForm(Form):
    """Another name."""

    name = TextField(_l("Tên kế hoạch"), [required(), not_garbled()], most=LONGEST_NAME)


class AcceptanceForm(Form):
    """By which day the brokers are to have begun."""

    due_on = DayField(
        _l("Hạn để cán bộ môi giới liên hệ hai bên"), [required()],
        description=_l("Vụ việc hiện ngay ở “Việc hôm nay” của từng cán bộ, việc kèm theo hiện khi gần đến hạn này."),
    )  # fmt: skip

    @staticmethod
    def usual() -> dict[str, date]:
        """A month from now."""
        return {"due_on": today() + A_MONTH}


class ListForm(AskedForm):
    """The province whose scenarios are listed."""

    province = SelectField(_l("Nơi"))

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        super().__init__(arguments)
        self.province.choices = options(((one.code, one.full_name) for one in provinces()), nothing=_l("Mọi nơi"))


class SitesForm(AskedForm):
    """Of which good, how much a month, from how far: where would a plant run full?"""

    commodity = CommodityField(_l("Mặt hàng"), [required()], groups=False)
    tonnes = QuantityField(
        _l("Cần mỗi tháng"),
        [required()],
        most=MOST_TONNES,
        description=_l("Để chạy đủ công suất trong một tháng trung bình."),
    )
    reach_km = CountField(_l("Trong vòng"), [required()], most=MOST_KM, description=_l("Tính theo đường chim bay."))
    province = SelectField(_l("Chỉ xét nơi đặt ở"))

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        super().__init__(arguments)
        self.is_asked = any(name in arguments for name in ("commodity", "tonnes", "reach_km"))
        self.province.choices = options(((one.code, one.full_name) for one in provinces()), nothing=_l("Cả nước"))
        if not self.is_asked and self.reach_km.data is None:
            self.reach_km.data = USUAL_REACH_KM

    def check(self) -> None:
        """DomainError when a field is wrong; the form then says which, and keeps what was asked."""
        if not self.validate():
            self.show_unknown()
            raise DomainError(_l("Có mục chưa đúng; chưa tìm được nơi nào."))

    def blame(self, problem: DomainError) -> None:
        """The fields of the question have shorter names in the address."""
        names = {"commodity_code": "commodity", "tonnes_a_month": "tonnes", "province_code": "province"}
        super().blame(DomainError(problem.message, field=names.get(problem.field or "", problem.field)))

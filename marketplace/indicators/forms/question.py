"""What the address of a figure may ask, checked like any form: only what the indicator understands."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.indicators.definitions import Choice, Definition, Denominator, Indicator
from marketplace.indicators.engine import COUNTRY, Level, Place, Question
from marketplace.indicators.paths import due_day
from marketplace.indicators.queries import choices
from marketplace.indicators.targets import last_year_set
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind
from marketplace.organisations.models.kinds import SizeClass
from marketplace.web.fields import DayField
from marketplace.web.formats import format_date
from marketplace.web.forms import Form, members, options

FIELDS = {
    Choice.SINCE: "since",
    Choice.COMMODITY_GROUP: "group",
    Choice.ORGANISATION_KIND: "kind",
    Choice.SIZE: "size",
    Choice.STATE_OWNED: "soe",
    Choice.DEFINITION: "definition",
    Choice.DENOMINATOR: "denominator",
    Choice.AREAS: "areas",
}
"""The argument of the address for each choice of a question."""
YEARS_AHEAD = 5
WITH_STATE = {"yes": _l("Với doanh nghiệp nhà nước"), "no": _l("Với doanh nghiệp khác")}


class AskedForm(Form):
    """A GET form over the arguments of an address; what is no choice stays chosen, to be seen and mended."""

    class Meta(Form.Meta):
        csrf = False

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        super().__init__(formdata=MultiDict([(name, value) for name, value in arguments.items(multi=True) if value]))
        del self.form_key
        for field in self:
            if isinstance(field, SelectField):
                field.data = field.data or ""

    def show_unknown(self) -> None:
        """Add to each list what was asked for and is not in it."""
        for field in self:
            if isinstance(field, SelectField) and field.data and field.data not in _values(field):
                field.choices = [*(field.choices or ()), SelectChoice(field.data, field.data)]


class FigureForm(AskedForm):
    """The day or window, the place down to a commune, the goods, the kinds of organisation, the definitions."""

    since = DayField(_l("Từ ngày"))
    day = DayField(_l("Ngày tính"))
    province = SelectField(_l("Tỉnh, thành phố"))
    district = SelectField(_l("Huyện (cũ)"))
    commune = SelectField(_l("Xã, phường"))
    group = SelectField(_l("Nhóm hàng"))
    kind = SelectField(_l("Loại tổ chức"))
    size = SelectField(_l("Quy mô"))
    soe = SelectField(_l("Bên liên kết"))
    definition = SelectField(_l("Thế nào là có liên kết"))
    denominator = SelectField(_l("Tính trên tổng số"))
    areas = SelectField(_l("Đếm theo"))

    def __init__(self, indicator: Indicator, arguments: MultiDict[str, str]) -> None:
        super().__init__(arguments)
        self.indicator = indicator
        self.not_understood = [
            choice for choice, name in FIELDS.items() if not indicator.understands(choice) and arguments.get(name)
        ]
        if indicator.windowed:
            self.day.label.text = _("Đến ngày")
        self._offer_places()
        self._offer_choices()
        for choice, name in FIELDS.items():
            if not indicator.understands(choice):
                delattr(self, name)

    def _offer_places(self) -> None:
        inside = self.province.data or choices.province_of(self.commune.data, self.district.data)
        self.province.data = inside
        self._provinces = choices.provinces()  # kept, so that the session need not read one again for each figure
        named = ((province.code, province.full_name) for province in self._provinces)
        self.province.choices = options(named, nothing=_l("Cả nước"))
        self.commune.choices = options(choices.communes_in(inside), nothing=_l("Cả tỉnh"))
        self.district.choices = options(choices.districts_in(inside), nothing=_l("Mọi huyện cũ"))
        if not inside:
            for name in ("commune", "district"):
                if not self[name].data:
                    delattr(self, name)

    def _offer_choices(self) -> None:
        definitions = [one for one in Definition if one in self.indicator.definitions]
        counted = [one for one in Denominator if not self.indicator.counted or one in self.indicator.counted]
        groups = ((group.code, group.name) for group in choices.goods_groups(self.group.data))
        self.group.choices = options(groups, nothing=_l("Mọi nhóm hàng"))
        self.kind.choices = members(self.indicator.kinds, nothing=_l("Mọi loại tổ chức"))
        self.size.choices = members(SizeClass, nothing=_l("Mọi quy mô"))
        self.soe.choices = options(WITH_STATE.items(), nothing=_l("Mọi doanh nghiệp"))
        self.definition.choices = options((one.value, f"{one.value}: {one.label}") for one in definitions)
        self.denominator.choices = options(
            (one.value, f"{one.value}: {self.indicator.counted_of(one)}") for one in counted
        )
        self.areas.choices = members((Level.DISTRICT, Level.COMMUNE))
        self.areas.data = self.areas.data or Level.DISTRICT.value
        self.definition.data = self.definition.data or definitions[0].value
        self.denominator.data = self.denominator.data or counted[0].value

    def question(self) -> Question:
        """The question asked; DomainError when a field is wrong (the form then says which)."""
        if self.not_understood:
            raise DomainError(self._choices_words())
        if not self.validate():
            self.show_unknown()
            raise DomainError(_l("Có mục chưa đúng; số liệu chưa được tính."))
        check_horizon(self.day.data)
        day, soe = self.day.data or today(), self._asked("soe")
        self._check_begun(day)
        return Question(
            code=self.indicator.code,
            day=day,
            since=self._asked("since"),
            place=self._place(),
            commodity_group=self._asked("group"),
            organisation_kind=OrganisationKind(kind) if (kind := self._asked("kind")) else None,
            size=SizeClass(size) if (size := self._asked("size")) else None,
            state_owned=None if soe is None else soe == "yes",
            definition=Definition(self._asked("definition") or Definition.L1),
            denominator=Denominator(self._asked("denominator") or Denominator.D1),
            areas=Level(self._asked("areas") or Level.DISTRICT),
        )

    def _check_begun(self, day: date) -> None:
        """A window that begins with a programme has nothing before it, unless another first day is asked for."""
        begins = self.indicator.begins
        if self.indicator.windowed and begins is not None and day < begins and self._asked("since") is None:
            raise DomainError(
                _l("Chỉ tiêu %(code)s được đếm từ ngày %(begins)s. Hãy chọn ngày ấy trở đi, hoặc điền cả “Từ ngày”.",
                   code=self.indicator.code, begins=format_date(begins)),
                field="day",
            )  # fmt: skip

    @property
    def complaints(self) -> str:
        """Each wrong field by its name and what is wrong with it, for doors that do not show the form."""
        wrong = [f"{field.label.text}: {error}" for field in self for error in field.errors]
        return "; ".join([*wrong, *(str(error) for error in self.form_errors)])

    def blame(self, problem: DomainError) -> None:
        """The engine names the fields of a question; here they have the names of the address."""
        names = {choice.value: name for choice, name in FIELDS.items()} | {"place": "province"}
        super().blame(DomainError(problem.message, field=names.get(problem.field or "", problem.field)))

    def _asked(self, name: str) -> Any:
        return self[name].data or None if name in self else None

    def _place(self) -> Place:
        if commune := self._asked("commune"):
            return Place.commune(commune)
        if district := self._asked("district"):
            return Place.district(district)
        return Place.province(self.province.data) if self.province.data else COUNTRY

    def _choices_words(self) -> str:
        """What was asked for and has no meaning here, and what has."""
        refused = ", ".join(str(choice.label) for choice in self.not_understood)
        had = [str(choice.label) for choice in Choice if self.indicator.understands(choice)]
        return str(
            _(
                "Chỉ tiêu %(code)s không có lựa chọn: %(refused)s. Có thể chọn ngày, nơi, %(had)s.",
                code=self.indicator.code,
                refused=refused,
                had=", ".join(had) or "–",
            )
        )


class DashboardForm(AskedForm):
    """A day and a province, for all indicators at once."""

    day = DayField(_l("Ngày tính"))
    province = SelectField(_l("Tỉnh, thành phố"))

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        super().__init__(arguments)
        self._provinces = choices.provinces()  # kept, as above
        named = ((province.code, province.full_name) for province in self._provinces)
        self.province.choices = options(named, nothing=_l("Cả nước"))

    def place(self) -> Place:
        """The place asked for; DomainError when a field is wrong."""
        if not self.validate():
            self.show_unknown()
            raise DomainError(_l("Có mục chưa đúng; số liệu chưa được tính."))
        check_horizon(self.day.data)
        return Place.province(self.province.data) if self.province.data else COUNTRY


def check_horizon(day: date | None) -> None:
    """DomainError for a day so far ahead that nothing is set or signed for it: after the year of the last target, and
    more than five years from now.
    """
    if day is None or day <= today():
        return
    last = due_day(last_year_set(today().year + YEARS_AHEAD))
    if day > last:
        raise DomainError(
            _l("Ngày này quá xa: chưa có mục tiêu nào đặt cho sau ngày %(last)s. Hãy chọn ngày ấy trở về trước.",
               last=format_date(last)),
            field="day",
        )  # fmt: skip


def _values(field: SelectField) -> set[str]:
    return {value for value, *_rest in field.iter_choices()}

"""The forms of targets: the filters of the list, one number with its source, the reason for ending one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from marketplace.indicators import queries
from marketplace.indicators.actions.targets import FIRST_YEAR, KINDS_OF_I6, LAST_YEAR, TargetFacts
from marketplace.indicators.definitions import INDICATORS, Indicator, Unit
from marketplace.indicators.models import Target, TargetKind
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind
from marketplace.web.fields import QuantityField, TextField, YearField, not_garbled
from marketplace.web.forms import Form, chosen, members, options, required


class TargetFilters(Form):
    """Sent by GET. A code that is in no list is said beside its field and stays chosen, to be mended."""

    class Meta(Form.Meta):
        csrf = False

    indicator = SelectField(_l("Chỉ tiêu"), validate_choice=False)
    province = SelectField(_l("Tỉnh, thành phố"), validate_choice=False)
    ended = BooleanField(_l("Kể cả dòng đã thôi dùng"))

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        super().__init__(arguments)
        del self.form_key
        self.is_wrong = False
        indicators, provinces = _indicators(), _provinces()
        self.indicator.choices = options(indicators, nothing=_l("Mọi chỉ tiêu"))
        self.province.choices = options(provinces, nothing=_l("Mọi nơi"))
        for field, known in ((self.indicator, indicators), (self.province, provinces)):
            field.data = field.data or ""
            if field.data and field.data not in dict(known):
                field.choices = [*(field.choices or ()), SelectChoice(field.data, field.data)]
                field.errors = [_l("Hãy chọn một mục trong danh sách.")]
                self.is_wrong = True

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(bool(field.data) for field in (self.indicator, self.province, self.ended))


class TargetForm(Form):
    """One number: of which indicator, where, for which year, and who set it."""

    indicator = SelectField(_l("Chỉ tiêu"), [chosen()])
    organisation_kind = SelectField(
        _l("Loại tổ chức"), description=_l("Chỉ dùng cho chỉ tiêu thành lập mới; chỉ tiêu khác để trống.")
    )
    province = SelectField(_l("Nơi"), description=_l("Số của tỉnh đứng trước số của cả nước."))
    kind = RadioField(_l("Loại số"), [chosen()], choices=TargetKind.choices())
    year = YearField(
        _l("Năm"),
        [required()],
        least=FIRST_YEAR,
        most=LAST_YEAR,
        description=_l("Tính đến hết ngày 31/12 của năm này."),
    )
    value = QuantityField(
        _l("Giá trị"),
        [required()],
        least=Decimal(0),
        description=_l("Chỉ tiêu tỷ lệ: phần trăm, từ 0 đến 100. Chỉ tiêu số lượng: một số nguyên."),
    )
    source = TextField(
        _l("Nguồn"),
        [required(), not_garbled()],
        most=300,
        description=_l("Số, ngày và tên văn bản, ví dụ: Kế hoạch 12/KH-UBND ngày 05/01/2026."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator.choices = options(_indicators(), nothing=_l("Chọn chỉ tiêu"))
        self.organisation_kind.choices = members(KINDS_OF_I6, nothing=_l("Không chia theo loại"))
        self.province.choices = options(_provinces(), nothing=_l("Cả nước"))

    def facts(self) -> TargetFacts:
        """The fields of a form that was accepted."""
        kind = self.organisation_kind.data
        return TargetFacts(
            indicator=self.indicator.data,
            year=self.year.data,
            kind=TargetKind(self.kind.data),
            value=self.value.data,
            source=self.source.data or "",
            province_code=self.province.data or None,
            organisation_kind=OrganisationKind(kind) if kind else None,
        )


class EndTargetForm(Form):
    """Why a number is no longer used."""

    reason = TextField(
        _l("Lý do"), [required(), not_garbled()], most=300, description=_l("Ví dụ: tỉnh đã ban hành kế hoạch mới.")
    )


def filled(target: Target) -> dict[str, object]:
    """What a new form shows when a row is to be set anew."""
    return {
        "indicator": target.indicator,
        "organisation_kind": target.organisation_kind.value if target.organisation_kind else "",
        "province": target.province_code or "",
        "kind": target.kind.value,
        "year": target.year,
        "value": target.value,
    }


def unit_words(indicator: Indicator | None) -> str:
    """The unit after a value: % for shares, nothing for a mere count."""
    if indicator is None or indicator.unit is Unit.COUNT:
        return ""
    return "%" if indicator.unit is Unit.PERCENT else str(indicator.unit.label)


def _indicators() -> list[tuple[str, str]]:
    return [(code, f"{code}. {one.name}") for code, one in INDICATORS.items()]


def _provinces() -> list[tuple[str, str]]:
    return [(one.code, one.full_name) for one in queries.provinces()]

"""The forms of closing a period: which one and where, and the reasons for dropping or correcting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from marketplace.catalogue.place_queries import provinces
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.indicators.actions.snapshots import SnapshotDraft
from marketplace.indicators.models import PeriodKind, Snapshot
from marketplace.indicators.periods import period_of
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import DayField, LongTextField, TextField, not_garbled
from marketplace.web.formats import format_date
from marketplace.web.forms import Form, chosen, members, options, required

EARLIEST_YEAR = 2018  # NĐ 98/2018/NĐ-CP: before it nothing was called a linkage contract
OF_A_WHOLE_YEAR = (PeriodKind.SYSTEM_YEAR, PeriodKind.YEAR)
PARTS = (
    ("1", _l("1 – quý I, sáu tháng đầu năm")),
    ("2", _l("2 – quý II, sáu tháng cuối năm")),
    ("3", _l("3 – quý III")),
    ("4", _l("4 – quý IV")),
)


class SnapshotForm(Form):
    """A period of a kind, or two days, and the place."""

    place = SelectField(_l("Nơi"))
    period = RadioField(_l("Kỳ"), [chosen()], choices=members(PeriodKind))
    year = SelectField(_l("Năm"), description=_l("Không cần cho kỳ tự chọn."))
    part = SelectField(_l("Sáu tháng hoặc quý thứ mấy"), description=_l("Chỉ cần khi kỳ là sáu tháng hoặc quý."))
    starts_on = DayField(_l("Ngày đầu kỳ"), [Optional()], description=_l("Chỉ cần cho kỳ tự chọn."))
    ends_on = DayField(_l("Ngày cuối kỳ"), [Optional()], description=_l("Số liệu được tính vào cuối ngày này."))
    title = TextField(
        _l("Tên bản chốt"), [Optional(), not_garbled()], most=160,
        description=_l("Để trống thì lấy tên kỳ và tên nơi."),
    )  # fmt: skip
    note = LongTextField(_l("Ghi chú"), [Optional(), not_garbled()], most=2000)
    overlap_known = BooleanField(_l("Tôi biết kỳ này trùng ngày với các bản chốt ấy và vẫn lập"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = options(((one.code, one.full_name) for one in provinces()), nothing=_l("Cả nước"))
        years = range(today().year, EARLIEST_YEAR - 1, -1)
        self.year.choices = options((str(year), str(year)) for year in years)
        self.part.choices = options(PARTS, nothing=_l("Cả năm"))

    def draft(self) -> SnapshotDraft:
        """What is to be closed; DomainError, naming the field, for a period that is none."""
        kind = PeriodKind(self.period.data)
        starts_on, ends_on = self._days(kind)
        return SnapshotDraft(
            period=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            province_code=self.place.data or None,
            title=self.title.data or "",
            note=self.note.data or "",
            overlap_known=bool(self.overlap_known.data),
        )

    def _days(self, kind: PeriodKind) -> tuple[date, date]:
        if kind in OF_A_WHOLE_YEAR and self.part.data:
            raise DomainError(
                _l("“%(kind)s” là cả năm, không có sáu tháng hay quý. Hãy chọn “Cả năm” ở đây, hoặc đổi loại kỳ.",
                   kind=kind.label),
                field="part",
            )  # fmt: skip
        if kind is not PeriodKind.CUSTOM:
            return period_of(kind, int(self.year.data), int(self.part.data) if self.part.data else None)
        for field in (self.starts_on, self.ends_on):
            if field.data is None:
                raise DomainError(_l("Kỳ tự chọn cần ngày đầu và ngày cuối."), field=field.name)
        return self.starts_on.data, self.ends_on.data


class ComparisonForm(Form):
    """With which other snapshot; sent by GET."""

    class Meta(Form.Meta):
        csrf = False

    other = SelectField(_l("So với"), validate_choice=False)

    def __init__(self, others: Sequence[Snapshot], chosen: Snapshot) -> None:
        super().__init__(formdata=None, data={"other": chosen.public_id})
        del self.form_key
        self.other.choices = options((one.public_id, f"{one.title} ({format_date(one.ends_on)})") for one in others)


class ReasonForm(Form):
    """Why a snapshot is dropped or corrected; everybody who reads it reads this too."""

    reason = LongTextField(_l("Lý do"), [required(), not_garbled()], most=500)

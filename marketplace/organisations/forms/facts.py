"""Facts that indicators count: ratings, recognitions, observations, traced products, the parent."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from marketplace.catalogue.fields import CommodityField
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import ObservationKind, Organisation, RatingGrade, RecognitionKind
from marketplace.organisations.rating import OTHER_BASIS, bases
from marketplace.web.fields import DayField, LongTextField, QuantityField, TextField, YearField, not_garbled
from marketplace.web.forms import Form, chosen, members, options, required

OFFICIAL, OWN = "official", "own"
PAPER = _l("PDF, JPEG hoặc PNG. Chỉ người quản lý đơn vị và cán bộ mở được.")


class RatingForm(Form):
    """The rating of a year as an organisation gives it to itself."""

    year = YearField(_l("Năm"), [required()])
    legal_basis = SelectField(_l("Căn cứ pháp lý"), [chosen()])
    other_basis = TextField(
        _l("Căn cứ khác"), [Optional(), not_garbled()], most=120,
        description=_l("Chỉ cần khi chọn căn cứ khác: số, ngày và nơi ra văn bản."),
    )  # fmt: skip
    score = QuantityField(_l("Điểm"), [Optional()], least=0, most=100)
    grade = SelectField(_l("Xếp loại"), [Optional()], choices=members(RatingGrade, nothing=_l("Theo điểm")))
    explanation = TextField(
        _l("Giải thích"), [Optional(), not_garbled()], most=300,
        description=_l("Chỉ cần khi xếp loại khác với điểm, như bị xử phạt trong năm."),
    )  # fmt: skip
    file = FileField(_l("Văn bản xếp loại"), [Optional()], description=PAPER)

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [(one.code, one.words) for one in bases().values() if one.rates(organisation)]
        self.legal_basis.choices = options([*fitting, (OTHER_BASIS, _l("Căn cứ khác, ghi ở dưới"))])


class OfficialRatingForm(RatingForm):
    """The same as staff enter it: who gave it decides whether it counts as official."""

    made_by = RadioField(
        _l("Ai xếp loại"), [chosen()], default=OFFICIAL,
        choices=options([(OFFICIAL, _l("Cơ quan có thẩm quyền")), (OWN, _l("Đơn vị tự chấm, cán bộ nhập thay"))]),
    )  # fmt: skip
    rater = TextField(
        _l("Nơi xếp loại"), [required(), not_garbled()],
        description=_l("Tên cơ quan ra văn bản, hoặc tên đơn vị khi tự chấm."),
    )  # fmt: skip


class _Spell(Form):
    """From a day on, until a day if one is known: what is wrong with both is said of both at once."""

    def validate_since(self, field: Any) -> None:
        """It has begun."""
        if field.data and field.data > today():
            raise ValidationError(_l("Ngày bắt đầu không thể ở sau hôm nay."))

    def validate_until(self, field: Any) -> None:
        """It does not end before it begins."""
        since = self["since"].data
        if field.data and since and field.data < since:
            raise ValidationError(_l("Ngày kết thúc không thể trước ngày bắt đầu."))


class RecognitionForm(_Spell):
    """A recognition as decided."""

    kind = SelectField(_l("Công nhận"), [chosen()], choices=members(RecognitionKind, nothing=""))
    since = DayField(_l("Từ ngày"), [required()])
    until = DayField(_l("Đến hết ngày"), [Optional()], description=_l("Để trống nếu văn bản không ghi."))
    basis = TextField(
        _l("Văn bản công nhận"), [required(), not_garbled()],
        description=_l("Số, ngày và nơi ban hành. “Kiểu mẫu” không có tiêu chí chung trong luật: ghi rõ theo văn bản nào."),  # noqa: E501 - one sentence
    )  # fmt: skip
    evidence = LongTextField(
        _l("Bằng chứng"), [required(), not_garbled()], most=500,
        description=_l("Đã xem gì, ở đâu: bản giấy, trang của cơ quan ban hành, người xác nhận."),
    )  # fmt: skip
    file = FileField(_l("Bản chụp"), [Optional()], description=PAPER)


class ObservationForm(Form):
    """What somebody saw."""

    kind = SelectField(_l("Thực tế"), [chosen()], choices=members(ObservationKind, nothing=""))
    observed_on = DayField(_l("Ngày quan sát"), [required()])
    note = LongTextField(_l("Đã thấy gì, ở đâu"), [required(), not_garbled()], most=500)


class TracedProductForm(_Spell):
    """A product by its code in an existing system."""

    commodity = CommodityField(_l("Mặt hàng"), [required()], description=_l("Ví dụ “khoai mì”, “cà phê nhân”."))
    name = TextField(_l("Tên sản phẩm trên nhãn"), [required(), not_garbled()], most=160)
    system = TextField(
        _l("Hệ thống truy xuất"), [required(), not_garbled()], most=120,
        description=_l("Nơi cấp và giữ mã, như cổng của tỉnh. Liên Kết không cấp mã."),
    )  # fmt: skip
    trace_code = TextField(
        _l("Mã hoặc liên kết truy xuất"), [required(), not_garbled()], most=300,
        description=_l("Như in trên nhãn: mã GTIN, GLN, mã khác, hoặc liên kết của mã QR."),
    )  # fmt: skip
    as_printed = BooleanField(_l("Nhãn in đúng như vậy, dù chữ số kiểm tra không khớp"))
    since = DayField(_l("Truy xuất được từ ngày"), [required()])
    until = DayField(_l("Đến hết ngày"), [Optional()], description=_l("Để trống nếu vẫn đang truy xuất được."))


class TracedUntilForm(Form):
    """The last day."""

    until = DayField(_l("Đến hết ngày"), [required()])


class ParentForm(Form):
    """The enterprise above."""

    parent = TextField(
        _l("Mã số thuế hoặc tên đầy đủ của đơn vị mẹ"), [Optional(), not_garbled()],
        description=_l("Để trống nếu không thuộc đơn vị nào."),
    )  # fmt: skip

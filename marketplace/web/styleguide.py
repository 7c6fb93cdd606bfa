"""The gallery at /styleguide: every component in every state, with long names, with nothing, with errors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # new in 3.3, stubs are of 3.2
from wtforms.validators import Optional

from marketplace.assets import STATIC
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import DayField, LongTextField, MoneyField, QuantityField, TextField
from marketplace.web.forms import Form, chosen, required
from marketplace.web.guards import public

bp = Blueprint("styleguide", __name__)
SAMPLE_DAY = date(2026, 11, 22)
SAMPLE_INSTANT = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)


class SampleState(Labelled):
    """One member for each tone."""

    DRAFT = "draft", _l("Bản nháp"), "neutral"
    SENT = "sent", _l("Đã gửi"), "info"
    SIGNED = "signed", _l("Đã ký và xác minh"), "good"
    DUE = "due", _l("Sắp đến hạn"), "warn"
    BREACHED = "breached", _l("Vi phạm, đã chấm dứt trước hạn"), "bad"


class SamplePeriod(PlainForm):
    """A line of a period table."""

    start = DayField(_l("Từ ngày"), [required()])
    end = DayField(_l("Đến ngày"), [required()])
    firm = QuantityField(_l("Chắc chắn"), [required()])
    flexible = QuantityField(_l("Có thể thêm"), [Optional()])


class SampleForm(Form):
    """Every kind of field once."""

    title = TextField(_l("Tên chào bán"), [required()], description=_l("Ngắn gọn, người mua đọc là hiểu."))
    product = SelectField(
        _l("Sản phẩm"),
        [chosen()],
        choices=[
            SelectChoice("", ""),
            SelectChoice("rice", _l("Lúa gạo"), {"data-search": "thóc gạo"}),
            SelectChoice("cassava", _l("Sắn"), {"data-search": "khoai mì củ mì"}),
            SelectChoice("pepper", _l("Hồ tiêu"), {"data-search": "tiêu đen"}),
        ],
    )
    first_day = DayField(_l("Ngày bắt đầu giao"), [required()])
    quantity = QuantityField(_l("Khối lượng"), [required()])
    price = MoneyField(_l("Giá mong muốn"), [Optional()])
    basis = RadioField(
        _l("Cách tính giá"),
        [chosen()],
        choices=[
            SelectChoice("fixed", _l("Giá cố định")),
            SelectChoice("floor", _l("Giá sàn")),
            SelectChoice("agree", _l("Thỏa thuận từng đợt")),
        ],
    )
    certified = BooleanField(_l("Có giấy chứng nhận VietGAP còn hạn"))
    paper = FileField(_l("Bản chụp giấy chứng nhận"), [Optional()])
    remarks = LongTextField(_l("Ghi chú"), [Optional()])
    periods = FieldList(FormField(SamplePeriod), label=_l("Các kỳ giao hàng"), min_entries=2, max_entries=12)


class SampleFilters(PlainForm):
    """What stands above a list."""

    q = TextField(_l("Từ khóa"))
    kind = SelectField(_l("Loại"), choices=[SelectChoice("", _l("Tất cả")), SelectChoice("produce", _l("Nông sản"))])
    place = TextField(_l("Tỉnh, xã"))


class SamplePages(Pagination):
    """A thousand numbered rows."""

    def _query_items(self) -> list[Any]:
        return list(range(20))

    def _query_count(self) -> int:
        return 1000


def _filled_form() -> SampleForm:
    return SampleForm(
        formdata=None,
        data={
            "title": _("Lúa OM 18, vụ Đông Xuân"),
            "product": "rice",
            "first_day": SAMPLE_DAY,
            "quantity": Decimal("1234.5"),
            "basis": "floor",
            "periods": [
                {
                    "start": date(2027, 1, 1),
                    "end": date(2027, 1, 31),
                    "firm": Decimal(20),
                    "flexible": Decimal(5),
                },
                {
                    "start": date(2027, 2, 1),
                    "end": date(2027, 2, 28),
                    "firm": Decimal("18.5"),
                    "flexible": None,
                },
            ],
        },
    )


def _refused_form() -> SampleForm:
    typed = {
        "title": "",
        "first_day": "31/02/2027",
        "quantity": "-5",
        "price": "1.5",
        "periods-0-start": "01/03/2027",
        "periods-0-end": "hôm nào",
        "periods-0-firm": "0",
        "periods-0-flexible": "",
    }
    # A prefix of its own, because the page shows the same form twice and ids must differ.
    form = SampleForm(formdata=MultiDict({f"refused-{name}": text for name, text in typed.items()}), prefix="refused-")
    form.validate()
    for hidden in ("csrf_token", "form_key"):
        if hidden in form:
            form[hidden].errors = []
    return form


def _reasons() -> list[dict[str, Any]]:
    return [
        {"label": _("Sản phẩm"), "points": 30, "most": 30, "sentence": _("Cùng là lúa OM 18, thóc tươi.")},
        {
            "label": _("Khối lượng theo kỳ"),
            "points": 21,
            "most": 25,
            "sentence": _("Chắc chắn 20 tấn mỗi tháng trong 24 tấn cần."),
        },
        {
            "label": _("Thời gian"),
            "points": 15,
            "most": 15,
            "sentence": _("Giao từ 01/01 đến 30/06/2027, trùng cả kỳ."),
        },
        {"label": _("Khoảng cách"), "points": 8, "most": 15, "sentence": _("Cách nhà máy 62 km.")},
        {
            "label": _("Chứng nhận"),
            "points": 0,
            "most": 15,
            "sentence": _("Bên mua muốn có VietGAP; chưa có giấy còn hạn."),
        },
    ]


def _months() -> list[dict[str, Any]]:
    supply = (20, 24, 18, 24, 30, 0)
    return [{"label": f"T{month}", "value": value, "ask": 24} for month, value in enumerate(supply, start=1)]


def _history() -> list[dict[str, Any]]:
    return [
        {
            "when": SAMPLE_INSTANT,
            "who": _("Nguyễn Thị Hòa (Minh họa)"),
            "sentence": _("Đã xác minh hợp đồng."),
        },
        {
            "when": SAMPLE_INSTANT,
            "who": _("Cán bộ Liên minh (Minh họa)"),
            "sentence": _("Nhập thay cho Hợp tác xã Dịch vụ nông nghiệp tổng hợp Đoàn Kết (Minh họa)."),
            "detail": _("Khối lượng: 20 tấn → 24 tấn"),
            "tone": "warn",
        },
        {"when": SAMPLE_INSTANT, "who": "", "sentence": _("Kỳ giao tháng 3 quá hạn 5 ngày."), "tone": "bad"},
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {"label": _("Giới thiệu"), "state": "done", "when": "02/10/2026"},
        {"label": _("Hai bên đồng ý"), "state": "done", "when": "05/10/2026"},
        {"label": _("Thương thảo điều khoản"), "state": "now", "when": _("từ 06/10/2026")},
        {"label": _("Ký"), "state": "todo", "when": ""},
        {"label": _("Xác minh"), "state": "todo", "when": ""},
    ]


def _icons() -> list[str]:
    """Names of every symbol in the sprite."""
    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    return [part.split('"', 1)[0] for part in sprite.split('<symbol id="')[1:]]


@bp.get("/styleguide")
@public
def index() -> str:
    """Every component with sample values; nothing is read from the database."""
    return render_template(
        "styleguide/index.html",
        form=_filled_form(),
        refused=_refused_form(),
        filter_form=SampleFilters(),
        states=list(SampleState),
        reason_parts=_reasons(),
        month_rows=_months(),
        history=_history(),
        step_items=_steps(),
        icon_names=_icons(),
        pages=SamplePages(page=4, per_page=20, error_out=False),
        sample_day=SAMPLE_DAY,
        share=Decimal("0.37"),
        target=Decimal("0.5"),
    )

"""Forms of projects, plans and declarations."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from marketplace.catalogue.fields import CommodityField
from marketplace.contracts.models import ProjectKind
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisations_of_each
from marketplace.web.fields import DayField, LongTextField, TextField, YearField, not_garbled
from marketplace.web.forms import Form, chosen, members, options, required

MOST_MEMBERS = 200
YES, NO = "yes", "no"


class ProjectForm(Form):
    """A decision as read. After validation `organisations` and `leader` hold who was named."""

    kind = SelectField(_l("Loại"), [chosen()], choices=members(ProjectKind, nothing=""))
    name = TextField(_l("Tên dự án hoặc kế hoạch"), [required(), not_garbled()], most=300)
    decision_number = TextField(_l("Số quyết định phê duyệt"), [required(), not_garbled()], most=80)
    approved_on = DayField(_l("Ngày phê duyệt"), [required()])
    approving_body = TextField(
        _l("Cơ quan phê duyệt"), [required(), not_garbled()], description=_l("Như “UBND tỉnh Lâm Đồng”.")
    )
    starts_on = DayField(_l("Thực hiện từ ngày"), [required()])
    ends_on = DayField(_l("Thực hiện đến hết ngày"), [required()])
    commodity = CommodityField(_l("Mặt hàng"), [Optional()], description=_l("Ví dụ “khoai mì”, “cà phê nhân”."))
    leads = TextField(
        _l("Đơn vị chủ trì liên kết"), [Optional(), not_garbled()], description=_l("Mã số thuế hoặc tên đầy đủ.")
    )
    members = LongTextField(
        _l("Các đơn vị tham gia"), [not_garbled()], most=20_000,
        description=_l("Mỗi dòng một đơn vị: mã số thuế hoặc tên đầy đủ của đơn vị đã xác minh."),
    )  # fmt: skip
    file = FileField(
        _l("Quyết định phê duyệt"), [Optional()], description=_l("PDF, JPEG hoặc PNG. Chỉ cán bộ mở được.")
    )

    leader: Organisation | None = None
    organisations: list[Organisation]

    def validate_leads(self, field: Any) -> None:
        """The leader is one of ours."""
        self.leader = _named([field.data])[0] if field.data else None

    def validate_members(self, field: Any) -> None:
        """Every line names one organisation; the leader takes part too."""
        lines = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_MEMBERS:
            raise ValidationError(_l("Nhiều nhất %(most)s đơn vị.", most=MOST_MEMBERS))
        self.organisations = [*([self.leader] if self.leader else []), *_named(lines)]
        if not self.organisations and not self.leads.errors:
            raise ValidationError(_l("Cần ít nhất một đơn vị tham gia."))


def _named(lines: list[str]) -> list[Organisation]:
    """The organisation of each line; ValidationError naming the lines that no one or more than one organisation has."""
    found = organisations_of_each(lines)
    if unknown := [line for line, those in found.items() if not those]:
        raise ValidationError(
            _l("Không có đơn vị đã xác minh nào có mã số thuế hoặc tên này: %(names)s.", names="; ".join(unknown[:5]))
        )
    if doubtful := [line for line, those in found.items() if len(those) > 1]:
        raise ValidationError(
            _l("Nhiều đơn vị cùng tên, hãy nhập mã số thuế: %(names)s.", names="; ".join(doubtful[:5]))
        )
    return [those[0] for those in found.values()]


class ProjectCheckForm(Form):
    """The second person's word."""

    compared = BooleanField(_l("Đã đối chiếu quyết định phê duyệt với tên, thời hạn và các đơn vị tham gia ở trên"))


class ProjectWithdrawalForm(Form):
    """Why."""

    reason = LongTextField(_l("Lý do"), [required(), not_garbled()], most=500)


class DeclarationForm(Form):
    """What the organisation says of itself."""

    year = YearField(_l("Năm"), [required()])
    linked = RadioField(
        _l("Trong năm này, đơn vị có liên kết theo chuỗi giá trị với doanh nghiệp không?"), [chosen()],
        choices=options([(YES, _l("Có")), (NO, _l("Không"))]),
    )  # fmt: skip
    partner = TextField(
        _l("Liên kết với đơn vị nào"), [Optional(), not_garbled()], description=_l("Chỉ cần khi trả lời có.")
    )
    note = LongTextField(_l("Ghi chú"), [Optional(), not_garbled()], most=500)

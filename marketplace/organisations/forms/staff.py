"""What staff record: verification, status, union."""

from __future__ import annotations

from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import LegalStatus
from marketplace.web.fields import DayField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, required

REGISTER = _l("Ví dụ: dangkykinhdoanh.gov.vn")


class StatusForm(Form):
    """What a register said on a day."""

    status = SelectField(_l("Tình trạng pháp lý"), [chosen()], choices=members(LegalStatus, nothing=""))
    checked_on = DayField(_l("Ngày tra cứu"), [required()])
    valid_from = DayField(
        _l("Tình trạng có từ ngày"), [Optional()], description=_l("Để trống nếu không rõ: tính từ ngày tra cứu.")
    )
    source = TextField(_l("Tra cứu ở đâu"), [required(), not_garbled()], description=REGISTER)


class VerificationForm(StatusForm):
    """The second person's list."""

    code_checked = BooleanField(_l("Tên, loại và mã số thuế khớp với nơi đăng ký (hoặc đơn vị không phải đăng ký)"))
    address_checked = BooleanField(_l("Địa chỉ khớp, đã quy đổi về xã và tỉnh hiện nay"))


class ReasonForm(Form):
    """Why."""

    reason = TextField(_l("Lý do"), [required(), not_garbled()], most=300)


class UnionForm(Form):
    """Membership of a union; `union` is filled with the unions the viewer may know of."""

    union = SelectField(_l("Liên hiệp hợp tác xã"), [chosen()])
    joined_on = DayField(_l("Tham gia từ ngày"), [Optional()])

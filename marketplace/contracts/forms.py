"""Forms of contracts."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.brokering.forms import VoiceForm
from marketplace.contracts.actions import CHECKS, Signer
from marketplace.contracts.models import DocumentKind, PartyRole
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import DayField, LongTextField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, options, required

OTHER_ROLES = [(role.value, role.label) for role in PartyRole if role not in {PartyRole.BUYER, PartyRole.PRODUCER}]
ROLE_OF = {"seller": PartyRole.PRODUCER, "buyer": PartyRole.BUYER}


def _words(label: Any, most: int) -> TextField:
    return TextField(label, [Optional(), not_garbled()], most=most)


class DetailsForm(Form):
    """What is not a term: the number, the place, and who signs for each side."""

    version = HiddenField()
    number = _words(_l("Số hợp đồng"), 80)
    signing_place = _words(_l("Nơi ký"), 200)
    seller_representative = _words(_l("Người đại diện ký"), 120)
    seller_title = _words(_l("Chức vụ"), 80)
    seller_authority = _words(_l("Căn cứ đại diện, giấy ủy quyền"), 200)
    buyer_representative = _words(_l("Người đại diện ký"), 120)
    buyer_title = _words(_l("Chức vụ"), 80)
    buyer_authority = _words(_l("Căn cứ đại diện, giấy ủy quyền"), 200)

    def signers(self) -> dict[PartyRole, Signer]:
        """Who signs, by role."""
        return {
            role: Signer(
                self[f"{side}_representative"].data or None,
                self[f"{side}_title"].data or None,
                self[f"{side}_authority"].data or None,
            )
            for side, role in ROLE_OF.items()
        }


class PartyForm(Form):
    """One more party, named by tax code or exact name."""

    organisation = TextField(_l("Mã số thuế hoặc tên đầy đủ của đơn vị"), [required(), not_garbled()])
    role = RadioField(_l("Vai trò"), choices=options(OTHER_ROLES), validators=[chosen()])
    representative = _words(_l("Người đại diện ký"), 120)
    title = _words(_l("Chức vụ"), 80)
    authority = _words(_l("Căn cứ đại diện, giấy ủy quyền"), 200)


class DocumentForm(Form):
    """A file of the contract."""

    kind = RadioField(_l("Loại tệp"), choices=DocumentKind.choices(), default=DocumentKind.SIGNED_SCAN.value)
    file = FileField(_l("Tệp"))

    def validate_file(self, field: Any) -> None:
        """A file must have been chosen."""
        if not field.data:
            raise ValidationError(_l("Chưa chọn tệp."))


class SigningForm(VoiceForm):
    """A side's confirmation that it signed."""

    organisation = RadioField(_l("Đơn vị"), validators=[chosen()])
    signed_on = DayField(_l("Ngày ký"), [required()])
    signer = TextField(_l("Người ký"), [required(), not_garbled()], most=120)


class TicksField(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class VerifyForm(Form):
    """The second person's checklist."""

    checks = TicksField(_l("Đã đối chiếu tệp ký với hồ sơ"), choices=options(CHECKS.items()))
    note = TextField(_l("Ghi chú"), [Optional(), not_garbled()], most=500)


class RefuseForm(Form):
    """Why it is sent back."""

    reason = LongTextField(_l("Chỗ nào chưa khớp, cần sửa gì"), [required(), not_garbled()], most=500)


class StateForm(Form):
    """A change of state, with its day and reason."""

    verb = RadioField(_l("Việc đã xảy ra"), validators=[chosen()])
    day = DayField(_l("Từ ngày"), [required()])
    reason = LongTextField(_l("Lý do"), [required(), not_garbled()], most=500)


class PartyChoiceForm(Form):
    """Which added party to take back."""

    party = SelectField(_l("Bên"), validators=[chosen()])

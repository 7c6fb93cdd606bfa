"""Forms of contracts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import Form as PlainForm
from wtforms import FormField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from marketplace.brokering.forms import TicksField, VoiceForm
from marketplace.contracts.actions import CHECKS, FROM_THE_CASE, Signer
from marketplace.contracts.models import AnnexReason, DocumentKind, PartyRole
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.fields import RowList
from marketplace.organisations.models import Organisation
from marketplace.web.fields import DayField, LongTextField, QuantityField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, options, required

OTHER_ROLES = [(role.value, role.label) for role in PartyRole if role not in FROM_THE_CASE]


def _words(label: Any, most: int) -> TextField:
    return TextField(label, [Optional(), not_garbled()], most=most)


class SignerForm(PlainForm):
    """Who signs for one party; `organisation` is its public id."""

    organisation = HiddenField()
    representative = _words(_l("Người đại diện ký"), 120)
    title = _words(_l("Chức vụ"), 80)
    authority = _words(_l("Căn cứ đại diện, giấy ủy quyền"), 200)


class DetailsForm(Form):
    """What is not a term: the number, the place, and who signs for each party."""

    version = HiddenField()
    number = _words(_l("Số hợp đồng"), 80)
    signing_place = _words(_l("Nơi ký"), 200)
    signers = RowList(FormField(SignerForm), _l("Người ký"))

    def signers_of(self, sides: Iterable[Organisation]) -> dict[int, Signer]:
        """Who signs, by the number of the organisation; a row for anybody else is passed over."""
        known = {side.public_id: side.id for side in sides}
        return {
            known[row.organisation.data]: Signer(
                row.representative.data or None, row.title.data or None, row.authority.data or None
            )
            for row in (entry.form for entry in self.signers.entries)
            if row.organisation.data in known
        }

    def blame(self, problem: DomainError) -> None:
        """A complaint about somebody's authority to sign stands in that party's row."""
        rows = [entry.form for entry in self.signers.entries]
        row = next((one for one in rows if one.organisation.data == problem.data.get("organisation")), None)
        if row is None or problem.field != "authority":
            super().blame(problem)
            return
        row.authority.errors = [*row.authority.errors, str(problem.message)]
        self.signers.errors = [entry.errors for entry in self.signers.entries]


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
    """A side's confirmation that it signed the revision of this number."""

    revision = HiddenField()
    organisation = RadioField(_l("Đơn vị"), validators=[chosen()])
    signed_on = DayField(_l("Ngày ký"), [required()])
    signer = TextField(_l("Người ký"), [required(), not_garbled()], most=120)


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


class SupplierForm(Form):
    """A supplier that a union or group names: one of the site's organisations by tax code or name, or anybody."""

    producer = RadioField(_l("Cung cấp cho"), validators=[chosen()])
    name = TextField(_l("Tên, hoặc mã số thuế của đơn vị cung cấp"), [required(), not_garbled()], most=200)
    quantity_kg = QuantityField(_l("Khối lượng (kg)"), [Optional()])
    area_ha = QuantityField(_l("Diện tích (ha)"), [Optional()])


class SupplierChoiceForm(Form):
    """Which supplier to take off the list."""

    supplier = SelectField(_l("Đơn vị cung cấp"), validators=[chosen()])


class AnnexForm(Form):
    """Why a signed contract is to be changed."""

    reason = RadioField(_l("Lý do"), choices=members(AnnexReason), validators=[chosen()])
    note = LongTextField(_l("Cần thay đổi điều gì, vì sao"), [required(), not_garbled()], most=2000)


class AnnexPartyForm(Form):
    """Whom an annex brings in or lets go, and who signs for one that comes."""

    change = SelectField(_l("Thay đổi"), validators=[chosen()])
    representative = _words(_l("Người đại diện ký"), 120)
    title = _words(_l("Chức vụ"), 80)
    authority = _words(_l("Căn cứ đại diện, giấy ủy quyền"), 200)

    def signer(self) -> Signer:
        """Who signs for a cooperative that comes."""
        return Signer(self.representative.data or None, self.title.data or None, self.authority.data or None)


class AnnexDropForm(Form):
    """Why an annex is given up."""

    reason = LongTextField(_l("Vì sao bỏ phụ lục này"), [required(), not_garbled()], most=500)


class RenewForm(Form):
    """Nothing to fill in: the page says what will be carried over."""

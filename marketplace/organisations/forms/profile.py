"""The sections of a profile. Each hands over exactly the fields it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from marketplace.accounts.fields import EmailField, PhoneField
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.fields import PlaceField
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.fields import PercentField, TaxCodeField
from marketplace.organisations.likeness import likely_same
from marketplace.organisations.models import AgriculturalType, Organisation, OrganisationKind
from marketplace.organisations.profile import Profile
from marketplace.web.fields import CountField, DayField, LongTextField, MoneyField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, required

KINDS = [kind for kind in OrganisationKind if kind is not OrganisationKind.AREA]


class SectionForm(Form):
    """Mother of the sections; `version` is that of the profile the form was opened on."""

    version = HiddenField()

    def hide_private(self) -> None:
        """Leave out what only the organisation's own people may read."""

    def changes(self) -> Profile:
        """The section's fields as finished values."""
        raise NotImplementedError


class IdentityForm(SectionForm):
    """What a register knows the organisation by."""

    kind = SelectField(_l("Loại tổ chức"), [chosen()], choices=members(KINDS, nothing=_l("Chưa chọn")))
    name = TextField(
        _l("Tên đầy đủ"),
        [required(), not_garbled()],
        description=_l("Như trên giấy chứng nhận đăng ký, ví dụ “Hợp tác xã Nông nghiệp Thuận Phát”."),
    )
    short_name = TextField(_l("Tên thường gọi"), [Optional(), not_garbled()], most=80)
    tax_code = TaxCodeField(
        _l("Mã số thuế"),
        [Optional()],
        description=_l("10 chữ số; đơn vị phụ thuộc 13 chữ số. Tổ hợp tác chưa đăng ký thì để trống."),
    )
    tax_code_reason = TextField(
        _l("Vì sao mã số thuế này vẫn đúng"),
        [Optional(), not_garbled()],
        description=_l("Ví dụ: đã đối chiếu với giấy chứng nhận đăng ký bản giấy ngày 12/03/2019."),
        most=300,
    )
    agricultural_type = SelectField(
        _l("Lĩnh vực nông nghiệp"),
        [Optional()],
        choices=members(AgriculturalType, nothing=_l("Chưa rõ")),
        description=_l("Theo Thông tư 09/2017/TT-BNNPTNT. Hợp tác xã không làm nông nghiệp chọn “Phi nông nghiệp”."),
    )
    place = PlaceField(
        _l("Xã, tỉnh"),
        [required()],
        description=_l("Tên cũ hay mới đều được, ví dụ “Thuận Hạnh, Đắk Song, Đắk Nông”."),
    )
    address = TextField(_l("Thôn, số nhà, đường"), [Optional(), not_garbled()], most=300)
    founded_on = DayField(_l("Ngày thành lập"), [Optional()])
    different = BooleanField(_l("Đây là đơn vị khác, không trùng với đơn vị đã có ở trên"))

    similar: Sequence[Organisation] = ()

    @property
    def reason_needed(self) -> bool:
        """Whether to show the box for the reason: a doubtful code, or a reason given before."""
        return bool(self.tax_code.is_doubtful or self.tax_code_reason.data or self.tax_code_reason.errors)

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and a reason for a code whose check digit does not fit."""
        fine: bool = super().validate(extra_validators)
        if self.tax_code.is_doubtful and not self.tax_code_reason.data:
            self.tax_code.errors = [
                *self.tax_code.errors,
                str(_l("Chữ số kiểm tra không khớp: có thể gõ nhầm một chữ số. Hãy so lại với giấy tờ.")),
            ]
            self.tax_code_reason.errors = [str(_l("Nếu mã vẫn đúng, ghi rõ vì sao; hồ sơ sẽ được giữ nguyên."))]
            return False
        return fine

    def has_namesake(self, viewer: Viewer, own: Organisation | None = None) -> bool:
        """Whether an organisation is known that may be this one and the person has not said it is another."""
        place = self.place.data
        self.similar = likely_same(
            viewer,
            name=self.name.data or "",
            kind=OrganisationKind(self.kind.data) if self.kind.data else None,
            tax_code=self.tax_code.data,
            commune_code=place.code if place else None,
            province_code=self.place.province.code if self.place.province else None,
            own=own,
        )
        if not self.similar or self.different.data:
            return False
        self.name.errors = [
            *self.name.errors,
            str(_l("Đơn vị này có thể đã có trong hệ thống. Hãy xem danh sách bên dưới trước khi gửi.")),
        ]
        return True

    def changes(self) -> Profile:
        """Kind, names, code, place."""
        place, lines = self.place.data, self.agricultural_type.data
        changes: Profile = {
            "kind": OrganisationKind(self.kind.data),
            "name": self.name.data or "",
            "short_name": self.short_name.data or None,
            "tax_code": self.tax_code.data,
            "tax_code_reason": self.tax_code_reason.data or None,
            "agricultural_type": AgriculturalType(lines) if lines else None,
            "commune_code": place.code if place else None,
            "province_code": self.place.province.code if self.place.province else None,
            "address": self.address.data or None,
            "founded_on": self.founded_on.data,
        }
        if self.place.named is not None and self.place.note:
            changes["former_address"] = (self.place.typed or "")[:300]
        return changes


class ContactForm(SectionForm):
    """Who speaks for the organisation. Shown to others only as far as it agrees."""

    representative = TextField(_l("Người đại diện"), [Optional(), not_garbled()], most=120)
    representative_title = TextField(_l("Chức vụ"), [Optional(), not_garbled()], most=80)
    phone = PhoneField(_l("Điện thoại"), [Optional()])
    email = EmailField(_l("Thư điện tử"), [Optional()])
    contact_published = BooleanField(
        _l("Đồng ý công khai người đại diện, điện thoại và thư điện tử"),
        description=_l("Nếu không, chỉ bên đã được giới thiệu và cùng đồng ý mới thấy. Bạn có thể đổi bất cứ lúc nào."),
    )

    def changes(self) -> Profile:
        """The contact, and whether it may be shown."""
        return {
            "representative": self.representative.data or None,
            "representative_title": self.representative_title.data or None,
            "phone": self.phone.data,
            "email": self.email.data,
            "contact_published": bool(self.contact_published.data),
        }


class FiguresForm(SectionForm):
    """What the size class follows from."""

    official_members = CountField(_l("Số thành viên chính thức"), [Optional()], least=0)
    annual_revenue = MoneyField(_l("Doanh thu năm gần nhất"), [Optional()], least=0, most=10**15)
    total_capital = MoneyField(_l("Tổng nguồn vốn"), [Optional()], least=0, most=10**15)

    def changes(self) -> Profile:
        """Members and money (đồng)."""
        return {
            "official_members": self.official_members.data,
            "annual_revenue": self.annual_revenue.data,
            "total_capital": self.total_capital.data,
        }


class StateForm(SectionForm):
    """The State's share of an enterprise, with its day and its source."""

    state_capital_pct = PercentField(_l("Nhà nước nắm giữ vốn điều lệ"), [Optional()])
    state_voting_pct = PercentField(_l("Nhà nước nắm giữ cổ phần có quyền biểu quyết"), [Optional()])
    state_as_of = DayField(_l("Tính đến ngày"), [Optional()])
    state_source = TextField(
        _l("Nguồn"), [Optional(), not_garbled()], description=_l("Ví dụ: báo cáo thường niên 2025, trang 12.")
    )

    def changes(self) -> Profile:
        """Shares in percent."""
        return {
            "state_capital_pct": self.state_capital_pct.data,
            "state_voting_pct": self.state_voting_pct.data,
            "state_as_of": self.state_as_of.data,
            "state_source": self.state_source.data or None,
        }


class AboutForm(SectionForm):
    """Words of its own."""

    about = LongTextField(_l("Giới thiệu"), [Optional(), not_garbled()], description=_l("Hiện trên trang công khai."))
    private_note = LongTextField(
        _l("Ghi chú riêng"), [Optional(), not_garbled()], description=_l("Chỉ người của đơn vị thấy.")
    )

    def hide_private(self) -> None:
        """Leave the note of the organisation's own people out: neither shown nor changed."""
        del self["private_note"]

    def changes(self) -> Profile:
        """The public text and, where it is shown, the private one."""
        changes: Profile = {"about": self.about.data or None}
        if "private_note" in self:
            changes["private_note"] = self.private_note.data or None
        return changes


SECTIONS: dict[str, tuple[Any, type[SectionForm]]] = {
    "identity": (_l("Tên, loại, mã số và địa chỉ"), IdentityForm),
    "contact": (_l("Người đại diện và liên hệ"), ContactForm),
    "figures": (_l("Thành viên, doanh thu, nguồn vốn"), FiguresForm),
    "state": (_l("Vốn Nhà nước"), StateForm),
    "about": (_l("Giới thiệu và ghi chú"), AboutForm),
}

"""Sites and certificates."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import Optional

from marketplace.catalogue.fields import CommodityField, PlaceField
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import CertificateKind, SiteKind, VerifiedHow
from marketplace.web.fields import CountField, DayField, QuantityField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, required


class SiteForm(Form):
    """A place where something is processed, stored or sold."""

    name = TextField(_l("Tên cơ sở"), [required(), not_garbled()], most=160)
    kind = SelectField(_l("Loại cơ sở"), [chosen()], choices=members(SiteKind, nothing=""))
    place = PlaceField(_l("Xã, tỉnh"), [required()], description=_l("Tên cũ hay mới đều được."))
    commodity = CommodityField(_l("Mặt hàng chính"), [Optional()], description=_l("Ví dụ “khoai mì”, “cà phê nhân”."))
    throughput_kg_per_day = QuantityField(_l("Công suất mỗi ngày"), [Optional()])


class CertificateForm(Form):
    """A paper as printed."""

    kind = SelectField(_l("Loại giấy"), [chosen()], choices=members(CertificateKind, nothing=""))
    number = TextField(_l("Số giấy"), [Optional(), not_garbled()], most=80)
    issuer = TextField(_l("Nơi cấp"), [Optional(), not_garbled()], most=160)
    commodity = CommodityField(_l("Cho mặt hàng"), [Optional()])
    area_ha = QuantityField(_l("Diện tích trong phạm vi"), [Optional()])
    output_kg_per_year = QuantityField(_l("Sản lượng trong phạm vi"), [Optional()])
    stars = CountField(_l("Hạng sao OCOP"), [Optional()], most=5)
    issued_on = DayField(_l("Ngày cấp"), [Optional()])
    expires_on = DayField(
        _l("Ngày hết hạn"), [Optional()], description=_l("Đúng như in trên giấy; giấy không ghi thì để trống.")
    )
    file = FileField(
        _l("Bản chụp"), [Optional()], description=_l("PDF, JPEG hoặc PNG. Chỉ người của đơn vị và cán bộ mở được.")
    )


class CertificateCheckForm(Form):
    """How a paper was checked."""

    how = SelectField(_l("Đã xác minh bằng cách"), [chosen()], choices=members(VerifiedHow, nothing=""))

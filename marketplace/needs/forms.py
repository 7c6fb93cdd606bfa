"""The four steps of a need."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField

from marketplace.catalogue.queries import form_choices
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.fields import KeptCommodityField, KeptPlaceField, OrganisationField, checkboxes
from marketplace.listings.forms import ListingForm, PriceForm
from marketplace.organisations.models import CertificateKind, OrganisationKind
from marketplace.web.fields import CountField, LongTextField, TextField, not_garbled
from marketplace.web.forms import options, required

NONE = _l("Chưa chọn")
PAPERS = [choice for choice in CertificateKind.choices() if choice.value != CertificateKind.OTHER]
SUPPLIERS = options(
    (kind.value, kind.label)
    for kind in (OrganisationKind.HTX, OrganisationKind.LHHTX, OrganisationKind.THT, OrganisationKind.ENTERPRISE)
)


class WhatForm(ListingForm):
    """Step 1: what is wanted."""

    organisation = OrganisationField(
        _l("Nhập thay đơn vị"), [required()], description=_l("Tên hoặc mã số thuế của đơn vị.")
    )
    commodity = KeptCommodityField(
        _l("Mặt hàng cần mua"), [required()], description=_l("Gõ tên thường gọi cũng được, ví dụ khoai mì.")
    )
    variety = TextField(_l("Giống"), [not_garbled()], description=_l("Ví dụ: Ri6, ST25."), most=120)
    form = SelectField(_l("Dạng hàng"), description=_l("Tươi, khô, nhân… Dạng khác nhau không thay thế nhau."))
    quality = LongTextField(
        _l("Yêu cầu chất lượng"), [not_garbled()], description=_l("Độ ẩm, tạp chất, cỡ, hàm lượng bột…"), most=2000
    )

    def __init__(self, *args: Any, for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.choices = options(form_choices(), nothing=NONE)
        if not for_others:
            del self.organisation


class ConditionsForm(ListingForm):
    """Step 3: where the goods go, whom they may come from, and what the buyer brings."""

    site = SelectField(_l("Nhà máy, kho nhận hàng"))
    place = KeptPlaceField(
        _l("Hoặc nơi nhận khác"), description=_l("Xã và tỉnh, tên cũ hay mới. Để trống nếu nhận tại cơ sở đã chọn.")
    )
    places = LongTextField(
        _l("Mua ở những nơi nào"),
        description=_l(
            "Mỗi dòng một nơi bạn đến lấy hàng: tỉnh, huyện cũ hoặc xã. Khoảng cách trong gợi ý tính tới nơi gần nhất "
            "trong số này; nơi khác vẫn được gợi ý. Để trống nếu nơi nào cũng được."
        ),
        most=4000,
    )
    maximum_distance = CountField(_l("Xa nhất (km)"), most=3000)
    maximum_suppliers = CountField(_l("Nhiều nhất bao nhiêu bên bán"), most=1000)
    contract_months = CountField(_l("Muốn ký hợp đồng bao nhiêu tháng"), most=600)
    must = checkboxes(_l("Giấy bắt buộc phải có"), choices=PAPERS)
    nice = checkboxes(_l("Giấy được ưu tiên"), choices=PAPERS)
    variety = TextField(_l("Giống mong muốn"), [not_garbled()], most=120)
    variety_must = BooleanField(_l("Chỉ mua đúng giống này"))
    supplier_kinds = checkboxes(
        _l("Chỉ mua của loại tổ chức"), choices=SUPPLIERS, description=_l("Không chọn nghĩa là ai cũng được.")
    )
    brings_inputs = BooleanField(_l("Cung ứng vật tư, giống (khâu I)"))
    brings_production = BooleanField(_l("Cùng sản xuất, hướng dẫn kỹ thuật (khâu P)"))
    brings_processing = BooleanField(_l("Sơ chế, chế biến (khâu X)"))


class NeedPriceForm(PriceForm):
    """Step 4: price, delivery, notes."""

    note = LongTextField(_l("Ghi chú cho bên bán"), [not_garbled()], most=2000)
    private_note = LongTextField(
        _l("Ghi chú nội bộ"), [not_garbled()], description=_l("Chỉ đơn vị của bạn thấy."), most=2000
    )

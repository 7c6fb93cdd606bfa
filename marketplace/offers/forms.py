"""The steps of an offer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wtforms import RadioField, SelectField

from marketplace.catalogue.queries import form_choices
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.fields import (
    AmountField,
    KeptCommodityField,
    KeptPlaceField,
    OrganisationField,
    checkboxes,
)
from marketplace.listings.forms import ListingForm, PriceForm, ScheduleForm
from marketplace.offers.models import OfferKind, ServiceKind
from marketplace.web.fields import LongTextField, QuantityField, TextField, not_garbled
from marketplace.web.forms import members, options, required

NONE = _l("Chưa chọn")


class WhatForm(ListingForm):
    """What is offered, and where it is."""

    organisation = OrganisationField(
        _l("Nhập thay đơn vị"), [required()], description=_l("Tên hoặc mã số thuế của đơn vị.")
    )
    kind = RadioField(_l("Bạn chào bán gì?"), choices=OfferKind.choices(), default=OfferKind.PRODUCE.value)
    service = SelectField(
        _l("Loại dịch vụ"), choices=members(ServiceKind, nothing=NONE), description=_l("Chỉ với dịch vụ.")
    )
    commodity = KeptCommodityField(_l("Mặt hàng"), description=_l("Gõ tên thường gọi cũng được, ví dụ khoai mì."))
    variety = TextField(_l("Giống"), [not_garbled()], description=_l("Ví dụ: Ri6, ST25."), most=120)
    form = SelectField(_l("Dạng hàng"), description=_l("Tươi, khô, nhân… Dạng khác nhau không thay thế nhau."))
    place = KeptPlaceField(
        _l("Nơi có hàng"),
        province_is_enough=True,
        description=_l("Xã và tỉnh, tên cũ hay mới. Để trống nếu cùng nơi với đơn vị."),
    )
    area_ha = QuantityField(
        _l("Diện tích (ha)"), description=_l("Cần với vùng sản xuất nhận đặt hàng."), most=10_000_000
    )

    def __init__(self, *args: Any, for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.choices = options(form_choices(), nothing=NONE)
        if not for_others:
            del self.organisation


class OfferScheduleForm(ScheduleForm):
    """When and how much."""

    lot_multiple = AmountField(_l("Bán theo bội số của"))


class SharesForm(ListingForm):
    """A step of unions only: what each member brings. `with_members` gives it a field for each of them."""

    @classmethod
    def with_members(cls, names: Mapping[str, str]) -> type[SharesForm]:
        """The form with one amount for each member, by the name of its field and the member's own."""
        return type("SharesForm", (cls,), {field: QuantityField(words, least=0) for field, words in names.items()})

    @property
    def parts(self) -> dict[str, Decimal]:
        """The amounts above zero by the name of their field, in the unit of the offer."""
        return {field.name: field.data for field in self.part_fields if field.data}

    @property
    def part_fields(self) -> list[QuantityField]:
        """The fields of the members."""
        return [field for field in self if isinstance(field, QuantityField)]


class QualityForm(ListingForm):
    """Quality and papers."""

    quality = LongTextField(
        _l("Chất lượng"), [not_garbled()], description=_l("Độ ẩm, tạp chất, cỡ, hàm lượng bột…"), most=2000
    )
    certificates = checkboxes(_l("Giấy chứng nhận đi kèm"))
    note = LongTextField(_l("Ghi chú cho người mua"), [not_garbled()], most=2000)
    private_note = LongTextField(
        _l("Ghi chú nội bộ"), [not_garbled()], description=_l("Chỉ đơn vị của bạn thấy."), most=2000
    )


class OfferPriceForm(PriceForm):
    """Price and delivery."""

"""The form of a variant's limits and weights."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FormField, SelectField, ValidationError
from wtforms.validators import Optional

from marketplace.brokering.forms import TicksField
from marketplace.brokering.terms_rows import RowForm
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.fields import RowList
from marketplace.organisations.models import CertificateKind
from marketplace.pooling.demands import Demands
from marketplace.pooling.forms import VersionedForm
from marketplace.pooling.models import Variant
from marketplace.web.fields import CountField, DayField, MoneyField, QuantityField, TextField, not_garbled
from marketplace.web.forms import members

MOST_SECONDS = 5
MOST_SHARES = 5
MOST_DONG = 10**9
MOST_DONG_PER_KG = 10**7
"""Dearer than anything that is sold by the kilogram; the cost of the largest order still is a number we can keep."""


class ShareForm(RowForm):
    """A paper that suppliers of a part of the whole must hold; a row without either asks for nothing."""

    certificate = SelectField(
        _l("Giấy mà một phần hàng phải có"),
        [Optional()],
        choices=members(CertificateKind, nothing=_l("Không đòi giấy nào")),
    )
    percent = CountField(_l("Ít nhất bao nhiêu phần trăm khối lượng có giấy đó"), [Optional()], most=100)

    def validate(self, extra_validators: Any = None) -> bool:
        """A share belongs to a paper."""
        fine = bool(super().validate(extra_validators))
        if fine and bool(self.certificate.data) != (self.percent.data is not None):
            empty = self.percent if self.certificate.data else self.certificate
            empty.errors = [str(_l("Chưa điền mục này."))]
            return False
        return fine


class WishesForm(VersionedForm):
    """Limits and weights of a variant."""

    name = TextField(_l("Tên phương án"), [Optional(), not_garbled()], most=80)
    maximum_suppliers = CountField(_l("Số đơn vị nhiều nhất"), [Optional()], most=200)
    largest_share_pct = QuantityField(_l("Đơn vị lớn nhất không quá (%)"), [Optional()], most=100)
    maximum_distance_km = CountField(_l("Xa nhất (km)"), [Optional()], most=5000)
    latest = DayField(_l("Giao muộn nhất ngày"), [Optional()])
    certificates = TicksField(_l("Giấy mà mọi đơn vị phải có"), choices=members(CertificateKind))
    shares = RowList(FormField(ShareForm), _l("Giấy mà một phần hàng phải có"), most=MOST_SHARES)
    all_or_nothing = BooleanField(_l("Chỉ nhận khi gom đủ cả đơn, không nhận giao một phần"))
    weight_transport = MoneyField(_l("Vận chuyển (đồng cho một tấn đi một km)"), least=0, most=MOST_DONG_PER_KG)
    weight_flexible = MoneyField(_l("Phần “có thể thêm” (đồng/kg)"), least=0, most=MOST_DONG_PER_KG)
    weight_unreliable = MoneyField(_l("Hay giao thiếu, giao chậm (đồng/kg)"), least=0, most=MOST_DONG_PER_KG)
    weight_spread = MoneyField(
        _l("Chia đều cho các đơn vị (đồng/kg của đơn vị lớn nhất)"), least=0, most=MOST_DONG_PER_KG
    )
    weight_newly_linked = MoneyField(_l("Ưu tiên đơn vị lần đầu ký (đồng một đơn vị)"), least=0, most=MOST_DONG)
    seconds = QuantityField(_l("Thời gian tính (giây)"), least=0, most=MOST_SECONDS, places=1)

    LIMITS = ("maximum_suppliers", "largest_share_pct", "maximum_distance_km", "latest")
    WEIGHTS = ("weight_transport", "weight_flexible", "weight_unreliable", "weight_spread", "weight_newly_linked")

    def grow(self) -> None:
        """One more paper to fill in."""
        if self.shares.has_room:
            self.shares.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """A weight or a time that was left empty is no number: zero must be meant."""
        fine = bool(super().validate(extra_validators))
        for name in (*self.WEIGHTS, "seconds"):
            field = self[name]
            if not (field.data or field.data == 0 or field.errors):
                field.errors = [str(_l("Chưa điền mục này."))]
                fine = False
        return fine

    def validate_shares(self, _field: Any) -> None:
        """A paper is asked for once."""
        kinds = [one.certificate.data for one in self.share_rows if one.certificate.data]
        if len(set(kinds)) < len(kinds):
            raise ValidationError(str(_l("Mỗi giấy chỉ nêu ở một dòng.")))

    @property
    def share_rows(self) -> list[ShareForm]:
        """The papers of a share, in order, with rows that nobody filled in."""
        return [entry.form for entry in self.shares.entries]

    def values(self) -> dict[str, Any]:
        """By the names of the variant's columns."""
        names = (*self.LIMITS, *self.WEIGHTS, "seconds")
        return {
            "name": self.name.data or None,
            "demands": self.demands,
            **{name: self[name].data for name in names},
        }

    @property
    def demands(self) -> Demands:
        """What is asked of the group as a whole."""
        shares = {one.certificate.data: one.percent.data for one in self.share_rows if one.certificate.data}
        return Demands(tuple(sorted(self.certificates.data or [])), shares, bool(self.all_or_nothing.data))


def wishes_form(variant: Variant) -> WishesForm:
    """The form with what the variant has."""
    names, demands = ("name", *WishesForm.LIMITS, *WishesForm.WEIGHTS, "seconds"), variant.demands
    shares = [{"certificate": kind, "percent": percent} for kind, percent in demands.shares.items()]
    asked = {
        "certificates": list(demands.certificates), "all_or_nothing": demands.all_or_nothing, "shares": shares or [{}],
    }  # fmt: skip
    stored = {name: getattr(variant, name) for name in names}
    return WishesForm(data={"based_on": str(variant.version), **stored, **asked})

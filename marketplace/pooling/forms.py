"""Forms of pooled orders: the table of a variant, its limits and weights, the invitation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from marketplace.brokering.forms import TicksField
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.organisations.models import CertificateKind
from marketplace.pooling.demands import Demands
from marketplace.pooling.models import Supplier, SupplierLock, Variant
from marketplace.pooling.refusals import cell_name
from marketplace.pooling.tables import Row
from marketplace.web.fields import (
    CountField,
    DayField,
    LongTextField,
    MoneyField,
    QuantityField,
    TextField,
    not_garbled,
)
from marketplace.web.formats import TONNE
from marketplace.web.forms import Form, hidden_number, members, options

MOST_SECONDS = 5
MOST_DONG = 10**9
MOST_DONG_PER_KG = 10**7
"""Dearer than anything that is sold by the kilogram; the cost of the largest order still is a number we can keep."""
MOST_TONNES = 10**6


class VersionedForm(Form):
    """Knows which version of the variant it was opened on."""

    based_on = HiddenField()

    @property
    def version(self) -> int:
        """The version; 0, which no variant has, for anything that is none."""
        return hidden_number(self.based_on.data)

    def goes_on_from(self, version: int) -> None:
        """The next press is knowingly on this version."""
        self.based_on.data = str(version)


class TableForm(VersionedForm):
    """The table: for each supplier a decision, for each of its periods tonnes and a lock. Made by `table_form`."""

    def lock_of(self, one: Supplier) -> Any:
        """The field of a supplier's decision."""
        return self[f"lock_{one.offer.public_id}"]

    def cell(self, one: Supplier, start: date) -> Any:
        """The field of an amount."""
        return self[cell_name(one.offer.public_id, start)]

    def tick(self, one: Supplier, start: date) -> Any:
        """The field of a cell's lock."""
        return self[f"keep_{cell_name(one.offer.public_id, start)}"]

    def rows(self, variant: Variant) -> list[Row]:
        """What was typed, in kilograms. A changed amount is locked: else the next solving would lose it."""
        return [self._row(one) for one in variant.suppliers]

    def fill_in(self, variant: Variant) -> None:
        """Suppliers that came into the table after the form was opened stand as they are stored."""
        for one in variant.suppliers:
            if self.lock_of(one).raw_data:
                continue
            self.lock_of(one).process_data(one.lock.value)
            for cell in one.cells:
                self.cell(one, cell.start).process_data(cell.kg / TONNE if cell.kg else None)
                self.tick(one, cell.start).process_data(cell.locked)

    def _row(self, one: Supplier) -> Row:
        amounts, locked = {}, set()
        for cell in one.cells:
            field = self.cell(one, cell.start)
            kg = (field.data or Decimal(0)) * TONNE if field.raw_data else cell.kg
            amounts[cell.start] = kg
            if kg != cell.kg or self.tick(one, cell.start).data:
                locked.add(cell.start)
        lock = SupplierLock(self.lock_of(one).data or SupplierLock.NONE)
        name = one.organisation.short_name or one.organisation.name
        return Row(one.offer.public_id, name, lock, amounts, frozenset(locked))


def table_form(variant: Variant) -> TableForm:
    """The form with a field for everything in the variant's table."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"based_on": str(variant.version)}
    for one in variant.suppliers:
        name = one.organisation.short_name or one.organisation.name
        code = one.offer.public_id
        fields[f"lock_{code}"] = SelectField(
            _l("Quyết định về %(name)s", name=name), choices=members(SupplierLock), validate_choice=True
        )
        data[f"lock_{code}"] = one.lock.value
        for cell in one.cells:
            period, place = span_words(cell.start, cell.end), cell_name(code, cell.start)
            fields[place] = QuantityField(
                _l("%(name)s, %(period)s (tấn)", name=name, period=period), [Optional()], least=0, most=MOST_TONNES
            )
            fields[f"keep_{place}"] = BooleanField(_l("Khóa %(name)s, %(period)s", name=name, period=period))
            data[place], data[f"keep_{place}"] = cell.kg / TONNE if cell.kg else None, cell.locked
    made: TableForm = type("FilledTableForm", (TableForm,), fields)(data=data)
    return made


class WishesForm(VersionedForm):
    """Limits and weights of a variant."""

    name = TextField(_l("Tên phương án"), [Optional(), not_garbled()], most=80)
    maximum_suppliers = CountField(_l("Số đơn vị nhiều nhất"), [Optional()], most=200)
    largest_share_pct = QuantityField(_l("Đơn vị lớn nhất không quá (%)"), [Optional()], most=100)
    maximum_distance_km = CountField(_l("Xa nhất (km)"), [Optional()], most=5000)
    latest = DayField(_l("Giao muộn nhất ngày"), [Optional()])
    certificates = TicksField(_l("Giấy mà mọi đơn vị phải có"), choices=members(CertificateKind))
    share_certificate = SelectField(
        _l("Giấy mà một phần hàng phải có"),
        [Optional()],
        choices=members(CertificateKind, nothing=_l("Không đòi giấy nào")),
    )
    share_certificate_pct = CountField(_l("Ít nhất bao nhiêu phần trăm khối lượng có giấy đó"), [Optional()], most=100)
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

    def validate(self, extra_validators: Any = None) -> bool:
        """A weight or a time that was left empty is no number: zero must be meant. A share belongs to a paper."""
        fine = bool(super().validate(extra_validators))
        half = bool(self.share_certificate.data) != (self.share_certificate_pct.data is not None)
        pair = ("share_certificate", "share_certificate_pct") if half else ()
        for name in (*self.WEIGHTS, "seconds", *(name for name in pair if not self[name].data)):
            field = self[name]
            if not (field.data or field.data == 0 or field.errors):
                field.errors = [str(_l("Chưa điền mục này."))]
                fine = False
        return fine

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
        percent = self.share_certificate_pct.data
        shares = {self.share_certificate.data: percent} if self.share_certificate.data and percent else {}
        return Demands(tuple(sorted(self.certificates.data or [])), shares, bool(self.all_or_nothing.data))


def wishes_form(variant: Variant) -> WishesForm:
    """The form with what the variant has."""
    names, demands = ("name", *WishesForm.LIMITS, *WishesForm.WEIGHTS, "seconds"), variant.demands
    kind, percent = next(iter(demands.shares.items()), (None, None))
    asked = {
        "certificates": list(demands.certificates), "all_or_nothing": demands.all_or_nothing,
        "share_certificate": kind, "share_certificate_pct": percent,
    }  # fmt: skip
    stored = {name: getattr(variant, name) for name in names}
    return WishesForm(data={"based_on": str(variant.version), **stored, **asked})


class InviteForm(VersionedForm):
    """How the group is asked."""

    together = RadioField(
        _l("Lập hợp đồng thế nào"),
        choices=options(
            [
                ("yes", _l("Một hợp đồng chung cho cả nhóm, mỗi đơn vị một phần")),
                ("no", _l("Mỗi đơn vị một hợp đồng riêng")),
            ]
        ),
        default="yes",
    )
    note = LongTextField(_l("Lời nhắn cho các đơn vị"), [Optional(), not_garbled()], most=1000)
    agree = BooleanField(_l("Đơn vị tôi đồng ý được giới thiệu"))

    def validate_together(self, field: Any) -> None:
        """One of the two."""
        if field.data not in {"yes", "no"}:
            raise ValidationError(str(_l("Chưa chọn mục này.")))


class RepairForm(Form):
    """The press that carries out a mended group, as it was read."""

    seen = HiddenField()

"""The rows of the terms form: a period with a share of each cooperative, a grade, an input."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import FieldList, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from marketplace.brokering.models import InputKind
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.fields import RowList
from marketplace.organisations.models import Organisation
from marketplace.web.fields import DayField, MoneyField, QuantityField, TextField, TypedField, not_garbled
from marketplace.web.formats import format_quantity
from marketplace.web.forms import chosen, members, required

MINUS = ("-", "−", "–")


class PremiumField(MoneyField):
    """Whole đồng above (1.000 or +1.000) or below (−1.000) another price."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **{"least": 0, "most": 10**9, **kwargs})
        self.type = "MoneyField"  # drawn like any other amount

    def read(self, text: str) -> int:  # type: ignore[override]
        amount = super().read(text.lstrip("+-−–").strip())
        return -amount if text.startswith(MINUS) else amount


def was_typed(field: Any) -> bool:
    """Whether the person put anything into the field, readable or not."""
    if isinstance(field, FieldList):
        return any(was_typed(entry) for entry in field.entries)
    words = field.typed if isinstance(field, TypedField) else field.data
    return bool(str(words or "").strip())


def is_said(field: Any) -> bool:
    """Whether the field says something, typed or filled in for the person."""
    if isinstance(field, FieldList):
        return any(is_said(inner) for entry in field.entries for inner in getattr(entry, "form", [entry]))
    return field.data not in (None, "", False) or was_typed(field)


class RowForm(PlainForm):
    """Mother of the rows."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into the row."""
        return not any(was_typed(field) for field in self)


class PeriodForm(RowForm):
    """A delivery period: tonnes of the case's first cooperative, and of the others in their order."""

    start = DayField(_l("Từ ngày"), [required()])
    end = DayField(_l("Đến ngày"), [required()])
    firm = QuantityField(_l("Khối lượng (tấn)"), [Optional()])
    others = RowList(QuantityField(_l("Khối lượng (tấn)"), [Optional()]))
    total = QuantityField(_l("Cộng (tấn)"), [Optional()])

    @property
    def shares(self) -> list[Any]:
        """The fields of the cooperatives in order."""
        return [self.firm, *self.others.entries]

    @property
    def tonnes(self) -> tuple[Decimal | None, ...]:
        """What each cooperative delivers; None: nothing, or not readable."""
        return tuple(share.data for share in self.shares)

    @property
    def sum_tonnes(self) -> Decimal:
        """Of all cooperatives."""
        return sum((share for share in self.tonnes if share is not None), Decimal(0))

    def seat(self, sellers: Sequence[Organisation]) -> None:
        """A field for each cooperative, named after it."""
        while len(self.others.entries) < len(sellers) - 1:
            self.others.append_entry()
        del self.others.entries[len(sellers) - 1 :]
        if len(sellers) > 1:
            for field, seller in zip(self.shares, sellers, strict=True):
                field.label.text = _l("%(name)s (tấn)", name=seller.short_name or seller.name)

    def validate(self, extra_validators: Any = None) -> bool:
        """Somebody delivers something, and the shares come to the total where one was typed to check them."""
        good = bool(super().validate(extra_validators))
        if any(share.errors for share in self.shares):
            return False
        if not self.sum_tonnes:
            self.firm.errors = [*self.firm.errors, str(_l("Chưa điền mục này."))]
            return False
        if self.total.data is not None and self.total.data != self.sum_tonnes:
            words = _l(
                "Các đơn vị cộng lại là %(sum)s tấn, không phải %(total)s tấn.",
                sum=format_quantity(self.sum_tonnes),
                total=format_quantity(self.total.data),
            )
            self.total.errors = [*self.total.errors, str(words)]
            return False
        return good


class GradeForm(RowForm):
    """A grade: what it is, its price in percent of the base price, the least share of the quantity."""

    name = TextField(_l("Phẩm cấp"), [required(), not_garbled()], most=60)
    criteria = TextField(_l("Tiêu chí, giới hạn"), [required(), not_garbled()], most=300)
    price_pct = QuantityField(_l("Giá (% đơn giá)"), [Optional()], most=1000)
    share_min_pct = QuantityField(_l("Tỷ lệ ít nhất (%)"), [Optional()], least=0, most=100)


class InputForm(RowForm):
    """An input or advance."""

    kind = SelectField(_l("Loại"), choices=members(InputKind, nothing=_l("Chọn")), validators=[chosen()])
    description = TextField(_l("Mô tả, số lượng"), [required(), not_garbled()], most=300)
    value_dong = MoneyField(_l("Trị giá (đồng)"), [Optional()], most=10**13)
    due_on = DayField(_l("Giao trước ngày"), [Optional()])
    offset_rule = TextField(_l("Cách khấu trừ"), [Optional(), not_garbled()], most=300)

"""Forms of pooled orders: the table of a variant, its limits and weights, the invitation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.pooling.models import Supplier, SupplierLock, Variant
from marketplace.pooling.refusals import cell_name
from marketplace.pooling.tables import Row
from marketplace.web.fields import (
    LongTextField,
    QuantityField,
    not_garbled,
)
from marketplace.web.formats import TONNE
from marketplace.web.forms import Form, hidden_number, members, options

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

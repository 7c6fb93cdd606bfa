"""The form parts that offers and needs share: version, period table, price and delivery, reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import request
from wtforms import Form as PlainForm
from wtforms import FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.echo import make_echoable
from marketplace.listings.fields import AmountField, RowList, UnitField
from marketplace.listings.kinds import DeliveryTerm, PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.listings.recurrence import MOST_PERIODS, PeriodDraft
from marketplace.listings.schedule import faults_of
from marketplace.listings.usual.doubts import Doubt, UnsureError, is_tick
from marketplace.web.fields import DayField, LongTextField, MoneyField, QuantityField, TextField, not_garbled
from marketplace.web.forms import Form, hidden_number, options, required

UNKNOWN = "unknown"
PLUS, MINUS = "plus", "minus"
# Cost plus a margin is agreed between two who know each other's costs: it stands in terms, not in a listing.
BASES = [choice for choice in PriceBasis.choices() if choice.value != PriceBasis.COST_PLUS]


class ListingForm(Form):
    """A form about a saved listing: it knows which version it was opened on, and what was asked and ticked.

    `doubts` are the questions to be drawn, each with its box named `checked`.
    """

    version = HiddenField()
    checked = SelectMultipleField(_l("Xin xem lại"), choices=[], validate_choice=False)
    doubts: Sequence[Doubt] = ()

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        make_echoable(self)

    @property
    def opened_on(self) -> int:
        """The version; 0, which no record has, for anything that is no version."""
        return hidden_number(self.version.data)

    @property
    def ticked(self) -> list[str]:
        """The keys of the questions that were ticked as right."""
        return [key for key in self.checked.data or [] if is_tick(key)]

    def blame(self, problem: DomainError) -> None:
        """Show a rule's refusal, or the questions that are left beside what they are about."""
        if isinstance(problem, UnsureError):
            self.doubts = problem.doubts
            self.checked.errors = [str(_l("Có điều khác thường. Hãy sửa, hoặc đánh dấu là đã kiểm tra."))]
        else:
            super().blame(problem)


class PeriodRow(PlainForm):
    """One line of the period table."""

    start = DayField(_l("Từ ngày"), month_edge="first")
    end = DayField(_l("Đến ngày"), month_edge="last")
    firm = AmountField(_l("Chắc chắn"), least=0)
    flexible = AmountField(_l("Có thể thêm"), least=0)

    @property
    def is_blank(self) -> bool:
        """Nothing was typed into the row."""
        cells = (self.start, self.end, self.firm, self.flexible)
        return not any((cell.typed or "").strip() for cell in cells) and all(cell.data is None for cell in cells)


class ScheduleForm(ListingForm):
    """When and how much. `kept` are spans saved before, which may lie in the past."""

    recurrence = TextField(_l("Mô tả ngắn"), description=_l("Ví dụ: 20 tấn mỗi tháng, T1–T6, nghỉ T2"), most=300)
    season = SelectField(_l("Hoặc theo mùa vụ"), validate_choice=False, choices=[])
    season_total = AmountField(_l("Cả vụ"), description=_l("Tổng khối lượng của vụ, theo đơn vị bên dưới."))
    unit = UnitField(_l("Đơn vị của mọi khối lượng trên trang này"), default="tonne")
    unit_kg = QuantityField(
        _l("Một đơn vị nặng bao nhiêu kg?"),
        description=_l("Chỉ cần với giạ, thúng, bao, chục… vì mỗi nơi một khác."),
        most=100_000,
    )
    periods = RowList(FormField(PeriodRow), label=_l("Các kỳ giao"), min_entries=1, max_entries=MOST_PERIODS + 1)
    minimum_lot = AmountField(_l("Lô nhỏ nhất"))

    def __init__(self, *args: Any, kept: Collection[tuple[date, date]] = (), **kwargs: Any) -> None:
        self.kept = kept
        self.drafts: list[PeriodDraft] = []
        super().__init__(*args, **kwargs)

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        rows = [field for entry in self.periods.entries for field in entry.form]
        for field in (*self, *rows):
            if isinstance(field, AmountField):
                field.agree(self.unit)

    def validate_periods(self, periods: RowList) -> None:
        """Mark the cells that are missing or at fault; keep the rows as drafts."""
        if any(entry.errors for entry in periods.entries):
            return
        self._read(periods)
        if any(entry.errors for entry in periods.entries):
            periods.errors = [entry.errors for entry in periods.entries]
            raise StopValidation

    def _read(self, periods: RowList) -> None:
        """Rows that were typed, checked; what fails is marked at its cell."""
        rows = [entry.form for entry in periods.entries if not entry.form.is_blank]
        if not rows:
            raise StopValidation(str(_l("Cần ít nhất một kỳ.")))
        if len(rows) > MOST_PERIODS:
            raise StopValidation(str(_l("Nhiều nhất %(most)s kỳ.", most=MOST_PERIODS)))
        if self._complete(rows):
            self.drafts = [_draft(row) for row in rows]
            for fault in faults_of(self.drafts, today(), self.kept):
                rows[fault.row][fault.column].errors = [str(fault.message)]

    def _complete(self, rows: list[PeriodRow]) -> bool:
        """Each row that was begun has both days and some quantity."""
        for row in rows:
            for field in (row.start, row.end):
                if field.data is None:
                    field.errors = [str(_l("Chưa điền mục này."))]
            if row.firm.data is None and row.flexible.data is None:
                row.firm.errors = [str(_l("Chưa điền mục này."))]
        return not any(row.errors for row in rows)

    def fill_rows(self, drafts: list[PeriodDraft]) -> None:
        """Put these periods into the table, in place of what it held."""
        while self.periods.entries:
            self.periods.pop_entry()
        for draft in drafts[:MOST_PERIODS]:
            flexible = draft.flexible or None
            self.periods.append_entry(
                {"start": draft.start, "end": draft.end, "firm": draft.firm, "flexible": flexible}
            )

    @property
    def total(self) -> Decimal:
        """What the table adds up to, in the unit of the page; cells that cannot be read count nothing."""
        cells = (cell.data for entry in self.periods.entries for cell in (entry.form.firm, entry.form.flexible))
        return sum((value for value in cells if value is not None), Decimal(0))

    @property
    def wants_row(self) -> bool:
        """The button "add a row" was pressed, without script."""
        return "add_row" in request.form

    @property
    def wants_fill(self) -> str:
        """ "recurrence" or "season" when their button was pressed, or when only they are filled in; else empty."""
        pressed = request.form.get("fill", "")
        if pressed in {"recurrence", "season"}:
            return pressed
        blank = all(entry.form.is_blank for entry in self.periods.entries)
        return "recurrence" if blank and self.recurrence.data else ""


def _draft(row: PeriodRow) -> PeriodDraft:
    return PeriodDraft(row.start.data, row.end.data, row.firm.data or Decimal(0), row.flexible.data or Decimal(0))


class PriceForm(ListingForm):
    """Price and delivery."""

    basis = RadioField(_l("Cách tính giá"), choices=BASES, default=PriceBasis.TO_AGREE.value)
    price = MoneyField(_l("Giá (₫/kg)"), description=_l("Với giá cố định hoặc giá sàn."), most=10**10)
    premium_sign = RadioField(
        _l("So với giá thị trường"), choices=options([(PLUS, _l("Cộng thêm")), (MINUS, _l("Trừ đi"))]), default=PLUS
    )
    premium = MoneyField(_l("Mức cộng, trừ (₫/kg)"), description=_l("Với giá thị trường."), least=0, most=10**10)
    day = DayField(_l("Ngày của giá"))
    vat = RadioField(
        _l("Thuế giá trị gia tăng"),
        choices=options([(UNKNOWN, _l("Chưa rõ")), ("yes", _l("Giá đã gồm thuế")), ("no", _l("Giá chưa gồm thuế"))]),
        default=UNKNOWN,
    )
    visibility = RadioField(_l("Ai thấy giá"), choices=PriceVisibility.choices(), default=PriceVisibility.PUBLIC.value)
    delivery_term = RadioField(_l("Nơi giao hàng"), choices=DeliveryTerm.choices(), default=DeliveryTerm.TO_AGREE.value)
    delivery_place = TextField(_l("Địa điểm giao cụ thể"), [not_garbled()], most=200)

    def read(self) -> Price:
        """The price of a valid form."""
        premium = self.premium.data
        if premium is not None and self.premium_sign.data == MINUS:
            premium = -premium
        return Price(
            basis=PriceBasis(self.basis.data),
            dong_per_kg=self.price.data,
            premium=premium,
            day=self.day.data,
            vat_included={"yes": True, "no": False}.get(self.vat.data),
            visibility=PriceVisibility(self.visibility.data),
        )


class ReasonForm(ListingForm):
    """Why a listing is closed."""

    reason = TextField(_l("Lý do đóng"), [required(), not_garbled()], most=200)


class SheetForm(ListingForm):
    """The sheet by which an organisation confirmed what staff entered."""

    evidence = LongTextField(
        _l("Phiếu xác nhận"),
        [required(), not_garbled()],
        description=_l("Ai ký, chức vụ, ngày ký, số phiếu và nơi giữ phiếu."),
        most=300,
    )

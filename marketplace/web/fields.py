"""Form fields that hand over finished values: exact quantities, đồng, dates, clean text.

WTForms' own decimal field accepts Infinity, 1_000 and ١٢٣ and reads 1.5 as 15 in a Vietnamese locale; these
refuse what they cannot keep, say why in words, and show again what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from wtforms import Field, StringField, TextAreaField, ValidationError
from wtforms.widgets import TextInput

from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date, format_quantity, writes_decimal_point
from marketplace.web.text import TextError, clean_text, looks_garbled

MOST_DIGITS = 12
SMALL = 1000  # below it no whole number is grouped, and an example of a big one misleads
LONGEST_READ = 4  # times the letters allowed: blanks and marks of decomposed text go before counting
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?")
_POINT_FOR_COMMA = re.compile(r"[0-9]+\.[0-9]{1,2}|[0-9]+\.[0-9]{4,}|0+\.[0-9]+")
_TWO_MEANINGS = re.compile(r"[1-9][0-9]{0,2},[0-9]{2}0")
_SWAP = str.maketrans(".,", ",.")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def _ascii(text: str) -> str:
    """Full-width digits and signs as ASCII, blanks removed from the ends; other digits stay and are refused."""
    return "".join(
        unicodedata.normalize("NFKC", letter) if "\uff00" <= letter <= "\uff5e" else letter for letter in text
    ).strip()


class TypedField(Field):
    """Mother of the fields below: one line of text in, a value out, and the same text shown again on error."""

    widget = TextInput()
    typed: str | None = None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.typed = valuelist[0] if valuelist else None
        self.data = None
        text = _ascii(self.typed or "")
        if text:
            self.data = self.read(text)

    def process_data(self, value: Any) -> None:
        self.typed = None
        self.data = value

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        raise NotImplementedError


class QuantityField(TypedField):
    """An exact decimal in the reader's notation (1.234,5; in English 1,234.5), from `least` to `most`, three places."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        least: Decimal | int = Decimal("0.001"),
        most: Decimal | int = Decimal(10) ** MOST_DIGITS,
        places: int = 3,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.least, self.most, self.places = Decimal(least), Decimal(most), places

    def read(self, text: str) -> Decimal:
        value = read_decimal(text, self.places)
        if value < self.least:
            raise ValueError(self.gettext_least())
        if value > self.most:
            raise ValueError(str(_l("Số quá lớn: nhiều nhất là %(most)s.", most=format_quantity(self.most))))
        return value

    def gettext_least(self) -> str:
        """What to say of a number below the least."""
        if self.least == Decimal("0.001"):
            return str(_l("Số phải lớn hơn 0."))
        return str(_l("Số phải từ %(least)s trở lên.", least=format_quantity(self.least)))

    def show(self, value: Decimal) -> str:
        return format_quantity(value)


class MoneyField(QuantityField):
    """Whole đồng, as int."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("least", 1)
        super().__init__(label, validators, places=0, **kwargs)

    def read(self, text: str) -> int:  # type: ignore[override]
        return int(super().read(text.removesuffix("đ").removesuffix("₫").rstrip()))


class CountField(QuantityField):
    """A whole number that is not money: members, suppliers, months."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("least", 1)
        kwargs.setdefault("most", 10_000_000)
        super().__init__(label, validators, places=0, **kwargs)

    def read(self, text: str) -> int:  # type: ignore[override]
        if self.most < SMALL and not text.isdecimal():
            raise ValueError(str(_l("Cần một số nguyên từ %(least)s đến %(most)s.", least=self.least, most=self.most)))
        return int(super().read(text))


class YearField(TypedField):
    """A year of four digits, as int, from `least` to `most`: written as years are, without a sign for thousands."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, least: int = 2000, most: int = 2100, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        if not _YEAR.fullmatch(text) or not self.least <= int(text) <= self.most:
            raise ValueError(str(_l("Năm phải từ %(first)s đến %(last)s.", first=str(self.least), last=str(self.most))))
        return int(text)

    def show(self, value: int) -> str:
        return str(value)


def read_decimal(text: str, places: int) -> Decimal:
    """A number in the notation that the page shows; ValueError with a sentence for anything else.

    1,500 is refused in Vietnamese (1.500 in English): nobody writes the last zero of a fraction, so the other
    notation was meant, a thousand times more.
    """
    if writes_decimal_point():
        text = text.translate(_SWAP)
    if text.startswith(("-", "−", "–")):
        raise ValueError(str(_l("Số không được âm.")))
    if _POINT_FOR_COMMA.fullmatch(text) or _TWO_MEANINGS.fullmatch(text):
        raise ValueError(_how_to_write())
    if not _GROUPED.fullmatch(text):
        example = format_quantity(Decimal("1234.5"))
        raise ValueError(str(_l("Không đọc được số này. Hãy nhập như %(example)s.", example=example)))
    whole, _, fraction = text.replace(".", "").partition(",")
    if len(whole.lstrip("0")) > MOST_DIGITS + 1:
        raise ValueError(str(_l("Số quá lớn.")))
    if len(fraction.rstrip("0")) > places:
        if places == 0:
            raise ValueError(str(_l("Cần một số nguyên, không có phần lẻ.")))
        raise ValueError(str(_l("Nhiều nhất %(places)s chữ số sau dấu phẩy.", places=places)))
    return Decimal(f"{whole}.{fraction or 0}")


def _how_to_write() -> str:
    fraction, thousands = format_quantity(Decimal("1.5")), format_quantity(1500)
    return str(
        _l(
            "Viết phần lẻ như %(fraction)s và hàng nghìn như %(thousands)s.",
            fraction=fraction,
            thousands=thousands,
        )
    )


class DayField(TypedField):
    """A date typed as 22/11/2026 (or 2026-11-22, as date pickers send it).

    With `month_edge` a month alone (7/2027) is its first or its last day; without, it is no date.
    """

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        month_edge: Literal["first", "last"] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.month_edge = month_edge

    def read(self, text: str) -> date:
        numbers = self._numbers(text)
        try:
            day = date(*numbers)
        except ValueError as problem:
            raise ValueError(str(_l("Lịch không có ngày này. Hãy nhập như 22/11/2026."))) from problem
        if not EARLIEST <= day <= LATEST:
            raise ValueError(str(_l("Năm phải từ 1990 đến 2100.")))
        return day

    def _numbers(self, text: str) -> tuple[int, int, int]:
        """Year, month and day as they were typed."""
        if parts := _DAY_FIRST.fullmatch(text):
            return int(parts[3]), int(parts[2]), int(parts[1])
        if parts := _ISO.fullmatch(text):
            return int(parts[1]), int(parts[2]), int(parts[3])
        parts = _MONTH.fullmatch(text)
        if parts and self.month_edge is None:
            raise ValueError(str(_l("Hãy ghi cả ngày, như 22/11/2026.")))
        if parts is None:
            raise ValueError(str(_l("Không đọc được ngày này. Hãy nhập như 22/11/2026.")))
        year, month = int(parts[2]), int(parts[1])
        whole = EARLIEST.year <= year <= LATEST.year and 1 <= month <= 12
        return year, month, monthrange(year, month)[1] if whole and self.month_edge == "last" else 1

    def show(self, value: date) -> str:
        return format_date(value)


class _CleanMixin:
    """Text that is kept exactly or refused in words."""

    data: str | None
    several_lines = False
    most_letters = 200

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = typed = valuelist[0] if valuelist else ""
        if len(typed) > LONGEST_READ * self.most_letters:
            raise ValueError(self._too_long(len(typed)))
        try:
            cleaned = clean_text(typed, lines=self.several_lines)
        except TextError as problem:
            raise ValueError(str(problem.message)) from problem
        if len(cleaned) > self.most_letters:
            raise ValueError(self._too_long(len(cleaned)))
        self.data = cleaned

    def _too_long(self, letters: int) -> str:
        return str(_l("Nhiều nhất %(most)s ký tự; đang có %(now)s.", most=self.most_letters, now=letters))


class TextField(_CleanMixin, StringField):
    """One line of clean text, at most `most` letters; empty is the empty string."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.most_letters = most


class LongTextField(_CleanMixin, TextAreaField):
    """Several lines of clean text."""

    several_lines = True

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 4000, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.most_letters = most


class not_garbled:  # noqa: N801 - a validator, named as it reads
    """Validator: Vietnamese read with a wrong code page is refused with what to do, never stored as it came."""

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and not field.process_errors and looks_garbled(field.data):
            raise ValidationError(
                _l("Chữ có vẻ bị sai bảng mã (TCVN3, VNI…). Hãy gõ lại hoặc chuyển sang Unicode rồi dán.")
            )

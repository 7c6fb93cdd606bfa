"""Form fields for people: an e-mail address, a telephone number."""

from __future__ import annotations

from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from wtforms.widgets import EmailInput, TelInput

from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import TypedField
from marketplace.web.text import TextError, clean_text


def read_phone(text: str) -> str:
    """A Vietnamese or international number as +84912345678; ValueError with a sentence otherwise."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as problem:
        raise ValueError(str(_l("Không đọc được số điện thoại này. Hãy nhập như 0912 345 678."))) from problem
    if not phonenumbers.is_valid_number(number):
        raise ValueError(str(_l("Số điện thoại này thiếu hoặc thừa chữ số. Hãy nhập như 0912 345 678.")))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(stored: str | None) -> str:
    """0912 345 678 for numbers of Viet Nam, +… for others."""
    if not stored:
        return ""
    number = phonenumbers.parse(stored, "VN")
    styles = phonenumbers.PhoneNumberFormat
    style = styles.NATIONAL if number.country_code == 84 else styles.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def read_email(text: str) -> str:
    """The address in lower case; ValueError with a sentence when it has not the shape of one."""
    try:
        found = validate_email(clean_text(text), check_deliverability=False, test_environment=True)
    except (EmailNotValidError, TextError) as problem:
        raise ValueError(str(_l("Địa chỉ thư điện tử cần có dạng ten@tenmien.vn."))) from problem
    if len(found.normalized) > 254:
        raise ValueError(str(_l("Địa chỉ thư điện tử quá dài.")))
    return found.normalized.lower()


class PhoneField(TypedField):
    """A telephone number, stored as +84…, shown as 0912 345 678."""

    widget: Any = TelInput()

    def read(self, text: str) -> str:
        return read_phone(text)

    def show(self, value: Any) -> str:
        return show_phone(value)


class EmailField(TypedField):
    """An e-mail address in lower case."""

    widget: Any = EmailInput()

    def read(self, text: str) -> str:
        return read_email(text)

    def show(self, value: Any) -> str:
        return str(value)

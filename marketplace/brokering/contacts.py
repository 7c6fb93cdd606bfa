"""Telephone numbers and e-mail addresses in free text, which no side reads before both consent."""

from __future__ import annotations

import re

import phonenumbers

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


def check_no_contacts(text: str, *, field: str) -> None:
    """DomainError on `field` when the text holds a telephone number, as written in Viet Nam, or an e-mail address."""
    if EMAIL.search(text) or phonenumbers.PhoneNumberMatcher(text, "VN").has_next():
        raise DomainError(
            _l("Hãy bỏ số điện thoại, email: hai bên chỉ thấy liên hệ của nhau sau khi cùng đồng ý."), field=field
        )

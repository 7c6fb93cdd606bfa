"""WTForms' own complaints in our words: the library knows no Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString

from marketplace.labels import lazy_gettext as _l

_CHOICE = _l("Hãy chọn một mục trong danh sách.")
_EMPTY = _l("Chưa điền mục này.")
_READ = _l("Không đọc được mục này. Hãy nhập lại.")
_EXPIRED = _l("Trang đã mở quá lâu. Hãy tải lại trang rồi gửi lại.")

WORDS: Mapping[str, LazyString] = {
    "Not a valid choice.": _CHOICE,
    "'%(value)s' is not a valid choice for this field.": _CHOICE,
    "'%(value)s' are not valid choices for this field.": _CHOICE,
    "Invalid Choice: could not coerce.": _CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOICE,
    "This field is required.": _EMPTY,
    "Invalid input.": _READ,
    "Not a valid integer value.": _READ,
    "Invalid email address.": _l("Địa chỉ thư chưa đúng dạng, ví dụ ten@donvi.vn."),
    "Field must be equal to %(other_name)s.": _l("Hai lần nhập chưa giống nhau."),
    "CSRF token missing.": _EXPIRED,
    "CSRF token expired.": _EXPIRED,
    "CSRF failed.": _EXPIRED,
    "Invalid CSRF Token.": _EXPIRED,
}


class Complaints:
    """What WTForms asks for translations; a message we have no words for is told as unreadable input."""

    def gettext(self, message: str) -> str:
        return str(WORDS.get(message, _READ))

    def ngettext(self, singular: str, _plural: str, _number: int) -> str:
        return self.gettext(singular)

"""What speaks for and against two organisations being one, in words."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import LazyString

from marketplace.labels import lazy_gettext as _l
from matching.organisations import Reason

WORDS: dict[str, LazyString] = {
    "name": _l("cùng tên, không kể dấu và loại hình"),
    "name_like": _l("tên gần giống"),
    "tax_code": _l("cùng mã số thuế"),
    "branch": _l("mã số thuế của đơn vị phụ thuộc"),
    "tax_code_other": _l("khác mã số thuế"),
    "commune": _l("cùng xã"),
    "province": _l("cùng tỉnh"),
    "commune_other": _l("khác xã"),
    "province_other": _l("khác tỉnh"),
    "phone": _l("cùng số điện thoại"),
    "family_other": _l("khác loại hình"),
    "number_other": _l("khác số thứ tự trong tên"),
    "tones_other": _l("khác dấu thanh trong tên"),
    "trade_other": _l("khác ngành nghề trong tên"),
}


def words_of(reasons: Iterable[Reason], *, speaking_for: bool) -> list[str]:
    """The reasons on one side, the weightiest first."""
    return words_of_found(((reason.kind, reason.points) for reason in reasons), speaking_for=speaking_for)


def words_of_found(reasons: Iterable[tuple[str, int]], *, speaking_for: bool) -> list[str]:
    """The same of reasons as they are kept: kind and points."""
    return [str(WORDS[kind]) for kind, points in reasons if (points > 0) == speaking_for]

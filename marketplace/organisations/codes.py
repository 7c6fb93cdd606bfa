"""The tax code, which is the one code of an organisation (NĐ 92/2024/NĐ-CP Đ14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from marketplace.labels import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A code as it is stored: NNNNNNNNNN or NNNNNNNNNN-NNN, or 12 digits of a person.

    `certain` is False when the check digit does not fit: people mistype, and registers hold oddities, so such a
    code is kept with a reason instead of being lost.
    """

    text: str
    certain: bool

    @property
    def is_personal(self) -> bool:
        """A personal number used as tax code (households): only its form can be checked; personal data."""
        return len(self.text) == 12


def read_tax_code(text: str) -> TaxCode:
    """The code in a text with blanks, dots or hyphens; ValueError with a sentence when it has not the shape."""
    digits = re.sub(r"[\s.\-–]", "", text)
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError(str(_l("Mã số thuế chỉ gồm chữ số, có thể có dấu gạch trước ba số cuối.")))
    if len(digits) == 12 and not re.search(r"[-–]", text):  # with a hyphen it is a branch with a digit lost
        return TaxCode(digits, certain=True)
    if len(digits) not in {10, 13}:
        raise ValueError(str(_l("Mã số thuế có 10 chữ số, 13 chữ số (đơn vị phụ thuộc) hoặc 12 chữ số (cá nhân).")))
    stored = digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"
    return TaxCode(stored, certain=_fits(digits))


def _fits(digits: str) -> bool:
    try:
        mst.validate(digits)
    except ValidationError:
        return False
    return True

"""Form fields of organisations: tax code, share in percent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.codes import TaxCode, read_tax_code
from marketplace.web.fields import QuantityField, TypedField


class TaxCodeField(TypedField):
    """A tax code; `code` tells whether its check digit fits. `data` is its text as stored."""

    code: TaxCode | None = None

    def read(self, text: str) -> str:
        self.code = read_tax_code(text)
        return self.code.text

    def show(self, value: Any) -> str:
        return str(value)

    @property
    def is_doubtful(self) -> bool:
        """Whether a code was given whose check digit does not fit."""
        return self.code is not None and not self.code.certain


class PercentField(QuantityField):
    """A share in percent, from 0 to 100, at most three places."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, least=0, most=100, **kwargs)

    def read(self, text: str) -> Decimal:
        try:
            return super().read(text.removesuffix("%").rstrip())
        except ValueError as problem:
            if text.removesuffix("%").strip().isdigit():
                raise ValueError(str(_l("Phần trăm từ 0 đến 100."))) from problem
            raise

"""What every oversight page is asked for: a place and a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.engine import COUNTRY, Place


@dataclass(frozen=True, slots=True)
class Scope:
    """The days from `since` to `until`, both included, in a province (None: the country); `name` is the place's."""

    since: date
    until: date
    province_code: str | None = None
    name: str = ""

    @property
    def place(self) -> Place:
        """The place as the indicators' engine knows it."""
        return COUNTRY if self.province_code is None else Place.province(self.province_code)

    def in_place(self, code: Any) -> sa.ColumnElement[bool]:
        """Whether a province column is of the place."""
        return sa.true() if self.province_code is None else code == self.province_code

"""The site that `populate` fills: public ids and tokens by name, and a span of days that many parts share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from marketplace.clock import today
from marketplace.listings.recurrence import PeriodDraft
from tests.cast import Cast


@dataclass
class Populated:
    """Public ids and tokens by name: `site["offer"]`."""

    cast: Cast
    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def path(self, rule: str, records: Mapping[str, str]) -> str:
        """The address of a URL rule with these records for its places; an unknown name stands for itself."""
        address = rule
        for place, name in records.items():
            for converter in ("string", "path"):
                address = address.replace(f"<{converter}:{place}>", self.ids.get(name, name))
        return address


def span(start: int = 0, days: int = 300, tonnes: str = "60") -> PeriodDraft:
    first = today() + timedelta(days=start)
    return PeriodDraft(first, first + timedelta(days=days), Decimal(tonnes), Decimal(0))

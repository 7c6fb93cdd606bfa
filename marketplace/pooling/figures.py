"""What the page of a variant shows: its table in order, its totals, its cost by parts, how fair it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.pooling.models import Cell, Supplier, Variant
from marketplace.pooling.words import MONEY, PARTS, change_sentence, limits_of, quality

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Column:
    """One period: what is wanted, what the group gives."""

    start: date
    end: date
    wanted_kg: Decimal
    given_kg: Decimal

    @property
    def short_kg(self) -> Decimal:
        """What stays open."""
        return max(self.wanted_kg - self.given_kg, ZERO)

    @property
    def words(self) -> str:
        """The month, or both days."""
        return span_words(self.start, self.end)


@dataclass(frozen=True)
class Figures:
    """A variant as it is read."""

    variant: Variant

    @cached_property
    def group(self) -> list[Supplier]:
        """Who gives something, the largest first."""
        return sorted((s for s in self.variant.suppliers if s.total_kg > 0), key=lambda s: (-s.total_kg, s.id))

    @cached_property
    def others(self) -> list[Supplier]:
        """Candidates that give nothing now, in the order in which they were found."""
        return [one for one in self.variant.suppliers if one.total_kg == 0]

    @cached_property
    def columns(self) -> list[Column]:
        """The periods in order."""
        given = [cell for one in self.variant.suppliers for cell in one.cells]
        return [
            Column(p.start, p.end, p.wanted_kg, sum((c.kg for c in given if c.start == p.start), ZERO))
            for p in self.variant.periods
        ]

    def cells(self, one: Supplier) -> list[Cell]:
        """A supplier's cells, in the order of the columns."""
        by_start = {cell.start: cell for cell in one.cells}
        return [by_start[column.start] for column in self.columns if column.start in by_start]

    @property
    def total_kg(self) -> Decimal:
        """Everything given."""
        return sum((one.given_kg for one in self.columns), ZERO)

    @property
    def wanted_kg(self) -> Decimal:
        """Everything wanted."""
        return sum((one.wanted_kg for one in self.columns), ZERO)

    @property
    def short_kg(self) -> Decimal:
        """Everything that stays open."""
        return sum((one.short_kg for one in self.columns), ZERO)

    @property
    def largest(self) -> Supplier | None:
        """Who gives most."""
        return self.group[0] if self.group else None

    def share(self, one: Supplier) -> Decimal:
        """A supplier's share of everything given, from 0 to 1."""
        return one.total_kg / self.total_kg if self.total_kg else ZERO

    @property
    def largest_share(self) -> Decimal:
        """The largest of these shares."""
        return self.share(self.group[0]) if self.group else ZERO

    @property
    def money_dong(self) -> int:
        """What somebody pays: goods and transport."""
        return sum(int(self.variant.parts.get(name, 0)) for name in MONEY)

    @property
    def unpriced_kg(self) -> Decimal:
        """How much of it has no price that everybody may see."""
        return sum((one.total_kg for one in self.group if one.price_dong_per_kg is None), ZERO)

    @property
    def has_prices(self) -> bool:
        """Whether the goods could be reckoned: false where nobody, in the group or out of it, has a public price."""
        known = any(one.price_dong_per_kg is not None for one in self.group)
        return known or bool(self.variant.parts.get("price_assumed"))

    @property
    def parts(self) -> list[tuple[object, int]]:
        """The cost by its parts, without what is nothing and without the stand-in for what stays open."""
        kept = self.variant.parts
        return [(PARTS[name], int(kept[name])) for name in PARTS if name != "shortage" and kept.get(name)]

    @property
    def quality(self) -> str:
        """How far from the best it can be, in words."""
        return quality(self.variant, falls_short=self.short_kg > 0) if self.group else "–"

    @property
    def limits(self) -> str:
        """The variant's own limits in words."""
        return ", ".join(limits_of(self.variant)) or str(_l("không có giới hạn riêng"))

    @property
    def changes(self) -> list[str]:
        """What would close what stays open, the cheapest first of those that close most."""
        return [change_sentence(one) for one in self.variant.changes] if self.short_kg else []

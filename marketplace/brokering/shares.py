"""Who delivers how much when: the periods of a revision as a table of periods by cooperatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.brokering.models import Terms
from marketplace.organisations.models import Organisation

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One period: kilograms of each cooperative, in the order of the table's columns; None: nothing of it."""

    start: date
    end: date
    shares: Sequence[Decimal | None]

    @property
    def total_kg(self) -> Decimal:
        """Of all cooperatives."""
        return sum((share for share in self.shares if share is not None), ZERO)


@dataclass(frozen=True, slots=True)
class ShareTable:
    """Periods by cooperatives, in order of time, the case's first cooperative first."""

    producers: Sequence[Organisation]
    rows: Sequence[ShareRow]

    @property
    def totals_kg(self) -> list[Decimal]:
        """Of each cooperative over all periods."""
        columns = range(len(self.producers))
        return [sum((row.shares[column] or ZERO for row in self.rows), ZERO) for column in columns]

    @property
    def total_kg(self) -> Decimal:
        """Of everything."""
        return sum((row.total_kg for row in self.rows), ZERO)


def share_table(terms: Terms) -> ShareTable:
    """The periods of a revision; rows are the distinct spans of days."""
    first = terms.case.seller_id
    producers = {period.organisation_id: period.organisation for period in terms.periods}
    order = sorted(producers, key=lambda number: (number != first, number))
    amounts = {(p.start, p.end, p.organisation_id): p.quantity_kg for p in terms.periods}
    spans = sorted({(p.start, p.end) for p in terms.periods})
    rows = [ShareRow(start, end, [amounts.get((start, end, one)) for one in order]) for start, end in spans]
    return ShareTable([producers[one] for one in order], rows)

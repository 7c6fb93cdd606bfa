"""The table periods × cooperatives of a contract: what each promised, and what later rooms say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.authorization.viewer import Viewer
from marketplace.contracts.models import Contract
from marketplace.contracts.page import Column, further_columns


@dataclass(frozen=True, slots=True)
class Row:
    """One cooperative in one period: kilograms promised, and the words of the further columns ("" where none)."""

    start: date
    end: date
    producer: str
    quantity_kg: Decimal
    further: Sequence[str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Rows by period and cooperative, the further columns, and what each cooperative promised in all."""

    rows: Sequence[Row]
    columns: Sequence[Column]
    totals: Sequence[tuple[str, Decimal]]
    total_kg: Decimal


def schedule_of(contract: Contract, viewer: Viewer) -> Schedule:
    """The table of the terms in force now."""
    columns = further_columns(contract, viewer)
    rows, totals = [], dict[str, Decimal]()
    for period in contract.terms.periods:
        key, name = (period.organisation_id, period.start), period.organisation.name
        further = [column.values.get(key, "") for column in columns]
        rows.append(Row(period.start, period.end, name, period.quantity_kg, further))
        totals[name] = totals.get(name, Decimal(0)) + period.quantity_kg
    return Schedule(rows, columns, list(totals.items()), contract.terms.total_kg)

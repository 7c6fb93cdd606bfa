"""How much a record gives or takes in all, as plain numbers for the views of both sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.arrays import Floats
from matching.records import NeedRecord, OfferRecord


def total_kg(record: OfferRecord | NeedRecord) -> float:
    """Kilograms, firm and flexible, over the periods if there are any, else in a year; NaN where unknown or zero."""
    if record.periods:
        total = sum(float(period.firm_kg + period.flexible_kg) for period in record.periods)
    else:
        total = float(record.annual_kg or 0)
    return total if total > 0 else float("nan")


def amounts(records: Sequence[OfferRecord] | Sequence[NeedRecord]) -> Floats:
    """`total_kg` of each record, with the median for what is unknown, or 1 where nothing is known at all."""
    found = np.array([total_kg(record) for record in records], dtype=np.float64)
    known = found[~np.isnan(found)]
    return np.where(np.isnan(found), np.median(known) if len(known) else 1.0, found)

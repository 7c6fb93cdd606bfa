"""Targets of indicators: data with a source and a grade, never constants."""

from __future__ import annotations

from decimal import Decimal

from marketplace.catalogue.loading.dataset import REFERENCE, Dataset, read_rows
from marketplace.catalogue.loading.tables import bring_to
from marketplace.catalogue.models import Target

TARGET_FILE = REFERENCE / "targets.csv"


def _load() -> int:
    rows = [
        {
            "indicator": row["indicator"],
            "province_code": row["province_code"] or None,
            "year": int(row["year"]),
            "percent": Decimal(row["percent"]),
            "source": row["source"],
            "grade": row["grade"],
        }
        for row in read_rows(TARGET_FILE)
    ]
    return bring_to(Target, ["indicator", "province_code", "year"], rows)


TARGETS = Dataset("targets", (TARGET_FILE,), _load)

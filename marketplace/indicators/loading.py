"""Targets of indicators and figures that others stated, out of their files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from marketplace.catalogue.loading.dataset import REFERENCE, Dataset, read_rows
from marketplace.catalogue.loading.tables import bring_to
from marketplace.indicators.external import SERIES
from marketplace.indicators.models import ExternalFigure, Target, TargetKind
from marketplace.organisations.models import OrganisationKind

TARGET_FILE = REFERENCE / "targets.csv"
EXTERNAL_FILE = REFERENCE / "external_figures.csv"


def _load_targets() -> int:
    rows = [
        {
            "indicator": row["indicator"],
            "organisation_kind": OrganisationKind(row["organisation_kind"]) if row["organisation_kind"] else None,
            "province_code": row["province_code"] or None,
            "year": int(row["year"]),
            "kind": TargetKind(row["kind"]),
            "value": Decimal(row["value"]),
            "source": row["source"],
            "grade": row["grade"],
        }
        for row in read_rows(TARGET_FILE)
    ]
    key = ["indicator", "organisation_kind", "province_code", "year", "kind"]
    return bring_to(Target, key, rows, of_file=Target.entered_by_id.is_(None))


def _load_external() -> int:
    """ValueError for a series without a name: nobody could say beside what it belongs."""
    stated = read_rows(EXTERNAL_FILE)
    if unnamed := {row["series"] for row in stated} - set(SERIES):
        raise ValueError(f"external_figures.csv: unknown series {', '.join(sorted(unnamed))}")
    rows = [
        {
            "series": row["series"],
            "place_code": row["place_code"] or None,
            "on": date.fromisoformat(row["on"]),
            "as_stated": row["as_stated"],
            "value": Decimal(row["value"]) if row["value"] else None,
            "unit": row["unit"],
            "source": row["source"],
            "grade": row["grade"],
        }
        for row in stated
    ]
    return bring_to(ExternalFigure, ["series", "place_code", "on", "source"], rows)


TARGETS = Dataset("targets", (TARGET_FILE,), _load_targets, edition=3)
EXTERNAL = Dataset("external_figures", (EXTERNAL_FILE,), _load_external)
DATASETS = (TARGETS, EXTERNAL)

"""Units with their factor to kilograms or square metres; ambiguous ones keep the question they ask."""

from __future__ import annotations

from decimal import Decimal

from marketplace.catalogue.loading.dataset import VOCABULARY, Dataset, read_rows
from marketplace.catalogue.loading.tables import bring_to
from marketplace.catalogue.models import Unit, UnitKind

UNIT_FILE = VOCABULARY / "units.csv"


def _load() -> int:
    rows = [
        {
            "code": row["code"],
            "name_vi": row["words"].split(";")[0],
            "name_en": row["code"].replace("_", " "),
            "kind": UnitKind(row["kind"]),
            "factor": Decimal(row["factor"]) if row["factor"] else None,
            "ambiguous": row["ambiguous"] == "yes",
            "question": row["question"] or None,
            "ended_on": None,
        }
        for row in read_rows(UNIT_FILE)
    ]
    return bring_to(Unit, ["code"], rows, ends="ended_on")


UNITS = Dataset("units", (UNIT_FILE,), _load)

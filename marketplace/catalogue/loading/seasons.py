"""Seasons: when a good is sown or harvested in a region, with source and grade."""

from __future__ import annotations

from marketplace.catalogue.loading.dataset import VOCABULARY, Dataset, read_rows
from marketplace.catalogue.loading.tables import bring_to
from marketplace.catalogue.models import Season

SEASON_FILE = VOCABULARY / "goods" / "seasons.csv"
KEY = ["commodity_code", "region", "name", "kind", "from_month", "from_day", "source"]


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _load() -> int:
    rows = []
    for row in read_rows(SEASON_FILE):
        (from_month, from_day), (to_month, to_day) = _month_day(row["from"]), _month_day(row["to"])
        rows.append(
            {
                "commodity_code": row["good"],
                "region": row["region"],
                "name": row["name"],
                "kind": row["kind"],
                "from_month": from_month,
                "from_day": from_day,
                "to_month": to_month,
                "to_day": to_day,
                "grade": row["grade"],
                "source": row["source"],
            }
        )
    return bring_to(Season, KEY, rows)


SEASONS = Dataset("seasons", (SEASON_FILE,), _load)

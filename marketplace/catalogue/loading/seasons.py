"""Seasons: when a good is sown or harvested in a region, with source and grade."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from marketplace.catalogue.loading.dataset import VOCABULARY, Dataset, read_rows
from marketplace.catalogue.loading.tables import bring_to
from marketplace.catalogue.models import Grade, Season, SeasonKind
from marketplace.extensions import db

SEASON_FILE = VOCABULARY / "goods" / "seasons.csv"


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _file_key(row: dict[str, str]) -> str:
    """What stays the same when the file corrects the days of a row or their grade."""
    said = "\n".join((row["good"], row["region"], row["name"], row["kind"], row["source"]))
    return hashlib.sha256(said.encode()).hexdigest()


def _load() -> int:
    """Rows that staff edited or added are theirs: the file neither changes, nor ends, nor repeats them."""
    rows = []
    for row in read_rows(SEASON_FILE):
        (from_month, from_day), (to_month, to_day) = _month_day(row["from"]), _month_day(row["to"])
        rows.append(
            {
                "file_key": _file_key(row),
                "commodity_code": row["good"],
                "region": row["region"],
                "name": row["name"],
                "kind": SeasonKind(row["kind"]),
                "from_month": from_month,
                "from_day": from_day,
                "to_month": to_month,
                "to_day": to_day,
                "grade": Grade(row["grade"]),
                "source": row["source"],
                "ended_on": None,
            }
        )
    edited = set(db.session.scalars(sa.select(Season.file_key).where(Season.edited_at.is_not(None))))
    untouched = [row for row in rows if row["file_key"] not in edited]
    bring_to(Season, ["file_key"], untouched, ends="ended_on", of_file=Season.edited_at.is_(None))
    return len(rows)


SEASONS = Dataset("seasons", (SEASON_FILE,), _load, edition=2)

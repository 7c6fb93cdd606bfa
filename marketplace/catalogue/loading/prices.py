"""Dated prices from published notices, with the good as our own vocabulary reads it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.catalogue.loading.dataset import REFERENCE, VOCABULARY, Dataset, read_rows
from marketplace.catalogue.models import ReferencePrice
from marketplace.extensions import db
from matching.vocabulary import vocabulary

PRICE_FILE = REFERENCE / "prices.csv"


def _load() -> int:
    """Nothing points at a price, so the table is written anew. A notice dated by month is kept as of the first."""
    rows = read_rows(PRICE_FILE)
    goods = {text: _good(text) for text in {row["commodity"] for row in rows}}
    db.session.execute(sa.delete(ReferencePrice))
    db.session.execute(
        sa.insert(ReferencePrice),
        [
            {
                "commodity_code": goods[row["commodity"]],
                "as_written": row["commodity"],
                "grade": row["grade"],
                "place": row["place"],
                "on": date.fromisoformat(row["date"] if len(row["date"]) > 7 else f"{row['date']}-01"),
                "low": int(row["price_low"]),
                "high": int(row["price_high"]),
                "stage": row["stage"],
                "date_quality": row["date_quality"] if len(row["date"]) > 7 else "month_only",
                "source_url": row["source_url"],
            }
            for row in rows
        ],
    )
    return len(rows)


def _good(text: str) -> str | None:
    """The code of the one good that the words name; None where they name none, or several."""
    goods = vocabulary().resolve(text).goods
    return goods[0].code if len(goods) == 1 else None


GOODS_FILES = tuple(sorted((VOCABULARY / "goods").glob("*.csv")))
PRICES = Dataset("reference_prices", (PRICE_FILE,), _load, follows=GOODS_FILES)

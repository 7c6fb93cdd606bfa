"""Dated prices from published notices, with good, form, variety and trade stage as our own vocabulary reads them."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.loading.dataset import REFERENCE, VOCABULARY, Dataset, read_rows
from marketplace.catalogue.models import ReferencePrice, TradeStage
from marketplace.catalogue.naming import form_code
from marketplace.extensions import db
from matching.vocabulary import vocabulary

PRICE_FILE, STAGE_FILE = REFERENCE / "prices.csv", REFERENCE / "price_stages.csv"


def _load() -> int:
    """Nothing points at a price, so the table is written anew. A notice dated by month is kept as of the first."""
    rows = read_rows(PRICE_FILE)
    stages = {row["words"]: TradeStage(row["stage"]) if row["stage"] else None for row in read_rows(STAGE_FILE)}
    goods = {words: _good(*words) for words in {(row["commodity"], row["grade"]) for row in rows}}
    db.session.execute(sa.delete(ReferencePrice))
    db.session.execute(
        sa.insert(ReferencePrice),
        [
            {
                **goods[row["commodity"], row["grade"]],
                "as_written": row["commodity"],
                "grade": row["grade"],
                "place": row["place"],
                "on": date.fromisoformat(row["date"] if len(row["date"]) > 7 else f"{row['date']}-01"),
                "low": int(row["price_low"]),
                "high": int(row["price_high"]),
                "stage": row["stage"],
                "trade_stage": stages[row["stage"]],
                "date_quality": row["date_quality"] if len(row["date"]) > 7 else "month_only",
                "source_url": row["source_url"],
            }
            for row in rows
        ],
    )
    return len(rows)


def _good(name: str, grade: str) -> dict[str, Any]:
    """The one good that the words name without a doubt, with its form and the variety its grade names; else None.

    A grade is read in the same way: what only looks like a variety ("gạo trắng thông dụng") is none.
    """
    good = vocabulary().resolve(name).certain
    if good is None:
        return {"commodity_code": None, "form": None, "variety": None}
    told = [one for one in vocabulary().resolve(f"{name} {grade}").goods if one.code == good.code]
    graded = told[0] if len(told) == 1 and not told[0].is_guess else good
    return {"commodity_code": good.code, "form": form_code(graded) or graded.form, "variety": graded.variety}


GOODS_FILES = tuple(sorted((VOCABULARY / "goods").glob("*.csv")))
PRICES = Dataset("reference_prices", (PRICE_FILE, STAGE_FILE), _load, edition=3, follows=GOODS_FILES)

"""A synthetic country in the current database: as many organisations, contracts and years as Viet Nam has.

Seeded: the same size and seed give the same rows. Core statements over plain rows; every row is labelled as
demonstration data. What is derived (spans of contracts) is left to the site's own code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeVar

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity, Commune
from marketplace.extensions import Base, db

Row = dict[str, Any]
T = TypeVar("T")
AT_ONCE = 10_000
FIRST_ID = 1_000
BEGINNING, END = date(2021, 11, 1), date(2026, 10, 31)
DAYS = (END - BEGINNING).days


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are; the default is the whole country (end of 2025, and 120,000 contracts)."""

    htx: int = 35_000
    tht: int = 65_000
    lhhtx: int = 160
    enterprises: int = 8_000
    contracts: int = 120_000
    listings: int = 40_000
    products: int = 10_000

    @classmethod
    def scaled(cls, scale: float) -> Size:
        """So large a part of the country; never nothing of anything."""
        whole = cls()
        return cls(**{name: max(int(getattr(whole, name) * scale), 20) for name in cls.__slots__})


@dataclass(slots=True)
class World:
    """What rows may point at: people, places, goods, and the numbers of what was made so far."""

    size: Size
    random: Random
    enterer: int
    checker: int
    communes: list[tuple[str, str]] = field(default_factory=list)
    goods: list[str] = field(default_factory=list)
    htx: range = range(0)
    tht: range = range(0)
    lhhtx: range = range(0)
    enterprises: range = range(0)

    def __post_init__(self) -> None:
        """Read the places and the goods that the reference data have."""
        places = sa.select(Commune.code, Commune.province_code).order_by(Commune.code)
        self.communes = [(row[0], row[1]) for row in db.session.execute(places)]
        goods = sa.select(Commodity.code).where(Commodity.level == "product", Commodity.ended_on.is_(None))
        self.goods = list(db.session.scalars(goods.order_by(Commodity.code).limit(40)))

    def day(self, first: date = BEGINNING, last: date = END) -> date:
        """Some day of the five years, or between two days."""
        return first + timedelta(days=self.random.randrange(max((last - first).days, 0) + 1))

    def often(self, share: float) -> bool:
        """True in such a share of the cases."""
        return self.random.random() < share

    def early(self, among: range) -> int:
        """One of them, those at the beginning far more often than those at the end."""
        return among[int(len(among) * self.random.random() ** 2)]

    def good(self) -> str:
        """One of the goods, the first ones more often."""
        return self.goods[int(len(self.goods) * self.random.random() ** 2)]


def insert(model: type[Base], rows: Iterable[Row]) -> int:
    """Put the rows into the model's table, by thousands; how many there were. All rows name the same columns."""
    statement, total = sa.insert(model.__table__), 0  # type: ignore[arg-type]
    for batch in batches(rows):
        db.session.execute(statement, batch)
        total += len(batch)
    return total


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, so many at a time."""
    source = iter(rows)
    while batch := list(islice(source, AT_ONCE)):
        yield batch

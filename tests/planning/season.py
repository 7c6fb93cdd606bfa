"""A province with cooperatives that are linked or not, what they offer, and what buyers need, by direct inserts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.models import Commune
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import OrganisationKind
from tests.cast import Cast
from tests.indicators.world import BUYER, NOON, PRODUCER, Deal, Org, Text, World, build

PROVINCE = "66"  # none of the cast is at home there
BEGAN = date(2020, 1, 1)
TARGET = today() + timedelta(days=1500)
AFTER, BEFORE = TARGET + timedelta(days=30), TARGET - timedelta(days=30)


@dataclass
class Season:
    """`lasting` cooperatives are linked beyond the target's day, `expiring` only until a month before it, `free` ones
    not at all; the free ones offer `good` (20 t over three months) in turns over the communes of the province."""

    lasting: int = 0
    expiring: int = 0
    free: int = 0
    goods: Sequence[str] = ("durian",)
    buyers: int = 1
    cooperatives: list[int] = field(default_factory=list)
    buyer_ids: list[int] = field(default_factory=list)
    offers: list[int] = field(default_factory=list)

    @property
    def linked(self) -> int:
        return self.lasting + self.expiring

    @property
    def unlinked_ids(self) -> set[int]:
        """Those that nothing links at the target's day."""
        return set(self.cooperatives[self.lasting :])

    def build(self, cast: Cast) -> None:
        """Put all of it into the database and commit."""
        codes = communes()
        orgs = [
            Org(f"HTX {n:03}", province=PROVINCE, commune=codes[n % len(codes)]) for n in range(self.linked + self.free)
        ]
        buyers = [Org(f"Công ty {n}", OrganisationKind.ENTERPRISE, None, province=PROVINCE) for n in range(self.buyers)]
        deals = [self._deal(n, len(orgs)) for n in range(self.linked)]
        world = World([*orgs, *buyers], deals)
        build(world, by=cast.binh, checker=cast.quan)
        self.cooperatives, self.buyer_ids = world.numbers[: len(orgs)], world.numbers[len(orgs) :]
        free = self.cooperatives[self.lasting :]
        self.offers = [offer(one, self.goods[n % len(self.goods)]) for n, one in enumerate(free)]
        db.session.commit()

    def _deal(self, number: int, buyer: int) -> Deal:
        ends = AFTER if number < self.lasting else BEFORE
        return Deal(((number, PRODUCER), (buyer, BUYER)), Text(BEGAN, ends), BEGAN)


def communes() -> Sequence[str]:
    """The first ten communes of the province."""
    asked = sa.select(Commune.code).where(Commune.province_code == PROVINCE, Commune.valid_to.is_(None))
    return db.session.scalars(asked.order_by(Commune.code).limit(10)).all()


def coming(tonnes: int, months: int = 3) -> list[tuple[date, date, Decimal]]:
    """So many tonnes a month from next month on, in whole months of thirty days."""
    first = today() + timedelta(days=20)
    kilograms = Decimal(tonnes * 1000)
    days = timedelta(days=30)
    return [(first + n * days, first + (n + 1) * days - timedelta(days=1), kilograms) for n in range(months)]


def offer(organisation_id: int, good: str, *, tonnes: int = 20, **more: Any) -> int:
    """An open public offer; the number of its row."""
    row = _listing(organisation_id, good, "f") | more
    made = int(db.session.execute(sa.insert(Offer).values(**row).returning(Offer.id)).scalar_one())
    spans = [{"offer_id": made, "start": s, "end": e, "firm_kg": kg, "flexible_kg": 0} for s, e, kg in coming(tonnes)]
    db.session.execute(sa.insert(OfferPeriod), spans)
    return made


def need(organisation_id: int, good: str, *, tonnes: int = 100, reserved: int = 0, **more: Any) -> int:
    """An open public need of so many tonnes a month, of which terms hold `reserved`; the number of its row."""
    row = _listing(organisation_id, good, "n") | {"brings_production": True} | more
    made = int(db.session.execute(sa.insert(Need).values(**row).returning(Need.id)).scalar_one())
    held = Decimal(reserved * 1000)
    spans = [
        {"need_id": made, "start": s, "end": e, "quantity_kg": kg, "reserved_kg": held} for s, e, kg in coming(tonnes)
    ]
    db.session.execute(sa.insert(NeedPeriod), spans)
    return made


def needs(organisation_ids: Iterable[int], good: str, count: int, **more: Any) -> list[int]:
    """So many needs, the buyers in turns."""
    buyers = list(organisation_ids)
    return [need(buyers[n % len(buyers)], good, **more) for n in range(count)]


def _listing(organisation_id: int, good: str, letter: str) -> dict[str, Any]:
    model = Offer if letter == "f" else Need
    number = db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(model.id), 0))) or 0
    return {
        "organisation_id": organisation_id, "commodity_code": good, "province_code": PROVINCE, "published_at": NOON,
        "public_id": f"{letter}{letter}{number:030}", "version": 1, "unit_code": "tonne", "unit_kg": Decimal(1000),
    }  # fmt: skip

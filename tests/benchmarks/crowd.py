"""A large made-up market in a database: the season's offers and needs, held by made-up organisations of real communes.

Nothing in it is a fact about anybody; it is for measuring only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, TypeVar
from zlib import crc32

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity, Commune, ProductForm
from marketplace.clock import now, today
from marketplace.extensions import db, new_public_id
from marketplace.listings.kinds import PriceBasis
from marketplace.needs.models import CriterionKind, Need, NeedCriterion, NeedPeriod
from marketplace.offers.models import Offer, OfferKind, OfferPeriod, offer_certificates
from marketplace.organisations.models import Certificate, CertificateKind, Organisation, OrganisationKind, VerifiedHow
from matching import NeedRecord, OfferRecord
from tests.benchmarks.season.market import Season

AT_ONCE = 2000
OFFERS_EACH = 20
KINDS = {"fixed": PriceBasis.FIXED, "floor": PriceBasis.FLOOR, "market": PriceBasis.MARKET}
PAPERS = {kind.value: kind for kind in CertificateKind}
T = TypeVar("T")
Row = dict[str, Any]


def fill_market(offers: int, needs: int, *, checker: int, seed: int) -> None:
    """Put the season's market into the current database, published by verified organisations; commits."""
    season, world = Season(offers, needs, seed), _World(checker)
    cooperatives = world.organisations("HTX minh họa", OrganisationKind.HTX, offers // OFFERS_EACH + 1)
    papers = _papers(cooperatives, checker)
    for records in _batches(season.offer_records()):
        ids = _insert(
            Offer, [world.offer(one, cooperatives[hash(one.organisation) % len(cooperatives)]) for one in records]
        )
        _insert_all(OfferPeriod, (row for one, at in zip(records, ids, strict=True) for row in _offer_periods(one, at)))
        owners = dict(db.session.execute(sa.select(Offer.id, Offer.organisation_id).where(Offer.id.in_(ids))).all())
        held = [{"offer_id": at, "certificate_id": papers[owners[at]]} for at in ids if at % 3 == 0]
        db.session.execute(sa.insert(offer_certificates), held)
    enterprises = world.organisations("Doanh nghiệp minh họa", OrganisationKind.ENTERPRISE, needs // 10 + 1)
    for wanted in _batches(season.need_records()):
        ids = _insert(Need, [world.need(one, _owner(one, enterprises)) for one in wanted])
        _insert_all(NeedPeriod, (row for one, at in zip(wanted, ids, strict=True) for row in _need_periods(one, at)))
        _insert_all(NeedCriterion, (row for one, at in zip(wanted, ids, strict=True) for row in _criteria(one, at)))
    _count_on(Organisation, Certificate, Offer, Need)
    db.session.commit()


class _World:
    """The reference rows a listing may name."""

    def __init__(self, checker: int) -> None:
        self.checker = checker
        self.goods = set(db.session.scalars(sa.select(Commodity.code)))
        self.forms = set(db.session.scalars(sa.select(ProductForm.code)))
        self.communes = db.session.execute(sa.select(Commune.code, Commune.province_code).order_by(Commune.code)).all()

    def organisations(self, name: str, kind: OrganisationKind, count: int) -> list[int]:
        """Verified organisations, spread over the communes."""
        rows = [self._organisation(f"{name} {number}", kind, number) for number in range(count)]
        return [number for some in _batches(rows) for number in _insert(Organisation, some)]

    def _organisation(self, name: str, kind: OrganisationKind, number: int) -> Row:
        commune, province = self.communes[number * 7 % len(self.communes)]
        return {
            "public_id": new_public_id(), "version": 1, "name": name, "folded": name.lower(), "kind": kind,
            "province_code": province, "commune_code": commune, "verified_at": now(), "verified_by_id": self.checker,
            "source_facts": {}, "created_at": now(),
        }  # fmt: skip

    def offer(self, record: OfferRecord, owner: int) -> Row:
        """The row of an offer."""
        return self._listing(record, owner) | {"kind": OfferKind.PRODUCE, "area_ha": record.area_ha}

    def need(self, record: NeedRecord, owner: int) -> Row:
        """The row of a need."""
        return self._listing(record, owner) | {
            "maximum_distance_km": record.maximum_km and max(int(record.maximum_km), 1),
            "brings_inputs": False, "brings_production": False, "brings_processing": False,
        }  # fmt: skip

    def _listing(self, record: OfferRecord | NeedRecord, owner: int) -> Row:
        good, price = record.goods[0], record.price
        commune, province = self.communes[crc32(record.id.encode()) % len(self.communes)]
        named = price is not None and price.kind in KINDS
        return {
            "public_id": new_public_id(), "version": 1, "organisation_id": owner, "source_facts": {},
            "commodity_code": good.code if good.code in self.goods else None,
            "form_code": good.form if good.form in self.forms else None, "variety": good.variety,
            "as_written": good.code, "folded": good.code, "province_code": province, "commune_code": commune,
            "minimum_lot_kg": record.minimum_lot_kg or None,
            "price_basis": KINDS[price.kind] if price and named else PriceBasis.TO_AGREE,
            "price_dong_per_kg": (price.vnd_per_kg or None) if price and named else None,
            "created_at": now(), "changed_at": now(), "published_at": now(),
        }  # fmt: skip


def _owner(record: OfferRecord | NeedRecord, owners: list[int]) -> int:
    return owners[crc32(record.organisation.encode()) % len(owners)]


def _papers(owners: list[int], checker: int) -> dict[int, int]:
    """One VietGAP of each organisation."""
    made = {
        "kind": CertificateKind.VIETGAP, "number": "MH-01", "issued_on": today() - timedelta(days=200),
        "expires_on": today() + timedelta(days=900), "verified_at": now(), "verified_by_id": checker,
        "verified_how": VerifiedHow.PAPER_SEEN, "created_at": now(),
    }  # fmt: skip
    rows = [{"public_id": new_public_id(), "organisation_id": owner, **made} for owner in owners]
    ids = [number for some in _batches(rows) for number in _insert(Certificate, some)]
    return dict(zip(owners, ids, strict=True))


def _offer_periods(record: OfferRecord, offer_id: int) -> Iterator[Row]:
    for period in record.periods:
        yield {
            "offer_id": offer_id, "start": period.start, "end": period.end, "firm_kg": period.firm_kg,
            "flexible_kg": period.flexible_kg, "reserved_kg": 0, "contracted_kg": 0,
        }  # fmt: skip


def _need_periods(record: NeedRecord, need_id: int) -> Iterator[Row]:
    for period in record.periods:
        quantity = period.firm_kg + period.flexible_kg
        yield {
            "need_id": need_id,
            "start": period.start,
            "end": period.end,
            "quantity_kg": quantity,
            "contracted_kg": 0,
        }


def _criteria(record: NeedRecord, need_id: int) -> Iterator[Row]:
    for wish in record.criteria:
        if kind := PAPERS.get(wish.value):
            yield {"need_id": need_id, "kind": CriterionKind.CERTIFICATE, "certificate_kind": kind, "must": wish.must}


def _insert(model: type[Any], rows: list[Row]) -> list[int]:
    """Rows under numbers given here: asking the database for each would take most of the time."""
    first = (db.session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1
    ids = list(range(first, first + len(rows)))
    _insert_all(model, (row | {"id": number} for row, number in zip(rows, ids, strict=True)))
    return ids


def _insert_all(model: type[Any], rows: Iterable[Row]) -> None:
    """Through the table: for the mapped class, rows with and without a value would be statements of their own.

    With something returned, a statement takes many rows, and what watches the table is called once for them.
    """
    table = model.__table__
    for some in _batches(rows):
        db.session.execute(sa.insert(table).returning(*table.primary_key), some)
    db.session.commit()


def _count_on(*models: type[Any]) -> None:
    """Let PostgreSQL's counters go on behind the numbers given here."""
    if db.session.get_bind().dialect.name == "postgresql":
        for model in models:
            counter = sa.func.pg_get_serial_sequence(model.__tablename__, "id")
            db.session.execute(sa.select(sa.func.setval(counter, sa.select(sa.func.max(model.id)).scalar_subquery())))


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some

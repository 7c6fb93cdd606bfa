"""The organisations of the synthetic country: their legal status and rating each year, their papers and products."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain

from marketplace.organisations.models import (
    AgriculturalType,
    Certificate,
    CertificateKind,
    LegalStatus,
    Organisation,
    OrganisationKind,
    Origin,
    Rating,
    RatingGrade,
    Recognition,
    RecognitionKind,
    StatusRecord,
    TracedProduct,
    VerifiedHow,
)
from tests.benchmarks.indicators.country import BEGINNING, END, FIRST_ID, Row, World, insert

CHECKED = datetime(2021, 10, 1, tzinfo=UTC)
BILLION = 10**9
YEARS = range(2021, 2027)
GRADES = (RatingGrade.GOOD, RatingGrade.FAIR, RatingGrade.FAIR, RatingGrade.AVERAGE, RatingGrade.WEAK)
KINDS = (OrganisationKind.HTX, OrganisationKind.THT, OrganisationKind.LHHTX, OrganisationKind.ENTERPRISE)
PAPERS = (CertificateKind.FOOD_SAFETY, CertificateKind.VIETGAP, CertificateKind.HACCP, CertificateKind.OCOP)


def fill_organisations(world: World) -> int:
    """All organisations with what is known of them; how many rows. Sets the world's ranges of numbers."""
    first = FIRST_ID
    spans = []
    for count in (world.size.htx, world.size.tht, world.size.lhhtx, world.size.enterprises):
        spans.append(range(first, first + count))
        first += count
    world.htx, world.tht, world.lhhtx, world.enterprises = spans
    made = (_organisation(world, number, kind) for kind, span in zip(KINDS, spans, strict=True) for number in span)
    total = insert(Organisation, made)
    total += insert(StatusRecord, _statuses(world))
    total += insert(Rating, _ratings(world))
    total += insert(Recognition, _recognitions(world))
    total += insert(Certificate, _certificates(world))
    return total + insert(TracedProduct, _products(world))


def _organisation(world: World, number: int, kind: OrganisationKind) -> Row:
    commune, province = world.random.choice(world.communes)
    agricultural = AgriculturalType.CROPS if world.often(0.65) else AgriculturalType.NOT_AGRICULTURAL
    members = world.random.randrange(7, 400)
    state = kind is OrganisationKind.ENTERPRISE and world.often(0.06)
    return {
        "id": number, "kind": kind, "name": f"Đơn vị giả lập {kind.value} số {number}",
        "folded": f"don vi gia lap {kind.value} so {number}", "province_code": province, "commune_code": commune,
        "agricultural_type": agricultural if kind.is_cooperative else None,
        "official_members": members if kind.is_cooperative else None,
        "annual_revenue": members * 20_000_000, "total_capital": world.random.randrange(12) * BILLION,
        "founded_on": world.day(date(2012, 1, 1), END), "origin": Origin.DEMONSTRATION,
        "state_capital_pct": Decimal(65) if state else None, "state_as_of": BEGINNING if state else None,
        "verified_at": CHECKED, "verified_by_id": world.checker, "created_at": CHECKED,
    }  # fmt: skip


def _statuses(world: World) -> Iterator[Row]:
    """A check each year for HTX and unions, one for others; some stop, are suspended, or come back."""
    for number in chain(world.htx, world.lhhtx):
        status = LegalStatus.ACTIVE
        for year in YEARS:
            if world.often(0.04):
                status = world.random.choice((LegalStatus.ENDED, LegalStatus.SUSPENDED, LegalStatus.ACTIVE))
            yield _status(number, status, date(year, 1, 1) + timedelta(days=number % 120))
    for number in chain(world.tht, world.enterprises):
        yield _status(number, LegalStatus.ACTIVE, date(2021, 1, 1))
        if world.often(0.08):
            yield _status(number, LegalStatus.ENDED, world.day())


def _status(number: int, status: LegalStatus, day: date) -> Row:
    return {"organisation_id": number, "status": status, "valid_from": day, "checked_on": day, "recorded_at": CHECKED}


def _ratings(world: World) -> Iterator[Row]:
    for number in chain(world.htx, world.lhhtx):
        for year in YEARS:
            if world.often(0.6):
                yield {"organisation_id": number, "year": year, "grade": world.random.choice(GRADES),
                       "legal_basis": "Số liệu giả lập", "official": True, "recorded_at": CHECKED}  # fmt: skip


def _recognitions(world: World) -> Iterator[Row]:
    for number in world.htx:
        for kind, share in ((RecognitionKind.HIGH_TECH, 0.07), (RecognitionKind.MODEL, 0.02)):
            if world.often(share):
                yield {"organisation_id": number, "kind": kind, "since": world.day(), "basis": "Số liệu giả lập",
                       "evidence": "không có", "recorded_by_id": world.enterer, "recorded_at": CHECKED}  # fmt: skip


def _certificates(world: World) -> Iterator[Row]:
    for number in chain(world.htx, world.enterprises):
        if world.often(0.5):
            issued = world.day()
            yield {
                "organisation_id": number, "kind": world.random.choice(PAPERS), "number": f"GL-{number}",
                "commodity_code": world.good() if world.often(0.7) else None, "issued_on": issued,
                "expires_on": issued + timedelta(days=3 * 365), "verified_at": CHECKED,
                "verified_by_id": world.checker, "verified_how": VerifiedHow.PAPER_SEEN, "created_at": CHECKED,
            }  # fmt: skip


def _products(world: World) -> Iterator[Row]:
    for number in range(world.size.products):
        yield {
            "organisation_id": world.early(world.htx), "commodity_code": world.good(), "name": "Sản phẩm giả lập",
            "system": "giả lập", "trace_code": f"GL-{number}", "since": world.day(),
            "recorded_by_id": world.enterer, "recorded_at": CHECKED, "confirmed_at": CHECKED,
            "confirmed_by_id": world.checker,
        }  # fmt: skip

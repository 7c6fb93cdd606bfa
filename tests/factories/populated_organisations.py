"""What the populated site has of organisations: profiles, papers, and what staff attested."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from marketplace.catalogue.models import Commodity, Commune
from marketplace.clock import today
from marketplace.contracts.actions.declarations import declare_linkage
from marketplace.contracts.actions.projects import ProjectDraft, record_project
from marketplace.contracts.models import ProjectKind
from marketplace.extensions import db
from marketplace.files.actions import store
from marketplace.organisations.attesting import record_observation, record_recognition
from marketplace.organisations.belongings import add_certificate, add_site
from marketplace.organisations.models import (
    CertificateKind,
    ObservationKind,
    Organisation,
    RecognitionKind,
    SiteKind,
)
from marketplace.organisations.rating import rate_organisation
from marketplace.organisations.tracing import add_traced_product
from tests.cast import organisation, user
from tests.factories.canaries import (
    CANARIES,
)
from tests.factories.papers import upload
from tests.factories.populated_site import Populated


def make_organisations(site: Populated) -> None:
    cast = site.cast
    for name in ("doan_ket", "binh_minh", "moi_lap", "huong_viet", "lua_vang"):
        site.ids[name] = organisation(getattr(cast, name)).public_id
    cooperative = organisation(cast.doan_ket)
    commune = db.session.query(Commune).filter_by(province_code="68").order_by(Commune.code).first()
    assert commune is not None
    cooperative.commune_code, cooperative.phone = commune.code, "02623857413"
    cooperative.private_note = CANARIES["note of an organisation"]
    scan = store(upload(CANARIES["name of a scan"], CANARIES["scan of a certificate"]), by=user(cast.hoa))
    paper = add_certificate(
        by=user(cast.hoa), organisation=cooperative, kind=CertificateKind.VIETGAP, number="VG-2026-17",
        issued_on=today() - timedelta(days=100), expires_on=today() + timedelta(days=500), file=scan,
    )  # fmt: skip
    plant = add_site(
        by=user(cast.minh), organisation=organisation(cast.huong_viet), name="Nhà máy số 1", kind=SiteKind.PLANT,
        commune=commune, throughput_kg_per_day=Decimal(40_000),
    )  # fmt: skip
    site.ids |= {"paper": paper.public_id, "plant": plant.public_id, "lan": user(cast.lan).public_id}


def attest(site: Populated) -> None:
    """What staff recorded of Đoàn Kết, what it says of itself, and a project of it that waits for Quân or Thu."""
    cast, binh = site.cast, user(site.cast.binh)
    home = organisation(cast.doan_ket)
    scan = upload("cong-nhan.pdf", CANARIES["words of a recognition's file"])
    recognition = record_recognition(
        by=binh, organisation=home, kind=RecognitionKind.HIGH_TECH, since=date(2025, 3, 1), until=None,
        basis="QĐ 77/QĐ-UBND", evidence=CANARIES["evidence of a recognition"], file=store(scan, by=binh),
    )  # fmt: skip
    record_observation(
        by=user(cast.thu), organisation=home, kind=ObservationKind.WORKING, observed_on=date(2026, 5, 4),
        note=CANARIES["note of an observation"],
    )  # fmt: skip
    rate_organisation(
        by=binh, organisation=home, year=2025, score=Decimal(82), grade=None, official=True,
        rater="Sở Nông nghiệp và Môi trường", file=store(upload("xep-loai.pdf", "rating"), by=binh),
    )  # fmt: skip
    durian = db.session.get_one(Commodity, "durian")
    traced = add_traced_product(
        by=user(cast.hoa), organisation=home, commodity=durian, name="Sầu riêng Đoàn Kết", system="Cổng của tỉnh",
        trace_code="8936000000006", since=date(2026, 1, 1), as_printed=True,
    )  # fmt: skip
    declare_linkage(by=user(cast.hoa), organisation=home, year=2026, linked=True, partner="Công ty Hương Việt")
    decision = upload("quyet-dinh.pdf", CANARIES["words of a project's file"])
    project = record_project(by=binh, draft=_decision(home), file=store(decision, by=binh))
    site.ids |= {
        "recognition": recognition.public_id, "traced_product": traced.public_id, "project": project.public_id,
    }  # fmt: skip


def _decision(home: Organisation) -> ProjectDraft:
    return ProjectDraft(
        kind=ProjectKind.PROJECT, name="Dự án liên kết sầu riêng", decision_number="12/QĐ-UBND",
        approved_on=date(2026, 2, 1), approving_body="UBND tỉnh", starts_on=date(2026, 3, 1), ends_on=date(2029, 2, 28),
        members=[home], leads=home,
    )  # fmt: skip

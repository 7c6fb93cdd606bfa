"""Writes to what belongs to an organisation: sites and certificates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.catalogue.models import Commodity, Commune
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.files.models import StoredFile
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import (
    Certificate,
    CertificateKind,
    Organisation,
    Site,
    SiteKind,
    VerifiedHow,
)


def add_site(
    *,
    by: User | None,
    organisation: Organisation,
    name: str,
    kind: SiteKind,
    commune: Commune | None = None,
    province_code: str | None = None,
    commodity: Commodity | None = None,
    throughput_kg_per_day: Decimal | None = None,
) -> Site:
    """A plant, a store or a shop of the organisation; what it takes in or turns out in kilograms a day."""
    site = Site(organisation=organisation, name=name, kind=kind)
    db.session.add(site)
    _place_site(site, commune, province_code, commodity, throughput_kg_per_day)
    db.session.flush()
    record(events.SITE_ADDED, organisation, by=by, site=name, kind=kind)
    return site


def change_site(
    *,
    by: User,
    site: Site,
    name: str,
    kind: SiteKind,
    commune: Commune | None,
    commodity: Commodity | None,
    throughput_kg_per_day: Decimal | None,
) -> None:
    """Change a site as a whole."""
    site.name, site.kind = name, kind
    _place_site(site, commune, None, commodity, throughput_kg_per_day)
    db.session.flush()
    record(events.ORGANISATION_CHANGED, site.organisation, by=by, site=name)


def _place_site(
    site: Site,
    commune: Commune | None,
    province_code: str | None,
    commodity: Commodity | None,
    throughput: Decimal | None,
) -> None:
    site.commune_code = commune.code if commune else None
    site.province_code = commune.province_code if commune else province_code
    site.commodity_code = commodity.code if commodity else None
    site.throughput_kg_per_day = throughput


def add_certificate(
    *,
    by: User | None,
    organisation: Organisation,
    kind: CertificateKind,
    number: str | None = None,
    issuer: str | None = None,
    commodity: Commodity | None = None,
    area_ha: Decimal | None = None,
    output_kg_per_year: Decimal | None = None,
    stars: int | None = None,
    issued_on: date | None = None,
    expires_on: date | None = None,
    file: StoredFile | None = None,
) -> Certificate:
    """A paper as printed, not yet verified. DomainError when its days contradict each other or stars do not fit."""
    if issued_on and issued_on > today():
        raise DomainError(_l("Ngày cấp không thể ở sau hôm nay."), field="issued_on")
    if issued_on and expires_on and expires_on <= issued_on:
        raise DomainError(_l("Ngày hết hạn phải sau ngày cấp."), field="expires_on")
    if (stars is not None) and (kind is not CertificateKind.OCOP or not 1 <= stars <= 5):
        raise DomainError(_l("Chỉ OCOP có hạng sao, từ 1 đến 5."), field="stars")
    certificate = Certificate(
        organisation=organisation, kind=kind, number=number, issuer=issuer,
        commodity_code=commodity.code if commodity else None, area_ha=area_ha,
        output_kg_per_year=output_kg_per_year, stars=stars, issued_on=issued_on, expires_on=expires_on,
        file_id=file.id if file else None,
    )  # fmt: skip
    db.session.add(certificate)
    db.session.flush()
    record(events.CERTIFICATE_ADDED, organisation, by=by, kind=kind, number=number, expires_on=expires_on)
    return certificate


def verify_certificate(*, by: User, certificate: Certificate, how: VerifiedHow) -> None:
    """Record that staff saw the paper or asked its issuer, and how. Nobody verifies a paper of an own organisation."""
    if certificate.verified_at is not None:
        raise WrongStateError(_l("Giấy này đã được xác minh."))
    own = {m.organisation_id for m in by.memberships if m.ended_at is None}
    if certificate.organisation_id in own:
        raise NotAllowedError(_l("Không ai tự xác minh giấy của đơn vị mình."))
    certificate.verified_at, certificate.verified_by_id, certificate.verified_how = now(), by.id, how
    db.session.flush()
    record(
        events.CERTIFICATE_VERIFIED, certificate.organisation, by=by,
        kind=certificate.kind, number=certificate.number, how=how,
    )  # fmt: skip

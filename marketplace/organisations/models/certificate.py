"""Certificates and commitments: printed dates, scope, who verified them and how."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models import Commodity
from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models.organisation import Organisation

EXPIRING = timedelta(days=90)


class CertificateKind(Labelled):
    """Kinds of papers. A commitment (cam kết) is a kind of its own (NĐ 98/2018)."""

    VIETGAP = "vietgap", _l("VietGAP")
    GLOBALGAP = "globalgap", _l("GlobalG.A.P.")
    ORGANIC_VN = "organic_vn", _l("Hữu cơ (TCVN 11041)")
    ORGANIC_FOREIGN = "organic_foreign", _l("Hữu cơ nước ngoài")
    FOOD_SAFETY = "food_safety", _l("Đủ điều kiện an toàn thực phẩm")
    HACCP = "haccp", _l("HACCP")
    ISO22000 = "iso22000", _l("ISO 22000")
    OCOP = "ocop", _l("OCOP")
    GROWING_AREA_CODE = "growing_area_code", _l("Mã số vùng trồng")
    PACKING_CODE = "packing_code", _l("Mã số cơ sở đóng gói")
    RAINFOREST = "rainforest", _l("Rainforest Alliance")
    FOUR_C = "four_c", _l("4C")
    FAIRTRADE = "fairtrade", _l("Fairtrade")
    FSC = "fsc", _l("FSC")
    ASC = "asc", _l("ASC")
    BAP = "bap", _l("BAP")
    SRP = "srp", _l("SRP")
    HALAL = "halal", _l("Halal")
    GEOGRAPHICAL = "geographical", _l("Chỉ dẫn địa lý")
    COMMITMENT = "commitment", _l("Cam kết sản xuất an toàn")
    OTHER = "other", _l("Giấy khác")


class VerifiedHow(Labelled):
    """How a paper or an answer was checked."""

    PAPER_SEEN = "paper_seen", _l("Đã xem bản giấy")
    ISSUER_SITE = "issuer_site", _l("Tra trên trang của tổ chức cấp")
    PHONE = "phone", _l("Gọi điện cho tổ chức cấp")


class CertificateState(Labelled):
    """Derived at a date, never stored."""

    VALID = "valid", _l("Còn hiệu lực"), "good"
    EXPIRING = "expiring", _l("Sắp hết hạn"), "warn"
    EXPIRED = "expired", _l("Đã hết hạn"), "bad"
    SUSPENDED = "suspended", _l("Bị đình chỉ"), "bad"
    REVOKED = "revoked", _l("Bị thu hồi"), "bad"
    UNVERIFIED = "unverified", _l("Tự khai, chưa xác minh"), "neutral"


class Certificate(PublicId, Base):
    """A paper with its scope. Expiry is what is printed on it; null means none is printed."""

    __tablename__ = "certificates"
    __table_args__ = (
        sa.CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on > issued_on", name="dates"),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    kind: Mapped[CertificateKind] = enum_column(CertificateKind)
    number: Mapped[str | None] = mapped_column(sa.String(80))
    issuer: Mapped[str | None] = mapped_column(sa.String(160))
    commodity_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commodities.code"))
    area_ha: Mapped[Decimal | None] = mapped_column(Milli)
    output_kg_per_year: Mapped[Decimal | None] = mapped_column(Milli)
    stars: Mapped[int | None]
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    suspended_on: Mapped[date | None]
    revoked_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    verified_how: Mapped[VerifiedHow | None] = mapped_column(enum_type(VerifiedHow))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    organisation: Mapped[Organisation] = relationship(back_populates="certificates")
    commodity: Mapped[Commodity | None] = relationship()

    def state_on(self, day: date) -> CertificateState:
        """The state on a day, a day of delivery rather than today."""
        if self.revoked_on and self.revoked_on <= day:
            return CertificateState.REVOKED
        if self.suspended_on and self.suspended_on <= day:
            return CertificateState.SUSPENDED
        if self.expires_on and self.expires_on < day:
            return CertificateState.EXPIRED
        if self.verified_at is None:
            return CertificateState.UNVERIFIED
        soon = self.expires_on is not None and self.expires_on - day <= EXPIRING
        return CertificateState.EXPIRING if soon else CertificateState.VALID

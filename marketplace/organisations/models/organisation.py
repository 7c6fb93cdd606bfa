"""The organisation itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.authorization.viewer import Unassigned
from marketplace.catalogue.models import Commune, Province
from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, Versioned, enum_column, enum_type
from marketplace.organisations.models.kinds import AgriculturalType, OrganisationKind, Origin, SoeClass

if TYPE_CHECKING:
    from marketplace.accounts.models import Membership
    from marketplace.organisations.models.certificate import Certificate
    from marketplace.organisations.models.profile import Rating, Site, StatusRecord


class Source:
    """Mixin: where a record that nobody entered here comes from. Reported facts never count."""

    origin: Mapped[Origin] = enum_column(Origin, default=Origin.REGISTERED, index=True)
    source_url: Mapped[str | None] = mapped_column(sa.Text)
    source_date: Mapped[str | None] = mapped_column(sa.String(10))
    source_key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    source_facts: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)


class Organisation(Source, Unassigned, PublicId, Versioned, Base):
    """A party of the market. What is unknown is null, and shown as unknown."""

    __tablename__ = "organisations"
    __table_args__ = (
        sa.UniqueConstraint("tax_code"),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
        sa.CheckConstraint("verified_at IS NULL OR origin <> 'reported'", name="reported_is_unverified"),
        sa.CheckConstraint("state_capital_pct BETWEEN 0 AND 100000", name="state_capital"),
        sa.CheckConstraint("state_voting_pct BETWEEN 0 AND 100000", name="state_voting"),
        sa.CheckConstraint("official_members >= 0", name="members"),
        sa.CheckConstraint("parent_id <> id", name="parent_is_another"),
        sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        sa.CheckConstraint("(merged_into_id IS NULL) = (merged_at IS NULL)", name="merged_has_date"),
        sa.CheckConstraint("(merged_into_id IS NULL) = (merged_by_id IS NULL)", name="merged_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = enum_column(OrganisationKind, index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str | None] = mapped_column(sa.String(80))
    folded: Mapped[str] = mapped_column(sa.String(300), index=True)
    tax_code: Mapped[str | None] = mapped_column(sa.String(14))
    tax_code_reason: Mapped[str | None] = mapped_column(sa.String(300))
    agricultural_type: Mapped[AgriculturalType | None] = mapped_column(enum_type(AgriculturalType))
    official_members: Mapped[int | None]
    annual_revenue: Mapped[int | None] = mapped_column(sa.BigInteger)
    total_capital: Mapped[int | None] = mapped_column(sa.BigInteger)
    founded_on: Mapped[date | None]
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"), index=True)
    commune_code: Mapped[str | None] = mapped_column(sa.ForeignKey("communes.code"), index=True)
    address: Mapped[str | None] = mapped_column(sa.String(300))
    former_address: Mapped[str | None] = mapped_column(sa.String(300))
    representative: Mapped[str | None] = mapped_column(sa.String(120))
    representative_title: Mapped[str | None] = mapped_column(sa.String(80))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    contact_published: Mapped[bool] = mapped_column(default=False)
    state_capital_pct: Mapped[Decimal | None] = mapped_column(Milli)
    state_voting_pct: Mapped[Decimal | None] = mapped_column(Milli)
    state_as_of: Mapped[date | None]
    state_source: Mapped[str | None] = mapped_column(sa.String(200))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    about: Mapped[str | None] = mapped_column(sa.Text)
    private_note: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    merged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    province: Mapped[Province | None] = relationship()
    commune: Mapped[Commune | None] = relationship()
    statuses: Mapped[list[StatusRecord]] = relationship(
        back_populates="organisation", order_by="StatusRecord.valid_from, StatusRecord.id"
    )
    sites: Mapped[list[Site]] = relationship(back_populates="organisation", order_by="Site.id")
    certificates: Mapped[list[Certificate]] = relationship(back_populates="organisation", order_by="Certificate.id")
    ratings: Mapped[list[Rating]] = relationship(back_populates="organisation", order_by="Rating.year")
    memberships: Mapped[list[Membership]] = relationship(back_populates="organisation", order_by="Membership.id")

    @hybrid_property
    def is_public(self) -> bool:
        """Verified organisations, and reported ones under their label; one merged into another is history."""
        return self.merged_into_id is None and (self.verified_at is not None or self.origin == Origin.REPORTED)

    @is_public.inplace.expression
    @classmethod
    def _is_public(cls) -> sa.ColumnElement[bool]:
        known = sa.or_(cls.verified_at.is_not(None), cls.origin == Origin.REPORTED)
        return sa.and_(cls.merged_into_id.is_(None), known)

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset({self.id})

    @property
    def soe_class(self) -> SoeClass | None:
        """From capital and votes; None when neither is known."""
        return soe_class_of(self.state_capital_pct, self.state_voting_pct)


def soe_class_of(capital_pct: Decimal | None, voting_pct: Decimal | None) -> SoeClass | None:
    """The class that follows from the State's share of capital and of votes; None when neither is known."""
    shares = [share for share in (capital_pct, voting_pct) if share is not None]
    if not shares:
        return None
    if capital_pct == 100:
        return SoeClass.FULL
    if max(shares) > 50:
        return SoeClass.MAJORITY
    return SoeClass.MINORITY if max(shares) > 0 else SoeClass.NONE

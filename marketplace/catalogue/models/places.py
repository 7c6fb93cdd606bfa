"""Provinces and communes of 2025, and the names before them that still lead there."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.extensions import Base, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class PlaceLevel(Labelled):
    """The levels of the old division."""

    PROVINCE = "province", _l("Tỉnh")
    DISTRICT = "district", _l("Huyện (cũ)")
    COMMUNE = "commune", _l("Xã")


class Province(Base):
    """One of today's provinces. Coordinates are degrees (WGS 84): neither money nor quantity, so floats."""

    __tablename__ = "provinces"

    code: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    full_name: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(60))
    folded: Mapped[str] = mapped_column(sa.String(80), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Commune(Base):
    """One of today's communes (xã, phường, đặc khu).

    `former_district_code` groups communes by the old district from which most of them came: for older targets only.
    """

    __tablename__ = "communes"

    code: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    province_code: Mapped[str] = mapped_column(sa.ForeignKey("provinces.code"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    full_name: Mapped[str] = mapped_column(sa.String(100))
    folded: Mapped[str] = mapped_column(sa.String(100), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    former_district_code: Mapped[str | None] = mapped_column(sa.String(5), index=True)

    # Unnested: SQLite reads a nested join beside an outer one whole, every commune for each organisation it loads.
    province: Mapped[Province] = relationship(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        """Xã Thuận Hạnh, tỉnh Lâm Đồng."""
        return self.address_in(self.full_name, self.province.full_name)

    @staticmethod
    def address_in(name: str, province: str) -> str:
        """The address from both full names."""
        return f"{name}, {province[:1].lower()}{province[1:]}"


class FormerPlace(Base):
    """A province, district or commune as it was before 1 July 2025, and today's place that it leads to."""

    __tablename__ = "former_places"
    __table_args__ = (sa.UniqueConstraint("level", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[PlaceLevel] = enum_column(PlaceLevel)
    code: Mapped[str] = mapped_column(sa.String(5))
    parent_code: Mapped[str | None] = mapped_column(sa.String(5))
    full_name: Mapped[str] = mapped_column(sa.String(160))
    folded: Mapped[str] = mapped_column(sa.String(160), index=True)
    province_code: Mapped[str] = mapped_column(sa.ForeignKey("provinces.code"))
    commune_code: Mapped[str | None] = mapped_column(sa.ForeignKey("communes.code"))

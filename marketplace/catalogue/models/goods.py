"""Goods and the words for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base, Milli, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Named:
    """Mixin: a Vietnamese and an English name; `name` is the reader's."""

    name_vi: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))

    @property
    def name(self) -> str:
        return self.name_en if str(get_locale() or "vi") == "en" else self.name_vi

    @property
    def title(self) -> str:
        """The name as it begins a line; the rest keeps its own capitals (đặc sản OCOP)."""
        return self.name[:1].upper() + self.name[1:]


class Ending:
    """Mixin: a row that left its file is kept, because others point at it, and ended."""

    ended_on: Mapped[date | None]


class Commodity(Named, Ending, Base):
    """A good or a group of goods. `code` is an English word that never changes."""

    __tablename__ = "commodities"
    __table_args__ = (sa.CheckConstraint("level IN ('product', 'group')", name="level"),)

    code: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    level: Mapped[str] = mapped_column(sa.String(10))
    group_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commodities.code"), index=True)
    hs: Mapped[str | None] = mapped_column(sa.String(10))
    perishability: Mapped[str | None] = mapped_column(sa.String(20))
    cycle: Mapped[str | None] = mapped_column(sa.String(20))
    folded: Mapped[str] = mapped_column(sa.String(260), index=True)


class NameKind(Labelled):
    """Why a word leads to a good."""

    NAME = "name", _l("Tên chính")
    SYNONYM = "synonym", _l("Tên khác")


class CommodityName(Base):
    """A word for a good: its own name or a regional one."""

    __tablename__ = "commodity_names"
    __table_args__ = (sa.UniqueConstraint("commodity_code", "text", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"), index=True)
    text: Mapped[str] = mapped_column(sa.String(160))
    folded: Mapped[str] = mapped_column(sa.String(160), index=True)
    kind: Mapped[NameKind] = enum_column(NameKind)
    region: Mapped[str] = mapped_column(sa.String(10), default="any")
    language: Mapped[str] = mapped_column(sa.String(10), default="vi")


class Variety(Base):
    """A named variety of a good."""

    __tablename__ = "varieties"
    __table_args__ = (sa.UniqueConstraint("commodity_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    folded: Mapped[str] = mapped_column(sa.String(120), index=True)


class ProductForm(Named, Ending, Base):
    """The state a good is traded in: fresh, dried, kernel … Never converted one into another."""

    __tablename__ = "product_forms"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)


class Relation(Base):
    """Two goods that may stand in for each other, with a weight from 0 to 1."""

    __tablename__ = "commodity_relations"
    __table_args__ = (sa.CheckConstraint("weight BETWEEN 0 AND 1000", name="weight_is_share"),)

    from_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"), primary_key=True)
    to_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    weight: Mapped[Decimal] = mapped_column(Milli)

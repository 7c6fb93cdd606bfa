"""Units, dated prices and the versions of what was loaded."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.catalogue.models.goods import Ending, Named
from marketplace.clock import now
from marketplace.extensions import Base, Milli, UtcDateTime, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class UnitKind(Labelled):
    """What a unit measures."""

    MASS = "mass", _l("Khối lượng")
    AREA = "area", _l("Diện tích")
    COUNT = "count", _l("Số đếm")
    VOLUME = "volume", _l("Thể tích")
    OTHER = "other", _l("Khác")


class Unit(Named, Ending, Base):
    """A unit people use. `factor` leads to kg or m²; an ambiguous unit has none and asks `question`."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    kind: Mapped[UnitKind] = enum_column(UnitKind)
    factor: Mapped[Decimal | None] = mapped_column(Milli)
    ambiguous: Mapped[bool]
    question: Mapped[str | None] = mapped_column(sa.String(200))


class TradeStage(Labelled):
    """Where in trade a price is paid; retail is told and never compared with an offer."""

    FARM_GATE = "farm_gate", _l("Tại ruộng, tại vườn")
    COLLECTED = "collected", _l("Tại nơi thu gom")
    DELIVERED = "delivered", _l("Tại kho, nhà máy")
    RETAIL = "retail", _l("Bán lẻ")


class ReferencePrice(Base):
    """A price read in a dated notice: a reference with its date shown, never today's price. Đồng per kg.

    `form`, `variety` and `trade_stage` are how our vocabulary reads the notice's words; null where they do not say.
    """

    __tablename__ = "reference_prices"
    __table_args__ = (sa.CheckConstraint("low <= high", name="low_to_high"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commodity_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commodities.code"), index=True)
    as_written: Mapped[str] = mapped_column(sa.String(120))
    grade: Mapped[str] = mapped_column(sa.String(120))
    place: Mapped[str] = mapped_column(sa.String(120))
    on: Mapped[date]
    low: Mapped[int]
    high: Mapped[int]
    stage: Mapped[str] = mapped_column(sa.String(60))
    form: Mapped[str | None] = mapped_column(sa.String(40))
    variety: Mapped[str | None] = mapped_column(sa.String(120))
    trade_stage: Mapped[TradeStage | None] = mapped_column(enum_type(TradeStage))
    date_quality: Mapped[str] = mapped_column(sa.String(20))
    source_url: Mapped[str] = mapped_column(sa.Text)


class DataVersion(Base):
    """A file that was loaded: the same bytes are not loaded twice."""

    __tablename__ = "data_versions"

    dataset: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    rows: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

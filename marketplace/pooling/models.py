"""A pool, its variants, and the table of each: suppliers by periods."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.brokering.models import Case
from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, Versioned, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.pooling.demands import Demands, DemandsColumn

ZERO = Decimal(0)
MOST_VARIANTS = 3


class PoolClosing(Labelled):
    """How work on a pool ended."""

    INVITED = "invited", _l("Đã mời các đơn vị"), "good"
    DROPPED = "dropped", _l("Không dùng"), "neutral"


class SupplierLock(Labelled):
    """What a person decided of a supplier; amounts are decided cell by cell."""

    NONE = "none", _l("Tự chọn"), "neutral"
    IN = "in", _l("Giữ lại"), "good"
    OUT = "out", _l("Bỏ ra"), "bad"


class Pool(PublicId, Versioned, Base):
    """The work of filling one need from several offers: up to three variants, one of which became cases."""

    __tablename__ = "pools"
    __table_args__ = (sa.CheckConstraint("(closed_at IS NULL) = (closing IS NULL)", name="closed_has_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closing: Mapped[PoolClosing | None] = mapped_column(enum_type(PoolClosing))

    need: Mapped[Need] = relationship(lazy="joined", innerjoin=True)
    made_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    variants: Mapped[list[Variant]] = relationship(back_populates="pool", order_by="Variant.number")
    cases: Mapped[list[PoolCase]] = relationship(back_populates="pool", order_by="PoolCase.id")

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked on."""
        return self.closed_at is None

    @property
    def live_variants(self) -> list[Variant]:
        """Those that were not taken away."""
        return [one for one in self.variants if one.removed_at is None]

    @property
    def chosen(self) -> Variant | None:
        """The variant that was invited."""
        return next((one for one in self.variants if one.chosen_at is not None), None)


class Variant(Versioned, Base):
    """One proposal: its limits and weights, its table, and what the last solving said of it.

    Shares are percent, weights đồng (a kilogram; `weight_transport` a tonne and kilometre; `weight_newly_linked` once).
    `bound_dong` is what no group within these limits and locks can undercut; it and `gap` (a share of the cost) are
    None where amounts were typed since, and `finished` tells whether the search ended before its time was up.
    `seconds` is how long to search beyond the first quick group. `parts` are the cost by its parts in whole đồng,
    `changes` the single changes that would close what stays open.
    """

    __tablename__ = "pool_variants"
    __table_args__ = (
        sa.UniqueConstraint("pool_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("maximum_suppliers > 0", name="maximum_suppliers"),
        sa.CheckConstraint("largest_share_pct > 0 AND largest_share_pct <= 100000", name="largest_share"),
        sa.CheckConstraint("maximum_distance_km > 0", name="maximum_distance"),
        sa.CheckConstraint(
            "weight_transport >= 0 AND weight_flexible >= 0 AND weight_unreliable >= 0 AND weight_spread >= 0 "
            "AND weight_newly_linked >= 0",
            name="weights",
        ),
        sa.CheckConstraint("seconds >= 0", name="seconds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("pools.id"), index=True)
    number: Mapped[int]
    name: Mapped[str | None] = mapped_column(sa.String(80))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    maximum_suppliers: Mapped[int | None]
    largest_share_pct: Mapped[Decimal | None] = mapped_column(Milli)
    maximum_distance_km: Mapped[int | None]
    latest: Mapped[date | None]
    # The column is older than shares and all-or-nothing; a mere list in it is still read.
    demands: Mapped[Demands] = mapped_column("certificates", DemandsColumn, default=Demands)
    weight_transport: Mapped[int] = mapped_column(sa.BigInteger, default=3000)
    weight_flexible: Mapped[int] = mapped_column(sa.BigInteger, default=20)
    weight_unreliable: Mapped[int] = mapped_column(sa.BigInteger, default=500)
    weight_spread: Mapped[int] = mapped_column(sa.BigInteger, default=10)
    weight_newly_linked: Mapped[int] = mapped_column(sa.BigInteger, default=1_000_000)

    seconds: Mapped[Decimal] = mapped_column(Milli, default=Decimal(1))
    data_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    fingerprint: Mapped[str] = mapped_column(sa.String(64), default="")
    cost_dong: Mapped[int | None] = mapped_column(sa.BigInteger)
    bound_dong: Mapped[int | None] = mapped_column(sa.BigInteger)
    gap: Mapped[Decimal | None] = mapped_column(Milli)
    finished: Mapped[bool | None]
    parts: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    changes: Mapped[list[dict[str, object]]] = mapped_column(sa.JSON, default=list)

    pool: Mapped[Pool] = relationship(back_populates="variants")
    periods: Mapped[list[VariantPeriod]] = relationship(
        back_populates="variant", order_by="VariantPeriod.start", cascade="all, delete-orphan"
    )
    suppliers: Mapped[list[Supplier]] = relationship(
        back_populates="variant", order_by="Supplier.id", cascade="all, delete-orphan"
    )


class VariantPeriod(Base):
    """What the need still wanted in one of its periods when the market was read."""

    __tablename__ = "pool_periods"
    __table_args__ = (
        sa.UniqueConstraint("variant_id", "start"),
        sa.CheckConstraint('"end" >= start', name="end_after_start"),
        sa.CheckConstraint("wanted_kg > 0", name="wanted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_variants.id"), index=True)
    start: Mapped[date]
    end: Mapped[date]
    wanted_kg: Mapped[Decimal] = mapped_column(Milli)

    variant: Mapped[Variant] = relationship(back_populates="periods")


class Supplier(Base):
    """A candidate of a variant, with what was known of it when the market was read.

    It is in the group when a cell has kilograms. `price_dong_per_kg` is the price that everybody may see, None where
    there is none; `most_kg` is what it has over all periods where one lot serves several of them.
    """

    __tablename__ = "pool_suppliers"
    __table_args__ = (
        sa.UniqueConstraint("variant_id", "offer_id"),
        sa.UniqueConstraint("variant_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_variants.id"), index=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    lock: Mapped[SupplierLock] = enum_column(SupplierLock, default=SupplierLock.NONE)
    distance_km: Mapped[Decimal | None] = mapped_column(Milli)
    price_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    on_time: Mapped[Decimal | None] = mapped_column(Milli)
    newly_linked: Mapped[bool] = mapped_column(default=False)
    minimum_lot_kg: Mapped[Decimal | None] = mapped_column(Milli)
    lot_multiple_kg: Mapped[Decimal | None] = mapped_column(Milli)
    most_kg: Mapped[Decimal | None] = mapped_column(Milli)

    variant: Mapped[Variant] = relationship(back_populates="suppliers")
    offer: Mapped[Offer] = relationship()
    organisation: Mapped[Organisation] = relationship()
    cells: Mapped[list[Cell]] = relationship(
        back_populates="supplier", order_by="Cell.start", cascade="all, delete-orphan"
    )

    @property
    def total_kg(self) -> Decimal:
        """Over all periods."""
        return sum((cell.kg for cell in self.cells), ZERO)


class Cell(Base):
    """What a supplier gives in a period of the need, and what it could: firm and flexible, as the ledger leaves it."""

    __tablename__ = "pool_cells"
    __table_args__ = (
        sa.UniqueConstraint("supplier_id", "start"),
        sa.CheckConstraint('"end" >= start', name="end_after_start"),
        sa.CheckConstraint("kg >= 0", name="kg"),
        sa.CheckConstraint("firm_kg >= 0 AND flexible_kg >= 0", name="free"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_suppliers.id"), index=True)
    start: Mapped[date]
    end: Mapped[date]
    kg: Mapped[Decimal] = mapped_column(Milli, default=ZERO)
    firm_kg: Mapped[Decimal] = mapped_column(Milli, default=ZERO)
    flexible_kg: Mapped[Decimal] = mapped_column(Milli, default=ZERO)
    locked: Mapped[bool] = mapped_column(default=False)

    supplier: Mapped[Supplier] = relationship(back_populates="cells")

    @property
    def free_kg(self) -> Decimal:
        """The most it could give."""
        return self.firm_kg + self.flexible_kg


class PoolCase(Base):
    """A case that a pool became: one for the whole group, or one for each supplier."""

    __tablename__ = "pool_cases"
    __table_args__ = (sa.UniqueConstraint("case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("pools.id"), index=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))

    pool: Mapped[Pool] = relationship(back_populates="cases")
    case: Mapped[Case] = relationship()

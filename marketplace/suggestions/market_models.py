"""The change feed of the market, and what both sides' wishes come to over all of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, Milli, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class ListingKind(Labelled):
    """Which of the two a change is of."""

    OFFER = "offer", _l("Chào bán")
    NEED = "need", _l("Nhu cầu")


class MarketClock(Base):
    """One row that counts the changes. Its lock is held until the commit, so numbers become visible in order.

    `renewed_no` is the number at which everything may have changed, after a statement over many rows.
    """

    __tablename__ = "market_clock"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_no: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    renewed_no: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class MarketSnapshot(Base):
    """That a snapshot of this name was kept from this database.

    A database that was restored to before it does not know it, however far it has counted since: its past is another.
    """

    __tablename__ = "market_snapshots"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class MarketChange(Base):
    """The latest change of what the matcher sees of a listing: one row a listing."""

    __tablename__ = "market_changes"

    kind: Mapped[ListingKind] = enum_column(ListingKind, primary_key=True)
    listing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_no: Mapped[int] = mapped_column(sa.BigInteger, unique=True)


class BalancedPair(Base):
    """A pair of the balanced market: each side's score of the other (0..100), what the pair is worth to both (0..1).

    `place` is its place in the need's list. Pairs of the `turn` that `MarketBalance` names count; others are on
    their way in or out, so that the whole is replaced at once without holding the database for long.
    """

    __tablename__ = "balanced_pairs"
    __table_args__ = (sa.Index(None, "offer_id"),)

    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), primary_key=True)
    place: Mapped[int]
    buyer_score: Mapped[Decimal] = mapped_column(Milli)
    seller_score: Mapped[Decimal] = mapped_column(Milli)
    mutual: Mapped[Decimal] = mapped_column(Milli)


class MarketBalance(Base):
    """What the balanced pairs stand for: the turn that counts, the change number and day it was made from, and when."""

    __tablename__ = "market_balance"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[int]
    change_no: Mapped[int] = mapped_column(sa.BigInteger)
    day: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    weights_version: Mapped[str] = mapped_column(sa.String(40))
    pairs: Mapped[int]

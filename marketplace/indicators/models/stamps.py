"""Which facts figures were counted from, told by place; and what was counted from them ahead."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base


class Stamp(Base):
    """Part of the stamp of a place: a province's code, or one of `schema.stamps` EVERYWHERE and NOWHERE.

    Written by triggers alone, in the transaction that changes a fact of the place; never twice the same.
    """

    __tablename__ = "indicator_stamps"

    place: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    slot: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(sa.String(36))


class PlaceParts(Base):
    """What the usual figures of a day are added up from in one province (or in none: NOWHERE), counted ahead.

    `stamp` is the fingerprint of the stamps it was counted under: under others it is nothing. `body` is the JSON of
    `engine.stored`. Nothing is lost when a row is.
    """

    __tablename__ = "indicator_parts"

    day: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    stamp: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str] = mapped_column(sa.Text)

"""Which facts figures were counted from, told by place; and what was counted from them ahead."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base


class Stamp(Base):
    """Part of the stamp of a place: a province's code, or one of `schema.stamps` EVERYWHERE and NOWHERE, and within it
    a commune's code, or NO_COMMUNE; WHOLE for all of the place.

    Written by triggers alone, in the transaction that changes a fact of the place; never twice the same.
    """

    __tablename__ = "indicator_stamps"

    place: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    commune: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    slot: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(sa.String(36))


class PlaceParts(Base):
    """What the usual figures of a day are added up from in one province (or in none: NOWHERE), counted ahead.

    `stamp` is the fingerprint of the stamps it was counted under: under others `body`, the JSON of `engine.stored`, is
    nothing. `units` is the same by commune, each under its own stamp, as far as `basis` is the fingerprint of what
    all of them have in common. Nothing is lost when a row is.
    """

    __tablename__ = "indicator_parts"

    day: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    stamp: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str] = mapped_column(sa.Text)
    basis: Mapped[str] = mapped_column(sa.String(64))
    units: Mapped[str] = mapped_column(sa.Text)

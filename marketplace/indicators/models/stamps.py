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


class UnitChanges(Base):
    """By how much the sums of a commune change from day to day (`engine.changes`), counted ahead.

    `body` is right as long as `basis` is the fingerprint of what all units have in common and `stamp` the unit's;
    otherwise it is what the months of its province were made of. Nothing is lost when a row is.
    """

    __tablename__ = "indicator_changes"

    place: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    commune: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    basis: Mapped[str] = mapped_column(sa.String(64))
    stamp: Mapped[str] = mapped_column(sa.String(24))
    body: Mapped[bytes]


class PlaceMonth(Base):
    """The sums of a province at the beginning of a month and their changes until the next that is kept.

    `stamp` is the fingerprint of the province's stamps, `made_of` of the stamps of the units that it was added up
    from.
    """

    __tablename__ = "indicator_months"

    place: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(sa.String(64))
    made_of: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[bytes]

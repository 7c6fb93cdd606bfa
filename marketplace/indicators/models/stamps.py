"""Which facts figures were counted from, told by place."""

from __future__ import annotations

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

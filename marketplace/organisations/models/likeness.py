"""Records that may be one organisation, as the last comparison of all of them found them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.extensions import Base
from marketplace.organisations.models.organisation import Organisation


class FoundLikeness(Base):
    """A pair that may be one: `score` 0 to 100, `reasons` as kind and points, those below zero speaking against it.

    The smaller number stands first. All rows are of one comparison: the next puts its own in their place.
    """

    __tablename__ = "organisation_likenesses"
    __table_args__ = (
        sa.CheckConstraint("first_id < second_id", name="in_order"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    )

    first_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True, autoincrement=False)
    second_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisations.id"), primary_key=True, autoincrement=False, index=True
    )
    score: Mapped[int] = mapped_column(index=True)
    reasons: Mapped[list[tuple[str, int]]] = mapped_column(sa.JSON)

    first: Mapped[Organisation] = relationship(foreign_keys=[first_id])
    second: Mapped[Organisation] = relationship(foreign_keys=[second_id])

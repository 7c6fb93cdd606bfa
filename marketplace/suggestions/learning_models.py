"""What suggestions leave behind and are steered by: exposures, versions of the weights, trained models, decisions.

Versions, models and decisions are never changed (triggers refuse it): what is in force is the newest of them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Exposure(Base):
    """A pair that was shown to an organisation (or to staff who looked for it), at most once a day.

    No person is kept. `tenths` is the score in tenths of a point; `parts` holds [tenths, most tenths] by name.
    """

    __tablename__ = "exposures"
    __table_args__ = (
        sa.UniqueConstraint("day", "organisation_id", "offer_id", "need_id", "to_staff"),
        sa.Index(None, "offer_id", "need_id", "day"),
        sa.CheckConstraint("rank > 0", name="rank"),
        sa.CheckConstraint("tenths BETWEEN 0 AND 1000", name="tenths"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"))
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    to_staff: Mapped[bool]
    rank: Mapped[int]
    tenths: Mapped[int]
    parts: Mapped[dict[str, list[int]]] = mapped_column(sa.JSON)
    weights_version: Mapped[str] = mapped_column(sa.String(40))
    model_version: Mapped[str | None] = mapped_column(sa.String(80))


class WeightsVersion(Base):
    """One set of weights: whole points of a hundred by part, the size of the optional part, who, when and why.

    `follows` is the version it took the place of, so that two people cannot both follow the same one.
    """

    __tablename__ = "weights_versions"
    __table_args__ = (
        sa.UniqueConstraint("version"),
        sa.UniqueConstraint("follows"),
        sa.CheckConstraint("soe_points BETWEEN 0 AND 50", name="soe_points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(40))
    follows: Mapped[str] = mapped_column(sa.String(40))
    restores: Mapped[str | None] = mapped_column(sa.String(40))
    points: Mapped[dict[str, int]] = mapped_column(sa.JSON)
    soe_always: Mapped[bool]
    soe_points: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(500))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ModelVersion(PublicId, Base):
    """A trained model with its card; its files lie in the data folder under `folder`."""

    __tablename__ = "model_versions"
    __table_args__ = (sa.UniqueConstraint("version"), sa.CheckConstraint("outcomes >= 0", name="outcomes"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(80))
    rung: Mapped[str] = mapped_column(sa.String(40))
    outcomes: Mapped[int]
    is_better: Mapped[bool]
    card: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    folder: Mapped[str | None] = mapped_column(sa.String(120))
    trained_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ModelVerb(Labelled):
    """What was decided about a model."""

    PROMOTED = "promoted", _l("Đưa vào dùng"), "good"
    WITHDRAWN = "withdrawn", _l("Thôi dùng"), "warn"
    RETURNED = "returned", _l("Quay về mô hình trước"), "info"


class ModelDecision(Base):
    """From this moment on this model orders the suggestions; without a model the hand score alone does."""

    __tablename__ = "model_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int | None] = mapped_column(sa.ForeignKey("model_versions.id"), index=True)
    verb: Mapped[ModelVerb] = enum_column(ModelVerb)
    reason: Mapped[str] = mapped_column(sa.String(500))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

"""Linkages the press reports: shown with their source, never counted."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.extensions import Base, PublicId
from marketplace.organisations.models import Organisation


class ReportedLinkage(PublicId, Base):
    """A supply link between a cooperative and an enterprise as a public page told it. Facts stay as written."""

    __tablename__ = "reported_linkages"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    cooperative_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    commodity_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commodities.code"))
    as_written: Mapped[str] = mapped_column(sa.String(300))
    source_url: Mapped[str] = mapped_column(sa.Text)
    source_date: Mapped[str | None] = mapped_column(sa.String(10))
    facts: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)

    cooperative: Mapped[Organisation] = relationship(foreign_keys=[cooperative_id])
    enterprise: Mapped[Organisation] = relationship(foreign_keys=[enterprise_id])

"""What is known of periodic jobs: when each was last due, last ended, and whether that went well."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base, UtcDateTime


class JobRun(Base):
    """One row a periodic job. `due_at` is claimed by one process, so that several never run the same turn."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed: Mapped[bool] = mapped_column(default=False)

"""Seasons: when a good is sown or harvested in a region. They come from a file and staff may edit them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models.goods import Commodity, Ending
from marketplace.clock import VIETNAM
from marketplace.extensions import Base, PublicId, UtcDateTime, Versioned, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class MonthDay(NamedTuple):
    """A day of every year; months and days compare in the order of the calendar. 29 February is none."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.day:02}/{self.month:02}"


class SeasonKind(Labelled):
    """What is done in a season."""

    SOW = "sow", _l("gieo trồng")
    HARVEST = "harvest", _l("thu hoạch")


class Grade(Labelled):
    """How well a fact is proved by its source."""

    VERIFIED = "V", _l("Đọc trong văn bản gốc"), "good"
    SECONDARY = "S", _l("Theo nguồn thứ cấp: báo, trang chuyên ngành"), "neutral"
    UNVERIFIED = "U", _l("Chưa kiểm chứng: hiểu biết chung, lời kể"), "warn"


class Season(PublicId, Versioned, Ending, Base):
    """When a good is sown or harvested in a region, each year; `end` before `start` means the next year.

    `file_key` names the row of the file it came from, None when staff added it. Once `edited_at` is set the row
    belongs to staff: loading the file again leaves it alone. Rows are ended, never deleted.
    """

    __tablename__ = "seasons"
    __table_args__ = (
        sa.CheckConstraint("from_month BETWEEN 1 AND 12 AND to_month BETWEEN 1 AND 12", name="months"),
        sa.CheckConstraint("from_day BETWEEN 1 AND 31 AND to_day BETWEEN 1 AND 31", name="days"),
        sa.CheckConstraint("file_key IS NOT NULL OR edited_at IS NOT NULL", name="from_file_or_staff"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"), index=True)
    region: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[SeasonKind] = enum_column(SeasonKind)
    from_month: Mapped[int]
    from_day: Mapped[int]
    to_month: Mapped[int]
    to_day: Mapped[int]
    grade: Mapped[Grade] = enum_column(Grade)
    source: Mapped[str] = mapped_column(sa.Text)
    file_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    good: Mapped[Commodity] = relationship(lazy="joined", innerjoin=True)

    @property
    def start(self) -> MonthDay:
        return MonthDay(self.from_month, self.from_day)

    @start.setter
    def start(self, day: MonthDay) -> None:
        self.from_month, self.from_day = day

    @property
    def end(self) -> MonthDay:
        return MonthDay(self.to_month, self.to_day)

    @end.setter
    def end(self, day: MonthDay) -> None:
        self.to_month, self.to_day = day

    @property
    def crosses_year(self) -> bool:
        return self.end < self.start

    @property
    def days(self) -> str:
        """10/10 – 15/01 (năm sau)."""
        if self.crosses_year:
            return str(_("%(start)s – %(end)s (năm sau)", start=self.start, end=self.end))
        return f"{self.start} – {self.end}"

    @property
    def is_from_file(self) -> bool:
        return self.file_key is not None

    @property
    def is_edited(self) -> bool:
        return self.edited_at is not None

    @property
    def edited_on(self) -> date | None:
        """The day in Viet Nam on which staff touched the row last."""
        return self.edited_at.astimezone(VIETNAM).date() if self.edited_at else None

    @property
    def is_ended(self) -> bool:
        return self.ended_on is not None

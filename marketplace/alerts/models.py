"""What people asked to be told, and what they were told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation

LONGEST_NAME = 80


class Telling(Labelled):
    """How somebody is told."""

    NEVER = "never", _l("Chỉ lưu, không báo")
    SITE = "site", _l("Báo trên trang")
    AT_ONCE = "at_once", _l("Báo trên trang và gửi thư ngay")
    DAILY = "daily", _l("Báo trên trang và gom vào một thư mỗi ngày")


class SearchKind(Labelled):
    """Which list a saved search narrows."""

    OFFERS = "offers", _l("Chào bán")
    NEEDS = "needs", _l("Nhu cầu mua")


class Asked(PublicId):
    """Mixin of what a person asked for: whose, and whether it rests or is gone. It tells of what comes from `since` on.

    Nothing is deleted: messages lead back to what they answered.
    """

    if TYPE_CHECKING:
        __tablename__: str

    id: Mapped[int] = mapped_column(primary_key=True)
    telling: Mapped[Telling] = enum_column(Telling)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @sa.orm.declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("users.id"), index=True)


class SavedSearch(Asked, Base):
    """The filters of a list under a name.

    `filters` are the words typed into the fields of the filter form, by field; `filters_version` says which form. They
    are read anew each time, so a word that has lost its meaning is complained of and never lost. What was published
    after `new_since` is new to the person; `visited_at` is the last visit, which becomes `new_since` at the next.
    """

    __tablename__ = "saved_searches"

    kind: Mapped[SearchKind] = enum_column(SearchKind)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    filters: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    filters_version: Mapped[int]
    visited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    new_since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ScoreAlert(Asked, Base):
    """ "Báo cho tôi khi có gợi ý từ N điểm": for one offer or need of the organisation, or for all of them.

    While it `is_unread` a job has yet to note the pairs that are there already.
    """

    __tablename__ = "score_alerts"
    __table_args__ = (
        sa.CheckConstraint("at_least BETWEEN 1 AND 100", name="at_least"),
        sa.CheckConstraint("offer_id IS NULL OR need_id IS NULL", name="one_listing"),
        sa.CheckConstraint("telling != 'never'", name="tells"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offers.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    at_least: Mapped[int]
    is_unread: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    organisation: Mapped[Organisation] = relationship()
    offer: Mapped[Offer | None] = relationship()
    need: Mapped[Need | None] = relationship()

    @property
    def is_whole(self) -> bool:
        """Whether it is about all listings of the organisation."""
        return self.offer_id is None and self.need_id is None

    def covers(self, listing: Offer | Need) -> bool:
        """Whether it is about this listing."""
        if listing.organisation_id != self.organisation_id:
            return False
        if self.is_whole:
            return True
        return listing.id == (self.offer_id if isinstance(listing, Offer) else self.need_id)


class AlertDigest(Base):
    """The mail that gathers a person's messages: at most one a day."""

    __tablename__ = "alert_digests"
    __table_args__ = (sa.UniqueConstraint("user_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class AlertMessage(Base):
    """One event for one person: a pair that reached the score, or a listing that came to answer a saved search.

    `told_at` is empty for pairs that were there when the alert was set: they are known and never told. A message told
    `daily` waits until it stands in one digest.
    """

    __tablename__ = "alert_messages"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "key"),
        sa.CheckConstraint("(told_at IS NULL) = (sentence IS NULL)", name="told"),
        sa.CheckConstraint("offer_id IS NOT NULL OR need_id IS NOT NULL", name="about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(sa.String(80))
    alert_id: Mapped[int | None] = mapped_column(sa.ForeignKey("score_alerts.id"), index=True)
    search_id: Mapped[int | None] = mapped_column(sa.ForeignKey("saved_searches.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offers.id"))
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("needs.id"))
    score: Mapped[Decimal | None] = mapped_column(Milli)
    telling: Mapped[Telling] = enum_column(Telling)
    sentence: Mapped[str | None] = mapped_column(sa.Text)
    path: Mapped[str | None] = mapped_column(sa.String(300))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    digest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("alert_digests.id"), index=True)

    offer: Mapped[Offer | None] = relationship()
    need: Mapped[Need | None] = relationship()
    alert: Mapped[ScoreAlert | None] = relationship()


class AlertCursor(Base):
    """How far the feed of changes has been followed; written in the transaction of the messages it led to."""

    __tablename__ = "alert_cursors"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_no: Mapped[int] = mapped_column(sa.BigInteger)

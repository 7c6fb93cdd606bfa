"""A notification in the site and a message waiting to leave. `key` makes each go out once."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Topic(Labelled):
    """What a message is about: people choose per topic how they hear of it."""

    CASE = "case", _l("Vụ việc kết nối")
    CONTRACT = "contract", _l("Hợp đồng")
    DELIVERY = "delivery", _l("Giao nhận")
    TASK = "task", _l("Nhắc việc")
    ORGANISATION = "organisation", _l("Đơn vị")
    SUGGESTION = "suggestion", _l("Gợi ý")


class MailHabit(Labelled):
    """How a person hears of a topic by mail. The inbox of the site gets every message."""

    AT_ONCE = "at_once", _l("Gửi ngay")
    DIGEST = "digest", _l("Gộp mỗi ngày một thư")
    NEVER = "never", _l("Không gửi thư")


class Notification(PublicId, Base):
    """One line in a person's inbox, leading to a page of ours; kept in both languages, read as `words`.

    `mailed_at` is when its mail went into the outbox, or when it was settled that none will; until then a line with a
    topic waits for the mail of a day.
    """

    __tablename__ = "notifications"
    __table_args__ = (sa.UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(120))
    sentence: Mapped[str] = mapped_column(sa.Text)
    sentence_en: Mapped[str | None] = mapped_column(sa.Text)
    path: Mapped[str] = mapped_column(sa.String(300))
    topic: Mapped[Topic | None] = mapped_column(enum_type(Topic))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def words(self) -> str:
        """In the language of whoever reads; Vietnamese where it was kept in no other."""
        return in_reading_language(self.sentence, self.sentence_en)


def in_reading_language(vietnamese: str, english: str | None) -> str:
    """The one of the two that the page, or the mail, is read in."""
    locale = get_locale()
    return english if english and locale is not None and locale.language == "en" else vietnamese


class MailLanguage(Base):
    """The language a person last chose on the site: that of the mails to them. Without a row Vietnamese."""

    __tablename__ = "mail_languages"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(2))


class Preference(Base):
    """How a person wants to hear of a topic by mail; without a row the topic's default holds."""

    __tablename__ = "notification_preferences"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    topic: Mapped[Topic] = enum_column(Topic, primary_key=True)
    mail: Mapped[MailHabit] = enum_column(MailHabit)


class ShortLink(Base):
    """A short address to paste into Zalo. It reveals nothing: behind it stands the sign-in, then our own page."""

    __tablename__ = "short_links"
    __table_args__ = (sa.UniqueConstraint("path"),)

    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    path: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class OutboxMessage(Base):
    """A mail that waits in the same database as its cause, so that neither exists without the other."""

    __tablename__ = "outbox_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(160), unique=True)
    recipient: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.String(300))

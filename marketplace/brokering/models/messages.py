"""What the sides and their broker write to each other while they negotiate, with files beside it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.brokering.models.case import Case
from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime
from marketplace.files.models import StoredFile
from marketplace.organisations.models import Organisation


class Message(PublicId, Base):
    """A message of an introduced case, never changed; `organisation_id` is the side it speaks for, None for staff."""

    __tablename__ = "case_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    terms_id: Mapped[int | None] = mapped_column(sa.ForeignKey("terms.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    case: Mapped[Case] = relationship()
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    files: Mapped[list[MessageFile]] = relationship(back_populates="message", order_by="MessageFile.id")


class MessageFile(PublicId, Base):
    """A file that came with a message."""

    __tablename__ = "case_message_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("case_messages.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_files.id"))

    message: Mapped[Message] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

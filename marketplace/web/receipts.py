"""One-time keys of forms: a second tap of the same button gives the first tap's result."""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, UtcDateTime, db

MOST_LETTERS = 500


class FormReceipt(Base):
    """A form that was carried out, and where it led."""

    __tablename__ = "form_receipts"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    location: Mapped[str] = mapped_column(sa.String(MOST_LETTERS))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)


def is_key(text: str) -> bool:
    """Whether a form could have made this key; anything else is ignored."""
    return re.fullmatch("[A-Za-z0-9_-]{16,64}", text) is not None


def earlier_result(key: str, person: str) -> str | None:
    """Where the first tap led, or None when this is the first."""
    receipt = db.session.get(FormReceipt, (key, person))
    return receipt.location if receipt else None


def remember(key: str, person: str, location: str) -> None:
    """Keep the result in the running transaction; an address too long to keep leads nowhere and is left out."""
    if len(location) <= MOST_LETTERS:
        db.session.add(FormReceipt(key=key, person=person, location=location))

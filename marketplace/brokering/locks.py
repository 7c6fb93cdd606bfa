"""What is held against others for the rest of a transaction."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.needs.models import Need


def lock_need(need: Need) -> None:
    """Nobody else opens a case for this need, or adds an offer to one, until this transaction ends.

    Rows that only point at the need are written meanwhile (`key_share`). SQLite has one writer at a time anyway.
    """
    held = sa.select(Need.id).where(Need.id == need.id).with_for_update(key_share=True)
    db.session.execute(held).one()

"""Questions about messages. The caller has checked that the viewer reads the case's talks."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.brokering.models import Case, Message, MessageFile, Terms
from marketplace.errors import NotFoundError
from marketplace.extensions import db


def messages_page(case: Case, *, page: int, size: int) -> tuple[list[Message], int]:
    """One page of a case's messages with their files, the newest first, and how many there are."""
    chosen = sa.select(Message).where(Message.case_id == case.id)
    total = db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.case_id == case.id)) or 0
    question = chosen.options(selectinload(Message.files)).order_by(Message.id.desc())
    return list(db.session.scalars(question.limit(size).offset((page - 1) * size))), total


def numbers_of(case: Case, messages: list[Message]) -> dict[int, int]:
    """The numbers of the revisions that the messages are about, by the revisions' ids."""
    about = {message.terms_id for message in messages} - {None}
    return {terms.id: terms.number for terms in case.revisions if terms.id in about}


def file_of(case: Case, public_id: str) -> MessageFile:
    """A file that came with one of the case's messages; NotFoundError for any other."""
    question = sa.select(MessageFile).join(Message, Message.id == MessageFile.message_id)
    found = db.session.scalars(question.where(Message.case_id == case.id, MessageFile.public_id == public_id)).first()
    if found is None:
        raise NotFoundError
    return found


def revision_of(case: Case, number: int) -> Terms | None:
    """The case's revision of this number."""
    return next((terms for terms in case.revisions if terms.number == number), None)

"""Writing to the others of a case."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering.models import Case, Message, MessageFile, Terms
from marketplace.brokering.talking import check_met
from marketplace.brokering.telling import tell
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.files.actions import Upload, store
from marketplace.labels import lazy_gettext as _l

MOST_LETTERS = 4000
MOST_FILES = 5


def send_message(
    *, by: User, case: Case, text: str, uploads: Sequence[Upload] = (), terms: Terms | None = None
) -> Message:
    """A message to all who have been introduced and the broker, with files, perhaps about one revision.

    It is never changed afterwards. NotAllowedError for a side that has not said yes and in a case that is closed;
    DomainError on `text` or `files`; FileRefusedError on `files` for an upload that is not acceptable.
    """
    authorize(by.viewer(), Permission.CASE_VIEW, case)
    check_met(by.viewer(), case)
    text = text.strip()
    if not text:
        raise DomainError(_l("Chưa viết gì."), field="text")
    if len(text) > MOST_LETTERS:
        raise DomainError(_l("Tin nhắn dài nhất %(most)s ký tự.", most=MOST_LETTERS), field="text")
    if len(uploads) > MOST_FILES:
        raise DomainError(_l("Mỗi tin nhắn gửi kèm nhiều nhất %(most)s tệp.", most=MOST_FILES), field="files")
    stored = [store(upload, by=by, field="files") for upload in uploads]
    message = Message(
        case_id=case.id,
        organisation_id=_speaks_for(by, case),
        terms_id=terms.id if terms else None,
        text=text,
        by_id=by.id,
        files=[MessageFile(file_id=file.id) for file in stored],
    )
    db.session.add(message)
    db.session.flush()
    record(events.MESSAGE_SENT, case, by=by, files=len(stored))
    tell(
        by=by,
        organisations=case.introduced_ids,
        staff=[case.broker_id],
        key=f"case:{case.id}:message:{message.id}",
        sentence=_l("Có tin nhắn mới trong vụ việc kết nối."),
        path=f"/cases/{case.public_id}/messages",
    )
    return message


def _speaks_for(by: User, case: Case) -> int | None:
    """The side that `by` belongs to, None for the broker; the cooperative's where somebody belongs to both sides."""
    if by.id in case.broker_user_ids:
        return None
    own = by.viewer().organisation_ids & case.introduced_ids
    return next(side for side in (*case.seller_ids, case.buyer_id) if side in own)

"""Reading history."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.audit.models import AuditEvent
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.web.pagination import page_of


def history_of(*subjects: Any, limit: int = 200) -> Sequence[AuditEvent]:
    """The events of these records, oldest first. The caller has checked that the viewer may see the records."""
    if not subjects:
        return []
    named = sa.tuple_(AuditEvent.subject_kind, AuditEvent.subject_id)
    pairs = [(subject.__tablename__, subject.id) for subject in subjects]
    newest = sa.select(AuditEvent).where(named.in_(pairs)).order_by(AuditEvent.id.desc()).limit(limit)
    return db.session.scalars(newest).all()[::-1]


ROOMS = {
    "account": _l("Tài khoản"),
    "organisation": _l("Tổ chức"),
    "offer": _l("Chào bán"),
    "need": _l("Nhu cầu mua"),
    "suggestion": _l("Gợi ý"),
    "case": _l("Vụ việc"),
    "contract": _l("Hợp đồng"),
    "catalogue": _l("Danh mục"),
    "seeds": _l("Dữ liệu báo chí"),
    "indicator": _l("Chỉ tiêu"),
}


def journal_page(_viewer: Viewer, *, room: str = "") -> Pagination:
    """Events newest first, of one room if given."""
    question = sa.select(AuditEvent).order_by(AuditEvent.id.desc())
    if room:
        question = question.where(AuditEvent.name.startswith(f"{room}.", autoescape=True))
    return page_of(question, size=50)

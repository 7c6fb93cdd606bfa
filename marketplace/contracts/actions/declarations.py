"""What an organisation says of its own linkage in a year, without a file."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.clock import today
from marketplace.contracts.models import LinkageDeclaration
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation

FIRST_YEAR = 2018  # NĐ 98/2018/NĐ-CP: before it there was no linkage in its sense to declare


def declare_linkage(
    *,
    by: User,
    organisation: Organisation,
    year: int,
    linked: bool,
    partner: str | None = None,
    note: str | None = None,
) -> LinkageDeclaration:
    """The newest row of a year holds; earlier ones stay. Staff who enter it on behalf say in `note` who told them how.

    DomainError on year (before 2018, to come, or no cooperative), partner (linked, but with whom?), note.
    """
    if not organisation.kind.is_cooperative:
        raise DomainError(_l("Chỉ tổ hợp tác, hợp tác xã và liên hiệp tự khai liên kết."), field="year")
    if not FIRST_YEAR <= year <= today().year:
        raise DomainError(
            _l("Năm phải từ %(first)s đến %(last)s.", first=str(FIRST_YEAR), last=str(today().year)), field="year"
        )
    if linked and not (partner or "").strip():
        raise DomainError(_l("Ghi đơn vị đang liên kết."), field="partner")
    on_behalf = by.platform_role is not None
    if on_behalf and not (note or "").strip():
        raise DomainError(_l("Ghi ai đã cho biết và bằng cách nào."), field="note")
    row = LinkageDeclaration(
        organisation=organisation, year=year, linked=linked, partner=(partner or None) if linked else None,
        note=note or None, by_id=by.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(
        events.LINKAGE_DECLARED, organisation, by=by, on_behalf_of=organisation if on_behalf else None,
        year=year, linked=linked, partner=row.partner, note=row.note,
    )  # fmt: skip
    return row

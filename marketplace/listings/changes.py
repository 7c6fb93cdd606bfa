"""How any change of a listing is made: the version is checked, before and after are kept, consent is not outlived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import User
from marketplace.audit.record import record
from marketplace.clock import now
from marketplace.errors import DomainError, NotAllowedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from marketplace.listings.usual.doubts import kept
from marketplace.organisations.models import Organisation, Origin


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a room's events, and its endpoint for the confirmation page."""

    drafted: str
    changed: str
    confirmed: str
    published: str
    closed: str
    copied: str
    confirmation_page: str


def is_member(person: User, organisation_id: int) -> bool:
    """Whether the person belongs to the organisation now."""
    return any(m.organisation_id == organisation_id and m.ended_at is None for m in person.memberships)


def on_behalf(by: User | None, listing: Listing) -> Organisation | None:
    """For the history: the organisation, when somebody else writes for it."""
    return None if by is None or is_member(by, listing.organisation_id) else listing.organisation


def begin(listing: Listing, *, by: User, organisation: Organisation) -> None:
    """Give a new listing its organisation and its author; NotAllowedError for those known from the press."""
    if organisation.origin == Origin.REPORTED:
        raise NotAllowedError(_l("Không nhập thay được cho đơn vị chỉ biết qua báo chí; hãy lập hồ sơ đơn vị trước."))
    listing.organisation = organisation
    listing.entered_by_id = by.id
    listing.entered_on_behalf = not is_member(by, organisation.id)
    listing.origin = organisation.origin


def check_version(listing: Listing, version: int | None) -> None:
    """StaleError when the form was opened on an older version; None (commands) checks nothing."""
    if version is not None and version != listing.version:
        raise StaleError(_l("Người khác vừa sửa bản này. Hãy xem bản hiện nay rồi quyết định."))


def check_open(listing: Listing) -> None:
    """WrongStateError for what is closed or comes from the press: neither is edited."""
    if listing.closed_at is not None:
        raise WrongStateError(_l("Bản này đã đóng nên không sửa được. Hãy chép sang vụ sau."))
    if listing.origin == Origin.REPORTED:
        raise WrongStateError(_l("Thông tin từ báo chí không sửa được."))


def change(
    listing: Listing,
    values: Mapping[str, Any],
    *,
    by: User,
    names: Names,
    more: Mapping[str, Any] | None = None,
    checked: Sequence[str] = (),
) -> None:
    """Set attributes and record what differs. `more` are changes of other rows, as {what: (before, after)}.

    `checked` are the questions about it that were answered with a tick.
    """
    before = {name: getattr(listing, name) for name, new in values.items() if getattr(listing, name) != new}
    for name in before:
        setattr(listing, name, values[name])
    after = {name: values[name] for name in before}
    for name, (old, new) in (more or {}).items():
        if old != new:
            before[name], after[name] = old, new
    if before:
        listing.changed_at = now()
        _outlive_no_consent(listing, by)
        db.session.flush()
        told: dict[str, Any] = {"before": before, "after": after, **kept(checked)}
        record(names.changed, listing, by=by, on_behalf_of=on_behalf(by, listing), **told)


def _outlive_no_consent(listing: Listing, by: User) -> None:
    """What staff change after the organisation confirmed has to be confirmed again before it is public."""
    if listing.entered_on_behalf and not is_member(by, listing.organisation_id):
        listing.confirmed_at = listing.confirmed_how = listing.confirmation_evidence = None
        listing.published_at = None


def flush_periods() -> None:
    """Write changed periods; DomainError(field="periods") when one that goes is in terms under negotiation."""
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as problem:
        message = _l("Có kỳ đang được thương lượng trong một vụ việc kết nối nên không bỏ được.")
        raise DomainError(message, field="periods") from problem

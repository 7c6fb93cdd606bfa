"""Publishing, confirming and closing: the same for offers and needs. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from marketplace.accounts import links
from marketplace.accounts.models import LinkPurpose, User
from marketplace.audit.record import record
from marketplace.clock import now
from marketplace.errors import DomainError, Sentence, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.changes import Names, check_open, check_version, is_member, on_behalf
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import EnteredHow
from marketplace.listings.usual.doubts import Doubt, answered, kept
from marketplace.notifications.actions import key_of, queue_mail
from marketplace.notifications.addresses import absolute


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps a listing from being published: the step where it is mended, and the sentence."""

    step: str
    message: Sentence


@dataclass(frozen=True, slots=True)
class Answers:
    """The questions a listing raises before it is public, and the keys of those that were ticked as right."""

    doubts: Sequence[Doubt] = ()
    checked: Collection[str] = ()

    @property
    def kept(self) -> list[str]:
        """What the history keeps; UnsureError when a question is left."""
        return answered(self.doubts, self.checked)


NOT_ASKED = Answers()


def publish(
    listing: Listing, *, by: User, names: Names, missing: Sequence[Missing], answers: Answers = NOT_ASKED
) -> None:
    """Make the listing public, as far as its organisation is verified; by its own people.

    DomainError when something is missing, UnsureError when something unusual is not ticked as right, WrongStateError
    when it is public or closed already, or when staff would publish what the organisation has not confirmed.
    """
    check_open(listing)
    if listing.published_at is not None:
        raise WrongStateError(_l("Bản này đã được đăng."))
    _check_complete(missing)
    _check_stands(listing)
    own = is_member(by, listing.organisation_id)
    if not own and listing.confirmed_at is None:
        raise WrongStateError(_l("Đơn vị phải xác nhận trước khi bản nhập thay được đăng."))
    checked = answers.kept
    if listing.is_on_behalf:
        _confirm(listing, EnteredHow.ONLINE, None)
        record(names.confirmed, listing, by=by, how=EnteredHow.ONLINE)
    _show(listing, by=by, names=names, checked=checked)


def ask_confirmation(listing: Listing, *, by: User, names: Names, missing: Sequence[Missing]) -> None:
    """Mail the organisation a one-time link to what staff entered; DomainError without an address."""
    _check_awaits(listing)
    _check_complete(missing)
    address = listing.organisation.email
    if not address:
        raise DomainError(_l("Đơn vị chưa có địa chỉ thư điện tử. Hãy bổ sung hồ sơ hoặc ghi nhận phiếu ký."))
    token = links.issue(
        purpose=LinkPurpose.CONFIRMATION, organisation=listing.organisation, email=address, subject=listing
    )
    queue_mail(
        recipient=address,
        key=key_of("confirmation", token),
        subject=_l("Xác nhận nội dung nhập thay trên Liên Kết"),
        body=_l(
            "Cán bộ môi giới %(broker)s đã nhập thay %(organisation)s: %(what)s.\n\n"
            "Mở trang sau để xem và xác nhận (dùng được một lần, trong 7 ngày):\n%(link)s\n\n"
            "Chưa xác nhận thì nội dung này không hiện ra ngoài. Nếu không đúng, hãy bỏ qua thư này.",
            broker=by.name,
            organisation=listing.organisation.name,
            what=listing.as_written,
            link=absolute(names.confirmation_page, token=token),
        ),
    )


def confirm_by_link(
    listing: Listing,
    *,
    token: str,
    version: int,
    names: Names,
    missing: Sequence[Missing],
    answers: Answers = NOT_ASKED,
) -> None:
    """The organisation pressed the button of its mail: confirmed as shown, and public. StaleError if it changed."""
    check_version(listing, version)
    _check_awaits(listing)
    _check_complete(missing)
    _check_stands(listing)
    checked = answers.kept
    link = links.redeem(token, purpose=LinkPurpose.CONFIRMATION)
    _confirm(listing, EnteredHow.LINK, None)
    record(names.confirmed, listing, by=None, on_behalf_of=listing.organisation, how=EnteredHow.LINK, link=link.id)
    _show(listing, by=None, names=names, checked=checked)


def confirm_by_sheet(
    listing: Listing,
    *,
    by: User,
    evidence: str,
    names: Names,
    missing: Sequence[Missing],
    answers: Answers = NOT_ASKED,
) -> None:
    """Staff hold a sheet signed by the organisation; `evidence` says who signed, when, and where the sheet is kept."""
    _check_awaits(listing)
    _check_complete(missing)
    _check_stands(listing)
    if not evidence.strip():
        raise DomainError(_l("Hãy ghi ai ký, ngày ký và nơi giữ phiếu."), field="evidence")
    checked = answers.kept
    _confirm(listing, EnteredHow.SIGNED_SHEET, evidence)
    how = EnteredHow.SIGNED_SHEET
    record(names.confirmed, listing, by=by, on_behalf_of=listing.organisation, how=how, evidence=evidence)
    _show(listing, by=by, names=names, checked=checked)


def close(listing: Listing, *, by: User, reason: str, names: Names) -> None:
    """Take the listing off the market for good, with a reason; contracts made of it stay."""
    check_open(listing)
    if not reason.strip():
        raise DomainError(_l("Hãy nêu lý do đóng."), field="reason")
    listing.closed_at, listing.close_reason = now(), reason
    listing.changed_at = now()
    db.session.flush()
    record(names.closed, listing, by=by, on_behalf_of=on_behalf(by, listing), reason=reason)


def _check_awaits(listing: Listing) -> None:
    check_open(listing)
    if not listing.is_on_behalf:
        raise WrongStateError(_l("Bản này không chờ xác nhận."))


def _check_stands(listing: Listing) -> None:
    """What was merged into another organisation has nothing of its own to offer or to ask for."""
    if listing.organisation.merged_into_id is not None:
        raise WrongStateError(_l("Hồ sơ của đơn vị này đã được gộp vào đơn vị khác. Hãy đăng từ đơn vị đó."))


def _check_complete(missing: Sequence[Missing]) -> None:
    if missing:
        raise DomainError(missing[0].message, step=missing[0].step)


def _confirm(listing: Listing, how: EnteredHow, evidence: str | None) -> None:
    listing.confirmed_at, listing.confirmed_how, listing.confirmation_evidence = now(), how, evidence


def _show(listing: Listing, *, by: User | None, names: Names, checked: Sequence[str]) -> None:
    listing.published_at = listing.changed_at = now()
    db.session.flush()
    record(names.published, listing, by=by, on_behalf_of=on_behalf(by, listing), **kept(checked))

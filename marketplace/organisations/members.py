"""The people of an organisation: inviting, joining, leaving."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts import actions as accounts
from marketplace.accounts import links
from marketplace.accounts.models import LinkPurpose, Membership, OneTimeLink, User
from marketplace.accounts.queries import live_memberships, managers_of, user_by_email
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.errors import DomainError, NotAllowedError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import key_of, queue_mail
from marketplace.notifications.addresses import absolute
from marketplace.organisations.models import Organisation


def invite(*, by: User, organisation: Organisation, email: str, role: Role) -> None:
    """Mail a link for this address, role and organisation: one use, seven days, not changeable on the way.

    DomainError(field="email") for somebody who belongs to it already.
    """
    if any(m.user.email == email for m in live_memberships(organisation.id)):
        raise DomainError(_("Người này đã thuộc đơn vị."), field="email")
    token = links.issue(purpose=LinkPurpose.INVITATION, organisation=organisation, email=email, role=role)
    queue_mail(
        recipient=email,
        key=key_of("invitation", token),
        subject=_l("Lời mời vào %(name)s trên Liên Kết", name=organisation.name[:120]),
        body=_l(
            "%(who)s mời bạn làm việc cho %(name)s trên Liên Kết, vai trò: %(role)s.\n\n"
            "Mở trang sau và bấm nút để nhận lời (dùng được một lần, trong 7 ngày):\n%(link)s",
            who=by.name,
            name=organisation.name,
            role=role.label,
            link=absolute("organisations.invitation", token=token),
        ),
    )
    record(events.MEMBER_INVITED, organisation, by=by, role=role)


def accept(*, token: str, by: User | None, name: str = "", password: str = "") -> User:
    """Take up an invitation: as `by` when signed in under the invited address, else with a new account.

    DeadLinkError, NotAllowedError for another person's link, DomainError(field) for name and password.
    """
    link = links.redeem(token, purpose=LinkPurpose.INVITATION)
    organisation = organisation_of(link)
    email = link.email or ""
    if by is not None and by.email != email:
        raise NotAllowedError(_("Lời mời này gửi cho địa chỉ khác với tài khoản bạn đang dùng."))
    person = by or accounts.create_user(by=None, email=email, name=name, password=password, about=(organisation.name,))
    accounts.add_membership(by=person, user=person, organisation_id=organisation.id, role=link.role or Role.MEMBER)
    return person


def organisation_of(link: OneTimeLink) -> Organisation:
    """The organisation a link is for."""
    found = db.session.get(Organisation, link.organisation_id)
    if found is None:
        raise links.DeadLinkError
    return found


def has_account(link: OneTimeLink) -> bool:
    """Whether the invited address can sign in already."""
    return user_by_email(link.email or "") is not None


def remove(*, by: User, organisation: Organisation, membership: Membership) -> None:
    """End a membership. An organisation keeps at least one manager."""
    lock = sa.select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()
    db.session.execute(lock)  # two managers who remove each other come one after the other
    managers = managers_of(organisation.id)
    if membership.role is Role.MANAGER and len(managers) <= 1:
        raise NotAllowedError(_("Đơn vị cần ít nhất một người quản lý. Hãy mời người khác trước."))
    accounts.end_membership(by=by, membership=membership)

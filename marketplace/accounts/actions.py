"""Every write to people's accounts."""

from __future__ import annotations

from marketplace.accounts import links, mails, throttle
from marketplace.accounts.models import LinkPurpose, Membership, Session, User
from marketplace.accounts.passwords import check_password, hash_password, matches, needs_rehash
from marketplace.accounts.queries import user_by_email
from marketplace.accounts.sessions import end_sessions, sign_in_here, sign_out_here
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.clock import now
from marketplace.errors import DomainError, NotAllowedError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l


def create_user(
    *,
    by: User | None,
    email: str,
    name: str,
    phone: str | None = None,
    password: str | None = None,
    platform_role: Role | None = None,
    province_code: str | None = None,
    about: tuple[str | None, ...] = (),
) -> User:
    """A new person. `by` None: the person registers alone, or a command does it.

    Without a password nobody can sign in until a one-time link sets one. `about` holds further words the
    password must not be, e.g. the organisation's name. DomainError for a known address (field "email") or a
    weak password (field "password").
    """
    email = email.strip().lower()
    if user_by_email(email):
        raise DomainError(_l("Địa chỉ này đã có tài khoản. Hãy đăng nhập bằng tài khoản đó."), field="email")
    if password is not None:
        check_password(password, about=(name, email, *about))
    user = User(
        email=email,
        name=name,
        phone=phone,
        password_hash=hash_password(password) if password is not None else None,
        platform_role=platform_role,
        province_code=province_code,
    )
    db.session.add(user)
    db.session.flush()
    record(events.REGISTERED, user, by=by or user, role=platform_role)
    return user


def set_password(*, by: User | None, user: User, password: str, keep: Session | None = None) -> None:
    """Give the person a new password and end every session but `keep`; DomainError(field="password") when weak."""
    check_password(password, about=(user.name, user.email, *_organisation_names(user)))
    user.password_hash = hash_password(password)
    end_sessions(user, but=keep)
    links.withdraw(purpose=LinkPurpose.RESET, user=user)
    db.session.flush()
    record(events.PASSWORD_CHANGED, user, by=by)


def change_password(*, by: User, current: str, password: str, keep: Session) -> None:
    """The person's own change: the present password proves who is there; other devices are signed out."""
    if not matches(by.password_hash, current):
        raise DomainError(_l("Mật khẩu hiện tại chưa đúng."), field="current")
    set_password(by=by, user=by, password=password, keep=keep)


def _organisation_names(user: User) -> list[str]:
    """Names of the person's organisations, by the relation that the room above gives to memberships."""
    return [m.organisation.name for m in user.memberships if m.ended_at is None]


def sign_in(*, email: str, password: str, address: str) -> User | None:
    """Sign the person in on this device, or None: a wrong password, no such account and a disabled one alike.

    Notes the try either way; the caller commits either way. TooManyAttemptsError after ten wrong ones.
    """
    email = email.strip().lower()
    throttle.hold_back(email, address)
    user = user_by_email(email)
    known = matches(user.password_hash if user else None, password)
    if user is None or not known or not user.is_active:
        throttle.note(email, address, succeeded=False)
        return None
    throttle.note(email, address, succeeded=True)
    if needs_rehash(user.password_hash or ""):
        user.password_hash = hash_password(password)
    sign_in_here(user)
    record(events.SIGNED_IN, user, by=user)
    return user


def sign_out(*, by: User) -> None:
    """End the session of this device."""
    record(events.SIGNED_OUT, by, by=by)
    sign_out_here()


def end_session(*, by: User, session: Session) -> None:
    """End one of the person's own sessions, e.g. of a lost telephone."""
    if session.user_id != by.id:
        raise NotAllowedError(_l("Bạn không có quyền làm việc này."))
    session.ended_at = session.ended_at or now()
    record(events.SIGNED_OUT, by, by=by, device="other")


def change_profile(*, by: User, name: str, phone: str | None) -> None:
    """The person's own name and telephone number. The history tells which changed, not the texts."""
    changed = [field for field, new in (("name", name), ("phone", phone)) if getattr(by, field) != new]
    by.name, by.phone = name, phone
    db.session.flush()
    if changed:
        record(events.ACCOUNT_CHANGED, by, by=by, fields=changed)


def ask_reset(*, email: str, address: str) -> None:
    """Mail a one-time link if the address has an active account; says nothing about whether it has.

    Asking is slowed like wrong passwords: it could be used to fill somebody's letter box.
    """
    email = email.strip().lower()
    throttle.hold_back(email, address)
    throttle.note(email, address, succeeded=False)
    user = user_by_email(email)
    if user is None or not user.is_active:
        return
    links.withdraw(purpose=LinkPurpose.RESET, user=user)
    mails.queue_reset(user, links.issue(purpose=LinkPurpose.RESET, user=user))
    record(events.PASSWORD_RESET_ASKED, user, by=None)


def redeem_password_link(*, token: str, purpose: LinkPurpose, password: str) -> User:
    """Set the password by a link of purpose RESET or WELCOME; DeadLinkError, or DomainError(field="password")."""
    link = links.redeem(token, purpose=purpose)
    user = db.session.get(User, link.user_id)
    if user is None or not user.is_active:
        raise links.DeadLinkError
    set_password(by=user, user=user, password=password)
    return user


def create_staff(*, by: User, email: str, name: str, role: Role, province_code: str | None = None) -> User:
    """A broker, official or administrator, who sets a first password by a mailed link."""
    user = create_user(by=by, email=email, name=name, platform_role=role, province_code=province_code)
    welcome(by=by, user=user)
    return user


def welcome(*, by: User, user: User) -> None:
    """Mail a (new) link for the first password; earlier ones stop working."""
    if user.password_hash is not None or not user.is_active:
        raise DomainError(_l("Người này đã có mật khẩu hoặc tài khoản đã bị khóa."))
    links.withdraw(purpose=LinkPurpose.WELCOME, user=user)
    mails.queue_welcome(user, links.issue(purpose=LinkPurpose.WELCOME, user=user))
    record(events.PASSWORD_RESET_ASKED, user, by=by)


def change_role(*, by: User, user: User, role: Role | None) -> None:
    """Give or take a platform role; ends the person's sessions, so that the old right is gone at once."""
    if user.id == by.id:
        raise NotAllowedError(_l("Không ai tự đổi vai trò của chính mình."))
    if user.platform_role == role:
        return
    if role is not None and _is_member_somewhere(user):
        raise DomainError(_l("Người của một đơn vị không thể đồng thời giữ vai trò của hệ thống."), field="role")
    before, user.platform_role = user.platform_role, role
    end_sessions(user)
    db.session.flush()
    record(events.ROLE_CHANGED, user, by=by, before={"role": before}, after={"role": role})


def _is_member_somewhere(user: User) -> bool:
    return any(membership.ended_at is None for membership in user.memberships)


def disable(*, by: User, user: User) -> None:
    """Keep the person out and end all sessions; what they did stays theirs."""
    if user.id == by.id:
        raise NotAllowedError(_l("Không ai tự khóa tài khoản của chính mình."))
    user.disabled_at = user.disabled_at or now()
    end_sessions(user)
    db.session.flush()
    record(events.ACCOUNT_DISABLED, user, by=by)


def enable(*, by: User, user: User) -> None:
    """Let a disabled person in again, with the old password."""
    user.disabled_at = None
    db.session.flush()
    record(events.ACCOUNT_ENABLED, user, by=by)


def add_membership(*, by: User | None, user: User, organisation_id: int, role: Role) -> Membership:
    """Make the person a member or manager; DomainError when they are one already or hold a platform role."""
    if user.platform_role is not None:
        raise DomainError(_l("Người giữ vai trò của hệ thống không thể thuộc một đơn vị."), field="email")
    if any(m.ended_at is None and m.organisation_id == organisation_id for m in user.memberships):
        raise DomainError(_l("Người này đã thuộc đơn vị."), field="email")
    membership = Membership(user_id=user.id, organisation_id=organisation_id, role=role)
    user.memberships.append(membership)
    db.session.flush()
    record(events.MEMBER_ADDED, user, by=by, organisation=organisation_id, role=role)
    return membership


def end_membership(*, by: User, membership: Membership) -> None:
    """Take the person out of the organisation; their sessions end with the right they had."""
    membership.ended_at = membership.ended_at or now()
    end_sessions(membership.user)
    db.session.flush()
    record(events.MEMBER_REMOVED, membership.user, by=by, organisation=membership.organisation_id)

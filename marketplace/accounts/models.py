"""Users and what proves them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l

PLATFORM_ROLES = (Role.BROKER, Role.OFFICIAL, Role.ADMINISTRATOR)


class User(PublicId, Base):
    """A person. The address is kept lower-case; the platform role is empty for people of organisations."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    platform_role: Mapped[Role | None] = mapped_column(enum_type(Role))
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list[Membership]] = relationship(back_populates="user", lazy="selectin")

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def viewer(self, acting_organisation_id: int | None = None) -> Viewer:
        """This person for the policy and the queries."""
        roles = {m.organisation_id: m.role for m in self.memberships if m.ended_at is None}
        return Viewer.of(self.id, self.platform_role, roles, acting_organisation_id)


class Membership(Base):
    """A person's place in an organisation; ended, never deleted."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.CheckConstraint("role IN ('member', 'manager')", name="organisation_role"),
        sa.Index("uq_memberships_live", "user_id", "organisation_id", unique=True,
                 sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    role: Mapped[Role] = enum_column(Role)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped[Any] = relationship("Organisation", back_populates="memberships")


class Session(Base):
    """A sign-in on one device. Only the hash of its token is kept; ending the row ends the cookie."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class LinkPurpose(Labelled):
    """What a one-time link is for."""

    RESET = "reset", _l("Đặt lại mật khẩu")
    INVITATION = "invitation", _l("Lời mời vào đơn vị")
    WELCOME = "welcome", _l("Đặt mật khẩu lần đầu")
    CONFIRMATION = "confirmation", _l("Xác nhận nội dung nhập thay")


class OneTimeLink(Base):
    """A link that works once, for one person or address, until it expires. Only its hash is kept."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose] = enum_column(LinkPurpose)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    role: Mapped[Role | None] = mapped_column(enum_type(Role))
    subject_kind: Mapped[str | None] = mapped_column(sa.String(40))
    subject_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInAttempt(Base):
    """One try, kept to slow guessing; the account is kept as a hash, known or not."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (sa.Index(None, "account_hash", "at"), sa.Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(sa.String(64))
    address: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    succeeded: Mapped[bool]

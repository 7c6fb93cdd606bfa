"""Who is looking. Queries take a `Viewer`, never a session: the same question serves pages, commands and tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, Self

from marketplace.authorization.roles import Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person's identity for one question: the platform role, and the role in each organisation."""

    user_id: int | None = None
    platform_role: Role | None = None
    organisation_roles: dict[int, Role] = field(default_factory=dict)
    acting_organisation_id: int | None = None

    @classmethod
    def of(cls, user_id: int, platform_role: Role | None, roles: dict[int, Role], wanted: int | None) -> Self:
        """A person who acts for the organisation `wanted`; where it is none of theirs, for the first of theirs."""
        return cls(user_id, platform_role, roles, wanted if wanted in roles else next(iter(roles), None))

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(self.organisation_roles)

    @property
    def is_broker(self) -> bool:
        return self.platform_role is Role.BROKER

    @property
    def is_official(self) -> bool:
        return self.platform_role is Role.OFFICIAL


STRANGER = Viewer()


class Subject(Protocol):
    """What `can` asks of a record. Anything a record does not know it answers with nothing."""

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        """The organisations whose own record this is."""
        ...

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        ...

    @property
    def broker_user_ids(self) -> frozenset[int]:
        """The alliance staff to whom it is assigned."""
        ...

    @property
    def maker_user_ids(self) -> frozenset[int]:
        """The people who entered it; none of them can be its second person."""
        ...

    @property
    def awaits_check(self) -> bool:
        """Whether it waits for a second person."""
        ...


class Unassigned:
    """Mixin for records that have no broker and wait for nobody."""

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return frozenset()

    @property
    def maker_user_ids(self) -> frozenset[int]:
        return frozenset()

    @property
    def awaits_check(self) -> bool:
        return False

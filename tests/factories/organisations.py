"""The least valid organisation and its people, through the actions."""

from __future__ import annotations

from itertools import count
from typing import Any

from marketplace.accounts.actions import create_user
from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.organisations.actions import register_organisation, verify_organisation
from marketplace.organisations.models import Organisation, OrganisationKind

PASSWORD = "bốn con trâu qua sông"
_numbers = count(1)


def make_user(*, email: str | None = None, role: Role | None = None, **details: Any) -> User:
    """A person who can sign in with PASSWORD."""
    number = next(_numbers)
    return create_user(
        by=None,
        email=email or f"nguoi{number}@vidu.example",
        name=details.pop("name", f"Người thứ {number}"),
        password=PASSWORD,
        platform_role=role,
        **details,
    )


def make_organisation(
    *, kind: OrganisationKind = OrganisationKind.HTX, manager: User | None = None, **details: Any
) -> Organisation:
    """An unverified organisation with a manager."""
    person = manager or make_user()
    name = details.pop("name", f"Hợp tác xã Số {next(_numbers)}")
    return register_organisation(by=person, kind=kind, name=name, manager=person, **details)


def make_verified_organisation(**details: Any) -> Organisation:
    """The same, verified by a broker made for it."""
    organisation = make_organisation(**details)
    broker = make_user(role=Role.BROKER)
    verify_organisation(by=broker, organisation=organisation, code_checked=True, address_checked=True)
    return organisation

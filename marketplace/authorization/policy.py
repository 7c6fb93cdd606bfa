"""The one question, `can`, and its two strict forms."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from marketplace.authorization.permissions import Permission
from marketplace.authorization.roles import EVERYBODY, ROLES, SIGNED_IN, Reach, Role
from marketplace.authorization.viewer import Subject, Viewer
from marketplace.errors import NotAllowedError, NotFoundError
from marketplace.labels import lazy_gettext as _l

S = TypeVar("S", bound=Subject)


def reaches(viewer: Viewer, permission: Permission) -> frozenset[Reach]:
    """Every reach the viewer has for a permission, from the platform role and the roles in organisations."""
    roles = frozenset(viewer.organisation_roles.values())
    if viewer.platform_role:
        roles |= {viewer.platform_role}
    return _granted(permission, viewer.is_signed_in, roles)


@lru_cache(maxsize=4096)
def _granted(permission: Permission, is_signed_in: bool, roles: frozenset[Role]) -> frozenset[Reach]:
    """What the table of roles says, which is the same for all who hold these roles; a menu asks it a dozen times."""
    found = set(EVERYBODY.get(permission, frozenset()))
    if is_signed_in:
        found |= SIGNED_IN.get(permission, frozenset())
    for role in roles:
        found |= ROLES[role].get(permission, frozenset())
    return frozenset(found)


def can(viewer: Viewer, permission: Permission, subject: Subject | None = None) -> bool:
    """Whether the viewer may do this, to this subject; without a subject, to any subject at all."""
    found = reaches(viewer, permission)
    return bool(found) if subject is None else any(_covers(viewer, permission, reach, subject) for reach in found)


def _covers(viewer: Viewer, permission: Permission, reach: Reach, subject: Subject) -> bool:
    if reach is Reach.ANY:
        return True
    if reach is Reach.PUBLIC:
        return subject.is_public
    if reach is Reach.ASSIGNED:
        return viewer.user_id in subject.broker_user_ids
    if reach is Reach.CHECKING:
        return subject.awaits_check and viewer.user_id not in subject.maker_user_ids
    return any(
        permission in ROLES[role] and Reach.OWN in ROLES[role][permission]
        for organisation_id, role in viewer.organisation_roles.items()
        if organisation_id in subject.party_organisation_ids
    )


def authorize(viewer: Viewer, permission: Permission, subject: Subject) -> None:
    """Raise NotAllowedError unless the viewer may; for subjects whose existence the viewer knows already."""
    if not can(viewer, permission, subject):
        raise NotAllowedError(_l("Bạn không có quyền làm việc này."))


def reveal(viewer: Viewer, permission: Permission, subject: S | None) -> S:
    """The subject, or NotFoundError when there is none or it is none of the viewer's business."""
    if subject is None or not can(viewer, permission, subject):
        raise NotFoundError
    return subject

"""What each role may do, and to which subjects. Data only; `policy.can` reads it."""

from enum import StrEnum

from marketplace.authorization.permissions import Permission as P  # noqa: N817 - a table of rights reads better with a short name
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Role(Labelled):
    """The five ways to be here. Member and manager belong to an organisation, the others to the platform."""

    MEMBER = "member", _l("Thành viên đơn vị")
    MANAGER = "manager", _l("Quản lý đơn vị")
    BROKER = "broker", _l("Cán bộ môi giới")
    OFFICIAL = "official", _l("Cán bộ quản lý nhà nước")
    ADMINISTRATOR = "administrator", _l("Quản trị hệ thống")


class Reach(StrEnum):
    """Which subjects a permission reaches."""

    ANY = "any"  # every subject
    OWN = "own"  # subjects of the viewer's organisations
    PUBLIC = "public"  # subjects that everybody may see
    ASSIGNED = "assigned"  # subjects whose broker the viewer is
    CHECKING = "checking"  # subjects that wait for a second person


Grants = dict[P, frozenset[Reach]]


def _grant(*reaches: Reach) -> frozenset[Reach]:
    return frozenset(reaches)


_OWN = _grant(Reach.OWN)
_ANY = _grant(Reach.ANY)

EVERYBODY: Grants = {
    P.ORGANISATION_VIEW: _grant(Reach.PUBLIC),
    P.OFFER_VIEW: _grant(Reach.PUBLIC),
    P.NEED_VIEW: _grant(Reach.PUBLIC),
    P.INDICATOR_VIEW: _ANY,
}

SIGNED_IN: Grants = {P.ACCOUNT_USE: _ANY}

_MEMBER: Grants = {
    P.ORGANISATION_VIEW: _OWN,
    P.OFFER_VIEW: _OWN,
    P.NEED_VIEW: _OWN,
    P.OFFER_EDIT: _OWN,
    P.NEED_EDIT: _OWN,
    P.SUGGESTION_VIEW: _OWN,
    P.SUGGESTION_JUDGE: _OWN,
    P.CASE_VIEW: _OWN,
    P.CASE_OPEN: _OWN,
    P.CONTRACT_VIEW: _OWN,
    P.DELIVERY_VIEW: _OWN,
    P.DELIVERY_ENTER: _OWN,
    P.TRACK_VIEW: _OWN,
}

_STAFF: Grants = {
    P.ORGANISATION_VIEW: _ANY,
    P.INDICATOR_ROWS: _ANY,
    P.CONTRACT_REGISTRY: _ANY,
    P.OVERSIGHT_VIEW: _ANY,
    P.FACT_RECORD: _ANY,
    P.PROJECT_VERIFY: _grant(Reach.CHECKING),
}

ROLES: dict[Role, Grants] = {
    Role.MEMBER: _MEMBER,
    Role.MANAGER: {
        **_MEMBER,
        P.ORGANISATION_EDIT: _OWN,
        P.MEMBER_MANAGE: _OWN,
        P.CASE_CONSENT: _OWN,
        P.CONTRACT_SIGN: _OWN,
        P.DELIVERY_ANSWER: _OWN,
        P.TRACK_REPLY: _OWN,
    },
    Role.BROKER: {
        **_STAFF,
        P.CATALOGUE_EDIT: _ANY,
        P.ORGANISATION_CREATE: _ANY,
        P.ORGANISATION_EDIT: _ANY,
        P.ORGANISATION_VERIFY: _ANY,
        P.ORGANISATION_MERGE: _ANY,
        P.OFFER_VIEW: _ANY,
        P.NEED_VIEW: _ANY,
        P.OFFER_EDIT: _ANY,
        P.NEED_EDIT: _ANY,
        P.SUGGESTION_VIEW: _ANY,
        P.SUGGESTION_JUDGE: _ANY,
        P.MATCHING_FIGURES: _ANY,
        P.CASE_OPEN: _ANY,
        P.CASE_VIEW: _grant(Reach.ASSIGNED),
        P.CASE_BROKER: _grant(Reach.ASSIGNED),
        P.CASE_CONSENT: _grant(Reach.ASSIGNED),
        P.CONTRACT_VIEW: _grant(Reach.ASSIGNED, Reach.CHECKING),
        P.CONTRACT_EDIT: _grant(Reach.ASSIGNED),
        P.CONTRACT_SIGN: _grant(Reach.ASSIGNED),
        P.CONTRACT_VERIFY: _grant(Reach.CHECKING),
        P.DELIVERY_VIEW: _grant(Reach.ASSIGNED),
        P.DELIVERY_ENTER: _grant(Reach.ASSIGNED),
        P.DELIVERY_ANSWER: _grant(Reach.ASSIGNED),
        P.TRACK_VIEW: _ANY,
        P.PLAN_MAKE: _ANY,
        P.PLAN_ACCEPT: _ANY,
    },
    Role.OFFICIAL: {
        **_STAFF,
        P.MATCHING_FIGURES: _ANY,
        P.TARGET_EDIT: _ANY,
        P.SNAPSHOT_PREPARE: _ANY,
        P.SNAPSHOT_APPROVE: _grant(Reach.CHECKING),
        P.PLAN_MAKE: _ANY,
        P.PLAN_ACCEPT: _ANY,
        P.REPORT_MAKE: _ANY,
    },
    Role.ADMINISTRATOR: {
        P.USER_MANAGE: _ANY,
        P.AUDIT_VIEW: _ANY,
        P.ORGANISATION_VIEW: _ANY,
        P.CATALOGUE_EDIT: _ANY,
        P.MATCHING_TUNE: _ANY,
        P.MATCHING_FIGURES: _ANY,
        P.TARGET_EDIT: _ANY,
        P.PLAN_MAKE: _ANY,
    },
}

"""Who may do what, as one table; and that nobody without a claim gets anything but what is public."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.authorization.permissions import Permission as P  # noqa: N817 - the table stays legible
from marketplace.authorization.policy import authorize, can, reveal
from marketplace.authorization.roles import ROLES, Reach, Role
from marketplace.authorization.viewer import STRANGER, Viewer
from marketplace.errors import NotAllowedError, NotFoundError

MINE, OTHER = 1, 2
ME, SOMEBODY = 10, 11


@dataclass(frozen=True)
class Thing:
    """A record as the policy sees it."""

    party_organisation_ids: frozenset[int] = frozenset()
    is_public: bool = False
    broker_user_ids: frozenset[int] = frozenset()
    maker_user_ids: frozenset[int] = frozenset()
    awaits_check: bool = False


SUBJECTS = {
    "public": Thing(party_organisation_ids=frozenset({OTHER}), is_public=True),
    "own": Thing(party_organisation_ids=frozenset({MINE, OTHER})),
    "others": Thing(party_organisation_ids=frozenset({OTHER})),
    "assigned": Thing(party_organisation_ids=frozenset({OTHER}), broker_user_ids=frozenset({ME})),
    "to check": Thing(
        party_organisation_ids=frozenset({OTHER}), awaits_check=True, maker_user_ids=frozenset({SOMEBODY})
    ),
    "made by me": Thing(party_organisation_ids=frozenset({OTHER}), awaits_check=True, maker_user_ids=frozenset({ME})),
}
VIEWERS = {
    "stranger": STRANGER,
    "member": Viewer(ME, None, {MINE: Role.MEMBER}, MINE),
    "manager": Viewer(ME, None, {MINE: Role.MANAGER}, MINE),
    "broker": Viewer(ME, Role.BROKER),
    "official": Viewer(ME, Role.OFFICIAL),
    "administrator": Viewer(ME, Role.ADMINISTRATOR),
}
EVERY = set(SUBJECTS)
OWN, CHECK, WORK = {"own"}, {"to check"}, {"assigned"}

# Permission → role → the subjects it reaches; whoever is not named reaches nothing.
TABLE: dict[P, dict[str, set[str]]] = {
    P.ACCOUNT_USE: {name: EVERY for name in VIEWERS if name != "stranger"},
    P.USER_MANAGE: {"administrator": EVERY},
    P.ORGANISATION_VIEW: {
        "stranger": {"public"}, "member": {"public", "own"}, "manager": {"public", "own"},
        "broker": EVERY, "official": EVERY, "administrator": EVERY,
    },
    P.ORGANISATION_EDIT: {"manager": OWN, "broker": EVERY},
    P.ORGANISATION_CREATE: {"broker": EVERY},
    P.ORGANISATION_VERIFY: {"broker": EVERY},
    P.ORGANISATION_MERGE: {"broker": EVERY},
    P.MEMBER_MANAGE: {"manager": OWN},
    P.OFFER_VIEW: {
        "stranger": {"public"}, "member": {"public", "own"}, "manager": {"public", "own"},
        "broker": EVERY, "official": {"public"}, "administrator": {"public"},
    },
    P.NEED_VIEW: {
        "stranger": {"public"}, "member": {"public", "own"}, "manager": {"public", "own"},
        "broker": EVERY, "official": {"public"}, "administrator": {"public"},
    },
    P.OFFER_EDIT: {"member": OWN, "manager": OWN, "broker": EVERY},
    P.NEED_EDIT: {"member": OWN, "manager": OWN, "broker": EVERY},
    P.SUGGESTION_VIEW: {"member": OWN, "manager": OWN, "broker": EVERY},
    P.SUGGESTION_JUDGE: {"member": OWN, "manager": OWN, "broker": EVERY},
    P.CASE_VIEW: {"member": OWN, "manager": OWN, "broker": WORK},
    P.CASE_OPEN: {"member": OWN, "manager": OWN, "broker": EVERY},
    P.CASE_CONSENT: {"manager": OWN, "broker": WORK},
    P.CASE_BROKER: {"broker": WORK},
    P.CONTRACT_VIEW: {"member": OWN, "manager": OWN, "broker": WORK | CHECK},
    P.CONTRACT_REGISTRY: {"broker": EVERY, "official": EVERY},
    P.CONTRACT_EDIT: {"broker": WORK},
    P.CONTRACT_SIGN: {"manager": OWN, "broker": WORK},
    P.CONTRACT_VERIFY: {"broker": CHECK},
    P.DELIVERY_VIEW: {"member": OWN, "manager": OWN, "broker": WORK},
    P.DELIVERY_ENTER: {"member": OWN, "manager": OWN, "broker": WORK},
    P.DELIVERY_ANSWER: {"manager": OWN, "broker": WORK},
    P.TRACK_VIEW: {"member": OWN, "manager": OWN, "broker": EVERY},
    P.TRACK_REPLY: {"manager": OWN},
    P.INDICATOR_VIEW: dict.fromkeys(VIEWERS, EVERY),
    P.INDICATOR_ROWS: {"broker": EVERY, "official": EVERY},
    P.TARGET_EDIT: {"official": EVERY, "administrator": EVERY},
    P.PLAN_MAKE: {"broker": EVERY, "official": EVERY, "administrator": EVERY},
    P.PLAN_ACCEPT: {"broker": EVERY, "official": EVERY},
    P.SNAPSHOT_PREPARE: {"official": EVERY},
    P.SNAPSHOT_APPROVE: {"official": CHECK},
    P.OVERSIGHT_VIEW: {"broker": EVERY, "official": EVERY},
    P.FACT_RECORD: {"broker": EVERY, "official": EVERY},
    P.PROJECT_VERIFY: {"broker": CHECK, "official": CHECK},
    P.REPORT_MAKE: {"official": EVERY},
    P.MATCHING_FIGURES: {"broker": EVERY, "official": EVERY, "administrator": EVERY},
    P.MATCHING_TUNE: {"administrator": EVERY},
    P.AUDIT_VIEW: {"administrator": EVERY},
    P.CATALOGUE_EDIT: {"broker": EVERY, "administrator": EVERY},
}  # fmt: skip


def test_the_table_names_every_permission() -> None:
    assert set(TABLE) == set(P)


@pytest.mark.parametrize("permission", list(P), ids=str)
def test_each_role_reaches_what_the_table_says(permission: P) -> None:
    for name, viewer in VIEWERS.items():
        reached = {subject for subject, thing in SUBJECTS.items() if can(viewer, permission, thing)}
        assert reached == TABLE[permission].get(name, set()), name
        assert can(viewer, permission) == bool(reached), f"{name}: without a subject it means any subject"


def test_the_strict_forms_ask_the_same_question() -> None:
    manager = VIEWERS["manager"]
    assert reveal(manager, P.OFFER_EDIT, SUBJECTS["own"]) is SUBJECTS["own"]
    authorize(manager, P.OFFER_EDIT, SUBJECTS["own"])
    for nothing in (None, SUBJECTS["others"]):
        with pytest.raises(NotFoundError):
            reveal(manager, P.OFFER_EDIT, nothing)
    with pytest.raises(NotAllowedError):
        authorize(manager, P.OFFER_EDIT, SUBJECTS["others"])


def test_a_role_counts_in_its_own_organisation_only() -> None:
    viewer = Viewer(ME, None, {MINE: Role.MANAGER, OTHER: Role.MEMBER}, MINE)
    assert can(viewer, P.MEMBER_MANAGE, SUBJECTS["own"])
    assert not can(viewer, P.MEMBER_MANAGE, SUBJECTS["others"])
    assert can(viewer, P.OFFER_EDIT, SUBJECTS["others"])


ids = st.frozensets(st.integers(1, 4), max_size=3)
things = st.builds(
    Thing,
    party_organisation_ids=ids,
    is_public=st.booleans(),
    broker_user_ids=ids,
    maker_user_ids=ids,
    awaits_check=st.booleans(),
)
roles = st.dictionaries(st.integers(1, 4), st.sampled_from([Role.MEMBER, Role.MANAGER]), max_size=3)
platform = st.none() | st.sampled_from([Role.BROKER, Role.OFFICIAL, Role.ADMINISTRATOR])
viewers = st.builds(Viewer, st.integers(1, 4), platform, roles, st.none())
permissions = st.sampled_from(list(P))


@given(permissions, things)
def test_a_stranger_gets_the_public_and_nothing_else(permission: P, thing: Thing) -> None:
    looks = {P.ORGANISATION_VIEW, P.OFFER_VIEW, P.NEED_VIEW}
    allowed = permission is P.INDICATOR_VIEW or (permission in looks and thing.is_public)
    assert can(STRANGER, permission, thing) == allowed


@given(viewers, permissions, things)
def test_outsiders_of_organisations_get_what_strangers_get(viewer: Viewer, permission: P, thing: Thing) -> None:
    outsider = viewer.platform_role is None and not viewer.organisation_ids & thing.party_organisation_ids
    if outsider and permission is not P.ACCOUNT_USE:
        assert can(viewer, permission, thing) == can(STRANGER, permission, thing)


@given(viewers, things)
def test_nobody_is_the_second_person_of_what_they_entered(viewer: Viewer, thing: Thing) -> None:
    if can(viewer, P.CONTRACT_VERIFY, thing):
        assert thing.awaits_check
        assert viewer.user_id not in thing.maker_user_ids


@given(viewers, permissions, things)
def test_a_subject_is_reached_only_where_the_right_exists(viewer: Viewer, permission: P, thing: Thing) -> None:
    if can(viewer, permission, thing):
        assert can(viewer, permission)


def test_organisation_roles_never_reach_beyond_their_organisation() -> None:
    for role in (Role.MEMBER, Role.MANAGER):
        assert set().union(*ROLES[role].values()) == {Reach.OWN}

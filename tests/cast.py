"""A familiar cast. Everybody has one reason to exist.

- Hoa manages HTX Đoàn Kết (durian and coffee, verified, active); Lan is its plain member.
- Tú manages HTX Bình Minh, a rival who must see nothing of the others.
- Mai manages HTX Mới Lập, registered but not yet verified.
- Minh manages Công ty Hương Việt, a buyer with a plant; Sơn manages Tổng công ty Lúa Vàng, state-owned.
- Bình is the broker who does the work, Quân the broker who checks it.
- Thu is an official, An the administrator. A stranger is nobody: `browser()`.

Tests name people by their ids (`cast.hoa`), which stay valid in every session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.accounts.models import Membership, User
from marketplace.authorization.roles import Role
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.organisations.models import (
    AgriculturalType,
    LegalStatus,
    Organisation,
    OrganisationKind,
    StatusRecord,
)
from matching.vocabulary.normalise import fold


@dataclass(frozen=True)
class Cast:
    """Ids of users, and of their organisations under `…_org`."""

    hoa: int
    lan: int
    tu: int
    mai: int
    minh: int
    son: int
    binh: int
    quan: int
    thu: int
    an: int
    doan_ket: int
    binh_minh: int
    moi_lap: int
    huong_viet: int
    lua_vang: int


def user(user_id: int) -> User:
    """The person, in the running session."""
    return db.session.get_one(User, user_id)


def organisation(organisation_id: int) -> Organisation:
    """The organisation, in the running session."""
    return db.session.get_one(Organisation, organisation_id)


def raise_cast() -> Cast:
    """Put the cast into the database and commit. Made with models: the actions under test are not their own proof."""
    broker = _person("Bình", Role.BROKER)
    checker, official = _person("Quân", Role.BROKER), _person("Thu", Role.OFFICIAL)
    admin = _person("An", Role.ADMINISTRATOR)
    cooperative, enterprise = OrganisationKind.HTX, OrganisationKind.ENTERPRISE
    doan_ket = _organisation("Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết", cooperative, "6100123454", checker)
    binh_minh = _organisation("Hợp tác xã Bình Minh", cooperative, None, checker)
    moi_lap = _organisation("Hợp tác xã Mới Lập", cooperative, None, None)
    huong_viet = _organisation("Công ty TNHH Chế biến Hương Việt", enterprise, "6100000050", checker)
    lua_vang = _organisation("Tổng công ty Lúa Vàng", enterprise, None, checker)
    lua_vang.state_capital_pct, lua_vang.state_as_of = Decimal(65), date(2026, 1, 1)
    people = {
        "hoa": _person("Hoa", None, doan_ket, Role.MANAGER),
        "lan": _person("Lan", None, doan_ket, Role.MEMBER),
        "tu": _person("Tú", None, binh_minh, Role.MANAGER),
        "mai": _person("Mai", None, moi_lap, Role.MANAGER),
        "minh": _person("Minh", None, huong_viet, Role.MANAGER),
        "son": _person("Sơn", None, lua_vang, Role.MANAGER),
    }
    db.session.commit()
    return Cast(
        **{name: person.id for name, person in people.items()},
        binh=broker.id, quan=checker.id, thu=official.id, an=admin.id,
        doan_ket=doan_ket.id, binh_minh=binh_minh.id, moi_lap=moi_lap.id,
        huong_viet=huong_viet.id, lua_vang=lua_vang.id,
    )  # fmt: skip


def _person(name: str, platform_role: Role | None, home: Organisation | None = None, role: Role | None = None) -> User:
    person = User(email=f"{fold(name)}@vidu.example", name=name, platform_role=platform_role)
    db.session.add(person)
    db.session.flush()
    if home is not None and role is not None:
        db.session.add(Membership(user_id=person.id, organisation_id=home.id, role=role))
        db.session.flush()
    return person


def _organisation(name: str, kind: OrganisationKind, code: str | None, verifier: User | None) -> Organisation:
    made = Organisation(
        kind=kind,
        name=name,
        folded=fold(name),
        tax_code=code,
        agricultural_type=AgriculturalType.CROPS if kind.is_cooperative else None,
        official_members=60 if kind.is_cooperative else None,
        province_code="68",
        commune_code=None,
        verified_at=now() if verifier else None,
        verified_by_id=verifier.id if verifier else None,
    )
    db.session.add(made)
    db.session.flush()
    active = StatusRecord(
        organisation_id=made.id,
        status=LegalStatus.ACTIVE,
        valid_from=date(2020, 1, 1),
        checked_on=date(2026, 1, 5),
    )
    db.session.add(active)
    db.session.flush()
    return made

"""The cast comes on stage: people, organisations verified by the second broker, then offers, needs, contracts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.actions import create_user
from marketplace.accounts.models import User
from marketplace.assets import SEED_DATA
from marketplace.authorization.roles import Role
from marketplace.catalogue.models import Commodity
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.organisations.actions import register_organisation, verify_organisation
from marketplace.organisations.belongings import add_certificate, add_site, verify_certificate
from marketplace.organisations.models import (
    AgriculturalType,
    CertificateKind,
    Organisation,
    OrganisationKind,
    Origin,
    SiteKind,
    VerifiedHow,
)
from marketplace.seeds.demo.accounts import Account, new_password
from marketplace.seeds.demo.contracts import make_contract
from marketplace.seeds.demo.facts import SOURCE, attest, days_ago, make_project
from marketplace.seeds.demo.listings import make_need, make_offer
from marketplace.seeds.demo.reading import commodity, commune

CAST = SEED_DATA / "demo" / "cast.toml"
FOUNDED_DAYS_AGO = 900
FACTS = {"statuses", "ratings", "recognitions", "observations", "traced", "declarations"}
Script = dict[str, Any]


class Stage:
    """One performance. Afterwards `accounts` are those that can sign in."""

    def __init__(self, password: str | None) -> None:
        self.script: Script = tomllib.loads(CAST.read_text(encoding="utf-8"))
        self.password = password
        self.accounts: list[Account] = []
        self.people: dict[str, User] = {}
        self.organisations: dict[str, Organisation] = {}
        self.managers: dict[str, User] = {}

    def steps(self) -> Iterator[str]:
        """Make everything, telling what was made after each step."""
        for person in self.script["people"]:
            self.people[person["key"]] = self.person(person, Role(person["role"]))
        yield f"{len(self.people)} people of the platform"
        for told in self.script["organisations"]:
            self.organisations[told["key"]] = self.organisation(told)
        yield f"{len(self.organisations)} organisations"
        offers = {told["key"]: make_offer(told, *self.at(told)) for told in self.script["offers"]}
        yield f"{len(offers)} offers"
        needs = {told["key"]: make_need(told, *self.at(told)) for told in self.script["needs"]}
        yield f"{len(needs)} needs"
        for told in self.script["contracts"]:
            make_contract(told, offers[told["offer"]], needs[told["need"]], self.people, self.manager_of)
        yield f"{len(self.script['contracts'])} verified contracts"
        yield f"{self.facts()} organisations with attested facts"

    def facts(self) -> int:
        """What an official and their own people state of the organisations; how many have any of it."""
        for told in self.script["organisations"]:
            key = told["key"]
            attest(told, self.organisations[key], self.people["second_official"], self.managers.get(key))
        for told in self.script["projects"]:
            make_project(told, self.organisations, self.people)
        return sum(bool(FACTS & set(told)) for told in self.script["organisations"])

    def at(self, told: Script) -> tuple[Organisation, User]:
        """The organisation of a listing and its manager."""
        return self.organisations[told["organisation"]], self.managers[told["organisation"]]

    def manager_of(self, organisation: Organisation) -> User:
        """Whoever speaks for the organisation."""
        return next(self.managers[key] for key, one in self.organisations.items() if one.id == organisation.id)

    def person(self, told: Script, role: Role | None) -> User:
        """A person; those that `say` who they are can sign in."""
        password = (self.password or new_password()) if "says" in told else None
        user = create_user(by=None, email=told["email"], name=told["name"], password=password, platform_role=role)
        if password is not None:
            self.accounts.append(Account(told["says"], user.email, password))
        return user

    def organisation(self, told: Script) -> Organisation:
        """An organisation with its sites and papers, verified by the second broker."""
        manager = self.person(told["manager"], None) if "manager" in told else None
        home = commune(told["place"])
        organisation = register_organisation(
            by=None,
            kind=OrganisationKind(told["kind"]),
            name=told["name"],
            manager=manager,
            origin=Origin.DEMONSTRATION,
            agricultural_type=AgriculturalType(told["type"]) if "type" in told else None,
            official_members=told.get("members"),
            founded_on=days_ago(told["founded_days_ago"]) if "founded_days_ago" in told else None,
            province_code=home.province_code,
            commune_code=home.code,
            representative=manager.name if manager else None,
            email=manager.email if manager else None,
            about=told.get("about"),
            **self.state_share(told),
        )
        if manager is not None:
            self.managers[told["key"]] = manager
        self.belongings(organisation, told)
        verify_organisation(
            by=self.people["second_broker"],
            organisation=organisation,
            code_checked=True,
            address_checked=True,
            status_checked_on=today(),
            status_since=days_ago(min(FOUNDED_DAYS_AGO, told.get("founded_days_ago", FOUNDED_DAYS_AGO))),
            source=SOURCE,
        )
        return organisation

    def state_share(self, told: Script) -> Script:
        """The State's share of capital as of today, where the script tells one."""
        if "state_capital_pct" not in told:
            return {}
        return {
            "state_capital_pct": Decimal(told["state_capital_pct"]),
            "state_as_of": today(),
            "state_source": SOURCE,
        }

    def belongings(self, organisation: Organisation, told: Script) -> None:
        """Sites, and papers that the second broker has seen."""
        for site in told.get("sites", []):
            add_site(
                by=None,
                organisation=organisation,
                name=site["name"],
                kind=SiteKind(site["kind"]),
                commune=organisation.commune or commune(told["place"]),
                commodity=_good(site),
                throughput_kg_per_day=Decimal(site["tonnes_per_day"]) * 1000 if "tonnes_per_day" in site else None,
            )
        for paper in told.get("certificates", []):
            issued = today() - timedelta(days=paper["issued_days_ago"])
            certificate = add_certificate(
                by=None,
                organisation=organisation,
                kind=CertificateKind(paper["kind"]),
                number=paper["number"],
                issuer=paper["issuer"],
                commodity=_good(paper),
                issued_on=issued,
                expires_on=issued + timedelta(days=paper["valid_days"]) if "valid_days" in paper else None,
            )
            verify_certificate(by=self.people["second_broker"], certificate=certificate, how=VerifiedHow.PAPER_SEEN)
        db.session.expire(organisation, ["certificates", "sites"])


def _good(told: Script) -> Commodity | None:
    return commodity(told["good"])[0] if "good" in told else None

"""The demonstration: labelled, made through actions, loaded once, and moving the figure."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import User
from marketplace.accounts.passwords import matches
from marketplace.audit.models import AuditEvent
from marketplace.audit.record import verify_chain
from marketplace.authorization.roles import Role
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.listings.kinds import ListingState
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, OrganisationKind, Origin
from marketplace.seeds.demo import Account, load_demo
from marketplace.seeds.demo.accounts import FILE
from tests.client import Browser
from tests.databases import Beginning

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demonstration")]  # all of it, made once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps its accounts."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def accounts(app: Flask, begin_with: Beginning, engine: str, folder: Path) -> Iterator[list[Account]]:
    begin_with("the demonstration", lambda: load_demo(folder / engine))
    with app.app_context():
        yield load_demo(folder / engine)  # those of the first time


def test_everything_is_labelled(accounts: list[Account]) -> None:
    organisations = db.session.scalars(sa.select(Organisation)).all()
    assert all(one.name.endswith("(Minh họa)") and one.origin is Origin.DEMONSTRATION for one in organisations)
    assert all(one.tax_code is None for one in organisations)
    listings = [*db.session.scalars(sa.select(Offer)).unique(), *db.session.scalars(sa.select(Need)).unique()]
    assert {one.origin for one in listings} == {Origin.DEMONSTRATION}
    emails = db.session.scalars(sa.select(User.email)).all()
    assert all(email.endswith("@minhhoa.example") for email in emails)


def test_the_market_is_open_and_ahead(accounts: list[Account]) -> None:
    provinces = db.session.scalars(sa.select(Organisation.province_code).distinct()).all()
    assert len(provinces) == 2
    for offer in db.session.scalars(sa.select(Offer)).unique():
        assert offer.state is ListingState.OPEN
        assert offer.first_day is not None
        assert offer.first_day > today()
    states = {need.as_written: need.state for need in db.session.scalars(sa.select(Need)).unique()}
    assert states["sầu riêng"] is ListingState.OPEN
    state_owned = [
        one for one in db.session.scalars(sa.select(Organisation)) if one.soe_class and one.soe_class.is_state_owned
    ]
    assert len(state_owned) == 1


def test_the_figure_moves_by_verified_contracts_only(accounts: list[Account]) -> None:
    figure = compute(Question(day=today()))
    cooperatives = sa.select(sa.func.count()).select_from(Organisation).filter_by(kind=OrganisationKind.HTX)
    assert (figure.numerator, figure.denominator) == (2, (db.session.scalar(cooperatives) or 0) - 1), "one is suspended"
    for contract in db.session.scalars(sa.select(Contract)).unique():
        assert contract.verified_by_id not in contract.maker_user_ids
        assert contract.linkage_form is not None
        assert verify_chain(f"contract:{contract.id}") is None


def test_everybody_the_walk_needs_can_sign_in(accounts: list[Account], browser: Callable[..., Browser]) -> None:
    people = {person.email: person for person in db.session.scalars(sa.select(User))}
    roles = {people[one.email].platform_role for one in accounts}
    assert roles == {Role.BROKER, Role.OFFICIAL, Role.ADMINISTRATOR, None}
    assert len(accounts) == 8
    assert all(matches(people[one.email].password_hash, one.password) for one in accounts)
    silent = [person for person in people.values() if person.email not in {one.email for one in accounts}]
    assert all(person.password_hash is None for person in silent)


def test_a_second_run_makes_nothing_and_gives_the_same_accounts(
    accounts: list[Account], folder: Path, engine: str
) -> None:
    before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    assert load_demo(folder / engine) == accounts
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == before


def test_passwords_are_random_and_kept_for_the_owner_only(accounts: list[Account], folder: Path, engine: str) -> None:
    assert len({one.password for one in accounts}) == len(accounts)
    assert stat.S_IMODE((folder / engine / FILE).stat().st_mode) == 0o600


def test_a_weak_password_is_refused(context: Flask, tmp_path: Path) -> None:
    with pytest.raises(DomainError):
        load_demo(tmp_path, password="123456")
    assert not (tmp_path / FILE).exists()

"""A site with the cast, whose people sign in through the page like everybody or were here before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import User
from marketplace.accounts.passwords import hash_password
from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from tests.cast import Cast, organisation, user
from tests.journeys.live import served, session_of
from tests.journeys.steps import PASSWORD, Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PEOPLE = ("hoa", "tu", "mai", "minh", "binh", "quan", "thu")
DESK, PHONE = (1280, 800), (360, 740)


@pytest.fixture
def already_there() -> Callable[[Cast], None]:
    """What the site holds besides the cast: nothing, unless a module says otherwise."""
    return lambda cast: None


@pytest.fixture
def site_app(app: Flask, cast: Cast, already_there: Callable[[Cast], None]) -> Flask:
    """The application of the site, for what happens on it without a page: the nightly look, say."""
    with app.app_context():
        _settle(cast)
        already_there(cast)
        db.session.commit()
    return app


@pytest.fixture
def site_cast(cast: Cast) -> Cast:
    """The ids of the people and organisations of `site_app`."""
    return cast


@pytest.fixture
def site(site_app: Flask) -> Iterator[str]:
    """The address of a site with nothing on it but the cast, and what was there already."""
    with served(site_app) as address:
        yield address


def _settle(cast: Cast) -> None:
    """Passwords, telephones that are shown after introduction, and a home for both sides."""
    stored = hash_password(PASSWORD)
    for name in PEOPLE:
        user(getattr(cast, name)).password_hash = stored
    communes = db.session.query(Commune).filter_by(province_code="68").order_by(Commune.code).limit(2).all()
    sides = ((cast.doan_ket, "02623857413"), (cast.huong_viet, "02839201177"))
    for (side, phone), commune in zip(sides, communes, strict=True):
        organisation(side).phone, organisation(side).commune_code = phone, commune.code


@pytest.fixture
def sit_down(chromium: Browser, site: str, site_app: Flask) -> Iterator[Callable[..., Person]]:
    """`sit_down("hoa", phone=True)`: a person in front of a browser of their own, signed in since an earlier visit, or
    now and through the page when `by_page` says so.
    """
    people: list[Person] = []

    def seated(name: str, *, phone: bool = False, scripts: bool = True, by_page: bool = False) -> Person:
        person = Person(chromium, site, PHONE if phone else DESK, scripts=scripts)
        people.append(person)
        email = f"{name}@vidu.example"
        if by_page:
            person.sign_in(email)
        else:
            person.arrive_signed_in(session_of(site_app, _id_of(site_app, email)))
        return person

    yield seated
    for person in people:
        person.leave()


def _id_of(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.scalars(sa.select(User.id).where(User.email == email)).one()

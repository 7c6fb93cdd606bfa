"""The menu and the routes ask the same question: an entry shows exactly when its page opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.authorization.permissions import Permission
from marketplace.web.navigation import ACCOUNT, BOTTOM, MAIN
from tests.cast import Cast
from tests.client import XHTML, Browser, Page

PEOPLE = ("stranger", "lan", "hoa", "minh", "binh", "thu", "an")


def menu(page: Page) -> set[str]:
    """The addresses in the page's menus."""
    assert page.tree is not None
    return {link.get("href", "") for nav in page.tree.iter(f"{XHTML}nav") for link in nav.iter(f"{XHTML}a")}


@pytest.mark.parametrize("person", PEOPLE)
def test_every_entry_of_the_menu_opens(cast: Cast, browser: Callable[..., Browser], person: str) -> None:
    reader = browser(None if person == "stranger" else getattr(cast, person))
    for address in sorted(menu(reader.get("/"))):
        if address.startswith("/"):
            page = reader.get(address, status=None)
            assert page.status in {200, 302}, f"{address} answered {page.status} to {person}"
            if person != "stranger" and page.status == 302:
                assert "sign-in" not in page.location, f"{address} asks {person} to sign in again"


@pytest.mark.parametrize("person", PEOPLE)
def test_an_entry_left_out_is_a_page_that_does_not_open(
    app: Flask, cast: Cast, browser: Callable[..., Browser], person: str
) -> None:
    reader = browser(None if person == "stranger" else getattr(cast, person))
    shown = menu(reader.get("/"))
    with app.test_request_context():
        addresses = {place: app.url_for(place.endpoint) for place in MAIN if place.needs is not None}
    assert addresses, "some places need a permission"
    for place, address in addresses.items():
        if not any(link.split("?")[0] == address for link in shown):
            assert reader.get(address, status=None).status in {302, 404}, f"{place.endpoint} opens to {person}"


def test_an_entry_needs_what_its_page_needs(app: Flask) -> None:
    for place in (*MAIN, *ACCOUNT, *BOTTOM):
        guard = getattr(app.view_functions[place.endpoint], "__guard__", None)
        assert guard is not None, place.endpoint
        if isinstance(guard, Permission) and place.needs is not None:
            assert guard is place.needs, place.endpoint

"""All routes, all roles: who is let in, what the others find, and what nobody else may ever read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.architecture.access import ACCESS, Address, addresses
from tests.architecture.entries import ALL, BROKERS, people
from tests.architecture.test_routes import fingerprint
from tests.client import Browser
from tests.databases import SqliteTemplate
from tests.factories.canaries import CANARIES
from tests.factories.populated import NOWHERE, Populated
from tests.sites import a_populated_site

VARIABLE = re.compile(r'name="csrf_token" value="[^"]+"|[0-9a-f]{32}|(?<=short-links/)[a-z2-9]{13}')
FRAME = re.compile(r'name="next" value="[^"]*"')
PARTIES, HOUSE = people("lan hoa minh binh"), people("lan hoa")
READERS = {
    "note of an offer": HOUSE,
    "price of an offer": HOUSE,
    "note of a need": people("minh"),
    "price of a need": PARTIES,
    "note of an organisation": HOUSE,
    "telephone of an organisation": HOUSE | people("binh quan minh"),
    "scan of a certificate": BROKERS | people("hoa"),
    "name of a scan": BROKERS | people("hoa"),
    "evidence of a recognition": HOUSE | people("binh quan thu"),
    "words of a recognition's file": BROKERS | people("hoa thu"),
    "note of an observation": HOUSE | people("binh quan thu"),
    "words of a project's file": BROKERS | people("thu"),
    "reason against a suggestion": BROKERS | people("minh"),
    "name of a saved search": people("hoa"),
    "message of a case nobody took": people("lan hoa minh"),
    "message of a case": PARTIES,
    "message in talks": PARTIES,
    "name of a message's file": PARTIES,
    "words of a message's file": PARTIES,
    "evidence of a consent": people("binh"),
    "name of a signed sheet": people("binh"),
    "words of a signed sheet": people("binh"),
    "title of a task": BROKERS,
    "summary of a talk": people("binh"),
    "price in talks": PARTIES,
    "place of delivery in talks": PARTIES | people("quan"),
    "price of a contract": PARTIES | people("quan"),
    "authority of a signer": PARTIES | people("quan"),
    "evidence of a signature": people("binh"),
    "name of a contract's file": PARTIES | people("quan"),
    "words of a contract's file": PARTIES | people("quan"),
    "note of an annex": PARTIES,
    "price of a delivery": PARTIES,
    "words of a delivery's file": PARTIES,
    "evidence of a payment": PARTIES,
    "title of a draft": HOUSE | BROKERS | people("minh"),
}
MET_ELSEWHERE = {("title of a draft", name) for name in BROKERS}  # no page of the table leads them past it

ASK_FOR_ALL = {"stranger", "minh", "binh"}
"""Nobody, somebody of an enterprise, and staff: they ask at every address for what never was."""

Site = tuple[Flask, Populated]
# Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
pytestmark = [
    pytest.mark.slow,  # every route as every person
    pytest.mark.xdist_group("access"),  # one site, its statements compiled once
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def site(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One populated site for all people: they only look, and what they may not do does nothing.

    On SQLite alone: who may do what is decided above the database, and each room's tests ask both engines.
    """
    with a_populated_site(sqlite_template, tmp_path_factory.mktemp("access")) as made:
        yield made


def rules(app: Flask, method: str) -> dict[str, str]:
    """URL rules by endpoint, of those that answer this method."""
    return {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if method in (rule.methods or set())}


def of_the_table(app: Flask, method: str) -> list[Address]:
    known = rules(app, method)
    return [address for address in addresses(rules(app, "OPTIONS")) if address.endpoint in known]


def client_of(site: Site, name: str) -> Browser:
    app, populated = site
    return Browser(app, None if name == "stranger" else getattr(populated.cast, name))


def ask(client: FlaskClient, site: Populated, address: Address, method: str, token: str = "") -> TestResponse:
    """The answer at an address; places with `?` go as arguments, or as fields of a form."""
    arguments = {name[1:]: site.ids.get(record, record) for name, record in address.places.items() if name[0] == "?"}
    places = {name: record for name, record in address.places.items() if name[0] != "?"}
    path = site.path(address.rule, places)
    if method == "GET":
        return client.get(path, query_string=arguments)
    return client.post(path, data={"csrf_token": token, **arguments})


def never_was(site: Populated, address: Address) -> Address:
    """The same address with ids that nobody ever gave out."""
    places = {place: NOWHERE if record in site.ids else record for place, record in address.places.items()}
    return Address(address.endpoint, address.rule, places, frozenset())


def is_refused(answer: TestResponse) -> bool:
    """Not found, or asked to sign in."""
    return answer.status_code in {401, 404} or (
        answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
    )


def all_of(answer: TestResponse) -> str:
    """Everything that came, headers too: a file's name stands only there."""
    return unquote(str(answer.headers)) + answer.get_data().decode("utf-8", "replace")


def without_what_varies(answer: TestResponse) -> tuple[int, str, str]:
    """Status, place and body of an answer, tokens and ids taken out."""
    place = VARIABLE.sub("", answer.headers.get("Location", ""))
    return answer.status_code, place, VARIABLE.sub("", answer.get_data(as_text=True))


def without_its_address(told: tuple[int, str, str]) -> tuple[int, str, str]:
    """The same without the address that the frame leads back to."""
    return *told[:2], FRAME.sub("", told[2])


def test_the_table_names_every_route_and_no_other(site: Site) -> None:
    assert set(ACCESS) == set(rules(site[0], "OPTIONS"))


def differences(
    browser: Browser, site: Populated, refused: dict[str, tuple[Address, TestResponse]], method: str, who: str
) -> list[str]:
    """Refusals that tell more than an address with ids nobody ever gave out; one of each route is compared.

    What never was is one answer whatever the route, as those see who ask for all of them: others ask for it where they
    were answered something else.
    """
    told, token = [], browser.token() if method == "POST" else ""
    nothing = without_its_address(without_what_varies(browser.client.get(f"/offers/{NOWHERE}")))
    for address, answer in refused.values():
        found = without_what_varies(answer)
        if without_its_address(found) == nothing and who not in ASK_FOR_ALL:
            continue
        if found != without_what_varies(ask(browser.client, site, never_was(site, address), method, token)):
            told.append(f"{address} differs from what never was")
    return told


@pytest.mark.parametrize("name", sorted(ALL))
def test_each_person_enters_what_the_table_says_and_reads_only_the_secrets_for_them(site: Site, name: str) -> None:
    """All of those, too: a canary nobody ever sees would prove nothing."""
    app, populated = site
    browser = client_of(site, name)
    wrong: list[str] = []
    leaks: set[str] = set()
    refused: dict[str, tuple[Address, TestResponse]] = {}
    secrets = {words: about for about, words in CANARIES.items() if name not in READERS[about]}
    unseen = {about for about in CANARIES if name in READERS[about] and (about, name) not in MET_ELSEWHERE}
    for address in of_the_table(app, "GET"):
        answer = ask(browser.client, populated, address, "GET")
        text = all_of(answer)
        leaks |= {f"{about}: {address}" for words, about in secrets.items() if words in text}
        unseen -= {about for about in unseen if CANARIES[about] in text}
        if answer.status_code >= 500 or is_refused(answer) == (name in address.who):
            wrong.append(f"{address} answered {answer.status_code}")
        elif is_refused(answer):
            refused[address.endpoint] = address, answer
    assert (wrong, sorted(leaks), sorted(unseen)) == ([], [], [])
    assert differences(browser, populated, refused, "GET", name) == []


@pytest.mark.parametrize("name", sorted(ALL))
def test_who_may_not_do_it_finds_nothing_and_changes_nothing(site: Site, name: str) -> None:
    app, populated = site
    browser = client_of(site, name)
    token, before = browser.token(), fingerprint(app)
    wrong: list[str] = []
    refused: dict[str, tuple[Address, TestResponse]] = {}
    for address in of_the_table(app, "POST"):
        if name in address.who:
            continue
        answer = ask(browser.client, populated, address, "POST", token)
        refused[address.endpoint] = address, answer
        if not is_refused(answer):
            wrong.append(f"{address} answered {answer.status_code}")
    assert wrong == []
    assert differences(browser, populated, refused, "POST", name) == []
    assert fingerprint(app) == before

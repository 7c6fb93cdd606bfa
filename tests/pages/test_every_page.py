"""Every page there is, at the width of a phone and of a desk: no finding of axe, nothing beside the frame, light."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlencode

import pytest
from flask import Flask

from marketplace.suggestions import market
from tests.accessibility import bring, findings
from tests.client import MOST_QUERIES, inspect_once, queries_asked
from tests.journeys.live import PATIENCE, Complaints
from tests.pages.conftest import LiveSite
from tests.pages.visits import NO_PAGE, VISITS, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}
KEPT = os.environ.get("LIENKET_SCREENSHOTS")  # a folder for pictures at both widths, for people to look at
MOST_BYTES, MOST_WITH_FONTS = 60_000, 120_000
OF_ALL_INDICATORS, MOST_OF_ALL_INDICATORS = {"reporting.show"}, 60  # counted for the first time
ROOMS = [room for room, _pages in Counter(endpoint.split(".")[0] for endpoint in VISITS).most_common()]
"""The largest first: what is begun last should not take long."""
PHOTOS = (".jpg", ".jpeg", ".webp", ".png")


@dataclass
class Load:
    """What comes over the wire for a page at its first view, compressed: what the answers say of themselves, so that
    a file which the browser kept from an earlier page weighs as much as one that came for this one.
    """

    weights: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, answer: Response) -> None:
        if length := answer.headers.get("content-length"):  # none says that the file is still the same
            self.weights[answer.url] = int(length)
        self.asked.append(answer.url)

    def problems(self) -> Iterator[str]:
        """What is over the budget of a first view since the last time, photographs apart; and what told no weight."""
        files = [url for url in self.asked if not (url.split("?")[0]).endswith(PHOTOS)]
        self.asked = []
        yield from (f"{url} was not weighed" for url in files if url not in self.weights)
        fonts = sum(self.weights.get(url, 0) for url in files if url.endswith(".woff2"))
        page = sum(self.weights.get(url, 0) for url in files) - fonts
        if not page or not fonts:
            yield "not weighed"
        if page > MOST_BYTES:
            yield f"{page} bytes without fonts"
        if page + fonts > MOST_WITH_FONTS:
            yield f"{page + fonts} bytes with fonts"


Window: TypeAlias = "tuple[Page, Complaints, Load]"


@pytest.fixture(scope="session")
def window(live: LiveSite, chromium: Browser) -> Iterator[Window]:
    """One window of a worker's own in which page after page is opened: a window for each would cost thrice as much,
    and the scripts of axe are read once.
    """
    context = chromium.new_context(base_url=live.address, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    bring(context)
    complaints, load, page = Complaints(context), Load(), context.new_page()
    page.on("response", load.add)
    yield page, complaints, load
    context.close()


def test_every_page_is_visited(live: LiveSite) -> None:
    shown = {rule.endpoint for rule in live.app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert sorted(shown - set(VISITS) - set(NO_PAGE)) == []
    assert sorted((set(VISITS) | set(NO_PAGE)) - shown) == []


def address_of(app: Flask, live: LiveSite, endpoint: str, visit: Visit) -> str:
    """The path, with the ids of the records it names."""
    rule = next(r.rule for r in app.url_map.iter_rules(endpoint) if "GET" in (r.methods or set()))
    ids = live.records.ids
    asked = {name[1:]: ids.get(record, record) for name, record in visit.places.items() if name[0] == "?"}
    path = live.records.path(rule, {name: record for name, record in visit.places.items() if name[0] != "?"})
    return f"{path}?{urlencode(asked)}" if asked else path


def visits_of(room: str) -> Iterator[tuple[str, Visit]]:
    for endpoint, visits in VISITS.items():
        if endpoint.split(".")[0] == room:
            yield from ((endpoint, visit) for visit in visits)


@pytest.mark.parametrize("room", ROOMS)
def test_pages_are_whole_accessible_within_their_frame_and_light(
    live: LiveSite, window: Window, tmp_path: Path, room: str
) -> None:
    """Well formed, with few queries, no finding of axe, nothing beside the frame, no complaint, within its weight."""
    folder = Path(KEPT or tmp_path)
    found: list[str] = []
    with live.app.app_context():
        market.offers(), market.needs()  # read once a process, whichever page is the first to ask
    page, complaints, load = window
    widths = list(WIDTHS)
    for number, (endpoint, visit) in enumerate(visits_of(room)):
        where, path = f"{endpoint} as {visit.by}", address_of(live.app, live, endpoint, visit)
        most = MOST_OF_ALL_INDICATORS if endpoint in OF_ALL_INDICATORS else MOST_QUERIES
        found += [f"{where}: {one}" for one in arrive(page, live, path, visit.by, most)]
        for width in widths:
            found += [f"{where}, {width}: {one}" for one in look(page, width)]
            if KEPT:
                page.screenshot(path=folder / f"{endpoint}-{number}-{visit.by}-{width}.png", full_page=True)
        found += [f"{where}: {one}" for one in [*complaints.taken(), *load.problems()]]
        widths.reverse()  # the next page comes at the width at which this one was left
    assert found == []


def arrive(page: Page, live: LiveSite, path: str, by: str, most: int) -> Iterator[str]:
    """Open an address as somebody who was never here: nothing is kept but who has signed in."""
    page.context.clear_cookies()
    page.context.add_cookies([{"name": n, "value": v, "url": live.address} for n, v in live.cookies(by).items()])
    with queries_asked() as queries:
        answer = page.goto(path, wait_until="load")
    if answer is None or answer.status != 200 or not page.url.endswith(path):
        yield f"{answer and answer.status} at {page.url}"
        return
    if len(queries) > most:
        yield f"{len(queries)} queries"
    try:
        inspect_once(answer.text())
    except AssertionError as problem:
        yield str(problem)


def look(page: Page, width: str) -> Iterator[str]:
    """What axe finds (all rules, best practices among them) and what stands out of the frame."""
    page.set_viewport_size({"width": WIDTHS[width][0], "height": WIDTHS[width][1]})
    yield from findings(page)
    across = page.evaluate("document.documentElement.scrollWidth")
    if across > WIDTHS[width][0]:
        yield f"{across} px wide"

"""What the public sends: every row of the bad-input collection through the forms of offers and needs.

Each row goes into every text field of a step at once (or into the number or day fields): the answer is a form
that says what is wrong and shows again what was typed, or a redirect, and then the record holds exactly that.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from tests.cast import Cast
from tests.client import Browser, Page
from tests.factories.needs import complete_need
from tests.factories.offers import complete_offer

pytestmark = pytest.mark.engines("sqlite", "postgresql")  # what a text column takes, each database says itself

People = Callable[..., Browser]
STRINGS = [
    "blns", "fuzzdb-emails", "fuzzdb-format-integer-path", "fuzzdb-json", "fuzzdb-sql", "fuzzdb-unicode-control",
    "fuzzdb-xss", "patt-login-bypass", "patt-open-redirect", "patt-sql-generic", "patt-sql-polyglots", "patt-template",
    "spreadsheet-formulas", "vietnamese-garbled",
]  # fmt: skip
DAY = {"periods-0-start": "01/03/2030", "periods-0-end": "31/03/2030", "periods-0-firm": "20"}


def rows_of(folder: Path, name: str) -> list[str]:
    found: list[str] = json.loads((folder / "bad-input" / "strings" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def lines_of(folder: Path, name: str) -> list[str]:
    return (folder / "bad-input" / name).read_text(encoding="utf-8").splitlines()


def sendable(text: str) -> str:
    """As a browser sends it: lone halves of a pair cannot travel in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def kept_form(text: str) -> str:
    """As a faithful round trip keeps it: NFC, one kind of line break, no blanks around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@pytest.fixture
def listings(app: Flask, cast: Cast) -> tuple[str, str]:
    """An offer and a need to edit, by public id."""
    with app.app_context():
        offer, need = complete_offer(cast.hoa, cast.doan_ket), complete_need(cast.minh, cast.huong_viet)
        ids = (offer.public_id, need.public_id)
        db.session.commit()
    return ids


def post(reader: Browser, path: str, opened: dict[str, str], changes: dict[str, str]) -> Page:
    """Send the form as it was opened, with changes; never an error of ours."""
    page = reader._fetch("POST", path, None, data={**opened, "form_key": "", **changes})
    assert page.status in {302, 409, 422}, f"{path} answered {page.status} to {changes!r}"
    return page


def complaints(page: Page) -> bool:
    return page.status == 422 and "field-error" in page.text


def refused(page: Page, field: str) -> bool:
    """The field has its own complaint, and is described by it."""
    return f'id="{field}-error"' in page.text and f'aria-describedby="{field}' in page.text


def the(model: Any, public_id: str) -> Any:
    return db.session.scalars(db.select(model).filter_by(public_id=public_id)).one()


def batches(rows: list[str], engine: str, size: int = 3) -> Iterator[tuple[int, list[str]]]:
    """Rows by the handful, numbered; the second database gets every eighth handful."""
    for number, start in enumerate(range(0, len(rows), size)):
        if engine == "sqlite" or number % 8 == 0:
            handful = rows[start : start + size]
            yield number, handful + [""] * (size - len(handful))


def opened(app: Flask, reader: Browser, model: Any, public_id: str) -> dict[str, str]:
    """Token and version, as the opened form has them."""
    with app.app_context():
        return {"csrf_token": reader.token(), "version": str(the(model, public_id).version), "unit": "tonne"}


def keep_or_refuse(
    app: Flask, reader: Browser, path: str, listing: tuple[Any, str], start: dict[str, str], typed: dict[str, str]
) -> int:
    """Send texts; those without a complaint are sent again alone, and are then kept exactly. How many were refused."""
    page = post(reader, path, start, typed)
    bad = {name for name in typed if page.status == 422 and refused(page, name)}
    if page.status == 422:
        assert bad, f"nothing is complained of in {typed!r}"
        page = post(reader, path, start, {name: text for name, text in typed.items() if name not in bad})
    assert page.status == 302, f"refused without a complaint: {typed!r}"
    with app.app_context():
        record = the(*listing)
        start["version"] = str(record.version)
        for name in set(typed) - bad:
            assert getattr(record, name) == (kept_form(typed[name]) or None), repr(typed[name])
    return len(bad)


@pytest.mark.slow
@pytest.mark.parametrize("name", STRINGS)
def test_strings_are_kept_exactly_or_refused_in_words(
    app: Flask, cast: Cast, browser: People, listings: tuple[str, str], shared_data: Path, name: str, engine: str
) -> None:
    hoa, minh = browser(cast.hoa), browser(cast.minh)
    offer_path, need_path = f"/offers/{listings[0]}/edit/quality", f"/needs/{listings[1]}/edit/price"
    rows, turned_away = list(map(sendable, rows_of(shared_data, name))), 0
    offered, needed = (Offer, listings[0]), (Need, listings[1])
    at_offer, at_need = opened(app, hoa, *offered), opened(app, minh, *needed)
    for _number, (one, two, three) in batches(rows, engine):
        typed = {"quality": one, "note": two, "private_note": three}
        turned_away += keep_or_refuse(app, hoa, offer_path, offered, at_offer, typed)
        typed = {"delivery_place": one, "note": two, "private_note": three}
        keep_or_refuse(app, minh, need_path, needed, at_need, typed)
    assert turned_away < len(rows), "not everything is refused"
    assert hoa.get(f"/offers/{listings[0]}")
    assert minh.get(f"/needs/{listings[1]}")


@pytest.mark.slow
@pytest.mark.parametrize("name", STRINGS)
def test_strings_as_goods_places_and_filters_are_known_or_not(
    app: Flask, cast: Cast, browser: People, listings: tuple[str, str], shared_data: Path, name: str, engine: str
) -> None:
    hoa, minh, stranger = browser(cast.hoa), browser(cast.minh), browser()
    what, conditions = f"/offers/{listings[0]}/edit/what", f"/needs/{listings[1]}/edit/conditions"
    token, asked = {"csrf_token": hoa.token(), "version": "1"}, {"csrf_token": minh.token(), "version": "1"}
    for number, (one, two, three) in batches(list(map(sendable, rows_of(shared_data, name))), engine):
        page = post(hoa, what, token, {"commodity": one, "place": two, "kind": three, "form": one})
        assert complaints(page)
        page = post(minh, conditions, asked, {"places": one, "site": two, "maximum_distance": three, "must": one})
        assert page.status == 409 or complaints(page)
        if number % 12 == 0:
            query = {"commodity": one, "place": two, "q": three, "price": one, "from_day": two, "certificate": three}
            for path in ("/offers", "/needs"):
                stranger.get(path, query_string={**query, "page": one, "organisation_kind": two})


def numbers() -> Iterator[str]:
    yield from ("0", "-1", "1" + "0" * 30, "NaN", "Infinity", "1e5", "1_000", "0x10", "١٢٣", "1.5", "12,5", "1.234,5")


@pytest.mark.slow
def test_numbers_are_read_exactly_or_refused(
    app: Flask, cast: Cast, browser: People, listings: tuple[str, str], shared_data: Path
) -> None:
    hoa, minh = browser(cast.hoa), browser(cast.minh)
    path, price = f"/offers/{listings[0]}/edit/schedule", f"/needs/{listings[1]}/edit/price"
    read: dict[str, Decimal] = {}
    for text in [*numbers(), *lines_of(shared_data, "numbers/vietnamese-numbers.txt")]:
        page = post(hoa, path, opened(app, hoa, Offer, listings[0]), {**DAY, "periods-0-firm": text, "minimum_lot": ""})
        if page.status == 302:
            with app.app_context():
                read[text] = the(Offer, listings[0]).periods[0].firm_kg
        else:
            assert complaints(page), text
            assert page.fields()["periods-0-firm"] == text, "what was typed stays"
        page = post(minh, price, opened(app, minh, Need, listings[1]), {"basis": "fixed", "price": text})
        assert page.status == 302 or complaints(page), text
    assert read["12,5"] == 12_500
    assert read["1.234,5"] == 1_234_500
    assert read["1.000.000"] == 1_000_000_000
    for bad in ("0", "-1", "NaN", "1e5", "1_000", "0x10", "1.5", "∞", "５−", "10-12", "thỏa thuận", "1e309"):
        assert bad not in read
    assert all(quantity > 0 for quantity in read.values())


def test_days_are_read_exactly_or_refused(
    app: Flask, cast: Cast, browser: People, listings: tuple[str, str], shared_data: Path
) -> None:
    hoa = browser(cast.hoa)
    path = f"/offers/{listings[0]}/edit/schedule"
    read: dict[str, str] = {}
    for text in [*lines_of(shared_data, "dates/dates.txt"), "15/03/2030"]:
        page = post(hoa, path, opened(app, hoa, Offer, listings[0]), {**DAY, "periods-0-end": text})
        if page.status == 302:
            with app.app_context():
                read[text] = str(the(Offer, listings[0]).periods[0].end)
        else:
            assert complaints(page), text
            assert page.fields()["periods-0-end"] == text, "what was typed stays"
    assert read["15/03/2030"] == "2030-03-15"
    for bad in ("31/04/2026", "00/00/0000", "2026-13-01", "1899-12-31", "46023.5", "ngày mai", "vụ hè thu", "01/2026"):
        assert bad not in read
    assert set(read.values()) <= {"2030-03-15"}, "every other day of the file lies before the period or is no day"

"""A page of a shortlist is given again only to who read it, and only while all it tells is as it was."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask, template_rendered

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.notifications.actions import notify
from marketplace.offers.models import Offer
from marketplace.suggestions.keeping import AROUND, Shelf
from marketplace.suggestions.learning_models import Exposure
from tests.cast import Cast
from tests.client import Browser
from tests.suggestions.conftest import Market

Change = Callable[[Offer, Need], None]


@pytest.fixture
def made(app: Flask) -> Iterator[list[str]]:
    """The shortlists that were made, not given again."""
    names: list[str] = []

    def note(_app: Flask, template: object, **_: object) -> None:
        names.append(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        yield names


def test_the_same_reader_is_given_the_same_page(app: Flask, market: Market, cast: Cast, made: list[str]) -> None:
    reader = Browser(app, cast.minh)
    first, again = reader.get(market.for_need), reader.get(market.for_need)
    assert first.text == again.text
    assert made.count("suggestions/for_need.html") == 1
    assert len(again.queries) < len(first.queries) / 2


def test_a_list_is_drawn_once_for_all_whom_it_tells_the_same(
    app: Flask, market: Market, cast: Cast, made: list[str]
) -> None:
    """Two brokers read the same words; the buyer's people may propose otherwise, and read in their own language."""
    body = "suggestions/_told_for_need.html"
    for person in (cast.binh, cast.quan, cast.binh):
        assert "Đoàn Kết" in Browser(app, person).get(market.for_need).words()
    assert made.count(body) == 1
    buyer = Browser(app, cast.minh)
    assert "Đề nghị kết nối" in buyer.get(market.for_need).words()
    buyer.post("/preferences", {"language": "en"})
    assert "Suggestions" in buyer.get(market.for_need).words()
    assert made.count(body) == 3
    with app.app_context():
        noted = sa.select(Exposure.to_staff).order_by(Exposure.to_staff)
        assert list(db.session.scalars(noted)) == [False, True], "what was shown is noted once for each side"


def test_a_need_with_a_case_is_told_to_everybody_anew(app: Flask, market: Market, cast: Cast, made: list[str]) -> None:
    """Whose case it is leads there; to others the list says only that there is one."""
    owner, other = Browser(app, cast.minh), Browser(app, cast.quan)
    owner.get(market.for_need)
    owner.submit(f"/cases/new?offer={market.offer}&need={market.need}", to="/cases")
    assert "Mở vụ việc" in owner.get(market.for_need).words()
    for _ in range(2):
        told = other.get(market.for_need).words()
        assert "Hai bên đã có vụ việc đang mở." in told
        assert "Mở vụ việc" not in told


def test_who_unpacks_is_given_it_packed_and_who_does_not_whole(app: Flask, market: Market, cast: Cast) -> None:
    reader = Browser(app, cast.minh)
    whole = reader.get(market.for_need).text
    packed = reader.client.get(market.for_need, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data).decode() == whole


def test_another_session_is_given_its_own(app: Flask, market: Market, cast: Cast, made: list[str]) -> None:
    pages = [Browser(app, person).get(market.for_need) for person in (cast.minh, cast.minh, cast.binh)]
    assert made.count("suggestions/for_need.html") == 3
    assert len({page.text for page in pages}) == 3, "each has its own token"
    Browser(app, cast.hoa).get(market.for_need, status=404)


@pytest.mark.parametrize("address", ["?soe=1", "?has=near-50", "?page=2"])
def test_another_address_is_another_page(app: Flask, market: Market, cast: Cast, made: list[str], address: str) -> None:
    reader = Browser(app, cast.minh)
    reader.get(market.for_need)
    reader.get(market.for_need + address)
    assert made.count("suggestions/for_need.html") == 2


def test_what_has_changed_is_told_at_once(
    app: Flask, market: Market, cast: Cast, change: Callable[[Change], None]
) -> None:
    reader = Browser(app, cast.minh)
    assert "Đoàn Kết" in reader.get(market.for_need).words()
    change(lambda offered, _: setattr(offered.periods[0], "reserved_kg", Decimal(20_000)))
    assert "Đoàn Kết" not in reader.get(market.for_need).words()


def test_a_new_message_is_counted_at_once(app: Flask, market: Market, cast: Cast) -> None:
    reader = Browser(app, cast.minh)
    before = reader.get(market.for_need).text
    with app.app_context():
        notify(user_ids=[cast.minh], key="x", sentence="Tin mới", path="/")
        db.session.commit()
    assert reader.get(market.for_need).text != before


def test_another_language_is_another_page(app: Flask, market: Market, cast: Cast) -> None:
    reader = Browser(app, cast.minh)
    assert "Gợi ý" in reader.get(market.for_need).words()
    reader.post("/preferences", {"language": "en"})
    assert "Suggestions" in reader.get(market.for_need).words()


def test_another_size_of_text_is_another_page(app: Flask, market: Market, cast: Cast, made: list[str]) -> None:
    reader = Browser(app, cast.minh)
    before = reader.get(market.for_need).text
    reader.post("/preferences", {"text_size": "l"})
    assert reader.get(market.for_need).text != before
    assert made.count("suggestions/for_need.html") == 2


def test_a_pair_put_aside_is_aside_at_once(app: Flask, market: Market, cast: Cast) -> None:
    reader, colleague = Browser(app, cast.minh), Browser(app, cast.minh)
    for one in (reader, colleague):
        assert "Đã gạt sang bên" not in one.get(market.for_need).words()
    reader.submit(f"{market.pair}/rejection", reason="price")
    for one in (reader, reader, colleague):
        assert "Đã gạt sang bên (1)" in one.get(market.for_need).words()
    reader.post(f"{market.pair}/rejection/withdrawal")
    for one in (reader, reader, colleague):
        assert "Đã gạt sang bên" not in one.get(market.for_need).words()


def test_who_signed_out_is_given_nothing(app: Flask, market: Market, cast: Cast) -> None:
    reader = Browser(app, cast.minh)
    reader.get(market.for_need)
    reader.post("/sign-out", {})
    reader.get(market.for_need, status=404)


def test_a_shelf_is_kept_by_its_bytes_and_what_was_asked_for_longest_ago_leaves_first() -> None:
    shelf, size = Shelf[str](100_000, 60), 5_000 - AROUND
    for number in range(20):
        shelf.put((number,), "x", size)
    assert shelf.get((0,)) == "x"
    shelf.put((20,), "x", size)
    assert [shelf.get((number,)) is not None for number in (0, 1, 2, 20)] == [True, False, True, True]
    shelf.put((20,), "y", 1_000)
    assert (shelf.get((20,)), shelf.size) == ("y", 19 * 5_000 + 1_000 + AROUND)
    shelf.put((20,), "too large", 5_000)
    assert (shelf.get((20,)), shelf.get((21,))) == ("y", None)


def test_a_shelf_keeps_nothing_beyond_its_time() -> None:
    shelf = Shelf[str](100_000, 0)
    shelf.put(("page",), "x", 10)
    time.sleep(0.001)
    assert (shelf.get(("page",)), shelf.size) == (None, 0)

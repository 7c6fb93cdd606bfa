"""What was shown is written once a day for each organisation and pair, after the answer, and for twelve months only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import exposures
from marketplace.suggestions.learning_models import Exposure
from marketplace.web.guards import public, viewer
from tests.cast import Cast
from tests.client import Browser
from tests.databases import leave
from tests.factories.listings_by_hand import need, offer
from tests.learning.conftest import line, shown


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Exposure)) or 0


@pytest.fixture(scope="module")
def with_views(own_app: Flask) -> Flask:
    """A page that shows one pair to whoever asks, and one that fails after it was computed."""

    def pair() -> tuple[Need, Offer]:
        return db.session.scalars(sa.select(Need)).one(), db.session.scalars(sa.select(Offer)).one()

    @own_app.get("/bench/shown")
    @public
    def shown_page() -> str:
        wanted, offered = pair()
        exposures.seen(viewer(), wanted, [line(offered, wanted)])
        return "<!doctype html><html lang=vi><title>x</title><h1>x</h1>"

    @own_app.get("/bench/lost")
    @public
    def lost_page() -> tuple[str, int]:
        wanted, offered = pair()
        exposures.seen(viewer(), wanted, [line(offered, wanted)])
        return "<!doctype html><html lang=vi><title>x</title><h1>x</h1>", 404

    return own_app


@pytest.fixture
def pages(with_views: Flask, database_url: str, cast: Cast) -> Iterator[Flask]:
    """Those pages, on a need and an offer."""
    with with_views.app_context():
        need(cast.huong_viet)
        offer(cast.doan_ket)
        db.session.commit()
    yield with_views
    leave(with_views)


def test_a_shown_pair_is_noted_once_a_day_for_its_organisation_and_apart_for_staff(pages: Flask, cast: Cast) -> None:
    for person in (cast.minh, cast.minh, cast.binh, cast.quan):
        page = Browser(pages, person).get("/bench/shown")
        assert not any("exposures" in asked and asked.startswith("INSERT") for asked in before_the_end(page.queries))
    with pages.app_context():
        noted = db.session.scalars(sa.select(Exposure).order_by(Exposure.to_staff)).all()
        assert [(one.organisation_id, one.to_staff) for one in noted] == [
            (cast.huong_viet, False),
            (cast.huong_viet, True),
        ]
        first = noted[0]
        assert (first.rank, first.tenths, first.day) == (1, 615, today())
        assert first.parts["distance"] == [100, 200]
        assert sum(got for got, _most in first.parts.values()) == first.tenths
        assert first.weights_version == "2026-11-1"


def before_the_end(queries: list[str]) -> list[str]:
    """What was asked before the last statement: the log is written when everything else is done."""
    return queries[:-1]


def test_what_did_not_arrive_was_not_shown(pages: Flask, cast: Cast) -> None:
    Browser(pages, cast.minh).get("/bench/lost", status=404)
    with pages.app_context():
        assert count() == 0


def test_a_database_that_refuses_the_log_costs_no_page(
    pages: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_rows: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(exposures, "write", refuse)
    Browser(pages, cast.minh).get("/bench/shown")
    with pages.app_context():
        assert count() == 0


@pytest.mark.parametrize(
    ("on", "left"), [(date(2026, 11, 23), {date(2025, 11, 23), date(2026, 11, 23)}), (date(2028, 2, 29), set())]
)
def test_the_log_is_deleted_after_twelve_months(context: Flask, cast: Cast, on: date, left: set[date]) -> None:
    wanted, offered = need(cast.huong_viet), offer(cast.doan_ket)
    db.session.commit()
    for day in (date(2025, 11, 22), date(2025, 11, 23), date(2026, 11, 23)):
        shown(wanted, [offered], day)
    exposures.prune(on)
    assert set(db.session.scalars(sa.select(Exposure.day))) == left

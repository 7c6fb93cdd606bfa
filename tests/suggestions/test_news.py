"""A need's list is made anew when something it tells of has changed, and only then."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask, template_rendered

from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind, Organisation
from marketplace.suggestions import gateway, moment
from marketplace.suggestions.market import asking
from tests.cast import Cast
from tests.client import Browser
from tests.factories.listings_by_hand import Goods, certificate, need, offer
from tests.suggestions.conftest import Market

BODY = "suggestions/_told_for_need.html"
COFFEE = Goods(commodity="coffee", form="green_bean")
PEPPER = Goods(commodity="pepper", form=None)


@pytest.fixture
def drawn(app: Flask) -> Iterator[list[str]]:
    """The parts of pages that were drawn, not given again."""
    names: list[str] = []

    def note(_app: Flask, template: object, **_: object) -> None:
        names.append(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        yield names


@pytest.fixture
def aside(app: Flask, market: Market, cast: Cast) -> tuple[str, str]:
    """A need and an offer of coffee, which have nothing to do with the durian of the others."""
    with app.app_context():
        wanted, offered = need(cast.lua_vang, COFFEE), offer(cast.binh_minh, COFFEE)
        db.session.commit()
        return wanted.public_id, offered.public_id


def changed(app: Flask, offer_id: str, **values: object) -> None:
    with app.app_context():
        one = db.session.scalars(sa.select(Offer).filter_by(public_id=offer_id)).one()
        for name, value in values.items():
            setattr(one, name, value)
        db.session.commit()


def test_what_changes_among_other_goods_leaves_a_list_as_it_is(
    app: Flask, market: Market, cast: Cast, aside: tuple[str, str], drawn: list[str]
) -> None:
    reader = Browser(app, cast.binh)
    reader.get(market.for_need)
    changed(app, aside[1], minimum_lot_kg=Decimal(5))
    with app.app_context():
        offer(cast.binh_minh, COFFEE)
        db.session.commit()
    reader.get(market.for_need)
    assert drawn.count(BODY) == 1
    changed(app, market.offer, minimum_lot_kg=Decimal(5))
    reader.get(market.for_need)
    assert drawn.count(BODY) == 2


def test_an_offer_that_becomes_one_of_other_goods_leaves_one_list_and_joins_the_other(
    app: Flask, market: Market, cast: Cast, aside: tuple[str, str]
) -> None:
    reader, of_coffee = Browser(app, cast.binh), f"/suggestions/needs/{aside[0]}"
    assert "Đoàn Kết" in reader.get(market.for_need).words()
    assert "Đoàn Kết" not in reader.get(of_coffee).words()
    changed(app, market.offer, commodity_code="coffee", form_code="green_bean")
    assert "Đoàn Kết" not in reader.get(market.for_need).words()
    assert "Đoàn Kết" in reader.get(of_coffee).words()


def test_a_case_around_another_need_leaves_a_list_as_it_is(
    app: Flask, market: Market, cast: Cast, aside: tuple[str, str], drawn: list[str]
) -> None:
    reader = Browser(app, cast.binh)
    reader.get(market.for_need)
    Browser(app, cast.binh).submit(f"/cases/new?offer={aside[1]}&need={aside[0]}", to="/cases")
    assert "Hai bên đã có vụ việc đang mở." not in reader.get(market.for_need).words()
    assert drawn.count(BODY) == 1
    Browser(app, cast.binh).submit(f"/cases/new?offer={market.offer}&need={market.need}", to="/cases")
    assert "Mở vụ việc" in reader.get(market.for_need).words()


Record = TypeVar("Record", Offer, Need)
Step = Callable[[random.Random, list[Offer], list[Need], Cast], object]
STEPS: tuple[Step, ...] = (
    lambda at, offers, _n, _c: setattr(at.choice(offers).periods[0], "reserved_kg", Decimal(at.randint(0, 20_000))),
    lambda at, offers, _n, _c: setattr(at.choice(offers), "closed_at", at.choice([None, now()])),
    lambda at, offers, _n, _c: _moved(at, at.choice(offers)),
    lambda at, _o, needs, _c: _moved(at, at.choice(needs)),
    lambda at, _o, needs, _c: setattr(at.choice(needs), "minimum_lot_kg", Decimal(at.randint(1, 40_000))),
    lambda at, offers, _n, _c: setattr(at.choice(offers).organisation, "province_code", at.choice(["01", "68"])),
    lambda at, _o, _n, cast: offer(cast.binh_minh, at.choice([Goods(), COFFEE, PEPPER])),
    lambda _at, _o, _n, cast: certificate(cast.doan_ket, CertificateKind.VIETGAP, verified_by=cast.quan),
    lambda at, _o, _n, _c: db.session.execute(
        sa.update(Organisation).values(province_code=at.choice(["01", "68"])).where(Organisation.name.like("%Bình%"))
    ),
)


def _moved(at: random.Random, listing: Any) -> None:
    goods = at.choice([Goods(), COFFEE, PEPPER])
    listing.commodity_code, listing.form_code = goods.commodity, goods.form


def test_whatever_changes_a_list_kept_is_the_list_made_anew(app: Flask, market: Market, cast: Cast) -> None:
    at = random.Random(1)
    with app.app_context():
        for goods in (Goods(tonnes=40), COFFEE, PEPPER):
            need(cast.lua_vang, goods)
            offer(cast.binh_minh, goods)
        db.session.commit()
    for _ in range(12):
        with app.app_context():
            at.choice(STEPS)(at, _all(Offer), _all(Need), cast)
            if at.random() < 0.2:  # asked before it is committed, and undone
                told()
                db.session.rollback()
            db.session.commit()
        with app.app_context():
            kept = told()
        forget_answers(app)
        with app.app_context():
            assert kept == told()


def _all(model: type[Record]) -> list[Record]:
    return list(db.session.scalars(sa.select(model).order_by(model.id)).unique())


def told() -> list[object]:
    """Every need's list with all it tells."""
    shown = [gateway.shortlist(one, on=today(), top=20) for one in _all(Need)]
    return [([one for one, _ in each.suggestions], [one for one, _ in each.near_misses]) for each in shown]


def forget_answers(app: Flask) -> None:
    """Only the answers: a market that starts again would have no kept ones to be wrong."""
    with app.app_context(), asking() as found:
        found.remembered.clear()


def test_who_asks_before_it_commits_leaves_no_list_behind(app: Flask, market: Market, cast: Cast) -> None:
    """A change that was asked about in its own transaction is news to everybody once it is committed."""
    reader = Browser(app, cast.binh)
    assert "Đoàn Kết" in reader.get(market.for_need).words()
    with app.app_context():
        one = db.session.scalars(sa.select(Offer).filter_by(public_id=market.offer)).one()
        one.commodity_code, one.form_code = "coffee", "green_bean"
        with asking():
            pass
        db.session.commit()
    assert "Đoàn Kết" not in reader.get(market.for_need).words()


def test_who_reads_an_older_state_keeps_nothing_of_it(
    app: Flask, market: Market, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a reader's page is made, a seller changes its name and somebody else is told: the reader is, next time."""
    reader, real = Browser(app, cast.binh), moment.read
    other: list[threading.Thread] = []
    Browser(app, cast.quan).get(market.for_need)

    def read(user_id: int | None, need_id: str | None = None) -> moment.Moment:
        now = real(user_id, need_id)
        if not other:
            other.append(threading.Thread(target=renames, args=(app, cast)))
            other[0].start()
            other[0].join()
        return now

    monkeypatch.setattr(moment, "read", read)
    reader.get(market.for_need)
    assert "Tên Mới" in reader.get(market.for_need).words()


def renames(app: Flask, cast: Cast) -> None:
    with app.app_context():
        db.session.get_one(Organisation, cast.doan_ket).name = "HTX Tên Mới"
        db.session.commit()
    with app.app_context(), asking():
        pass

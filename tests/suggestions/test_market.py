"""The market in the process answers as if everything were read anew for each question."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from marketplace.catalogue.price_queries import price_book
from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.listings.kinds import DeliveryTerm, PriceBasis, PriceVisibility
from marketplace.needs.models import Need
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import CertificateKind, Organisation
from marketplace.suggestions import fact_rows, gateway, market
from marketplace.suggestions.facts import need_facts, offer_facts
from marketplace.suggestions.gates import Gate
from marketplace.suggestions.market import forget
from matching import build
from tests.cast import Cast
from tests.client import Browser
from tests.factories.listings_by_hand import Goods, certificate, need, offer, reported_offer
from tests.factories.populated import populate
from tests.suggestions.conftest import Market


def public_offers() -> list[Offer]:
    return [one for one in db.session.scalars(sa.select(Offer).order_by(Offer.id)).unique() if one.is_public]


def public_needs() -> list[Need]:
    return [one for one in db.session.scalars(sa.select(Need).order_by(Need.id)).unique() if one.is_public]


def full_market(cast: Cast) -> None:
    """Papers, prices open and hidden, plants, reported rows, several periods, promised quantities."""
    papers = (
        certificate(cast.doan_ket, CertificateKind.VIETGAP, verified_by=cast.quan),
        certificate(cast.doan_ket, CertificateKind.OCOP, commodity="durian"),
    )
    papers[1].suspended_on = today() + timedelta(days=30)
    open_price = offer(cast.doan_ket, Goods(price=70_000), papers=papers)
    open_price.delivery_term, open_price.vat_included = DeliveryTerm.FARM_GATE, False
    open_price.periods.append(
        OfferPeriod(start=today() + timedelta(days=400), end=today() + timedelta(days=430), firm_kg=Decimal("12.345"))
    )
    open_price.periods[0].reserved_kg = Decimal(19_500)
    offer(cast.doan_ket, Goods(price=99_000, price_visibility=PriceVisibility.PARTIES, variety="Ri6", province=None))
    offer(cast.binh_minh, Goods(commodity="coffee", form="green_bean"))
    facts = {"cooperative_name": "HTX Báo", "commodity_as_written": "sầu riêng", "coop_province": "Đắk Lắk"}
    reported_offer(cast.binh_minh, "bao-1", **facts)
    wanted = need(cast.huong_viet, must=(CertificateKind.VIETGAP,), nice=(CertificateKind.ORGANIC_VN,), maximum_km=900)
    wanted.brings_inputs, wanted.contract_months, wanted.maximum_suppliers = True, 12, 3
    need(cast.lua_vang, Goods(commodity="rice", form=None, minimum_lot_tonnes=3))
    db.session.get_one(Organisation, cast.lua_vang).state_capital_pct = Decimal("51.5")
    db.session.commit()


def test_rows_and_objects_tell_the_same_facts(context: Flask, cast: Cast) -> None:
    full_market(cast)
    with context.test_request_context():
        populate(cast)
    db.session.expire_all()
    objects = [offer_facts(one) for one in public_offers()]
    assert list(fact_rows.public_offers()) == objects
    assert len(objects) > 4
    wanted = [need_facts(one) for one in public_needs()]
    assert list(fact_rows.public_needs()) == wanted
    assert any(one.has_plant for one in wanted)


def test_pieces_make_the_same_whole(context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    full_market(cast)
    whole = list(fact_rows.public_offers())
    monkeypatch.setattr(fact_rows, "PIECE", 2)
    assert list(fact_rows.public_offers()) == whole
    assert list(fact_rows.public_offers([one.common.id for one in whole])) == whole


def test_a_hidden_price_is_in_no_record(context: Flask, cast: Cast) -> None:
    hidden = offer(cast.doan_ket, Goods(price=99_000, price_visibility=PriceVisibility.PARTIES))
    db.session.commit()
    assert hidden.price_basis is PriceBasis.FIXED
    (facts,) = fact_rows.public_offers()
    assert facts.common.price is None
    assert "99000" not in repr(facts)


def test_the_market_answers_as_one_made_for_the_question(context: Flask, cast: Cast) -> None:
    full_market(cast)
    day, prices = today(), price_book(today())
    fresh = build(gateway.offer_record(one, day) for one in public_offers())
    for wanted in public_needs():
        expected = gateway.matcher().suggest(fresh, gateway.need_record(wanted, day), top=20, on=day)
        shown = gateway.shortlist(wanted, on=day, top=20)
        assert [one for one, _ in shown.suggestions] == list(expected.suggestions)
        assert [one for one, _ in shown.near_misses] == list(expected.near_misses)
        assert all(one.offer_id == listed.public_id for one, listed in shown.suggestions)
    assert prices.of("durian", "fresh") == market.prices_on(day).of("durian", "fresh")


Change = Callable[[Offer, Need], None]


def scores(app: Flask, here: Market) -> list[tuple[str, Decimal]]:
    with app.app_context():
        wanted = db.session.scalars(sa.select(Need).filter_by(public_id=here.need)).one()
        found = gateway.shortlist(wanted, on=today(), top=20)
        return [(one.offer_id, one.score) for one, _ in found.suggestions]


@pytest.mark.parametrize(
    "how",
    [
        lambda offered, wanted: setattr(offered.periods[0], "reserved_kg", Decimal(15_000)),
        lambda offered, wanted: setattr(offered, "closed_at", now()),
        lambda offered, wanted: setattr(offered, "province_code", "01"),
        lambda offered, wanted: setattr(wanted, "minimum_lot_kg", Decimal(50_000)),
        lambda offered, wanted: setattr(offered.organisation, "province_code", "01"),
        lambda offered, wanted: offered.certificates.clear(),
    ],
)
def test_a_change_counts_in_the_next_request(
    app: Flask, market: Market, change: Callable[[Change], None], how: Change
) -> None:
    scores(app, market)
    change(how)
    after = scores(app, market)
    with app.app_context():
        forget()
    assert scores(app, market) == after, "changed step by step, it is as if read anew"


def test_what_is_hidden_is_out_at_once_and_comes_back(
    app: Flask, market: Market, cast: Cast, change: Callable[[Change], None]
) -> None:
    page = Browser(app, cast.minh)
    assert "Đoàn Kết" in page.get(market.for_need).words()
    change(lambda offered, _: unverify(offered))
    assert scores(app, market) == []
    change(lambda offered, _: verify(offered, cast))
    assert [name for name, _ in scores(app, market)] == [market.offer]


def unverify(offered: Offer) -> None:
    offered.organisation.verified_at = offered.organisation.verified_by_id = None


def verify(offered: Offer, cast: Cast) -> None:
    offered.organisation.verified_at, offered.organisation.verified_by_id = now(), cast.quan


def test_what_is_not_committed_is_for_its_own_session_only(app: Flask, market: Market, cast: Cast) -> None:
    before = scores(app, market)
    with app.app_context():
        wanted = db.session.scalars(sa.select(Need).filter_by(public_id=market.need)).one()
        offered = offer(cast.binh_minh, Goods(tonnes=25))
        mine = [one.offer_id for one, _ in gateway.shortlist(wanted, on=today(), top=20).suggestions]
        assert offered.public_id in mine
        db.session.rollback()
    assert scores(app, market) == before


def test_what_could_not_be_read_is_read_by_the_next_who_asks(
    app: Flask, market: Market, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = scores(app, market)

    def ask_and_undo(model: type[Offer] | type[Need], public_id: str) -> None:
        with app.app_context():
            wanted = db.session.scalars(sa.select(Need).filter_by(public_id=market.need)).one()
            db.session.scalars(sa.select(model).filter_by(public_id=public_id)).one().minimum_lot_kg = Decimal(7)
            try:
                gateway.shortlist(wanted, on=today(), top=20)
            finally:
                db.session.rollback()

    def broken(_ids: object) -> None:
        raise TimeoutError

    ask_and_undo(Offer, market.offer)  # the offer has left the market and waits to be read again
    with monkeypatch.context() as out_of_order:
        out_of_order.setattr(fact_rows, "public_offers", broken)
        with pytest.raises(TimeoutError):
            ask_and_undo(Need, market.need)
    assert scores(app, market) == before


def test_a_period_that_ends_leaves_at_the_new_day(app: Flask, market: Market, cast: Cast) -> None:
    with app.app_context():
        short = offer(cast.binh_minh, Goods(starts_in=0, days=2))
        wanted = need(cast.huong_viet, Goods(starts_in=0))
        db.session.commit()
        offer_id, here = short.public_id, Market(wanted.public_id, short.public_id)
    assert offer_id in [name for name, _ in scores(app, here)]
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        assert offer_id not in [name for name, _ in scores(app, here)]
    assert offer_id in [name for name, _ in scores(app, here)]


def test_many_ask_while_some_change(app: Flask, market: Market, cast: Cast) -> None:
    """Each answer is one that was right at some moment; afterwards it is the last one."""
    wrong: list[object] = []
    allowed = {20, 21, 22, 23, 24}

    def ask() -> None:
        try:
            for _ in range(15):
                names = [name for name, _ in scores(app, market)]
                if names != [market.offer]:
                    wrong.append(names)
        except Exception as problem:  # noqa: BLE001 - told below
            wrong.append(problem)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for tonnes in sorted(allowed):
        with app.app_context():
            offered = db.session.scalars(sa.select(Offer).filter_by(public_id=market.offer)).one()
            offered.periods[0].firm_kg = Decimal(tonnes * 1000)
            db.session.commit()
    for asker in askers:
        asker.join()
    assert wrong == []


def test_a_gate_lets_readers_in_together_and_a_writer_alone() -> None:
    gate, inside, wrong = Gate(), {"readers": 0, "writers": 0}, []
    together, leave = threading.Barrier(3), threading.Event()

    def read() -> None:
        with gate.reading():
            inside["readers"] += 1
            together.wait(10)
            leave.wait(10)
            inside["readers"] -= 1

    def write() -> None:
        with gate.writing():
            inside["writers"] += 1
            if inside != {"readers": 0, "writers": 1}:
                wrong.append(dict(inside))
            inside["writers"] -= 1

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    together.wait(10)
    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    assert inside == {"readers": 2, "writers": 0}
    leave.set()
    for thread in (*readers, *writers):
        thread.join(10)
    assert (inside, wrong) == ({"readers": 0, "writers": 0}, [])

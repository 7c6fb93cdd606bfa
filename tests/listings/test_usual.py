"""What is asked before a listing is public: figures far from usual, and a second listing of the same goods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts import links
from marketplace.accounts.models import LinkPurpose
from marketplace.audit.models import AuditEvent
from marketplace.audit.presenters import timeline
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import ReferencePrice
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.listings import lifecycle
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.listings.usual.doubts import UnsureError
from marketplace.needs import actions as needs
from marketplace.offers import actions as offers
from marketplace.offers.models import Offer, OfferKind, ServiceKind
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories.needs import complete_need, public_need
from tests.factories.offers import coming, complete_offer, public_offer, tonne

People = Callable[..., Browser]
HUGE = "90000000"


def asked(call: Callable[..., Any], **arguments: Any) -> list[str]:
    """The keys of what was asked in answer to a call without ticks; the same call with them goes through."""
    with pytest.raises(UnsureError) as refused:
        call(**arguments, checked=[])
    keys = [doubt.key for doubt in refused.value.doubts]
    call(**arguments, checked=keys)
    return keys


def last_event() -> AuditEvent:
    return db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def reference(cast: Cast, low: int, high: int, good: str = "durian") -> None:
    """A notice of today for the good in any form."""
    db.session.execute(sa.delete(ReferencePrice).where(ReferencePrice.commodity_code == good))
    db.session.add(ReferencePrice(
        commodity_code=good, form=None, as_written="sầu riêng", low=low, high=high, on=today(),
        date_quality="as_printed", grade="", stage="", place="", source_url="https://gia.example/",
    ))  # fmt: skip
    db.session.flush()


def test_a_published_quantity_is_asked_about_once(context: Flask, cast: Cast) -> None:
    hoa, offer = user(cast.hoa), public_offer(cast.hoa, cast.doan_ket)
    arguments: dict[str, Any] = {"by": hoa, "offer": offer, "version": None, "unit": tonne()}
    assert asked(offers.schedule_offer, **arguments, periods=[coming(firm=HUGE)]) == ["periods:90000000000"]
    assert last_event().data["double_checked"] == "periods:90000000000"
    assert "90.000.000 tấn" in timeline(Viewer(), offer)[-1].detail
    dearer = Price(basis=PriceBasis.FIXED, dong_per_kg=60_000)
    reference(cast, 40_000, 100_000)
    offers.price_offer(by=hoa, offer=offer, version=None, price=dearer, checked=[])  # the quantity stands as it stood
    with pytest.raises(UnsureError):  # a tick is for one number
        offers.schedule_offer(**arguments, periods=[coming(firm="80000000")], checked=["periods:90000000000"])
    assert offer.total_kg == 90_000_000_000, "nothing is saved before the question is answered"
    offers.schedule_offer(**arguments, periods=[coming(firm="80000000")])  # commands are asked nothing


def test_needs_are_asked_alike_when_they_are_published(context: Flask, cast: Cast) -> None:
    need = complete_need(cast.minh, cast.huong_viet, coming(firm=HUGE))
    assert asked(needs.publish_need, by=user(cast.minh), need=need) == ["periods:90000000000"]
    assert need.is_public
    assert last_event().data == {"double_checked": "periods:90000000000"}


@pytest.mark.parametrize(("tonnes", "words"), [("2000", None), ("2001", "gấp khoảng 20 lần")])
def test_twenty_times_the_most_of_three_others(context: Flask, cast: Cast, tonnes: str, words: str | None) -> None:
    for firm in ("10", "20", "100", HUGE):  # what nobody can have is no measure
        public_offer(cast.tu, cast.binh_minh, coming(firm=firm))
    offer = complete_offer(cast.hoa, cast.doan_ket, coming(firm=tonnes))
    found = offers.doubts_about(offer)
    assert [words in doubt.message for doubt in found if words] == [True] * len(found)
    assert len(found) == (words is not None)


def test_small_markets_and_first_lorries_are_left_alone(context: Flask, cast: Cast) -> None:
    public_offer(cast.tu, cast.binh_minh, coming(firm="0.01"))
    public_offer(cast.hoa, cast.doan_ket, coming(firm="0.01"), good="coffee")
    assert not offers.doubts_about(complete_offer(cast.hoa, cast.doan_ket, coming(firm="50")))
    (own,) = offers.doubts_about(complete_offer(cast.hoa, cast.doan_ket, coming(firm="51")))
    assert "lớn nhất đơn vị từng đăng" in own.message


def test_the_area_bears_so_much_a_year(context: Flask, cast: Cast) -> None:
    over: dict[str, Any] = {"area_ha": Decimal(2), "kind": OfferKind.PRODUCTION}
    fits, more = (complete_offer(cast.hoa, cast.doan_ket, coming(firm=firm), **over) for firm in ("400", "401"))
    assert not offers.doubts_about(fits)
    (doubt,) = offers.doubts_about(more)
    assert "trên 2 ha là 200,5 tấn một ha mỗi năm" in doubt.message
    two_years = complete_offer(cast.hoa, cast.doan_ket, coming(firm="401"), coming(days=400, firm="1"), **over)
    assert not offers.doubts_about(two_years)


@pytest.mark.parametrize(("dong", "words"), [
    (4_000, ""), (1_000_000, ""), (10, "chỉ bằng khoảng 1/4.000 giá"), (10_000_000, "gấp khoảng 100 lần"),
])  # fmt: skip
def test_prices_within_ten_times_of_their_reference(context: Flask, cast: Cast, dong: int, words: str) -> None:
    reference(cast, 40_000, 100_000)
    need = public_need(cast.minh, cast.huong_viet)
    price = Price(basis=PriceBasis.FLOOR, dong_per_kg=dong, visibility=PriceVisibility.PARTIES)
    arguments: dict[str, Any] = {"by": user(cast.minh), "need": need, "version": None, "price": price}
    if words:
        assert asked(needs.price_need, **arguments) == [f"price:{dong}"]
        assert words in needs.doubts_about(need)[0].message
    else:
        needs.price_need(**arguments, checked=[])
    assert need.price_dong_per_kg == dong


def test_without_a_reference_only_what_no_produce_costs_is_asked(context: Flask, cast: Cast) -> None:
    db.session.execute(sa.delete(ReferencePrice))
    offer = complete_offer(cast.hoa, cast.doan_ket)
    found = []
    for dong in (99, 100, 10_000_000, 10_000_001):
        offer.price_dong_per_kg = dong
        found.append([doubt.key for doubt in offers.doubts_about(offer)])
    assert found == [["price:99"], [], [], ["price:10000001"]]


FIRST = date(2030, 3, 10)


@pytest.mark.parametrize(("other", "same"), [
    ({}, True), ({"variety": "RI 6"}, True), ({"variety": "Monthong"}, False), ({"good": "coffee"}, False),
    ({"days": 25}, True), ({"days": 55}, False), ({"closed": True}, False), ({"draft": True}, False),
    ({"stranger": True}, False),
])  # fmt: skip
def test_the_same_goods_in_the_same_months_are_asked_about(
    context: Flask, cast: Cast, other: dict[str, Any], same: bool
) -> None:
    """The one there is runs from 10 to 20 March 2030; 25 days later is still not April, 55 days later is May."""
    away = (FIRST - today()).days
    person, org = (cast.tu, cast.binh_minh) if other.get("stranger") else (cast.hoa, cast.doan_ket)
    make = complete_offer if other.get("draft") else public_offer
    first = make(person, org, coming(days=away, length=10), variety="Ri6")
    if other.get("closed"):
        offers.close_offer(by=user(cast.hoa), offer=first, reason="Đã bán")
    days = away + {25: 15, 55: 55}.get(other.get("days", 0), 0)
    second = complete_offer(
        cast.hoa, cast.doan_ket, coming(days=days, length=5), variety=other.get("variety", "Ri6"),
        good=other.get("good", "durian"),
    )  # fmt: skip
    if same:
        assert asked(offers.publish_offer, by=user(cast.hoa), offer=second) == [f"alike:{first.public_id}"]
        assert "là bản khác với bản đơn vị đã đăng" in timeline(Viewer(), second)[-1].detail
    else:
        offers.publish_offer(by=user(cast.hoa), offer=second, checked=[])


def test_an_edit_that_makes_a_published_one_a_second_is_asked_about(context: Flask, cast: Cast) -> None:
    first = public_need(cast.minh, cast.huong_viet)
    second = public_need(cast.minh, cast.huong_viet, coming(days=200))
    arguments: dict[str, Any] = {"by": user(cast.minh), "need": second, "version": None, "unit": tonne()}
    needs.schedule_need(**arguments, periods=[coming(days=210)], checked=[])
    assert asked(needs.schedule_need, **arguments, periods=[coming()]) == [f"alike:{first.public_id}"]
    needs.schedule_need(**arguments, periods=[coming(firm="21")], checked=[])  # once answered, not asked again


def test_services_are_held_against_services_of_their_kind(context: Flask, cast: Cast) -> None:
    service: dict[str, Any] = {"kind": OfferKind.SERVICE, "service": ServiceKind.DRYING}
    public_offer(cast.hoa, cast.doan_ket)
    assert not offers.doubts_about(complete_offer(cast.hoa, cast.doan_ket, **service))


def test_who_confirms_for_staff_is_asked_too(context: Flask, cast: Cast) -> None:
    offer = complete_offer(cast.binh, cast.doan_ket, coming(firm=HUGE))
    answers = lifecycle.Answers(offers.doubts_about(offer), ["periods:1"])
    sheet: dict[str, Any] = {"by": user(cast.binh), "evidence": "Phiếu số 1", "names": offers.NAMES, "missing": []}
    with pytest.raises(UnsureError):
        lifecycle.confirm_by_sheet(offer, **sheet, answers=answers)
    assert offer.confirmed_at is None
    ticked = lifecycle.Answers(answers.doubts, ["periods:90000000000"])
    lifecycle.confirm_by_sheet(offer, **sheet, answers=ticked)
    assert offer.is_public


def test_a_draft_is_asked_about_on_its_way_out(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        first = public_offer(cast.hoa, cast.doan_ket).public_id
        path = f"/offers/{complete_offer(cast.hoa, cast.doan_ket, coming(firm=HUGE)).public_id}"
        db.session.commit()
    hoa = browser(cast.hoa)
    page = hoa.post(f"{path}/publication", status=422)
    assert "90.000.000 tấn gấp khoảng" in page.words()
    assert "Đây là chào bán khác?" in page.words()
    assert f'href="/offers/{first}"' in page.text
    again = hoa.post(f"{path}/publication", {"checked": ["periods:90000000000", "x' onclick"]}, status=422)
    assert again.text.count(" checked>") == 1, "the first tick stays while the second is missing"
    assert "onclick" not in again.text.split("<main")[1]
    assert browser().get(path, status=404)
    hoa.post(f"{path}/publication", {"checked": ["periods:90000000000", f"alike:{first}"]})
    assert "Đã hỏi lại và được trả lời là đúng: 90.000.000 tấn" in hoa.get(path).words()
    assert browser().get(path)


def test_a_published_one_asks_beside_the_field_and_keeps_what_was_typed(
    app: Flask, cast: Cast, browser: People
) -> None:
    with app.app_context():
        offer = public_offer(cast.hoa, cast.doan_ket)
        public_id, day = offer.public_id, today() + timedelta(days=30)
        db.session.commit()
    hoa, path = browser(cast.hoa), f"/offers/{public_id}/edit/schedule"
    page = hoa.submit(path, status=422, **{"periods-0-firm": "90.000.000", "minimum_lot": "7"})
    assert "Đúng, tôi đã kiểm tra" in page.words()
    typed = page.fields()
    assert (typed["periods-0-firm"], typed["minimum_lot"]) == ("90.000.000", "7")
    faulty = hoa.post(path, {**typed, "checked": "periods:90000000000", "minimum_lot": "x"}, status=422)
    assert 'type="hidden" name="checked" value="periods:90000000000"' in faulty.text, "a tick outlives another mistake"
    hoa.post(path, {**typed, "checked": "periods:90000000000"})
    with app.app_context():
        saved = db.session.scalars(sa.select(Offer).filter_by(public_id=public_id)).one()
        assert (saved.total_kg, saved.first_day) == (90_000_000_000, day)
    price = f"/offers/{public_id}/edit/price"
    page = hoa.submit(price, status=422, basis="fixed", price="10")
    assert page.text.index('id="price"') < page.text.index('value="price:10"') < page.text.index('id="visibility')
    assert page.fields()["price"] == "10"
    hoa.submit(f"/offers/{public_id}/edit/what", commodity="sầu riêng", area_ha="12")  # a smaller matter is not asked


def test_needs_are_asked_on_the_same_pages(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        first = public_need(cast.minh, cast.huong_viet, variety="Ri6").public_id
        other = public_need(cast.minh, cast.huong_viet, variety="Monthong").public_id
        draft = complete_need(cast.minh, cast.huong_viet, coming(days=400, firm=HUGE)).public_id
        db.session.commit()
    minh = browser(cast.minh)
    page = minh.post(f"/needs/{draft}/publication", status=422)
    minh.post(f"/needs/{draft}/publication", {**page.fields(), "checked": "periods:90000000000"})
    page = minh.submit(f"/needs/{other}/edit/what", status=422, variety="Ri 6")
    assert (page.fields()["variety"], f'href="/needs/{first}"' in page.text) == ("Ri 6", True)
    minh.post(f"/needs/{other}/edit/what", {**page.fields(), "checked": f"alike:{first}"})
    assert "là bản khác với bản đơn vị đã đăng" in minh.get(f"/needs/{other}").words()


def test_the_mailed_page_asks_before_the_organisation_agrees(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        offer = complete_offer(cast.binh, cast.doan_ket, coming(firm=HUGE))
        token = links.issue(
            purpose=LinkPurpose.CONFIRMATION, organisation=offer.organisation, email="htx@example.vn", subject=offer
        )
        path = f"/offers/confirmation/{token}"
        db.session.commit()
    stranger = browser()
    page = stranger.submit(path, status=422)
    assert "Đúng, tôi đã kiểm tra" in page.words()
    answer = stranger.post(path, {**page.fields(), "checked": "periods:90000000000"})
    assert "Sầu riêng" in stranger.get(answer.location).words()

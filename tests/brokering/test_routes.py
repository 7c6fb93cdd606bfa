"""The pages of a case: who gets in, and what they do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.brokering.models import Case, CaseStage
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.client import Browser
from tests.factories import brokering, listings_by_hand

Browse = Callable[..., Browser]
PAGES = ["", "/revisions", "/revisions/new", "/consents", "/acceptances", "/closing", "/refusal-withdrawal"]
POSTS = ["/ownership", "/consents", "/refusal-withdrawal", "/due-day", "/closing", "/revisions/new", "/acceptances"]
NOT_CONCERNED = ["tu", "mai", "son", "quan", "thu", "an"]


def made(app: Flask, make: Callable[[], Any]) -> str:
    """The public id of what `make` builds, committed."""
    with app.app_context():
        public_id: str = make().public_id
        db.session.commit()
        return public_id


def stage_of(app: Flask, public_id: str) -> CaseStage:
    with app.app_context():
        return db.session.scalars(sa.select(Case).filter_by(public_id=public_id)).one().stage


def give_contacts(organisation_id: int) -> None:
    row = db.session.get_one(Organisation, organisation_id)
    row.phone, row.email = f"+8490000{organisation_id:04}", f"riengtu{organisation_id}@vidu.example"


@pytest.mark.parametrize("person", NOT_CONCERNED)
def test_a_case_is_nobody_elses_business(app: Flask, cast: Cast, browser: Browse, person: str) -> None:
    case = made(app, lambda: brokering.agreed(cast))
    stranger = browser(getattr(cast, person))
    for page in PAGES:
        stranger.get(f"/cases/{case}{page}", status=404)
    for page in POSTS:
        stranger.post(f"/cases/{case}{page}", status=404)
    assert case not in stranger.get("/cases", status=None).text
    assert stage_of(app, case) is CaseStage.AGREED


def test_nobody_signed_in_finds_a_case_and_lists_ask_to_sign_in(app: Flask, cast: Cast, browser: Browse) -> None:
    case = made(app, lambda: brokering.agreed(cast))
    stranger = browser()
    for page in PAGES:
        stranger.get(f"/cases/{case}{page}", status=404)
    for page in ["/cases", "/cases/new", "/brokering/today"]:
        assert "/sign-in" in stranger.get(page, status=302).location


def test_a_member_looks_and_proposes_but_does_not_answer(app: Flask, cast: Cast, browser: Browse) -> None:
    case = made(app, lambda: brokering.agreed(cast))
    lan = browser(cast.lan)
    for page in ("", "/revisions", "/revisions/new"):
        lan.get(f"/cases/{case}{page}")
    for page in ("/consents", "/acceptances", "/closing"):
        lan.get(f"/cases/{case}{page}", status=404)


def test_contacts_appear_when_both_said_yes(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        give_contacts(cast.doan_ket)
        give_contacts(cast.huong_viet)
        case = brokering.opened(cast).public_id
        db.session.commit()
    hoa, minh, page = browser(cast.hoa), browser(cast.minh), f"/cases/{case}"
    for reader in (hoa, minh):
        assert "riengtu" not in reader.get(page).text
    minh.submit(f"{page}/consents", answer="yes")
    assert "riengtu" not in hoa.get(page).text
    hoa.submit(f"{page}/consents", answer="yes")
    assert f"riengtu{cast.huong_viet}@vidu.example" in hoa.get(page).text
    assert f"riengtu{cast.doan_ket}@vidu.example" in minh.get(page).text
    assert stage_of(app, case) is CaseStage.NEGOTIATION


def test_brokers_see_the_queue_without_what_is_private(app: Flask, cast: Cast, browser: Browse) -> None:
    case = made(app, lambda: brokering.opened(cast))
    binh, quan = browser(cast.binh), browser(cast.quan)
    queue = binh.get("/brokering/today")
    assert case in queue.text
    assert "Xin được mua" not in queue.text
    binh.get(f"/cases/{case}", status=404)
    binh.post(f"/cases/{case}/ownership")
    assert "Xin được mua" in binh.get(f"/cases/{case}").text
    assert quan.post(f"/cases/{case}/ownership").location == "/brokering/today", "the second broker is told"
    desk = quan.get("/brokering/today")
    assert "đã nhận vụ việc này" in desk.words()
    assert case not in desk.text
    assert binh.post(f"/cases/{case}/ownership").location == f"/cases/{case}"
    quan.get(f"/cases/{case}", status=404)


def test_from_interest_to_agreed_terms_by_hand(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        offer, need = (listing.public_id for listing in brokering.pair(cast))
        db.session.commit()
    minh, hoa, binh = browser(cast.minh), browser(cast.hoa), browser(cast.binh)
    form = minh.get(f"/cases/new?offer={offer}")
    assert need in form.text, "an own need can be chosen"
    page = minh.submit(f"/cases/new?offer={offer}", to="/cases", note="Cần gấp", consent="y").location
    case = page.rsplit("/", 1)[-1]
    assert stage_of(app, case) is CaseStage.CONSENT
    hoa.submit(f"{page}/consents", answer="yes")
    binh.post(f"{page}/ownership")
    sent = minh.submit(f"{page}/revisions/new", accept_now="y", penalty_pct="8")
    assert sent.location == page
    hoa.submit(f"{page}/acceptances")
    assert stage_of(app, case) is CaseStage.AGREED
    assert "Lập hợp đồng" in binh.get(page).words()
    hoa.submit(f"{page}/revisions/new", price_dong_per_kg="50.000")
    assert "Đã đổi" in hoa.get(f"{page}/revisions").words()


def test_what_was_typed_is_kept_beside_the_complaint(app: Flask, cast: Cast, browser: Browse) -> None:
    case = made(app, lambda: brokering.introduced(cast))
    minh = browser(cast.minh)
    for changes in (
        {"periods-0-firm": "mười tấn"},
        {"periods-0-firm": "0"},
        {"effective_to": "31/02/2027"},
        {"price_dong_per_kg": "1e9"},
        {"penalty_pct": "Infinity"},
    ):
        answer = minh.submit(f"/cases/{case}/revisions/new", status=422, variety="Ri6 ruột vàng", **changes)
        assert "Ri6 ruột vàng" in answer.text
        assert next(iter(changes.values())) in answer.text
        assert "field-error" in answer.text
    longer = minh.submit(f"/cases/{case}/revisions/new", status=200, add_row="periods")
    assert "periods-1-start" in longer.text


def test_a_revision_made_meanwhile_shows_itself_and_keeps_the_typed_text(
    app: Flask, cast: Cast, browser: Browse
) -> None:
    case = made(app, lambda: brokering.introduced(cast))
    minh, hoa = browser(cast.minh), browser(cast.hoa)
    path = f"/cases/{case}/revisions/new"
    typed = minh.get(path).fields() | {"variety": "Monthong"}
    hoa.submit(path, variety="Ri6")
    answer = minh.post(path, typed, status=409)
    assert "Monthong" in answer.text
    assert "Ri6" in answer.words()


@pytest.mark.parametrize("contact", ["Gọi 0912 345 678 nhé", "+84 912.345.678", "viết cho hoa@vidu.example"])
def test_a_note_with_a_contact_is_refused_beside_it(app: Flask, cast: Cast, browser: Browse, contact: str) -> None:
    with app.app_context():
        offer, need = (listing.public_id for listing in brokering.pair(cast))
        db.session.commit()
    minh = browser(cast.minh)
    answer = minh.submit(f"/cases/new?offer={offer}&need={need}", to="/cases", status=422, note=contact)
    assert "Hãy bỏ số điện thoại, email" in answer.words()
    assert "field-error" in answer.text
    note = "Cần 45.000 tấn từ 20/11/2026, giá 45 000 000 đồng một tấn"
    page = minh.submit(f"/cases/new?offer={offer}&need={need}", to="/cases", note=note).location
    again = minh.submit(f"/cases/new?offer={offer}&need={need}", to="/cases")
    assert again.location == page, "a pair with a case is led to it"
    assert "đã có một vụ việc đang mở" in minh.get(page).words()


def test_terms_above_what_is_left_say_so_when_proposed(app: Flask, cast: Cast, browser: Browse) -> None:
    case = made(app, lambda: brokering.agreed(cast, 40))
    minh = browser(cast.minh)
    page = minh.submit(f"/cases/{case}/revisions/new", status=409, **{"periods-0-firm": "101"})
    assert "chỉ còn 100 tấn" in page.words(), "what the case itself holds is free for it"
    assert "vừa được đề nghị" not in page.words()
    minh.submit(f"/cases/{case}/revisions/new", 302, None, **{"periods-0-firm": "100"})


def test_what_goes_beyond_the_law_is_said_before_anybody_agrees(app: Flask, cast: Cast, browser: Browse) -> None:
    """On the case's page after proposing, on the revision, and where the other side says yes; it stops nobody."""
    case = made(app, lambda: brokering.introduced(cast))
    minh, hoa = browser(cast.minh), browser(cast.hoa)
    page = f"/cases/{case}"
    beyond = ["Mức phạt 12 % cao hơn 8 %", "chưa nói có bồi thường", "Lãi chậm trả 25 % một năm"]
    minh.submit(f"{page}/revisions/new", penalty_pct="12", late_interest_pct="25")
    for reader, where in ((minh, page), (minh, f"{page}/revisions"), (hoa, f"{page}/acceptances")):
        words = reader.get(where).words()
        assert [remark for remark in beyond if remark not in words] == []
        assert "chưa được đối chiếu với văn bản gốc" in words
    minh.submit(f"{page}/revisions/new", penalty_pct="8", damages="yes", late_interest_pct="20")
    assert "không bắt buộc" not in hoa.get(f"{page}/acceptances").words()
    answering = hoa.get(f"{page}/acceptances").words()
    assert "Trả lời của Hợp tác xã" in answering, "a cooperative answers for itself, not for somebody else"
    assert "Trả lời thay cho" not in answering
    hoa.submit(f"{page}/acceptances")


def test_a_mere_sale_is_warned_of_before_it_is_agreed(app: Flask, cast: Cast, browser: Browse) -> None:
    words = "không tính là liên kết"
    with app.app_context():
        linked, sale = brokering.introduced(cast), brokering.introduced(cast)
        linked.need.brings_processing = True
        cases = [linked.public_id, sale.public_id]
        db.session.commit()
    minh, hoa = browser(cast.minh), browser(cast.hoa)
    for case, warned in zip(cases, (False, True), strict=True):
        path = f"/cases/{case}/revisions/new"
        form = minh.get(path)
        assert (words in form.words()) is warned
        assert ("stage_processing" in form.fields()) is not warned
        assert form.fields()["effective_from"] == today().strftime("%d/%m/%Y")
        minh.submit(path)
        assert (words in hoa.get(f"/cases/{case}/acceptances").words()) is warned


def test_a_second_tap_opens_no_second_case(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        offer, need = (listing.public_id for listing in brokering.pair(cast))
        db.session.commit()
    minh = browser(cast.minh)
    sent = minh.get(f"/cases/new?offer={offer}&need={need}").fields()
    assert minh.post("/cases", sent).location == minh.post("/cases", sent).location


@pytest.mark.parametrize("person", ["tu", "thu", "mai"])
def test_others_cannot_open_a_case_for_them(app: Flask, cast: Cast, browser: Browse, person: str) -> None:
    with app.app_context():
        offer, need = (listing.public_id for listing in brokering.pair(cast))
        hidden = listings_by_hand.offer(cast.doan_ket, listings_by_hand.Goods(published=False)).public_id
        db.session.commit()
    other = browser(getattr(cast, person))
    assert other.post("/cases", {"offer": offer, "need": need}, status=None).status in {404, 422}
    other.get(f"/cases/new?offer={hidden}", status=404)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Case.id))) == 0


def test_lists_stay_few_queries_however_long(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        for _ in range(3):
            brokering.introduced(cast)
        db.session.commit()
    binh = browser(cast.binh)
    for path in ("/brokering/today", "/brokering/board", "/cases"):
        page = binh.get(path)
        assert len(page.queries) <= 12, f"{path}: {len(page.queries)}"
        assert page.text.count("/cases/") >= 3


def test_nobody_is_asked_to_answer_for_what_the_press_told(app: Flask, cast: Cast, browser: Browse) -> None:
    told = made(app, lambda: listings_by_hand.reported_offer(cast.doan_ket, "tin-1", commodity_as_written="sầu riêng"))
    minh = browser(cast.minh)
    assert "/cases/new" not in minh.get(f"/offers/{told}").text
    assert f"/offers/{told}" in minh.get(f"/cases/new?offer={told}", status=302).location
    assert "chưa có đơn vị nào đứng tên" in minh.get(f"/offers/{told}").words()

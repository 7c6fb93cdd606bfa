"""Pages of offers, walked as people walk them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.listings.kinds import ListingState, PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.needs.models import Need
from marketplace.offers import actions
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories.listings_by_hand import certificate
from tests.factories.offers import coming, complete_offer, public_offer

People = Callable[..., Browser]


def the_offer(app: Flask) -> Offer:
    """The newest offer, outside any request."""
    found: Offer = db.session.scalars(sa.select(Offer).order_by(Offer.id.desc()).limit(1)).one()
    return found


@pytest.mark.parametrize(
    ("typed", "form"),
    [("ca phe nhan robusta", "green_bean"), ("hạt điều nhân", "kernel"), ("thóc", "paddy"), ("nhãn sấy", "dried")],
)
def test_a_form_named_with_the_good_is_the_form_of_the_trade(
    app: Flask, cast: Cast, browser: People, typed: str, form: str
) -> None:
    """Green coffee beans are not "dried coffee": forms that differ do not stand in for each other."""
    for person, path, model in ((cast.hoa, "/offers/new", Offer), (cast.minh, "/needs/new", Need)):
        browser(person).submit(path, commodity=typed)
        with app.app_context():
            assert db.session.scalar(sa.select(model.form_code).order_by(model.id.desc()).limit(1)) == form


def test_an_offer_is_up_in_four_steps(app: Flask, cast: Cast, browser: People) -> None:
    hoa = browser(cast.hoa)
    page = hoa.submit("/offers/new", commodity="sầu riêng Ri6", area_ha="12,5")
    assert page.location.endswith("/edit/schedule")
    filled = hoa.submit(page.location, status=200, recurrence="20 tấn mỗi tháng, T1–T6, nghỉ T2", fill="recurrence")
    fields = filled.fields()
    assert len([name for name in fields if name.endswith("-start")]) == 5
    assert fields["periods-0-firm"] == "20"
    saved = hoa.client.post(page.location, data=fields)
    assert saved.status_code == 302
    page = hoa.submit(saved.location, quality="Cơm vàng, độ ẩm dưới 60%")
    page = hoa.submit(page.location, basis="floor", price="52.000", delivery_term="farm_gate")
    shown = hoa.get(page.location)
    assert "Đã đủ thông tin" in shown.words()
    assert browser().get(page.location, status=404)
    hoa.post(f"{page.location}/publication")
    seen = browser().get(page.location).words()
    for words in ("Sầu riêng", "Ri6", "100 tấn", "từ 52.000 ₫/kg", "Cơm vàng, độ ẩm dưới 60%", "12,5 ha"):
        assert words in seen, words
    assert "Ri6" in browser().get("/offers").words()
    with app.app_context():
        assert the_offer(app).state is ListingState.OPEN


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"periods-0-start": "01/03/2020", "periods-0-end": "31/03/2020"}, "Kỳ này đã qua"),
        (
            {"periods-0-start": "01/03/2030", "periods-0-end": "01/02/2030"},
            "Ngày kết thúc phải từ ngày bắt đầu 01/03/2030",
        ),
        ({"periods-0-firm": "0"}, "Khối lượng phải lớn hơn 0"),
        ({"periods-0-firm": "1" + "0" * 30}, "Số quá lớn"),
        ({"periods-0-firm": "1.5"}, "Viết phần lẻ như 1,5 và hàng nghìn như 1.500"),
        ({"periods-0-firm": "-5"}, "Số không được âm"),
        ({"periods-0-firm": "200 kg"}, "Chỉ ghi số theo đơn vị đã chọn là tấn"),
        ({"periods-0-firm": "20 tấn một tháng"}, "Chỉ ghi số, ví dụ 1.234,5"),
        ({"minimum_lot": "5 tạ"}, "Chỉ ghi số theo đơn vị đã chọn là tấn"),
        ({"periods-0-start": "31/02/2030"}, "Lịch không có ngày này"),
        ({"periods-0-end": ""}, "Chưa điền mục này"),
        ({"unit": "đấu"}, "Không biết đơn vị “đấu”"),
        ({"unit": "gia"}, "Một giạ ở nơi bán nặng bao nhiêu kg?"),
        (
            {"periods-1-start": "15/03/2030", "periods-1-end": "20/03/2030", "periods-1-firm": "1"},
            "Trùng ngày với kỳ 01/03/2030 – 31/03/2030",
        ),
        ({"minimum_lot": "21"}, "Lô nhỏ nhất lớn hơn tổng khối lượng"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    app: Flask, cast: Cast, browser: People, changes: dict[str, str], complaint: str
) -> None:
    with app.app_context():
        public_id = complete_offer(cast.hoa, cast.doan_ket).public_id
        db.session.commit()
    typed = {"periods-0-start": "01/03/2030", "periods-0-end": "31/03/2030", "periods-0-firm": "20", **changes}
    page = browser(cast.hoa).submit(f"/offers/{public_id}/edit/schedule", status=422, **typed)
    assert complaint in page.words()
    kept = page.fields()
    assert {name: kept[name] for name in typed} == typed


def test_the_unit_of_the_page_may_stand_after_a_number_and_a_month_for_its_days(
    app: Flask, cast: Cast, browser: People
) -> None:
    with app.app_context():
        public_id = complete_offer(cast.hoa, cast.doan_ket).public_id
        db.session.commit()
    typed = {"periods-0-start": "3/2030", "periods-0-end": "04/2030", "periods-0-firm": "1.200,5 tấn"}
    browser(cast.hoa).submit(f"/offers/{public_id}/edit/schedule", 302, **typed, minimum_lot="2tấn")
    with app.app_context():
        offer = the_offer(app)
        (period,) = offer.periods
        assert (period.start, period.end, period.firm_kg) == (date(2030, 3, 1), date(2030, 4, 30), 1_200_500)
        assert offer.minimum_lot_kg == 2000


def test_papers_in_force_for_the_good_are_ticked_until_step_three_is_saved(
    app: Flask, cast: Cast, browser: People
) -> None:
    with app.app_context():
        own = complete_offer(cast.hoa, cast.doan_ket)
        by, kind = cast.binh, CertificateKind.VIETGAP
        fitting = [
            certificate(cast.doan_ket, kind, commodity=good, verified_by=by).public_id
            for good in ("durian", "fruit", None)
        ]
        other = [
            certificate(cast.doan_ket, kind, commodity="coffee", verified_by=by).public_id,
            certificate(cast.doan_ket, kind, commodity="durian", verified_by=by, expires_in=-1).public_id,
            certificate(cast.doan_ket, kind, commodity="durian").public_id,
        ]
        path = f"/offers/{own.public_id}/edit/quality"
        db.session.commit()
    hoa = browser(cast.hoa)

    def ticked() -> set[str]:
        text = hoa.get(path).text
        boxes = re.findall(r'<input[^>]*name="certificates"[^>]*>', text)
        return {code for code in [*fitting, *other] for box in boxes if code in box and "checked" in box}

    assert ticked() == set(fitting)
    with app.app_context():
        assert the_offer(app).certificates == [], "nothing is attached before it is sent"
    hoa.post(path, {"csrf_token": hoa.token(), "version": hoa.get(path).fields()["version"], "quality": "Cơm vàng"})
    assert ticked() == set(), "what was taken off stays off"


def test_forms_of_goods_are_told_apart(cast: Cast, browser: People) -> None:
    page = browser(cast.hoa).get("/offers/new")
    choices = re.search(r'<select[^>]*name="form".*?</select>', page.text, re.S)
    assert choices is not None
    words = re.findall(r"<option[^>]*>([^<]*)", choices[0])
    assert len(words) == len(set(words)) > 30
    assert "nhân (cà phê)" in words


def test_the_summary_leads_to_the_cell_at_fault(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        public_id = complete_offer(cast.hoa, cast.doan_ket).public_id
        db.session.commit()
    first = {"periods-0-start": "01/03/2030", "periods-0-end": "31/03/2030", "periods-0-firm": "20"}
    second = {"periods-1-start": "31/04/2030", "periods-1-end": "05/05/2030", "periods-1-firm": "20"}
    page = browser(cast.hoa).submit(f"/offers/{public_id}/edit/schedule", status=422, **first, **second)
    assert "Dòng 2, Từ ngày: Lịch không có ngày này" in page.words()
    assert 'href="#periods-1-start"' in page.text
    assert "{" not in page.words()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"commodity": "xyzzy"}, "Không tìm thấy mặt hàng “xyzzy”"),
        ({"commodity": ""}, "Chưa nêu mặt hàng"),
        ({"commodity": "củ sắn"}, "Hãy chọn bên dưới"),
        ({"place": "Atlantis"}, "Không tìm thấy nơi “Atlantis”"),
        ({"kind": "service"}, "Chưa chọn loại dịch vụ"),
        ({"kind": "gold"}, "Hãy chọn một mục trong danh sách"),
        ({"area_ha": "NaN"}, "Không đọc được số này"),
    ],
)
def test_the_first_step_says_what_it_does_not_know(
    cast: Cast, browser: People, changes: dict[str, str], complaint: str
) -> None:
    page = browser(cast.hoa).submit("/offers/new", status=422, **{"commodity": "cà phê", **changes})
    assert complaint in page.words()
    kept = page.fields()
    assert all(kept[name] == value for name, value in changes.items() if name != "kind")


def test_old_place_names_lead_to_the_new(app: Flask, cast: Cast, browser: People) -> None:
    browser(cast.hoa).submit("/offers/new", commodity="hồ tiêu", place="xã Thuận Hạnh, huyện Đắk Song, Đắk Nông")
    with app.app_context():
        offer = the_offer(app)
        assert offer.commune is not None
        assert (offer.commune.name, offer.province_code) == ("Thuận Hạnh", offer.commune.province_code)


def test_a_stale_form_is_shown_beside_the_present_record(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        public_id = complete_offer(cast.hoa, cast.doan_ket).public_id
        db.session.commit()
    hoa, lan, path = browser(cast.hoa), browser(cast.lan), f"/offers/{public_id}/edit/quality"
    old = hoa.get(path).fields()
    lan.submit(path, quality="Lan đã lưu")
    page = hoa.post(path, {**old, "quality": "Hoa đang gõ"}, status=409)
    assert "Lan đã lưu" in page.words()
    assert page.fields()["quality"] == "Hoa đang gõ"
    hoa.post(path, page.fields())
    with app.app_context():
        assert the_offer(app).quality == "Hoa đang gõ"


def test_nobody_else_finds_a_draft_or_its_addresses(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        public_id = complete_offer(cast.hoa, cast.doan_ket).public_id
        db.session.commit()
    gets = ["", "/edit/what", "/edit/schedule", "/edit/quality", "/edit/price", "/closing"]
    posts = ["/publication", "/copies", "/confirmation-request", "/closing", "/signed-sheet", "/edit/price"]
    for person in (cast.tu, cast.minh, cast.thu, cast.an):
        other = browser(person)
        for tail in gets:
            assert other.get(f"/offers/{public_id}{tail}", status=404)
        for tail in posts:
            assert other.post(f"/offers/{public_id}{tail}", status=404)
    broker = browser(cast.binh)
    for tail in gets[1:]:
        assert broker.get(f"/offers/{public_id}{tail}", status=404), "staff edit only what staff entered"
    assert browser().get(f"/offers/{public_id}", status=404)


def test_a_price_for_parties_reaches_nobody_else(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        offer = public_offer(cast.hoa, cast.doan_ket)
        hidden = Price(basis=PriceBasis.FLOOR, dong_per_kg=71_353, visibility=PriceVisibility.PARTIES)
        actions.price_offer(by=user(cast.hoa), offer=offer, version=None, price=hidden)
        actions.qualify_offer(by=user(cast.hoa), offer=offer, version=None, private_note="bí mật chim sẻ")
        public_id = offer.public_id
        db.session.commit()
    paths = (f"/offers/{public_id}", "/offers", "/offers?price=71.353", "/offers?price=71.352", "/")
    for person in (None, cast.tu, cast.minh, cast.binh, cast.thu, cast.an):
        reader = browser(person)
        for path in paths:
            text = reader.get(path).text
            assert "71.353 ₫" not in text, path
            assert "chim sẻ" not in text, path
    stranger = browser()
    assert public_id not in stranger.get("/offers?price=99.999").text, "a filter must not tell a hidden price"
    assert "71.353 ₫" in browser(cast.lan).get(f"/offers/{public_id}").text


def test_the_list_costs_the_same_whatever_its_length(app: Flask, cast: Cast, browser: People) -> None:
    def lengthen(by: int) -> None:
        with app.app_context():
            for number in range(by):
                public_offer(cast.hoa, cast.doan_ket, coming(days=5 + number), coming(days=60 + number))
            db.session.commit()

    listed = "/offers?commodity=sau+rieng&place=L%C3%A2m+%C4%90%E1%BB%93ng"
    lengthen(2)
    short = browser().get(listed)
    lengthen(13)
    long = browser().get(listed)
    assert ("2 chào bán" in short.words(), "15 chào bán" in long.words()) == (True, True)
    assert len(long.queries) == len(short.queries) <= 12
    assert len(browser(cast.hoa).get("/offers").queries) <= 12
    assert len(browser(cast.hoa).get("/offers/mine").queries) <= 12


def test_an_unverified_organisation_prepares_and_nothing_is_public(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        public_id = complete_offer(cast.mai, cast.moi_lap).public_id
        db.session.commit()
    mai = browser(cast.mai)
    mai.post(f"/offers/{public_id}/publication")
    assert "Chờ xác minh đơn vị" in mai.get(f"/offers/{public_id}").words()
    assert browser().get(f"/offers/{public_id}", status=404)
    assert public_id not in browser().get("/offers").text


def test_an_empty_draft_is_not_published(app: Flask, cast: Cast, browser: People) -> None:
    hoa = browser(cast.hoa)
    page = hoa.submit("/offers/new", commodity="cà phê")
    path = page.location.removesuffix("/edit/schedule")
    answer = hoa.post(f"{path}/publication")
    assert answer.location.endswith("/edit/schedule")
    assert "Chưa có kỳ giao nào" in hoa.get(answer.location).words()


def test_rows_are_added_without_script(app: Flask, cast: Cast, browser: People) -> None:
    hoa = browser(cast.hoa)
    path = hoa.submit("/offers/new", commodity="cà phê").location
    page = hoa.submit(path, status=200, add_row="periods", **{"periods-0-firm": "7,5"})
    fields = page.fields()
    assert fields["periods-0-firm"] == "7,5"
    assert "periods-1-start" in fields


def test_closing_needs_a_reason_and_is_final(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        public_id = public_offer(cast.hoa, cast.doan_ket).public_id
        db.session.commit()
    hoa = browser(cast.hoa)
    assert "Hãy nêu lý do đóng" in hoa.submit(f"/offers/{public_id}/closing", status=422, reason=" ").words()
    hoa.submit(f"/offers/{public_id}/closing", reason="Đã bán hết tại vườn")
    assert browser().get(f"/offers/{public_id}", status=404)
    assert "Đã bán hết tại vườn" in hoa.get(f"/offers/{public_id}").words()
    assert hoa.get(f"/offers/{public_id}/edit/quality", status=409)
    assert hoa.post(f"/offers/{public_id}/closing", {"reason": "lần nữa"}, status=422)


def test_a_copy_lies_in_the_next_season(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        offer = public_offer(cast.hoa, cast.doan_ket, coming(days=10))
        public_id, first = offer.public_id, offer.first_day
        db.session.commit()
    page = browser(cast.hoa).post(f"/offers/{public_id}/copies")
    assert page.location.endswith("/edit/schedule")
    with app.app_context():
        copy = the_offer(app)
        assert copy.public_id != public_id
        assert copy.state is ListingState.DRAFT
        assert first is not None
        assert copy.first_day is not None
        assert copy.first_day - first in {timedelta(days=365), timedelta(days=366)}
        assert copy.first_day > today()

"""Pages of needs, walked as people walk them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.needs import actions
from marketplace.needs.models import Need
from marketplace.organisations.belongings import add_site
from marketplace.organisations.models import SiteKind
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.needs import complete_need, public_need
from tests.factories.offers import coming

People = Callable[..., Browser]


def the_need() -> Need:
    found: Need = db.session.scalars(sa.select(Need).order_by(Need.id.desc()).limit(1)).one()
    return found


def test_a_need_is_up_in_four_steps(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        plant = add_site(by=None, organisation=organisation(cast.huong_viet), name="Nhà máy số 1", kind=SiteKind.PLANT)
        site = plant.public_id
        db.session.commit()
    minh = browser(cast.minh)
    path = minh.submit("/needs/new", commodity="hồ tiêu", quality="dung trọng 550 g/l").location
    filled = minh.submit(path, status=200, recurrence="120 tấn/tháng, quanh năm", fill="recurrence")
    assert len([name for name in filled.fields() if name.endswith("-firm")]) == 12
    path = minh.post(path, filled.fields()).location
    conditions: dict[str, Any] = {
        "site": site,
        "places": "Đắk Song, Đắk Nông\nGia Lai",
        "maximum_distance": "250",
        "maximum_suppliers": "3",
        "contract_months": "36",
        "must": ["vietgap"],
        "nice": ["rainforest", "organic_vn"],
        "supplier_kinds": ["htx"],
        "brings_inputs": "y",
    }
    page = minh.submit(path, **conditions)
    page = minh.submit(page.location, basis="market", premium="500", note="Nhận hàng sáng thứ hai")
    minh.post(f"{page.location}/publication")
    seen = browser().get(page.location).words()
    for words in (
        "Nhà máy số 1", "1.440 tấn", "Đắk Song, Đắk Nông; Gia Lai", "250 km", "36 tháng", "VietGAP",
        "Rainforest Alliance", "Hợp tác xã", "vật tư, giống", "Giá thị trường cộng 500 ₫/kg",
        "Nhận hàng sáng thứ hai",
    ):  # fmt: skip
        assert words in seen, words
    with app.app_context():
        need = the_need()
        assert (need.maximum_suppliers, len(need.places), len(need.criteria)) == (3, 2, 4)
        assert {c.certificate_kind for c in need.criteria if c.must and c.certificate_kind} == {"vietgap"}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"places": "Gia Lai\nAtlantis"}, "Không tìm thấy nơi “Atlantis”"),
        ({"place": "Atlantis"}, "Không tìm thấy nơi “Atlantis”"),
        ({"maximum_distance": "0"}, "Số phải từ 1"),
        ({"maximum_distance": "40.000"}, "Số quá lớn"),
        ({"maximum_suppliers": "2,5"}, "Cần một số nguyên"),
        ({"contract_months": "nhiều"}, "Cần một số nguyên từ 1 đến"),
        ({"must": "vietgap", "nice": "vietgap"}, "không thể vừa bắt buộc vừa ưu tiên"),
    ],
)
def test_conditions_say_what_is_wrong(
    app: Flask, cast: Cast, browser: People, changes: dict[str, str], complaint: str
) -> None:
    with app.app_context():
        public_id = complete_need(cast.minh, cast.huong_viet).public_id
        db.session.commit()
    page = browser(cast.minh).submit(f"/needs/{public_id}/edit/conditions", status=422, **changes)
    assert complaint in page.words()
    kept = page.fields()
    assert all(kept[name] == value for name, value in changes.items())


def test_the_need_page_and_list_stay_within_their_queries(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        for number in range(12):
            public_need(cast.minh, cast.huong_viet, coming(days=3 + number), coming(days=60))
        public_id = the_need().public_id
        db.session.commit()
    assert len(browser().get("/needs?q=huong+viet").queries) <= 12
    assert len(browser(cast.minh).get("/needs/mine").queries) <= 12
    assert browser().get(f"/needs/{public_id}")


def test_a_hidden_price_stays_hidden(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        need = public_need(cast.minh, cast.huong_viet)
        hidden = Price(basis=PriceBasis.FIXED, dong_per_kg=98_431, visibility=PriceVisibility.PARTIES)
        actions.price_need(by=user(cast.minh), need=need, version=None, price=hidden, private_note="bí mật én")
        public_id = need.public_id
        db.session.commit()
    for person in (None, cast.hoa, cast.son, cast.binh, cast.thu, cast.an):
        for path in (f"/needs/{public_id}", "/needs"):
            text = browser(person).get(path).text
            assert "98.431 ₫" not in text
            assert "bí mật én" not in text
    assert "98.431 ₫" in browser(cast.minh).get(f"/needs/{public_id}").text
    for low in ("1", "98.431"):
        assert public_id not in browser(cast.hoa).get(f"/needs?price={low}").text


def test_nobody_else_finds_a_draft_or_its_addresses(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        public_id = complete_need(cast.minh, cast.huong_viet).public_id
        db.session.commit()
    for person in (cast.hoa, cast.son, cast.thu, cast.an):
        other = browser(person)
        for tail in ("", "/edit/what", "/edit/schedule", "/edit/conditions", "/edit/price", "/closing"):
            assert other.get(f"/needs/{public_id}{tail}", status=404)
        for tail in ("/publication", "/copies", "/confirmation-request", "/closing", "/signed-sheet"):
            assert other.post(f"/needs/{public_id}{tail}", status=404)


def test_staff_enter_a_need_for_an_organisation_by_its_name(app: Flask, cast: Cast, browser: People) -> None:
    binh = browser(cast.binh)
    page = binh.submit("/needs/new", status=422, commodity="lúa", organisation="không có đơn vị này")
    assert "Không tìm thấy đơn vị" in page.words()
    page = binh.submit("/needs/new", status=422, commodity="lúa", organisation="huong viet")
    assert "Công ty TNHH Chế biến Hương Việt" in page.words()
    binh.submit("/needs/new", commodity="lúa", organisation="cong ty tnhh che bien huong viet")
    with app.app_context():
        need = the_need()
        assert (need.organisation_id, need.entered_on_behalf, need.entered_by_id) == (cast.huong_viet, True, cast.binh)
        assert need.published_at is None


def test_a_copy_carries_conditions(context: Flask, cast: Cast) -> None:
    from marketplace.needs.conditions import Conditions, read_places
    from marketplace.organisations.models import CertificateKind

    need = public_need(cast.minh, cast.huong_viet)
    wanted = Conditions(places=read_places("Gia Lai"), must=frozenset({CertificateKind.VIETGAP}), maximum_suppliers=4)
    actions.set_conditions(by=user(cast.minh), need=need, version=None, conditions=wanted)
    copy = actions.copy_need(by=user(cast.minh), need=need)
    assert [place.as_written for place in copy.places] == ["Gia Lai"]
    assert [criterion.certificate_kind for criterion in copy.criteria] == [CertificateKind.VIETGAP]
    assert (copy.maximum_suppliers, copy.published_at) == (4, None)
    assert copy.first_day is not None
    assert need.last_day is not None
    assert copy.first_day > need.last_day


def test_filters_find_by_any_name_place_paper_and_day(app: Flask, cast: Cast, browser: People) -> None:
    from marketplace.needs.conditions import Conditions
    from marketplace.organisations.models import CertificateKind

    with app.app_context():
        need = public_need(cast.minh, cast.huong_viet, good="cassava")
        wanted = Conditions(must=frozenset({CertificateKind.VIETGAP}))
        actions.set_conditions(by=user(cast.minh), need=need, version=None, conditions=wanted)
        public_id, first, last = need.public_id, need.first_day, need.last_day
        db.session.commit()
    assert first is not None
    assert last is not None
    found = [
        {"commodity": "khoai mì"}, {"commodity": "san"}, {"commodity": "sắn"}, {"q": "HUONG viet"},
        {"place": "Lam Dong"},
        {"certificate": "vietgap"}, {"organisation_kind": "enterprise"}, {"from_day": first.strftime("%d/%m/%Y")}, {},
    ]  # fmt: skip
    missed = [
        {"commodity": "sầu riêng"}, {"q": "lúa vàng"}, {"place": "Cà Mau"}, {"certificate": "globalgap"},
        {"organisation_kind": "htx"}, {"to_day": "01/01/2020"}, {"q": "%"}, {"q": "_"},
    ]  # fmt: skip
    reader = browser()
    for query in found:
        assert public_id in reader.get("/needs", query_string=query).text, query
    for query in missed:
        assert public_id not in reader.get("/needs", query_string=query).text, query
    bad = reader.get(
        "/needs", query_string={"from_day": "31/02/2027", "place": "Atlantis", "certificate": "gold"}
    ).words()
    for words in ("Lịch không có ngày này", "Không tìm thấy nơi “Atlantis”", "Hãy chọn một mục trong danh sách"):
        assert words in bad
    back = reader.get("/needs", query_string={"from_day": "01/03/2027", "to_day": "01/02/2027"}).words()
    assert "Ngày kết thúc phải từ ngày bắt đầu trở đi" in back
    sly = reader.get("/needs", query_string={"commodity": "<b id=x>không có", "place": "<i id=y>"})
    assert "<b id=x>" not in sly.text
    assert "<i id=y>" not in sly.text

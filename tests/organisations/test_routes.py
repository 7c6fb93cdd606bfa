"""Pages of organisations as people meet them."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import Membership
from marketplace.authorization.roles import Role
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from marketplace.organisations.models import Organisation
from tests.accounts.test_sign_in import mailed_link
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.organisations import PASSWORD

REGISTER: dict[str, Any] = {
    "kind": "htx",
    "name": "Hợp tác xã Nông nghiệp Thuận Phát",
    "tax_code": "6100123454",
    "agricultural_type": "crops",
    "place": "Thuận Hạnh, Đắk Song, Đắk Nông",
    "person_name": "Trần Thị Lụa",
    "person_phone": "0912 345 678",
    "person_email": "lua@vidu.example",
    "password": PASSWORD,
}


def page_of(app: Flask, organisation_id: int) -> str:
    with app.app_context():
        return f"/organisations/{organisation(organisation_id).public_id}"


def one_grey_pixel() -> bytes:
    """The smallest whole PNG."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\x00\x80")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(part(kind, body) for kind, body in parts)


def test_registering_makes_an_unverified_organisation_and_its_signed_in_manager(
    app: Flask, browser: Callable[..., Browser]
) -> None:
    visitor = browser()
    made = visitor.submit("/organisations/register", **REGISTER)
    own = visitor.get(made.location)
    assert "Chưa xác minh" in own.words()
    assert "Lâm Đồng" in own.words()
    assert "Thuận Hạnh, Đắk Song, Đắk Nông" in own.words()
    assert "Đang làm việc cho Hợp tác xã Nông nghiệp Thuận Phát" in own.words()
    browser().get(made.location, status=404)
    with app.app_context():
        found = db.session.scalars(sa.select(Organisation)).one()
        membership = db.session.scalars(sa.select(Membership)).one()
        assert (found.tax_code, found.province_code, found.phone) == ("6100123454", "68", None)
        assert membership.role is Role.MANAGER
        assert membership.user.phone == "+84912345678"


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("name", "", "Chưa điền mục này."),
        ("kind", "", "Chưa chọn mục này."),
        ("tax_code", "12345", "Mã số thuế có 10 chữ số"),
        ("place", "Xã Không Hề Có, tỉnh Nào Đó", "Không tìm thấy nơi"),
        ("person_email", "lua(at)vidu", "cần có dạng ten@tenmien.vn"),
        ("person_email", "hoa@vidu.example", "đã có tài khoản"),
        ("person_phone", "0912", "thiếu hoặc thừa chữ số"),
        ("password", "ngắn", "từ 10 đến 128 ký tự"),
        ("password", "thuanphat2026", "không nên là tên"),
        ("founded_on", "31/02/2020", "Lịch không có ngày này"),
        ("name", "HTX\u202egnohp", "dấu đổi chiều"),
    ],
)
def test_each_mistake_has_its_words_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, browser: Callable[..., Browser], field: str, typed: str, complaint: str
) -> None:
    visitor = browser()
    typed_in = REGISTER | {"tax_code": ""} | {field: typed}
    page = visitor.submit("/organisations/register", status=422, **typed_in)
    assert complaint in page.words()
    kept = page.fields()
    assert kept["name"] == (typed if field == "name" else REGISTER["name"])
    if field not in {"password", "kind"}:
        assert kept[field] == typed
    assert REGISTER["password"] not in page.text
    with app.app_context():
        assert db.session.scalar(sa.select(Organisation.id).filter_by(name=REGISTER["name"])) is None


def test_a_doubtful_code_asks_for_a_reason_and_is_then_taken(app: Flask, browser: Callable[..., Browser]) -> None:
    visitor = browser()
    first = visitor.get("/organisations/register")
    assert "tax_code_reason" not in first.fields()
    asked = visitor.submit("/organisations/register", status=422, **(REGISTER | {"tax_code": "0312345678"}))
    assert "Chữ số kiểm tra không khớp" in asked.words()
    again = asked.fields() | {"tax_code_reason": "Đã so với giấy chứng nhận bản giấy", "password": PASSWORD}
    made = visitor.post("/organisations/register", again)
    assert "Đã so với giấy chứng nhận bản giấy" in visitor.get(made.location).words()
    assert "Đã so với giấy" not in browser().get(made.location, status=404).text


def test_a_namesake_at_the_same_place_is_shown_before_anything_is_written(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    visitor = browser()
    typed = REGISTER | {"name": "HTX DVNN DOAN KET", "tax_code": ""}
    page = visitor.submit("/organisations/register", status=422, **typed)
    assert "có thể đã có trong hệ thống" in page.words()
    visitor.post("/organisations/register", page.fields() | {"different": "y", "password": PASSWORD})


def test_a_second_tap_makes_one_organisation(app: Flask, browser: Callable[..., Browser]) -> None:
    visitor = browser()
    sent = visitor.get("/organisations/register").fields() | REGISTER
    first = visitor.client.post("/organisations/register", data=sent)
    second = visitor.client.post("/organisations/register", data=sent)
    assert first.status_code == 302
    assert second.status_code in {302, 400}
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1


def test_the_list_is_searched_folded_and_filtered(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    visitor = browser()
    everybody = visitor.get("/organisations").words()
    assert "Hợp tác xã Bình Minh" in everybody
    assert "Mới Lập" not in everybody
    assert "Mới Lập" in browser(cast.binh).get("/organisations").words()
    assert "Mới Lập" in browser(cast.mai).get("/organisations").words()
    assert "Mới Lập" not in browser(cast.tu).get("/organisations").words()
    for query in ("q=binh+minh", "q=BÌNH", "q=xã+bình"):
        words = visitor.get(f"/organisations?{query}").words()
        assert "Bình Minh" in words
        assert "Hương Việt" not in words
    assert "Lúa Vàng" not in visitor.get("/organisations?kind=htx").words()
    assert "Bình Minh" in visitor.get("/organisations?place=Lâm+Đồng&verified=yes&origin=registered").words()
    assert "Không có tổ chức nào khớp" in visitor.get("/organisations?place=Cà+Mau").words()
    assert "Không tìm thấy nơi" in visitor.get("/organisations?place=Xyzzy").words()
    for odd in ("page=99999999999999", "page=-1", "kind=nothing", "q=%25%25", "q=" + "x" * 5000):
        visitor.get(f"/organisations?{odd}")


def test_the_list_asks_as_much_for_two_hundred_as_for_two(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    few = len(browser().get("/organisations").queries)
    with app.app_context():
        like = organisation(cast.binh_minh)
        for number in range(200):
            db.session.add(
                Organisation(
                    kind=like.kind, name=f"HTX {number}", folded=f"htx {number}", province_code="68",
                    verified_at=like.verified_at, verified_by_id=like.verified_by_id,
                )
            )  # fmt: skip
        db.session.commit()
    page = browser().get("/organisations")
    assert len(page.queries) == few <= 6
    assert "1–20 trong 204" in page.words()


def test_contacts_are_seen_only_as_agreed(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    path, hoa = page_of(app, cast.doan_ket), browser(cast.hoa)
    hoa.submit(f"{path}/edit/contact", representative="Bà Kín", phone="0987654321", email="kin@vidu.example")
    hoa.submit(f"{path}/edit/about", about="Chúng tôi trồng sầu riêng.", private_note="Giá sàn bí mật")
    for person in (None, cast.tu, cast.minh):
        text = browser(person).get(path).text
        assert "trồng sầu riêng" in text
        assert not [word for word in ("Bà Kín", "0987 654 321", "kin@vidu", "bí mật", "Lịch sử") if word in text]
    for person in (cast.hoa, cast.lan, cast.binh):
        assert "Bà Kín" in browser(person).get(path).words()
    hoa.submit(f"{path}/edit/contact", contact_published="y")
    assert "Bà Kín" in browser().get(path).words()


def test_officials_read_the_register_brokers_contacts_too_and_only_its_people_the_note(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    path, hoa, broker = page_of(app, cast.doan_ket), browser(cast.hoa), browser(cast.binh)
    hoa.submit(f"{path}/edit/contact", representative="Bà Kín", phone="0987654321", email="kin@vidu.example")
    hoa.submit(f"{path}/edit/figures", official_members="60", annual_revenue="2345678000", total_capital="3456789000")
    hoa.submit(f"{path}/edit/about", private_note="Giá sàn bí mật")
    trusted, note = ("Bà Kín", "0987 654 321", "kin@vidu.example", "2.345.678.000", "3.456.789.000"), "bí mật"
    official = browser(cast.thu).get(path).text
    assert "6100123454" in official
    assert not [word for word in (*trusted, note) if word in official]
    for text in (broker.get(path).text, browser(cast.lan).get(path).text):
        assert all(word in text for word in trusted)
    assert note in browser(cast.lan).get(path).text
    assert note not in broker.get(path).text + broker.get(f"{path}/edit/about").text
    broker.submit(f"{path}/edit/about", about="Cán bộ viết giúp", private_note="ghi đè")
    assert note in hoa.get(path).text


def test_strangers_and_rivals_get_the_404_of_what_never_was(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    path, hidden = page_of(app, cast.doan_ket), page_of(app, cast.moi_lap)
    inner = [
        "edit/identity", "edit/contact", "sites/new", "certificates/new", "members", "invitations/new",
        "verification", "verification-withdrawal", "statuses/new", "ratings/new", "unions/new",
    ]  # fmt: skip
    for one in inner:
        browser(cast.tu).get(f"{path}/{one}", status=404)
        if one != "ratings/new":  # an official takes down what the authority decided
            browser(cast.thu).get(f"{path}/{one}", status=404)
        browser().get(f"{path}/{one}", status=404)
    for one in ("edit/identity", "members", "invitations/new", "verification"):
        browser(cast.lan).get(f"{path}/{one}", status=404)
    for person in (None, cast.tu, cast.minh):
        seen, never = (
            re.sub(r'value="[^"]+"', "", browser(person).get(where, status=404).text)
            for where in (hidden, "/organisations/" + "0" * 32)
        )
        assert seen.replace(hidden, "") == never.replace("/organisations/" + "0" * 32, "")


def test_the_broker_who_entered_leads_to_another_who_verifies(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    maker, checker = browser(cast.binh), browser(cast.quan)
    entered = {k: v for k, v in REGISTER.items() if not k.startswith("person") and k != "password"}
    entered |= {"tax_code": "", "person_name": "Ông Quản", "person_email": "quan.ly@vidu.example"}
    path = maker.submit("/organisations/new", **entered).location
    assert "một cán bộ khác phải xác minh" in maker.get(f"{path}/verification").words()
    assert "/passwords/welcome/" in mailed_link(app)
    assert "Thuận Phát" in checker.get("/organisations/awaiting-verification").words()
    incomplete = checker.submit(f"{path}/verification", status=422, source="dangkykinhdoanh.gov.vn")
    assert "Hãy đối chiếu mã số thuế" in incomplete.words()
    checked: dict[str, Any] = {"code_checked": "y", "address_checked": "y", "source": "dangkykinhdoanh.gov.vn"}
    checker.submit(f"{path}/verification", **checked)
    assert "Đã xác minh" in browser().get(path).words()
    checker.submit(f"{path}/verification-withdrawal", reason="Địa chỉ không đúng")
    browser().get(path, status=404)
    with app.app_context():
        told = db.session.scalars(sa.select(Notification.sentence).order_by(Notification.id)).all()
    assert [("được xác minh." in told[0]), ("Địa chỉ không đúng" in told[1])] == [True, True]
    assert "Cho Hợp tác xã" in maker.get(path).words() or "Cho HTX" in maker.get(path).words()


def test_an_outdated_form_shows_both_texts_and_keeps_what_was_typed(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    path = page_of(app, cast.doan_ket) + "/edit/about"
    hoa, broker = browser(cast.hoa), browser(cast.binh)
    opened = hoa.get(path).fields()
    broker.submit(path, about="Cán bộ vừa viết")
    page = hoa.post(path, opened | {"about": "Hoa đang gõ"}, status=409)
    assert "Cán bộ vừa viết" in page.words()
    assert page.fields()["about"] == "Hoa đang gõ"
    hoa.post(path, page.fields())
    assert "Hoa đang gõ" in browser().get(path.removesuffix("/edit/about")).words()


def test_figures_sites_and_papers_reach_the_page(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    path, hoa = page_of(app, cast.doan_ket), browser(cast.hoa)
    hoa.submit(f"{path}/edit/figures", official_members="350", annual_revenue="12.000.000.000", total_capital="")
    assert "Quy mô" not in browser().get(path).words()  # a capital of ten billion would make it large
    hoa.submit(f"{path}/edit/figures", total_capital="3.000.000.000")
    assert "Quy mô vừa" in browser().get(path).words()
    hoa.submit(
        f"{path}/sites/new", name="Kho lạnh số 1", kind="cold_store", place="Thuận Hạnh, Đắk Song, Đắk Nông",
        commodity="sau rieng", throughput_kg_per_day="12.500",
    )  # fmt: skip
    assert "12,5 tấn" in browser().get(path).words()
    bad = hoa.submit(
        f"{path}/certificates/new", status=422, kind="vietgap", issued_on="01/02/2026", expires_on="01/01/2026"
    )
    assert "Ngày hết hạn phải sau ngày cấp." in bad.words()
    hoa.submit(f"{path}/certificates/new", kind="vietgap", number="VG-01", expires_on="")
    shown = browser().get(path).words()
    assert "không ghi trên giấy" in shown
    assert "Tự khai, chưa xác minh" in shown


def test_the_scan_of_a_paper_is_for_its_managers_and_staff(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    path, hoa = page_of(app, cast.doan_ket), browser(cast.hoa)
    sent = hoa.get(f"{path}/certificates/new").fields() | {"kind": "vietgap", "number": "VG-02"}
    lie = sent | {"file": (BytesIO(b"MZ not a paper"), "giay.pdf")}
    refused = hoa.post(f"{path}/certificates/new", lie, status=422)
    assert refused.fields()["number"] == "VG-02"
    png = one_grey_pixel()
    hoa.post(f"{path}/certificates/new", sent | {"file": (BytesIO(png), "giấy.png")})
    link = re.search(r'href="([^"]+/file)"', hoa.get(path).text)
    assert link
    for person in (cast.hoa, cast.binh):
        with browser(person).client.get(link.group(1)) as answer:
            assert answer.get_data() == png
            assert answer.headers["Content-Disposition"].startswith("attachment")
    for person in (cast.tu, cast.lan, cast.thu):
        browser(person).get(link.group(1), status=404)


def test_an_invitation_is_for_one_address_and_opens_once(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    path, hoa = page_of(app, cast.doan_ket), browser(cast.hoa)
    hoa.submit(f"{path}/invitations/new", email="moi@vidu.example", role="member")
    link = mailed_link(app)
    assert "địa chỉ khác" in browser(cast.tu).get(link).words()
    browser(cast.tu).post(link, {}, status=422)
    guest = browser()
    guest.get(link)
    assert guest.submit(link, name="Người Mới", password=PASSWORD).location == path
    assert "Người Mới" in hoa.get(f"{path}/members").words()
    guest.get(f"{path}/members", status=404)
    browser().get(link, status=410)
    with app.app_context():
        named = re.findall(r'name="person" value="([0-9a-f]{32})"', hoa.get(f"{path}/members").text)
    assert len(named) == 2
    for person in named:
        hoa.post(f"{path}/member-endings", {"person": person})
    assert guest.get("/account", status=302)


def test_an_organisation_keeps_one_manager(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    path = page_of(app, cast.doan_ket)
    with app.app_context():
        own = user(cast.hoa).public_id
    page = browser(cast.hoa).post(f"{path}/member-endings", {"person": own}, status=403)
    assert "ít nhất một người quản lý" in page.words()


def test_who_registers_a_further_organisation_acts_for_it_at_once(cast: Cast, browser: Callable[..., Browser]) -> None:
    hoa = browser(cast.hoa)
    own = {name: value for name, value in REGISTER.items() if not name.startswith("person") and name != "password"}
    made = hoa.submit("/organisations/register", **own | {"name": "Hợp tác xã Suối Cạn", "tax_code": ""})
    assert "Đang làm việc cho Hợp tác xã Suối Cạn" in hoa.get(made.location).words()


def test_acting_for_another_of_ones_organisations(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        db.session.add(Membership(user_id=cast.hoa, organisation_id=cast.moi_lap, role=Role.MEMBER))
        db.session.commit()
        own, other = organisation(cast.moi_lap).public_id, organisation(cast.binh_minh).public_id
    hoa = browser(cast.hoa)
    assert "Đang làm việc cho Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết" in hoa.get("/account").words()
    hoa.post(f"/acting-organisation/{own}")
    assert "Đang làm việc cho Hợp tác xã Mới Lập" in hoa.get("/account").words()
    hoa.post(f"/acting-organisation/{other}", status=404)

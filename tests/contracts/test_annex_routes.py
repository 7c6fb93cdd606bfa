"""An annex, suppliers and a renewal by hand, from page to page."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

from flask import Flask

from marketplace.contracts.models import Contract
from marketplace.extensions import db
from marketplace.organisations.models import OrganisationKind
from tests.cast import Cast, organisation
from tests.client import Browser
from tests.contracts.test_annex_parties import in_force, opened
from tests.factories import brokering, contracts, listings_by_hand
from tests.factories.contracts import pdf

Browse = Callable[..., Browser]
EVERYTHING = {"checks": ["readable", "parties", "dates", "quantities"]}


def made(app: Flask, make: Callable[[], Contract]) -> tuple[str, str]:
    """The public ids of a contract and of its case."""
    with app.app_context():
        contract = make()
        db.session.commit()
        return contract.public_id, contract.case.public_id


def test_an_annex_from_asking_to_the_second_persons_check(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, case = made(app, lambda: contracts.verified(cast))
    page, hoa, minh, quan = f"/contracts/{contract}", *(browser(one) for one in (cast.hoa, cast.minh, cast.quan))
    assert "Lập phụ lục" in minh.get(page).words()
    assert "Lập phụ lục" not in browser(cast.lan).get(page).words(), "a plain member reads"
    refused = hoa.submit(f"{page}/annexes/new", status=422, reason="quantity", note=" ")
    assert "field-error" in refused.text
    led = hoa.submit(f"{page}/annexes/new", reason="quantity", note="Được mùa, xin giao thêm").location
    assert led == f"/cases/{case}/revisions/new"
    assert "Hãy soạn điều khoản mới cho phụ lục số 1" in minh.get(page).words()
    writing = hoa.get(led)
    assert "Soạn điều khoản cho phụ lục số 1" in writing.words()
    assert "Thay đổi khối lượng. Được mùa, xin giao thêm" in writing.words()
    hoa.post(led, writing.fields() | {"accept_now": "y", "periods-0-firm": "50"})
    assert "Bản điều khoản số 2 đang chờ trả lời" in minh.get(f"/cases/{case}").words()
    minh.submit(f"/cases/{case}/acceptances")
    assert "Tải bản đã ký" in hoa.get(page).words()
    fields = hoa.get(f"{page}/documents/new").fields()
    assert fields["kind"] == "signed_scan"
    hoa.post(f"{page}/documents/new", {**fields, "file": (io.BytesIO(pdf("phu luc 1")), "phu-luc.pdf")})
    seen = minh.get(f"{page}/signatures").fields()
    minh.post(f"{page}/signatures", seen | {"revision": "1", "signer": "Minh"}, status=409)
    hoa.submit(f"{page}/signatures", signer="Hoa")
    minh.submit(f"{page}/signatures", signer="Minh")
    done = minh.get(f"{page}/signatures")
    assert "đều đã xác nhận rồi" in done.words()
    assert 'name="signer"' not in done.text, "nothing is asked that cannot be answered"
    shown = hoa.get(page).words()
    assert "Đã ký, chờ xác minh" in shown
    assert "50 tấn" in shown
    assert contract in quan.get("/contracts/awaiting-verification").text
    check = f"{page}/annexes/{annex_of(app, contract)}/verification"
    hoa.get(check, status=404)
    changes = quan.get(check)
    assert "Được mùa, xin giao thêm" in changes.words()
    quan.post(check, {**changes.fields(), "checks": ["readable"]}, status=422)
    quan.post(check, {**changes.fields(), **EVERYTHING})
    assert "Đã xác minh" in hoa.get(page).words()
    quan.get(page, status=404)


def annex_of(app: Flask, public_id: str) -> str:
    with app.app_context():
        contract = db.session.scalars(db.select(Contract).filter_by(public_id=public_id)).one()
        return str(contract.annexes[-1].public_id)


def test_an_annex_is_given_up_with_a_reason(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, _case = made(app, lambda: contracts.verified(cast))
    page, hoa = f"/contracts/{contract}", browser(cast.hoa)
    hoa.submit(f"{page}/annexes/new", reason="hardship", note="Giá giảm một nửa")
    assert "Đang đàm phán lại" in hoa.get(page).words()
    removal = f"{page}/annexes/{annex_of(app, contract)}/removal"
    browser(cast.tu).get(removal, status=404)
    hoa.submit(removal, status=422, reason="")
    hoa.submit(removal, reason="Hai bên giữ nguyên giá")
    assert "Đã bỏ" in hoa.get(page).words()


def test_a_renewal_leads_to_terms_of_later_years(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, case = made(app, lambda: contracts.verified(cast))
    minh = browser(cast.minh)
    led = minh.submit(f"/contracts/{contract}/renewals").location
    assert led.startswith("/cases/")
    assert led != f"/cases/{case}"
    assert "Bản điều khoản số 1" in browser(cast.hoa).get(led).words()
    again = minh.submit(f"/contracts/{contract}/renewals", status=422)
    assert "đã có một vụ việc gia hạn" in again.words()


def test_a_unions_suppliers_are_listed_by_hand(app: Flask, cast: Cast, browser: Browse) -> None:
    def union() -> Contract:
        organisation(cast.doan_ket).kind = OrganisationKind.LHHTX
        return contracts.drafted(cast)

    contract, _case = made(app, union)
    page, binh = f"/contracts/{contract}", browser(cast.binh)
    wrong = binh.submit(f"{page}/suppliers/new", status=422, name="Hộ ông Ba", quantity_kg="-5")
    assert "Hộ ông Ba" in wrong.text, "what was typed is kept"
    binh.submit(f"{page}/suppliers/new", name="Hộ ông Ba", quantity_kg="15.000", area_ha="1,5")
    binh.submit(f"{page}/suppliers/new", name="hợp tác xã bình minh", quantity_kg="20.000")
    shown = binh.get(page).words()
    assert "Hợp tác xã Bình Minh" in shown
    assert "kê 35 tấn" in shown
    binh.submit(f"{page}/suppliers/removal", supplier="1")
    assert "Hộ ông Ba" not in binh.get(page).words().split("Diễn biến")[0]
    with app.app_context():
        kept = db.session.scalars(db.select(Contract).filter_by(public_id=contract)).one().suppliers
        assert [(one.name, one.quantity_kg) for one in kept] == [("Hợp tác xã Bình Minh", Decimal(20_000))]


def test_an_annex_offers_who_may_come_and_keeps_what_was_typed(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        contract = in_force(cast)
        annex = opened(cast, contract)
        own = f"/contracts/{contract.public_id}"
        page, case = f"{own}/annexes/{annex.public_id}/parties", f"/cases/{contract.case.public_id}"
        offer = listings_by_hand.offer(cast.binh_minh, brokering.GOODS).public_id
        db.session.commit()
    binh = browser(cast.binh)
    assert "Chưa có đơn vị nào để thêm" in binh.get(page).words()
    binh.submit(f"{case}/members", offer=offer)
    assert "có đồng ý được giới thiệu không" in browser(cast.tu).get(case).words()
    browser(cast.tu).submit(f"{case}/consents", answer="yes")
    with app.app_context():
        group = organisation(cast.binh_minh)
        group.kind = OrganisationKind.THT
        key, name = f"join:{group.public_id}", group.name
        db.session.commit()
    shown = binh.get(page)
    assert f"Thêm {name}" in shown.words()
    fields = shown.fields() | {"change": key, "representative": "Lê Văn Tú"}
    refused = binh.post(page, fields, status=422)
    assert "giấy ủy quyền" in refused.words()
    assert refused.fields()["representative"] == "Lê Văn Tú"
    browser(cast.tu).get(own, status=404)
    binh.post(page, refused.fields() | fields | {"authority": "Giấy ủy quyền số 1"})
    assert "vào theo phụ lục số 1" in browser(cast.tu).get(own).words()
    assert f"Giữ nguyên {name}" in binh.get(page).words()
    browser(cast.mai).get(page, status=404)

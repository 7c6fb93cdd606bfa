"""The pages of a contract: who gets in, and the walk from paper to verified."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import Session
from marketplace.accounts.sessions import PROVED_FOR
from marketplace.clock import now, today
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import db
from tests.cast import Cast
from tests.client import Browser
from tests.factories import brokering, contracts
from tests.factories.contracts import pdf

Browse = Callable[..., Browser]
PAGES = [
    "", "/paper", "/details", "/parties/new", "/parties/removal", "/documents/new", "/signatures",
    "/verification", "/verification-refusal", "/state", "/registry",
]  # fmt: skip
POSTS = [page for page in PAGES if page not in {"", "/paper", "/registry"}]
NOT_CONCERNED = ["tu", "mai", "son", "quan", "thu", "an"]


def made(app: Flask, make: Callable[[], Contract]) -> tuple[str, str]:
    """The public ids of a contract and its first file."""
    with app.app_context():
        contract = make()
        db.session.commit()
        return contract.public_id, contract.documents[0].public_id if contract.documents else "0" * 32


def look(app: Flask, public_id: str, name: str) -> Any:
    with app.app_context():
        return getattr(db.session.scalars(db.select(Contract).filter_by(public_id=public_id)).one(), name)


@pytest.mark.parametrize("person", NOT_CONCERNED)
def test_a_draft_is_nobody_elses_business(app: Flask, cast: Cast, browser: Browse, person: str) -> None:
    contract, _file = made(app, lambda: contracts.drafted(cast))
    stranger = browser(getattr(cast, person))
    for page in PAGES:
        stranger.get(f"/contracts/{contract}{page}", status=404)
    for page in POSTS:
        stranger.post(f"/contracts/{contract}{page}", status=404)
    assert contract not in stranger.get("/contracts", status=None).text


@pytest.mark.parametrize("person", ["tu", "mai", "son", "thu", "an"])
def test_a_file_is_nobody_elses_business(app: Flask, cast: Cast, browser: Browse, person: str) -> None:
    contract, file = made(app, lambda: contracts.verified(cast))
    stranger = browser(getattr(cast, person))
    stranger.get(f"/contracts/{contract}/documents/{file}", status=404)
    stranger.post(f"/contracts/{contract}/documents/{file}/withdrawal", status=404)
    stranger.get(f"/contracts/{contract}", status=404)


def test_the_register_is_for_officials_and_tells_no_price(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, _file = made(app, lambda: contracts.verified(cast))
    for person in (cast.thu, cast.quan, cast.hoa):
        page = browser(person).get(f"/contracts/{contract}/registry")
        assert "45.000" not in page.text
        assert "Hình thức 3" in page.words()
    for person in (cast.tu, cast.an):
        browser(person).get(f"/contracts/{contract}/registry", status=404)
    browser().get(f"/contracts/{contract}/registry", status=404)


def test_a_member_reads_but_does_not_sign(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, _file = made(app, lambda: contracts.drafted(cast))
    lan = browser(cast.lan)
    lan.get(f"/contracts/{contract}")
    for page in ("/signatures", "/documents/new", "/details", "/state"):
        lan.get(f"/contracts/{contract}{page}", status=404)


def test_from_agreed_terms_to_verified_by_hand(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        case = brokering.agreed(cast).public_id
        db.session.commit()
    binh, hoa, minh, quan = (browser(p) for p in (cast.binh, cast.hoa, cast.minh, cast.quan))
    form = binh.get(f"/contracts/new?case={case}").fields()
    filled = form | {"number": "07/2026/HĐLK", "signers-0-representative": "Hoa"}
    page = binh.post(f"/contracts/new?case={case}", filled).location
    contract = page.rsplit("/", 1)[-1]
    paper = hoa.get(f"{page}/paper")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in paper.words()
    assert "Nghị định số 98/2018/NĐ-CP" in paper.words()
    assert "một tỷ tám trăm triệu đồng" in paper.words()
    assert "……" in paper.words()
    fields = hoa.get(f"{page}/documents/new").fields()
    hoa.post(f"{page}/documents/new", {**fields, "file": (io.BytesIO(pdf()), "hợp đồng.pdf")})
    day = today().strftime("%d/%m/%Y")
    asked = hoa.get(f"{page}/signatures").fields()
    assert (asked["signed_on"], asked["signer"]) == (day, "Hoa")
    hoa.submit(f"{page}/signatures", signer="Nguyễn Thị Hoa")
    minh.submit(f"{page}/signatures", signed_on=day, signer="Trần Văn Minh")
    assert look(app, contract, "state") is ContractState.SIGNED
    binh.get(f"{page}/verification", status=404)
    assert contract in quan.get("/contracts/awaiting-verification").text
    assert contract not in binh.get("/contracts/awaiting-verification").text
    sent = quan.get(f"{page}/verification").fields()
    assert quan.post(f"{page}/verification", {**sent, "checks": ["readable"]}, status=422).status == 422
    everything = {"checks": ["readable", "parties", "dates", "quantities"]}
    led = quan.post(f"{page}/verification", {**sent, **everything}).location
    assert led == f"{page}/registry"
    quan.get(led)
    assert "Đã xác minh" in hoa.get(page).words()
    led = hoa.get(f"/cases/{case}/revisions/new", status=302).location
    assert "Mở hợp đồng" in hoa.get(led).words()
    binh.submit(f"{page}/state", verb="suspend", day=day, reason="Mưa lũ, hai bên tạm ngừng")
    assert look(app, contract, "state") is ContractState.SUSPENDED


def test_an_outdated_draft_is_drawn_up_anew_and_the_case_leads_to_its_contract(
    app: Flask, cast: Cast, browser: Browse
) -> None:
    with app.app_context():
        old = contracts.drafted(cast)
        case, draft = old.case.public_id, old.public_id
        db.session.commit()
    binh, hoa, minh = (browser(p) for p in (cast.binh, cast.hoa, cast.minh))
    assert "Mở hợp đồng" in binh.get(f"/cases/{case}").words()
    assert f"/contracts/{draft}" in hoa.get(f"/cases/{case}").text
    hoa.submit(f"/cases/{case}/revisions/new", accept_now="y", penalty_pct="8")
    assert f"/contracts/{draft}" in minh.get(f"/cases/{case}").text, "also while a revision is being answered"
    minh.submit(f"/cases/{case}/acceptances")
    for reader in (binh, hoa):
        assert "nay đã cũ" in reader.get(f"/contracts/{draft}").words()
    anew = f"/contracts/new?case={case}"
    assert anew in binh.get(f"/contracts/{draft}").text
    assert "bản nháp cũ bị hủy" in binh.get(anew).words()
    fresh = binh.submit(anew).location
    assert not fresh.endswith(draft)
    assert look(app, draft, "state") is ContractState.VOID
    assert fresh in hoa.get(f"/cases/{case}").text
    assert binh.get(anew, status=302).location == fresh


def test_a_file_comes_back_as_an_attachment(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, file = made(app, lambda: contracts.signed(cast))
    answer = browser(cast.quan).client.get(f"/contracts/{contract}/documents/{file}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-1.4")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()


@pytest.mark.parametrize(
    ("name", "content"), [("anh.exe", b"MZ"), ("trang.pdf", b"<html><script>1</script>"), ("cut.pdf", pdf()[:40])]
)
def test_a_file_that_lies_is_refused_beside_its_field(
    app: Flask, cast: Cast, browser: Browse, name: str, content: bytes
) -> None:
    contract, _file = made(app, lambda: contracts.drafted(cast))
    hoa, path = browser(cast.hoa), f"/contracts/{contract}/documents/new"
    fields = hoa.get(path).fields()
    answer = hoa.post(path, {**fields, "file": (io.BytesIO(content), name)}, status=422)
    assert "field-error" in answer.text
    assert "field-error" in hoa.post(path, fields, status=422).text


def test_a_refused_contract_says_why(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, _file = made(app, lambda: contracts.signed(cast))
    quan, hoa = browser(cast.quan), browser(cast.hoa)
    quan.submit(f"/contracts/{contract}/verification-refusal", status=422, reason=" ")
    quan.submit(f"/contracts/{contract}/verification-refusal", reason="Thiếu chữ ký trang 3")
    assert "Thiếu chữ ký trang 3" in hoa.get(f"/contracts/{contract}").words()
    quan.get(f"/contracts/{contract}", status=404)


def test_parties_are_added_by_code_or_name(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, _file = made(app, lambda: contracts.drafted(cast))
    binh, path = browser(cast.binh), f"/contracts/{contract}/parties/new"
    answer = binh.submit(path, status=422, organisation="Không có đơn vị này", role="lead")
    assert "Không có đơn vị này" in answer.text
    binh.submit(path, organisation="hợp tác xã bình minh", role="lead")
    assert "Chủ trì liên kết" in binh.get(f"/contracts/{contract}").words()
    browser(cast.tu).get(f"/contracts/{contract}")
    binh.submit(f"/contracts/{contract}/parties/removal")
    browser(cast.tu).get(f"/contracts/{contract}", status=404)


def test_details_changed_meanwhile_are_not_overwritten(app: Flask, cast: Cast, browser: Browse) -> None:
    contract, _file = made(app, lambda: contracts.drafted(cast))
    binh, path = browser(cast.binh), f"/contracts/{contract}/details"
    old = binh.get(path).fields()
    binh.submit(path, number="08/2026")
    answer = binh.post(path, old | {"number": "09/2026", "form_key": "khac"}, status=409)
    assert "09/2026" in answer.text
    assert look(app, contract, "number") == "08/2026"


def test_reported_linkages_are_public(browser: Browse) -> None:
    assert "chưa kiểm chứng" in browser().get("/contracts/reported").words()


@pytest.mark.parametrize("step", ["signatures", "verification", "verification-refusal"])
def test_weighty_steps_ask_for_the_password_again(app: Flask, cast: Cast, browser: Browse, step: str) -> None:
    person = cast.quan if step.startswith("verification") else cast.hoa
    with app.app_context():
        make = contracts.signed if person == cast.quan else contracts.drafted
        path = f"/contracts/{make(cast).public_id}/{step}"
        db.session.commit()
    reader = browser(person)
    reader.get(path)
    with app.app_context():
        db.session.execute(sa.update(Session).values(proved_at=now() - PROVED_FOR))
        db.session.commit()
    assert reader.get(path, status=302).location.startswith("/account/proof?next=")

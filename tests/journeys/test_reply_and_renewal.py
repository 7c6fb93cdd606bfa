"""What comes after a contract: a breach with its dispute and the right of reply; a renewal signed and verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from marketplace.clock import now, today
from marketplace.contracts.models import Contract
from marketplace.extensions import db
from tests.cast import Cast, organisation
from tests.factories import contracts, deliveries
from tests.journeys import steps
from tests.journeys.linkage_steps import ago, written
from tests.journeys.steps import Person

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DOAN_KET = "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết"
BROKEN, RENEWED, NEW = "03/2026/HĐLK", "04/2026/HĐLK", "05/2030/HĐLK"
REPLY = "Kỳ vừa rồi bão làm rụng hoa; chúng tôi đã báo trước 20 ngày và có biên bản của xã."


@pytest.fixture
def already_there() -> Callable[[Cast], None]:
    """A verified contract that Đoàn Kết delivered too little on, and one that is to be renewed."""
    return lay_contracts


def lay_contracts(cast: Cast) -> None:
    """Two tonnes of ten came in the second month, Hoa says otherwise; what is to be renewed was verified today."""
    shares = deliveries.monthly(cast.doan_ket, (3, 2, 1, 0))
    broken = deliveries.signed(cast, shares)
    broken.number, broken.verified_at, broken.verified_by_id = BROKEN, now(), cast.quan
    db.session.flush()
    deliveries.agreed(cast, broken, shares[0])
    deliveries.answered(cast, deliveries.entered(cast, broken, shares[1], 2), agrees=False)
    contracts.verified(cast, payment_days=15).number = RENEWED


def addresses(app: Flask, cast: Cast) -> tuple[str, str, str]:
    """Of the two contracts, and of Đoàn Kết's record."""
    with app.app_context():
        first, second = (db.session.query(Contract).filter_by(number=one).one() for one in (BROKEN, RENEWED))
        home = organisation(cast.doan_ket).public_id
        return (
            f"/contracts/{first.public_id}", f"/contracts/{second.public_id}", f"/organisations/{home}/track-record",
        )  # fmt: skip


def test_breach_reply_and_renewal(
    sit_down: Callable[..., Person], site_app: Flask, site_cast: Cast, tmp_path: Path
) -> None:
    broken, old, record = addresses(site_app, site_cast)
    hoa = sit_down("hoa", phone=True, scripts=False)
    minh, binh = sit_down("minh"), sit_down("binh")
    minh.open(f"{broken}/deliveries")
    minh.sees("10 tấn", "2 tấn", "Hai bên chưa thống nhất")
    break_off(binh, hoa, broken)
    reply(hoa, minh, record)

    case = reopen(hoa, minh, old)
    contract = steps.draw_up_contract(binh, case, NEW)
    steps.upload_signed(binh, contract, tmp_path)
    steps.confirm_signing(hoa, contract, day=written(today()), signer="Nguyễn Thị Hoa")
    steps.confirm_signing(minh, contract, day=written(today()), signer="Trần Văn Minh")
    assert binh.open(f"{contract}/verification") == 404, "Bình drew it up"
    steps.verify(sit_down("quan"), NEW)
    hoa.open(contract)
    hoa.sees("Đã xác minh", NEW)
    hoa.open(old)
    hoa.sees(RENEWED, "Đã xác minh")
    assert hoa.main.get_by_role("link", name="Gia hạn bằng hợp đồng mới").count() == 0, "renewed once"
    hoa.follow("Vụ việc gia hạn hợp đồng này")
    assert hoa.path() == case


def break_off(binh: Person, hoa: Person, contract: str) -> None:
    """Bình records why it ended; what was delivered can still be read."""
    binh.open(contract)
    binh.follow("Ghi nhận thay đổi trạng thái")
    binh.tick("Chấm dứt do vi phạm")
    binh.fill("Từ ngày", written(ago(1)))
    binh.fill("Lý do", "Bên bán giao thiếu nhiều kỳ liền.")
    binh.press("Ghi nhận")
    binh.sees("Đã ghi nhận trạng thái mới.", "Chấm dứt do vi phạm")
    hoa.open(contract)
    hoa.sees("Chấm dứt do vi phạm", "Bên bán giao thiếu nhiều kỳ liền.")


def reply(hoa: Person, minh: Person, record: str) -> None:
    """Hoa's words stand beside her cooperative's rates, and the buyer reads both."""
    hoa.open(record)
    hoa.sees("Giao đủ, đúng kỳ")
    hoa.follow("Phản hồi")
    hoa.fill("Phản hồi của đơn vị", REPLY)
    hoa.press("Gửi phản hồi")
    hoa.sees("Đã ghi phản hồi.", "Phản hồi của đơn vị", REPLY)
    minh.open(record)
    minh.sees(DOAN_KET, "Giao đủ, đúng kỳ", "Phản hồi của đơn vị", REPLY)
    assert minh.main.get_by_role("link", name="Phản hồi").count() == 0


def reopen(hoa: Person, minh: Person, contract: str) -> str:
    """The old terms some years on, accepted by both; the address of the case."""
    hoa.open(contract)
    hoa.follow("Gia hạn bằng hợp đồng mới")
    hoa.press("Mở vụ việc gia hạn")
    hoa.sees("Bên của hợp đồng trước", "Điều khoản, bản số 1", "40 tấn")
    case = hoa.path()
    steps.accept_what_is_read(hoa, 1)
    steps.accept_terms(minh, case, 1)
    return case

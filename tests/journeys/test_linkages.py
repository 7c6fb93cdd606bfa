"""One need, three cooperatives: from the first call to a verified contract, its annex, its deliveries, its renewal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.journeys import linkage_steps, off_stage, steps
from tests.journeys.linkage_steps import Period, ago, written
from tests.journeys.steps import Person

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DOAN_KET, BINH_MINH = "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết", "Hợp tác xã Bình Minh"
MOI_LAP, HUONG_VIET = "Hợp tác xã Mới Lập", "Công ty TNHH Chế biến Hương Việt"
NUMBER = "07/2026/HĐLK-HV"
SIGNED = ago(72)  # on paper, long before it came to the site
PERIODS = [
    Period(ago(70), ago(41), (20, 10, 5)),
    Period(ago(40), ago(11), (20, 10, 5)),
    Period(ago(10), ago(-19), (20, 10, 5)),
]


@pytest.fixture
def already_there() -> Callable[[Cast], None]:
    """The listings that the broker finds."""
    return linkage_steps.lay_listings


def test_three_cooperatives_one_contract(sit_down: Callable[..., Person], site_app: Flask, site_cast: Cast) -> None:
    app, cast = site_app, site_cast
    hoa, tu, mai = (sit_down(name, phone=True, scripts=False) for name in ("hoa", "tu", "mai"))
    minh, binh = (sit_down(name) for name in ("minh", "binh"))
    before = off_stage.linked(app)
    case = gather(binh, *off_stage.listings(app))
    steps.consent(mai, case)
    for person in (hoa, tu, minh):
        linkage_steps.say_yes(person, case)
    negotiate(hoa, minh, binh, case)
    for person in (tu, mai):
        linkage_steps.accept(person, case, 2)

    contract, printed = draw_up(hoa, binh, case)
    off_stage.bring_scan(app, cast, contract)
    off_stage.confirm_signing(app, cast, contract, SIGNED, "tu", "mai", "minh")
    steps.confirm_signing(hoa, contract, day=written(SIGNED), signer="Nguyễn Thị Hoa")
    off_stage.verify(app, cast, contract)
    assert off_stage.linked(app) == before + 3

    amend(mai, minh, case, contract)
    for person in (hoa, tu):
        linkage_steps.accept(person, case, 3)
    off_stage.sign_and_verify_annex(app, cast, contract)
    assert off_stage.linked(app) == before + 3, "the annex is no other contract"
    mai.open(contract)
    mai.sees("số 3 thay số 2", "Vườn bị ngập")
    tu.open(printed)
    tu.sees("Hợp đồng này đã được sửa đổi bằng phụ lục")

    deliver(minh, tu, contract)
    pay_late(minh, tu, contract)
    for _again in range(2):
        off_stage.night(app)
    alarm(binh)
    renew(minh, contract)


def gather(binh: Person, need: str, offers: list[str]) -> str:
    """Bình asks two of the cooperatives at once and finds a third; the address of the case."""
    binh.open(f"/cases/new?offer={offers[0]}&offer={offers[1]}&need={need}")
    binh.fill("Lời nhắn cho bên kia", "Nhà máy cần 105 tấn trong ba kỳ, không đơn vị nào đủ một mình.")
    binh.press("Gửi đề nghị")
    case = binh.path()
    binh.follow("Thêm đơn vị để gom đơn")
    binh.tick(f"Sầu riêng – {MOI_LAP}")
    binh.press("Thêm đơn vị")
    binh.sees("Đã thêm đơn vị.", "gom đơn 3 đơn vị", DOAN_KET, BINH_MINH, MOI_LAP, HUONG_VIET)
    return case


def negotiate(hoa: Person, minh: Person, binh: Person, case: str) -> None:
    """Bình writes the first revision, Hoa answers with a higher price, Minh sees the difference and accepts."""
    binh.open(f"{case}/revisions/new")
    binh.fill("Hợp đồng có hiệu lực từ", written(PERIODS[0].start))
    binh.fill("Đến hết ngày", written(ago(70 - 3 * 366)))
    binh.tick("Tổ chức sản xuất")
    linkage_steps.share_out(binh, PERIODS)
    binh.pick("Cách tính giá", "Giá cố định")
    binh.fill("Đơn giá mỗi kg (đồng)", "45.000")
    binh.unfold("Thanh toán")
    binh.fill("Thanh toán trong vòng (ngày sau giao hàng)", "15")
    binh.fill("Lãi chậm trả (% một năm)", "9")
    binh.press("Gửi bản điều khoản")
    binh.sees("Đã gửi bản điều khoản", "60 tấn", "30 tấn", "15 tấn", "105 tấn")

    hoa.open(case)
    hoa.follow("Xem và chấp nhận")
    hoa.follow("Đề nghị bản khác")
    hoa.fill("Đơn giá mỗi kg (đồng)", "46.500")
    hoa.tick("Đơn vị tôi chấp nhận luôn bản điều khoản này")
    hoa.press("Gửi bản điều khoản")
    hoa.sees("Đã gửi bản điều khoản")
    minh.open(f"{case}/revisions")
    minh.sees("So với bản số 1", "45.000", "46.500")
    steps.accept_what_is_read(minh, 2)


def draw_up(hoa: Person, binh: Person, case: str) -> tuple[str, str]:
    """With three producers, printed as PDF and as a Word file; the addresses of the contract and of the print."""
    contract = steps.draw_up_contract(binh, case, NUMBER)
    binh.sees(DOAN_KET, BINH_MINH, MOI_LAP, HUONG_VIET, "105 tấn")
    assert linkage_steps.download(binh, "Tải PDF để in và ký").startswith(b"%PDF-")
    hoa.open(contract)
    assert linkage_steps.download(hoa, "Tải tệp Word").startswith(b"PK")
    hoa.follow("Xem bản in A4")
    hoa.sees("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", NUMBER, BINH_MINH, MOI_LAP, "46.500")
    printed = linkage_steps.behind_the_code(hoa)
    hoa.open(printed)
    hoa.sees("Bản in này là bản hiện hành")
    return contract, printed


def amend(mai: Person, minh: Person, case: str, contract: str) -> None:
    """Mới Lập delivers less in the last period, Đoàn Kết more; Minh sees just that and accepts."""
    mai.open(contract)
    mai.follow("Lập phụ lục")
    mai.tick("Thay đổi khối lượng")
    mai.fill("Cần thay đổi điều gì, vì sao", "Vườn bị ngập, kỳ cuối chỉ còn 3 tấn; Đoàn Kết nhận giao thay.")
    mai.press("Mở phụ lục")
    linkage_steps.share_out(mai, [*PERIODS[:2], Period(PERIODS[2].start, PERIODS[2].end, (22, 10, 3))])
    mai.tick("Đơn vị tôi chấp nhận luôn bản điều khoản này")
    mai.press("Gửi bản điều khoản")
    minh.open(f"{case}/revisions")
    minh.sees("So với bản số 2", "22 tấn", "3 tấn")
    steps.accept_what_is_read(minh, 3)


def deliver(minh: Person, tu: Person, contract: str) -> None:
    """A tonne is sent back, Tú says it was half; the book is put right, the money comes late and with interest."""
    second = PERIODS[1]
    minh.open(f"{contract}/deliveries")
    minh.follow("Ghi lần giao")
    minh.pick("Kỳ giao", f"{written(second.start)} – {written(second.end)}: 10 tấn, {BINH_MINH}")
    minh.fill("Ngày giao", written(ago(30)))
    minh.fill("Khối lượng giao (kg)", "10.000")
    minh.fill("Khối lượng được nhận (kg)", "9.000")
    minh.unfold("Phần không nhận")
    minh.pick("Lý do phần không nhận", "Non, quá chín")
    minh.press("Ghi lần giao")
    minh.sees("Đã ghi lần giao.", "1 tấn: Non, quá chín", "Chờ bên kia xác nhận")
    delivery = minh.path()
    tu.open(delivery)
    tu.follow("Chưa đúng, nói rõ")
    tu.tick("Chưa đúng")
    tu.fill("Chỗ nào chưa đúng", "Chỉ 500 kg non, theo biên bản có chữ ký của tài xế.")
    tu.press("Gửi trả lời")
    tu.sees("Hai bên chưa thống nhất")
    minh.open(delivery)
    minh.sees("Hai bên chưa thống nhất", "Chỉ 500 kg non, theo biên bản có chữ ký của tài xế.")
    minh.follow("Sửa bằng một bản ghi mới")
    minh.fill("Khối lượng được nhận (kg)", "9.500")
    minh.fill("Nói rõ hơn về phần không nhận", "Đã xem lại biên bản.")
    minh.press("Ghi lần giao")
    tu.open(minh.path())
    tu.press("Đúng, xác nhận")
    tu.sees("Hai bên đã xác nhận", "441.750.000 ₫")


def pay_late(minh: Person, tu: Person, contract: str) -> None:
    """Fifteen days after the day it was due."""
    minh.open(f"{contract}/deliveries")
    minh.sees("Quá hạn chưa trả", "Trễ 15 ngày.", "1.633.870 ₫")
    minh.follow("Tiền hàng")
    minh.follow("Ghi đã trả")
    minh.fill("Số chứng từ, cách trả", "Ủy nhiệm chi 118")
    minh.press("Ghi đã trả")
    tu.open(minh.path())
    tu.press("Đã nhận đủ")
    tu.open(f"{contract}/deliveries")
    tu.sees("Giao đủ", "9,5 tấn", "Đã nhận", "Trễ 15 ngày.", "Lãi chậm trả theo hợp đồng: 1.633.870 ₫")


def alarm(binh: Person) -> None:
    """Nothing came from Mới Lập twice in a row: Bình is told once; Bình Minh met its last period."""
    binh.open("/notifications")
    words = f"{MOI_LAP} giao thiếu hoặc chưa ghi sổ nhiều kỳ liền."
    binh.sees(words)
    assert binh.words().count(words) == 1
    binh.sees_nothing_of(f"{BINH_MINH} giao thiếu")


def renew(minh: Person, contract: str) -> None:
    """The terms in force, annex and all, are carried over to later years."""
    minh.open(contract)
    minh.follow("Gia hạn bằng hợp đồng mới")
    minh.press("Mở vụ việc gia hạn")
    minh.sees("Bên của hợp đồng trước", "Điều khoản, bản số 1", "62 tấn", "30 tấn", "13 tấn")

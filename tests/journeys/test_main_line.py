"""The main line, walked by four people and the second broker in real browsers, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from marketplace.clock import today
from tests.journeys import steps
from tests.journeys.steps import Person

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BUYERS_PHONE, SELLERS_PHONE = "028 3920 1177", "0262 3857 413"
EVERY_MONTH = "{} tấn mỗi tháng, quanh năm"
NUMBER = "01/2026/HĐLK-ĐK"
OLD_NAME, NEW_NAME = "xã Thuận Hạnh, huyện Đắk Song, tỉnh Đắk Nông", "Lâm Đồng"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_offer_to_a_figure_one_higher(sit_down: Callable[..., Person], tmp_path: Path, scripts: bool) -> None:
    hoa = sit_down("hoa", phone=True, scripts=scripts, by_page=True)
    others = ("minh", "binh", "quan", "thu")
    minh, binh, quan, thu = (sit_down(name, scripts=scripts, by_page=True) for name in others)
    figure = "/indicators/I1?province=68"
    thu.open(figure)
    thu.sees("0 trong 2")

    offer = steps.publish_offer(hoa, goods="sau rieng ri6", rhythm=EVERY_MONTH.format(20), price="52.000")
    hoa.sees("Sầu riêng Ri6", "từ 52.000 ₫/kg")
    need = steps.post_need(
        minh, goods="sầu riêng", rhythm="15 tấn mỗi tháng, quanh năm", place=OLD_NAME, nice="VietGAP"
    )
    minh.sees(NEW_NAME, "VietGAP")

    case = walk_to_introduction(hoa, minh, binh, need)
    walk_to_agreement(hoa, minh, case)
    contract = walk_to_signatures(hoa, minh, binh, case, tmp_path)

    binh.open(contract)
    binh.sees("Đang chờ một cán bộ khác đối chiếu tệp ký với hồ sơ.")
    assert binh.open(f"{contract}/verification") == 404
    steps.verify(quan, NUMBER)

    thu.open(figure)
    thu.sees("1 trong 2")
    open_to_the_contract(thu)
    read_the_history(hoa, offer, case, contract)


def open_to_the_contract(thu: Person) -> None:
    """From the figure to the row that made it, without the agreed price."""
    thu.follow("Mở đến từng dòng")
    thu.follow(NUMBER)
    thu.sees(NUMBER, "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết", "Công ty TNHH Chế biến Hương Việt")
    thu.sees_nothing_of("53.500")


def read_the_history(hoa: Person, offer: str, case: str, contract: str) -> None:
    """Every act of the way stands in the history of what it was done to."""
    hoa.open(offer)
    hoa.sees("Đã soạn chào bán.", "Đã đăng chào bán.")
    hoa.open(case)
    hoa.sees(
        "Đã đề nghị kết nối.", "Đã nhận vụ việc để môi giới.", "Một bên đã đồng ý kết nối.",
        "Đã đề nghị điều khoản.", "Một bên đã chấp nhận điều khoản.",
    )  # fmt: skip
    hoa.open(contract)
    hoa.sees(
        "Đã lập bản nháp hợp đồng.", "Đã tải lên tệp của hợp đồng.", "Một bên đã xác nhận ký.",
        "Hợp đồng đã đổi trạng thái.", "Đã xác minh hợp đồng.",
    )  # fmt: skip


def walk_to_introduction(hoa: Person, minh: Person, binh: Person, need: str) -> str:
    """Minh finds Hoa's offer with reasons, asks for the introduction, and both say yes; the address of the case."""
    minh.open(need)
    minh.sees("Gợi ý kết nối", "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết")
    minh.follow("Xem vì sao")
    minh.sees("Vì sao gợi ý hai bên này", "bên bán có 240 tấn, bên mua cần 180 tấn", "VietGAP")
    case = steps.propose_introduction(minh, "Chúng tôi cần hàng đều cho nhà máy.")
    steps.take_case(binh)
    hoa.open(case)
    hoa.sees("Chúng tôi cần hàng đều cho nhà máy.")
    for person, phone in ((hoa, BUYERS_PHONE), (minh, SELLERS_PHONE)):
        person.open(case)
        person.sees_nothing_of(phone)
    steps.consent(hoa, case)
    for person, phone in ((hoa, BUYERS_PHONE), (minh, SELLERS_PHONE)):
        person.open(case)
        person.sees(phone)
    return case


def walk_to_agreement(hoa: Person, minh: Person, case: str) -> None:
    """Minh proposes, Hoa answers with another price, Minh sees the difference and accepts."""
    steps.propose_terms(minh, case, price="52.000", days="30", start=f"{today():%d/%m/%Y}")
    steps.propose_terms(hoa, case, price="53.500", days="15")
    minh.open(case)
    minh.follow("So với bản trước")
    minh.sees("52.000", "53.500", "Bản số 1", "Bản số 2")
    steps.accept_terms(minh, case, 2)
    minh.sees("Đã thống nhất điều khoản")


def walk_to_signatures(hoa: Person, minh: Person, binh: Person, case: str, folder: Path) -> str:
    """Drawn up, printed, signed on paper, uploaded, confirmed by both; the address of the contract."""
    contract = steps.draw_up_contract(binh, case, NUMBER)
    binh.follow("Bản in A4")
    binh.sees("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", NUMBER, "……………………")
    steps.upload_signed(hoa, contract, folder)
    day = f"{today() - timedelta(days=1):%d/%m/%Y}"
    steps.confirm_signing(hoa, contract, day=day, signer="Nguyễn Thị Hoa")
    steps.confirm_signing(minh, contract, day=day, signer="Trần Văn Minh")
    minh.sees("Đã ký")
    return contract

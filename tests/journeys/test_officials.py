"""An official opens a figure down to the contract, a second one closes the period, and nobody reads a price."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.journeys import official_steps
from tests.journeys.live import PATIENCE
from tests.journeys.official_steps import END, SECRETS, START, download
from tests.journeys.steps import Person

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DOAN_KET = "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết"
OVERSIGHT = (
    "Từ nhu cầu đến lần giao", "Cung cầu theo tháng", "Nhu cầu của doanh nghiệp nhà nước", "Chất lượng dữ liệu",
    "Cảnh báo liêm chính",
)  # fmt: skip
AREA = r"(Xã|Phường|Đặc khu) .+"


@pytest.fixture
def already_there() -> Callable[[Cast], None]:
    """What there is to count."""
    return official_steps.lay_contract


@pytest.fixture
def told(site_app: Flask) -> Iterator[dict[str, str]]:
    """What the site says to whoever asks."""
    with official_steps.listening(site_app) as said:
        yield said


def test_a_figure_is_opened_closed_by_two_and_compared(
    sit_down: Callable[..., Person], site_app: Flask, site_cast: Cast, told: dict[str, str]
) -> None:
    app, cast = site_app, site_cast
    thu = sit_down("thu", scripts=False)
    thu.page.set_default_timeout(4 * PATIENCE)  # the first chart and forecast bring their libraries into the process
    number = official_steps.number_of(app)
    address = open_the_figure(thu)
    compare_the_files(thu, address)
    walk_the_map(thu, address)
    print_it(thu, address)
    down_to_the_contract(thu, address, number)

    linh = sit_down("linh", phone=True, scripts=False)
    snapshot = close_the_quarter(thu, linh)
    official_steps.end_contract(app, cast, END - timedelta(days=9))
    correct_and_compare(thu, linh, snapshot, number)
    oversee(thu)

    assert len(told) > 20
    assert [(path, one) for path, text in told.items() for one in SECRETS if one in text] == []


def open_the_figure(thu: Person) -> str:
    """From the dashboard of the province to I1, with its definition and what it leaves out; the address."""
    thu.open("/indicators?province=68")
    thu.sees("Chỉ tiêu của tỉnh Lâm Đồng", "I2a", "I9", "O10")
    thu.main.locator("#I1 h3 a").click()
    thu.sees("I1: ", "không tính vì: Hồ sơ chưa được xác minh", "Mục tiêu 50%")
    thu.unfold("Cách tính, căn cứ và phiên bản")
    thu.sees("Công thức", "còn thời hạn, với doanh nghiệp", "Nghị định 98/2018/NĐ-CP")
    return thu.path()


def parts_on(person: Person) -> tuple[int, int]:
    """Numerator and denominator as the page says them."""
    words = person.page.locator(".figure-main").inner_text()
    found = re.search(r"(\d+) trong (\d+)", words)
    assert found, words
    return int(found[1]), int(found[2])


def compare_the_files(thu: Person, address: str) -> None:
    """Three files and the print have the number of the page."""
    shown = parts_on(thu)
    assert official_steps.of_csv(download(thu, "Số liệu theo nơi (CSV)")) == shown
    assert official_steps.of_workbook(download(thu, "Bảng tính Excel (XLSX)")) == shown
    thu.follow("Cho máy đọc (JSON)")
    assert official_steps.of_json(thu.page.locator("pre").inner_text()) == shown
    thu.open(address)


def walk_the_map(thu: Person, address: str) -> None:
    """Without a mouse: past the link above the map to an area, which opens with Enter."""
    reached = official_steps.tab_to(thu, "Bỏ qua bản đồ, đến bảng số liệu")
    assert re.match(AREA, reached), reached
    with thu.page.expect_navigation():
        thu.page.keyboard.press("Enter")
    thu.sees(reached.split(":")[0])
    thu.open(address)


def print_it(thu: Person, address: str) -> None:
    """On paper and in high contrast text, chart and table are there; what is only for the screen is not."""
    for media in ({"media": "print"}, {"media": "screen", "contrast": "more"}):
        thu.page.emulate_media(**media)  # type: ignore[arg-type]
        for part in (".figure-main", "svg.chart", ".map-figure > svg", "#places-table"):
            assert thu.page.locator(f"{part}:visible").count() == 1, (media, part)
    thu.page.emulate_media(media="print", contrast="null")
    assert thu.main.get_by_text("Tử số").first.is_visible()
    assert thu.page.locator("details.print-open table").first.is_visible(), "the numbers of the chart"
    assert not thu.main.get_by_role("link", name="Số liệu theo nơi (CSV)").is_visible()
    thu.page.emulate_media(media="null")


def down_to_the_contract(thu: Person, address: str, number: str) -> None:
    """The rows add up to the figure; one of them leads to the contract in the register."""
    counted, whole = parts_on(thu)
    thu.follow("Xem từng dòng")
    thu.sees("Từng dòng của I1", DOAN_KET, f"{counted} trong {whole}", "Không tính")
    yes, no = (thu.main.locator("tbody .tag").get_by_text(words, exact=True).count() for words in ("Có", "Chưa"))
    assert (yes, yes + no) == (counted, whole)
    thu.follow(number)
    thu.sees(f"Sổ đăng ký: hợp đồng {number}", "Đã xác minh", "Xác minh lúc", DOAN_KET)


def close_the_quarter(thu: Person, linh: Person) -> str:
    """Thu prepares it and may not approve it; Linh reads and approves it on the phone. The address."""
    thu.open("/indicators/snapshots")
    thu.follow("Lập bản chốt số liệu")
    thu.pick("Nơi", "Tỉnh Lâm Đồng")
    thu.tick("Quý")
    thu.pick("Năm", str(END.year))
    quarter = (END.month - 1) // 3
    thu.pick("Sáu tháng hoặc quý thứ mấy", ("1 – quý I, sáu tháng đầu năm", "2 – quý II, sáu tháng cuối năm",
                                           "3 – quý III", "4 – quý IV")[quarter])  # fmt: skip
    thu.press("Lập bản chốt")
    thu.sees("Đã lập bản chốt.", "một người khác phải xem lại và duyệt", f"{START:%d/%m/%Y} – {END:%d/%m/%Y}")
    assert thu.main.get_by_role("button", name="Duyệt và chốt số liệu").count() == 0
    approve(linh, thu.path())
    return thu.path()


def approve(linh: Person, snapshot: str) -> None:
    """The second person, from the list."""
    linh.open("/indicators/snapshots")
    linh.sees("chưa duyệt")
    linh.open(snapshot)
    linh.press("Duyệt và chốt số liệu")
    linh.sees("Đã duyệt. Số liệu của kỳ được chốt", "Đã chốt")


def correct_and_compare(thu: Person, linh: Person, snapshot: str, number: str) -> None:
    """A contract's end came to light late: the period is counted anew, and the difference is that contract."""
    thu.open(snapshot)
    thu.follow("Lập bản đính chính")
    thu.fill("Lý do", "Biên bản chấm dứt hợp đồng nộp muộn")
    thu.press("Lập bản đính chính")
    correction = thu.path()
    assert correction != snapshot
    thu.sees("Đây là bản đính chính. Lý do: Biên bản chấm dứt hợp đồng nộp muộn")
    approve(linh, correction)
    for person in (thu, linh):
        person.open(correction)
        person.follow("So với kỳ khác")
        person.sees("Vì sao I1 thay đổi", DOAN_KET, number)
    thu.follow("Sổ đăng ký")
    thu.sees(f"Sổ đăng ký: hợp đồng {number}", "Chấm dứt theo thỏa thuận")


def oversee(thu: Person) -> None:
    """Every page of oversight opens from its index, with the province kept."""
    for page in OVERSIGHT:
        thu.open("/oversight?province=68")
        thu.follow(page)
        thu.sees(page, "Tỉnh Lâm Đồng")

"""An official asks what it takes to reach half and accepts the plan; a broker finds the work on the list of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from marketplace.clock import today
from marketplace.web.formats import format_date
from tests.cast import Cast
from tests.journeys.live import PATIENCE
from tests.journeys.steps import Person
from tests.planning.season import TARGET, Season, needs

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NAME = "Đắk Lắk một nửa"
DUE = format_date(today() + timedelta(days=3))


@pytest.fixture
def already_there() -> Callable[[Cast], None]:
    """Ten cooperatives, three of them linked beyond the target's day and one only until then; a need with room."""

    def lay(cast: Cast) -> None:
        season = Season(lasting=3, expiring=1, free=6)
        season.build(cast)
        needs(season.buyer_ids, "durian", 1, tonnes=300)

    return lay


def test_an_official_reaches_the_target_on_paper_and_a_broker_sees_the_work(sit_down: Callable[..., Person]) -> None:
    thu = sit_down("thu", phone=True, scripts=False)
    thu.page.set_default_timeout(4 * PATIENCE)  # the first search brings the solver into the process
    ask_wrongly(thu)
    plan = ask(thu)
    take_the_paper(thu)
    vary_and_compare(thu, plan)
    accept(thu, plan)

    binh = sit_down("binh", scripts=False)
    binh.open("/my-work")
    binh.sees("Việc hôm nay", f"Kế hoạch “{NAME}”: đưa hai bên tới hợp đồng", f"Hạn {DUE}")
    binh.sees(f"Kế hoạch “{NAME}”: lo gia hạn hợp đồng hết hạn ngày")
    binh.open(f"{plan}/follow-up")
    binh.main.get_by_role("link", name="Mở vụ việc").first.click()
    binh.sees("Công ty 0")


def ask_wrongly(thu: Person) -> None:
    """Each slip is told beside its field, and what was typed stays."""
    thu.open("/my-work")
    thu.follow("Kế hoạch đạt mục tiêu")
    thu.follow("Lập kế hoạch")
    thu.fill("Mục tiêu", "120")
    thu.fill("Đạt vào ngày", "31/12/2020")
    thu.press("Thêm nhà máy giả định")
    thu.fill("Đặt ở xã, phường", "giữa biển")
    thu.fill("Công suất (tấn mỗi năm)", "0")
    thu.press("Tính kế hoạch")
    thu.sees(
        "Số quá lớn: nhiều nhất là 100", "Chưa điền mục này.", "Không tìm thấy nơi “giữa biển”", "Số phải lớn hơn 0."
    )
    assert thu.field("Mục tiêu").input_value() == "120"
    thu.fill("Mục tiêu", "50")
    thu.fill("Tên kế hoạch", NAME)
    for label in ("Tên nhà máy", "Mặt hàng thu mua", "Đặt ở xã, phường", "Công suất (tấn mỗi năm)"):
        thu.fill(label, "")
    assert thu.field("Đạt vào ngày").input_value() == "31/12/2020"


def ask(thu: Person) -> str:
    """Half of them at the target's day; the address of the plan, which reaches it with a renewal and a new link."""
    thu.fill("Đạt vào ngày", format_date(TARGET))
    thu.pick("Nơi", "Tỉnh Đắk Lắk")
    thu.press("Tính kế hoạch")
    thu.sees(NAME, "Trên giấy, mục tiêu đạt được.", "3 → 5", "từ 30% lên 50%", "có 4 tổ chức có liên kết")
    thu.sees("Mục tiêu cần 5 tổ chức, tức thêm 2 liên kết", "Công ty 0", "Sầu riêng")
    thu.sees("Trong đó 1 là gia hạn hợp đồng đang có", "Hợp đồng hết hạn trước ngày mục tiêu")
    return thu.path()


def take_the_paper(thu: Person) -> None:
    """One page of A4."""
    address = thu.main.get_by_role("link", name="Bản in một trang (PDF)").get_attribute("href")
    paper = thu.context.request.get(str(address))
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
    assert b"/Type/Pages/Count 1/" in paper.body()


def vary_and_compare(thu: Person, plan: str) -> None:
    """More than the market can do: said honestly, beside the first."""
    thu.open(plan)
    thu.follow("Lập phương án khác từ kế hoạch này")
    thu.fill("Tên kế hoạch", "Tất cả")
    thu.fill("Mục tiêu", "100")
    thu.press("Tính kế hoạch")
    thu.sees("Tất cả", "tức thêm 7 liên kết")
    thu.open("/plans")
    thu.tick_all("Chọn")
    thu.press("So sánh các kế hoạch đã chọn")
    thu.sees("So sánh kế hoạch", NAME, "Tất cả", "3 trong 10 (30%)")


def accept(thu: Person, plan: str) -> None:
    """By a day; the cases are opened, and the way from there is followed."""
    thu.open(plan)
    thu.follow("Chấp nhận kế hoạch")
    thu.fill("Hạn để cán bộ môi giới liên hệ hai bên", "01/01/2020")
    thu.press("Chấp nhận kế hoạch")
    thu.sees("Hạn giao việc đã qua")
    thu.fill("Hạn để cán bộ môi giới liên hệ hai bên", DUE)
    thu.press("Chấp nhận kế hoạch")
    thu.sees("Kế hoạch và thực tế", "Đang kết nối", "Đang lo gia hạn", "3 / 5")
    thu.open(f"{plan}/acceptance")
    thu.sees("Thu đã chấp nhận kế hoạch này lúc")

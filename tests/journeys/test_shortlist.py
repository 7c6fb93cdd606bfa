"""A suggestion is there as soon as its listing is: for the cooperative and for the enterprise, both on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.accessibility import findings
from tests.journeys import steps
from tests.journeys.steps import Person

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SELLER, BUYER = "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết", "Công ty TNHH Chế biến Hương Việt"
PLACE = "xã Thuận Hạnh, huyện Đắk Song, tỉnh Đắk Nông"
ACROSS = "document.documentElement.scrollWidth"


def test_the_page_after_publishing_shows_what_fits(sit_down: Callable[..., Person]) -> None:
    hoa, minh = (sit_down(name, phone=True) for name in ("hoa", "minh"))
    steps.publish_offer(hoa, goods="sau rieng ri6", rhythm="20 tấn mỗi tháng, quanh năm", price="52.000")
    hoa.sees("Chưa có nhu cầu mua nào khớp")
    steps.post_need(minh, goods="sầu riêng", rhythm="15 tấn mỗi tháng, quanh năm", place=PLACE, nice="VietGAP")
    minh.sees("Gợi ý kết nối", SELLER, "Có 240 tấn, cần 180 tấn", "nếu có VietGAP")  # the page of the redirect itself
    assert minh.page.evaluate(ACROSS) <= 360

    steps.publish_offer(hoa, goods="sầu riêng", rhythm="10 tấn mỗi tháng, quanh năm", price="50.000")
    hoa.sees("Gợi ý kết nối", BUYER)
    assert hoa.page.evaluate(ACROSS) <= 360

    minh.follow("Xem cả danh sách gợi ý")
    minh.follow("Đủ sản lượng")
    minh.sees("Hiện 1 trong 2 gợi ý, ẩn 1")
    minh.follow("Bỏ mọi điều kiện")
    minh.tick_all("Chọn để so sánh")
    minh.press("So sánh các chào bán đã chọn")
    minh.sees("Đáp ứng lượng cần", "100% tốt nhất")
    assert findings(minh.page) == []
    assert minh.page.evaluate(ACROSS) <= 360

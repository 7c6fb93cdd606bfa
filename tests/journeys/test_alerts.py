"""A cooperative on a phone asks to be told, and is told once, with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.alerts.sending import send_all
from tests.journeys import steps
from tests.journeys.steps import Person

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def run_the_job(site_app: Flask) -> Callable[[], None]:
    """What the worker does every minute, in a process's stead: on the site's own database."""

    def run() -> None:
        with site_app.app_context():
            send_all()

    return run


def test_an_alert_at_sixty_brings_one_message_with_its_reason(
    sit_down: Callable[..., Person], run_the_job: Callable[[], None]
) -> None:
    hoa, minh = sit_down("hoa", phone=True, scripts=False), sit_down("minh", scripts=False)
    offer = steps.publish_offer(hoa, goods="sau rieng ri6", rhythm="20 tấn mỗi tháng, quanh năm", price="52.000")
    hoa.follow("Báo tôi khi có gợi ý")
    hoa.fill("Báo khi có gợi ý từ bao nhiêu điểm", "60")
    hoa.press("Đặt báo tin")
    hoa.sees("Đã đặt báo tin.", "Từ 60 điểm", "Sầu riêng Ri6")
    run_the_job()
    hoa.open("/notifications")
    hoa.sees("Chưa có thông báo")

    steps.post_need(
        minh, goods="sầu riêng", rhythm="15 tấn mỗi tháng, quanh năm", place="xã Thuận Hạnh, Lâm Đồng", nice="VietGAP"
    )
    run_the_job()
    run_the_job()
    hoa.open("/notifications")
    hoa.sees(
        "1 thông báo chưa đọc",
        "Công ty TNHH Chế biến Hương Việt tìm mua, phù hợp",
        "điểm với chào bán “Sầu riêng Ri6 (tươi)” của đơn vị bạn.",
        "nếu có VietGAP",
    )
    assert hoa.words().count("Hương Việt tìm mua") == 1
    hoa.press("Mở")
    hoa.sees("Vì sao gợi ý hai bên này", "Công ty TNHH Chế biến Hương Việt", "VietGAP")
    hoa.open(offer)
    hoa.sees("Gợi ý kết nối")

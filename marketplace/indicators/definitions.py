"""The definitions: what is counted, of what, since which version, and who said so. Read aloud before a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Definition(Labelled):
    """When an organisation is linked. No official formula was found, so the choice is always shown."""

    L1 = "L1", _l("Có ít nhất một hợp đồng liên kết đã ký, đã xác minh, còn thời hạn, với doanh nghiệp")
    L2 = "L2", _l("Như L1 và tổng thời hạn từ 36 tháng trở lên")


class Denominator(Labelled):
    """Which organisations are all of them."""

    D1 = "D1", _l("Hợp tác xã nông nghiệp đang hoạt động")
    D2 = "D2", _l("Hợp tác xã nông nghiệp đã đăng ký, chưa chấm dứt")
    D3 = "D3", _l("Hợp tác xã nông nghiệp được xếp loại trong năm")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as people read it; the engine holds its arithmetic."""

    code: str
    version: str
    name: LazyString
    formula: LazyString
    explanation: LazyString
    sources: tuple[str, ...]


I1 = Indicator(
    code="I1",
    version="1",
    name=_l("Hợp tác xã nông nghiệp liên kết với doanh nghiệp theo chuỗi giá trị"),
    formula=_l("số hợp tác xã nông nghiệp có liên kết / tổng số hợp tác xã nông nghiệp"),
    explanation=_l(
        "Mỗi hợp tác xã được đếm một lần, dù có bao nhiêu hợp đồng. Chỉ đếm hợp đồng thuộc bảy hình thức liên kết "
        "của Nghị định 98/2018/NĐ-CP, có bản ký và được người thứ hai xác minh; mua bán thông thường, hợp đồng hết "
        "hạn, tạm ngừng hoặc vô hiệu vào ngày tính thì không đếm. Tin báo chí không bao giờ được đếm."
    ),
    sources=("Nghị định 98/2018/NĐ-CP, Điều 2, Điều 4", "Quyết định 340/QĐ-TTg ngày 12/3/2021"),
)

INDICATORS = {indicator.code: indicator for indicator in (I1,)}

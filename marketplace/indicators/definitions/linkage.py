"""Indicators of linkage (I1, I2, I4, O10): both targets of 50 % are kept apart."""

from __future__ import annotations

from marketplace.indicators.definitions.choices import Choice, Denominator
from marketplace.indicators.definitions.indicator import Indicator
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind

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
    numerator_words=_l("hợp tác xã nông nghiệp có liên kết"),
    denominator_words=_l("hợp tác xã nông nghiệp đang hoạt động"),
    sources=("Nghị định 98/2018/NĐ-CP, Điều 2, Điều 4", "Quyết định 340/QĐ-TTg ngày 12/3/2021"),
    choices=frozenset({Choice.COMMODITY_GROUP, Choice.SIZE, Choice.STATE_OWNED, Choice.DEFINITION, Choice.DENOMINATOR}),
    counted={
        Denominator.D1: _l("hợp tác xã nông nghiệp đang hoạt động"),
        Denominator.D2: _l("hợp tác xã nông nghiệp đã đăng ký, chưa chấm dứt"),
        Denominator.D3: _l("hợp tác xã nông nghiệp được xếp loại trong năm"),
    },
    kinds=(OrganisationKind.HTX,),
)

LINKAGE = (I1,)

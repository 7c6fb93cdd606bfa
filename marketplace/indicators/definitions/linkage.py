"""Indicators of linkage (I1, I2, I4, O10): both targets of 50 % are kept apart."""

from __future__ import annotations

from marketplace.indicators.definitions.choices import Choice, Denominator, Subject
from marketplace.indicators.definitions.indicator import Indicator
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind

OF_LINKAGE = frozenset({Choice.COMMODITY_GROUP, Choice.SIZE, Choice.STATE_OWNED, Choice.DEFINITION, Choice.DENOMINATOR})
OF_ALL_KINDS = OF_LINKAGE | {Choice.ORGANISATION_KIND}
DECREE = "Nghị định 98/2018/NĐ-CP, Điều 2, Điều 4"
RESOLUTION = "Nghị quyết 20-NQ/TW ngày 16/6/2022 (theo nguồn thứ cấp)"
PROGRAMME = "Chương trình phát triển kinh tế tập thể cấp tỉnh đến năm 2030"
_ALL = {
    Denominator.D1: _l("tổ chức kinh tế tập thể đang hoạt động"),
    Denominator.D2: _l("tổ chức kinh tế tập thể đã đăng ký, chưa chấm dứt"),
    Denominator.D3: _l("tổ chức kinh tế tập thể được xếp loại trong năm"),
}
_APART = _l(
    "Có hai mục tiêu 50 % khác nhau. I1 chỉ tính hợp tác xã nông nghiệp liên kết với doanh nghiệp; I2 tính cả hợp tác "
    "xã, liên hiệp hợp tác xã và tổ hợp tác, với bất kỳ đối tác nào trong chuỗi. I2 lại có hai cách đọc: I2a chia cho "
    "mọi tổ chức đang hoạt động, I2b chỉ chia cho tổ chức xếp loại tốt, khá. Nếu 60 % xếp loại tốt, khá thì 50 % theo "
    "I2b chỉ bằng 30 % theo I2a, vì vậy các con số này không bao giờ được gộp làm một."
)

I1 = Indicator(
    code="I1",
    version="1",
    name=_l("Hợp tác xã nông nghiệp liên kết với doanh nghiệp theo chuỗi giá trị"),
    formula=_l("số hợp tác xã nông nghiệp có liên kết / tổng số hợp tác xã nông nghiệp"),
    explanation=_l(
        "Mỗi hợp tác xã được đếm một lần, dù có bao nhiêu hợp đồng. Chỉ đếm hợp đồng thuộc bảy hình thức liên kết "
        "của Nghị định 98/2018/NĐ-CP, có bản ký và được người thứ hai xác minh; mua bán thông thường, hợp đồng hết "
        "hạn, tạm ngừng hoặc vô hiệu vào ngày tính thì không đếm. Hợp tác xã chỉ liên kết qua liên hiệp được đếm khi "
        "chính nó là một bên của hợp đồng hoặc có tên trong phụ lục. Hồ sơ chưa xác minh, chưa rõ tình trạng pháp lý "
        "được nêu riêng, không nằm trong phép chia. Tin báo chí không bao giờ được đếm."
    ),
    numerator_words=_l("hợp tác xã nông nghiệp có liên kết"),
    denominator_words=_l("hợp tác xã nông nghiệp đang hoạt động"),
    sources=(DECREE, "Quyết định 340/QĐ-TTg ngày 12/3/2021"),
    choices=OF_LINKAGE,
    counted={
        Denominator.D1: _l("hợp tác xã nông nghiệp đang hoạt động"),
        Denominator.D2: _l("hợp tác xã nông nghiệp đã đăng ký, chưa chấm dứt"),
        Denominator.D3: _l("hợp tác xã nông nghiệp được xếp loại trong năm"),
    },
    kinds=(OrganisationKind.HTX,),
    apart=_APART,
)

I2A = Indicator(
    code="I2a",
    version="1",
    name=_l("Tổ chức kinh tế tập thể tham gia liên kết theo chuỗi giá trị (tính trên mọi tổ chức)"),
    formula=_l("số tổ chức kinh tế tập thể có liên kết / tổng số tổ chức kinh tế tập thể đang hoạt động"),
    explanation=_l(
        "Tính hợp tác xã, liên hiệp hợp tác xã và tổ hợp tác, nông nghiệp hay không, mỗi tổ chức một lần. Đối tác có "
        "thể là bất kỳ bên nào của chuỗi, không buộc là doanh nghiệp; hợp đồng vẫn phải thuộc bảy hình thức liên kết, "
        "đã ký, đã xác minh và còn thời hạn. Tổ hợp tác không thuộc diện đăng ký và hồ sơ chưa xác minh được nêu riêng."
    ),
    numerator_words=_l("tổ chức kinh tế tập thể có liên kết"),
    denominator_words=_ALL[Denominator.D1],
    sources=(RESOLUTION, PROGRAMME, DECREE),
    choices=OF_ALL_KINDS,
    counted=_ALL,
    apart=_APART,
)

I2B = Indicator(
    code="I2b",
    version="1",
    name=_l("Tổ chức kinh tế tập thể tham gia liên kết theo chuỗi giá trị (trong số xếp loại tốt, khá)"),
    formula=_l("số tổ chức xếp loại tốt, khá có liên kết / số tổ chức xếp loại tốt, khá"),
    explanation=_l(
        "Như I2a, nhưng chỉ xét tổ chức xếp loại tốt hoặc khá. Xếp loại lấy theo bản chính thức mới nhất của năm tính; "
        "năm đó chưa có thì lấy của năm liền trước. Tổ chức chưa được xếp loại không nằm trong phép chia và được nêu "
        "riêng."
    ),
    numerator_words=_l("tổ chức xếp loại tốt, khá có liên kết"),
    denominator_words=_l("tổ chức xếp loại tốt, khá đang hoạt động"),
    sources=(RESOLUTION, PROGRAMME, "Thông tư 09/2017/TT-BNNPTNT"),
    choices=OF_ALL_KINDS,
    counted={
        Denominator.D1: _l("tổ chức xếp loại tốt, khá đang hoạt động"),
        Denominator.D2: _l("tổ chức xếp loại tốt, khá đã đăng ký, chưa chấm dứt"),
        Denominator.D3: _l("tổ chức xếp loại tốt, khá trong chính năm tính"),
    },
    apart=_APART,
)

I4 = Indicator(
    code="I4",
    version="1",
    name=_l("Tổ chức kinh tế tập thể tham gia chuỗi liên kết, tầm nhìn năm 2045"),
    formula=_l("số tổ chức kinh tế tập thể có liên kết / tổng số tổ chức kinh tế tập thể đang hoạt động"),
    explanation=_l(
        "Cùng tử số và mẫu số với I2a; chỉ khác mục tiêu: tầm nhìn đến năm 2045, cùng với trên 90 % tổ chức hoạt động "
        "hiệu quả, điều mà hệ thống này không đo."
    ),
    numerator_words=_l("tổ chức kinh tế tập thể có liên kết"),
    denominator_words=_ALL[Denominator.D1],
    sources=(RESOLUTION,),
    choices=OF_ALL_KINDS,
    counted=_ALL,
)

O10 = Indicator(
    code="O10",
    version="1",
    name=_l("Xã, phường có tổ chức liên kết"),
    formula=_l("số xã có ít nhất một tổ chức liên kết với doanh nghiệp / số xã có ít nhất một tổ chức kinh tế tập thể"),
    explanation=_l(
        "Tính theo xã, phường từ ngày 01/7/2025, nơi tổ chức đặt trụ sở. Xã không có tổ chức kinh tế tập thể nào thì "
        "không nằm trong phép chia. Tổ chức chưa rõ xã được nêu riêng. Chỉ tiêu vận hành do hệ thống này đặt ra."
    ),
    numerator_words=_l("xã có ít nhất một tổ chức liên kết"),
    denominator_words=_l("xã có ít nhất một tổ chức kinh tế tập thể đang hoạt động"),
    sources=("Chỉ tiêu vận hành do hệ thống này đặt ra; chưa có mục tiêu của cơ quan nhà nước",),
    subject=Subject.COMMUNE,
    choices=OF_ALL_KINDS - {Choice.DENOMINATOR},
)

LINKAGE = (I1, I2A, I2B, I4, O10)

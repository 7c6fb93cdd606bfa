"""Indicators of the organisations themselves: rating, technology, founding, models, members (I3, I5, I6, I7, I9)."""

from __future__ import annotations

from datetime import date

from marketplace.indicators.definitions.choices import Choice, Denominator, Subject, Unit
from marketplace.indicators.definitions.indicator import Indicator
from marketplace.indicators.definitions.linkage import PROGRAMME, RESOLUTION
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind

OF_ORGANISATIONS = frozenset({Choice.ORGANISATION_KIND, Choice.SIZE, Choice.DENOMINATOR})

I3 = Indicator(
    code="I3",
    version="1",
    name=_l("Tổ chức kinh tế tập thể xếp loại tốt, khá"),
    formula=_l("số tổ chức xếp loại tốt hoặc khá / tổng số tổ chức kinh tế tập thể"),
    explanation=_l(
        "Xếp loại lấy theo bản chính thức mới nhất của năm tính; năm đó chưa có thì lấy của năm liền trước. Mặc định "
        "chia cho mọi tổ chức đang hoạt động: tổ chức chưa được xếp loại vẫn nằm trong mẫu số và được nêu riêng. Chọn "
        "“được xếp loại trong năm” thì chỉ chia cho tổ chức đã được xếp loại. Thông tư 01/2020/TT-BKHĐT đã hết hiệu "
        "lực từ ngày 18/9/2025; hợp tác xã nông nghiệp vẫn xếp loại theo Thông tư 09/2017/TT-BNNPTNT."
    ),
    numerator_words=_l("tổ chức xếp loại tốt, khá"),
    denominator_words=_l("tổ chức kinh tế tập thể đang hoạt động, kể cả chưa xếp loại"),
    sources=(RESOLUTION, PROGRAMME, "Thông tư 09/2017/TT-BNNPTNT", "Thông tư 78/2025/TT-BTC (theo nguồn thứ cấp)"),
    choices=OF_ORGANISATIONS,
    counted={
        Denominator.D1: _l("tổ chức kinh tế tập thể đang hoạt động, kể cả chưa xếp loại"),
        Denominator.D2: _l("tổ chức kinh tế tập thể đã đăng ký, chưa chấm dứt, kể cả chưa xếp loại"),
        Denominator.D3: _l("tổ chức kinh tế tập thể được xếp loại trong năm"),
    },
)

I5 = Indicator(
    code="I5",
    version="1",
    name=_l("Hợp tác xã ứng dụng công nghệ cao"),
    formula=_l("số hợp tác xã được công nhận ứng dụng công nghệ cao / tổng số hợp tác xã"),
    explanation=_l(
        "Tính mọi hợp tác xã, nông nghiệp hay không. Chỉ đếm khi có công nhận còn hiệu lực vào ngày tính, kèm căn cứ "
        "và minh chứng; công nhận đã rút lại không được đếm."
    ),
    numerator_words=_l("hợp tác xã ứng dụng công nghệ cao"),
    denominator_words=_l("hợp tác xã đang hoạt động"),
    sources=(PROGRAMME, RESOLUTION),
    choices=frozenset({Choice.SIZE, Choice.DENOMINATOR}),
    counted={
        Denominator.D1: _l("hợp tác xã đang hoạt động"),
        Denominator.D2: _l("hợp tác xã đã đăng ký, chưa chấm dứt"),
        Denominator.D3: _l("hợp tác xã được xếp loại trong năm"),
    },
    kinds=(OrganisationKind.HTX,),
)

I6 = Indicator(
    code="I6",
    version="1",
    name=_l("Tổ chức kinh tế tập thể thành lập mới"),
    formula=_l("số tổ chức thành lập từ ngày đầu kỳ đến ngày tính"),
    explanation=_l(
        "Cộng dồn từ khi chương trình bắt đầu (01/01/2022), theo ngày thành lập; tổ chức về sau giải thể vẫn đã được "
        "thành lập. Mỗi loại tổ chức có mục tiêu riêng. Tổ chức chưa có ngày thành lập được nêu riêng."
    ),
    numerator_words=_l("tổ chức thành lập mới"),
    denominator_words=_l("không chia cho số nào"),
    sources=(PROGRAMME,),
    unit=Unit.COUNT,
    choices=frozenset({Choice.SINCE, Choice.ORGANISATION_KIND, Choice.SIZE}),
    windowed=True,
    begins=date(2022, 1, 1),
)

I7 = Indicator(
    code="I7",
    version="1",
    name=_l("Địa bàn có hợp tác xã kiểu mẫu"),
    formula=_l("số huyện (cũ) có ít nhất một hợp tác xã kiểu mẫu / số huyện (cũ)"),
    explanation=_l(
        "Mục tiêu đặt cho huyện, thành phố trước ngày 01/7/2025, nên các xã nay được gom theo huyện cũ của phần lớn xã "
        "nhập vào; có thể chọn đếm theo xã. “Kiểu mẫu” không có tiêu chuẩn chung trong luật: chỉ đếm hợp tác xã đang "
        "hoạt động có công nhận còn hiệu lực, kèm căn cứ."
    ),
    numerator_words=_l("địa bàn có hợp tác xã kiểu mẫu"),
    denominator_words=_l("địa bàn"),
    sources=(PROGRAMME, "Quyết định 167/QĐ-TTg ngày 03/02/2021 (theo nguồn thứ cấp)"),
    subject=Subject.DISTRICT,
    choices=frozenset({Choice.AREAS}),
    kinds=(OrganisationKind.HTX,),
)

I9 = Indicator(
    code="I9",
    version="1",
    name=_l("Dân số tham gia kinh tế tập thể"),
    formula=_l("tổng số thành viên chính thức / dân số của địa bàn"),
    explanation=_l(
        "Cộng số thành viên chính thức của các tổ chức đang hoạt động. Một người ở hai tổ chức bị tính hai lần vì "
        "không có danh sách thành viên. Dân số lấy theo số liệu của cơ quan khác công bố gần nhất trước ngày tính; "
        "địa bàn chưa có số dân thì không tính được tỷ lệ. Tổ chức chưa khai số thành viên được nêu riêng."
    ),
    numerator_words=_l("thành viên chính thức"),
    denominator_words=_l("người dân của địa bàn"),
    sources=(RESOLUTION,),
    choices=frozenset({Choice.ORGANISATION_KIND, Choice.SIZE}),
)

QUALITY = (I3, I5, I6, I7, I9)

"""Indicators of how linkage works day by day (O1–O9), which are ours, and of traced products (I8)."""

from __future__ import annotations

from marketplace.indicators.definitions.choices import Choice, Subject, Unit
from marketplace.indicators.definitions.indicator import Indicator
from marketplace.labels import lazy_gettext as _l

OURS = "Chỉ tiêu vận hành do hệ thống này đặt ra; chưa có mục tiêu của cơ quan nhà nước"
OF_PRODUCERS = frozenset({Choice.COMMODITY_GROUP, Choice.ORGANISATION_KIND, Choice.SIZE})
OF_CONTRACTS = OF_PRODUCERS | {Choice.STATE_OWNED}
OF_WINDOWS = OF_CONTRACTS | {Choice.SINCE}

_ACTIVE = _l(
    "Tính hợp đồng liên kết (hình thức 1–7 của Nghị định 98/2018/NĐ-CP) đã ký, còn thời hạn vào ngày tính, không tạm "
    "ngừng. Mỗi hợp đồng thuộc địa bàn của đơn vị đứng đầu bên sản xuất. Hợp đồng chưa được người thứ hai xác minh "
    "thì không tính và được nêu riêng."
)

O1 = Indicator(
    code="O1",
    version="1",
    name=_l("Tỷ lệ hợp đồng liên kết với doanh nghiệp nhà nước"),
    formula=_l("số hợp đồng đang thực hiện có doanh nghiệp nhà nước là một bên / số hợp đồng đang thực hiện"),
    explanation=_ACTIVE,
    numerator_words=_l("hợp đồng đang thực hiện với doanh nghiệp nhà nước"),
    denominator_words=_l("hợp đồng liên kết đang thực hiện"),
    sources=("Luật Doanh nghiệp 2020, Điều 88", OURS),
    subject=Subject.CONTRACT,
    choices=OF_PRODUCERS,
)

O1V = Indicator(
    code="O1v",
    version="1",
    name=_l("Tỷ lệ khối lượng liên kết với doanh nghiệp nhà nước"),
    formula=_l("số kg cam kết với doanh nghiệp nhà nước / tổng số kg cam kết của hợp đồng đang thực hiện"),
    explanation=_ACTIVE,
    numerator_words=_l("kg cam kết với doanh nghiệp nhà nước"),
    denominator_words=_l("kg cam kết trong hợp đồng đang thực hiện"),
    sources=("Luật Doanh nghiệp 2020, Điều 88", OURS),
    subject=Subject.CONTRACT,
    choices=OF_PRODUCERS,
)

O2 = Indicator(
    code="O2",
    version="1",
    name=_l("Khối lượng nông sản trong hợp đồng liên kết"),
    formula=_l("tổng khối lượng cam kết của hợp đồng đang thực hiện"),
    explanation=_ACTIVE,
    numerator_words=_l("kg cam kết trong hợp đồng đang thực hiện"),
    denominator_words=_l("không chia cho số nào"),
    sources=("Thông tư 18/2019/TT-BNNPTNT, Điều 6 khoản 2", OURS),
    unit=Unit.KG,
    subject=Subject.CONTRACT,
    choices=OF_CONTRACTS,
)

O2V = Indicator(
    code="O2v",
    version="2",
    name=_l("Giá trị nông sản trong hợp đồng liên kết"),
    formula=_l("tổng của khối lượng cam kết nhân giá hợp đồng (giá sàn nếu giá thả nổi)"),
    explanation=_l(
        "Chỉ nêu cho cả nước và tỉnh, vào ngày cuối quý gần nhất, khi có từ ba hợp đồng của từ ba bên mua khác nhau, "
        "làm tròn đến hai chữ số có nghĩa, để không ai suy ra giá của một hợp đồng; từng hợp đồng không bao giờ hiện "
        "giá trị. Hợp đồng chưa chốt giá thì không tính và được nêu riêng."
    ),
    numerator_words=_l("đồng trong hợp đồng đang thực hiện"),
    denominator_words=_l("không chia cho số nào"),
    sources=(OURS,),
    unit=Unit.DONG,
    subject=Subject.CONTRACT,
    choices=frozenset({Choice.COMMODITY_GROUP}),
    confidential=True,
)

O3 = Indicator(
    code="O3",
    version="1",
    name=_l("Tỷ lệ giao hàng so với cam kết"),
    formula=_l("số kg được nghiệm thu / số kg cam kết, của các kỳ giao kết thúc trong khoảng thời gian"),
    explanation=_l(
        "Mỗi dòng là một kỳ giao của một đơn vị sản xuất. Tính hàng được nghiệm thu đến ngày tính, kể cả giao bù sau "
        "kỳ; giao vượt không bị cắt nên tỷ lệ có thể hơn 100 %. Kỳ mà hai bên chưa thống nhất, kỳ chưa ai ghi sổ và "
        "hợp đồng chưa xác minh thì không tính và được nêu riêng."
    ),
    numerator_words=_l("kg được nghiệm thu"),
    denominator_words=_l("kg cam kết giao trong các kỳ đã kết thúc"),
    sources=(OURS,),
    subject=Subject.DELIVERY_PERIOD,
    choices=OF_WINDOWS,
    windowed=True,
)

O4 = Indicator(
    code="O4",
    version="1",
    name=_l("Tỷ lệ thanh toán đúng hạn"),
    formula=_l("số tiền trả không muộn hơn hạn / số tiền đến hạn trong khoảng thời gian"),
    explanation=_l(
        "Chỉ nêu tỷ lệ, tính trên 1.000 đồng đến hạn; số tiền không bao giờ nêu. Khoản bên bán báo chưa nhận đủ, khoản "
        "chưa có hạn và hợp đồng chưa xác minh thì không tính và được nêu riêng."
    ),
    numerator_words=_l("đồng trả đúng hạn trên mỗi 1.000 đồng đến hạn"),
    denominator_words=_l("mỗi 1.000 đồng đến hạn trả"),
    sources=(OURS,),
    subject=Subject.PAYMENT,
    choices=OF_WINDOWS,
    windowed=True,
    confidential=True,
)

O5 = Indicator(
    code="O5",
    version="1",
    name=_l("Tỷ lệ hợp đồng chấm dứt do vi phạm"),
    formula=_l("số hợp đồng chấm dứt do vi phạm / số hợp đồng kết thúc trong khoảng thời gian"),
    explanation=_l(
        "Hợp đồng kết thúc khi hoàn thành, khi chấm dứt hoặc khi hết thời hạn, tính theo ngày đến trước; vi phạm ghi "
        "sau khi hết thời hạn không còn là chấm dứt sớm. Hợp đồng vô hiệu không tính là kết thúc. Hợp đồng chưa xác "
        "minh thì không tính và được nêu riêng."
    ),
    numerator_words=_l("hợp đồng chấm dứt do vi phạm"),
    denominator_words=_l("hợp đồng kết thúc"),
    sources=(OURS,),
    subject=Subject.CONTRACT,
    choices=OF_WINDOWS,
    windowed=True,
    higher_is_better=False,
)

O6 = Indicator(
    code="O6",
    version="1",
    name=_l("Diện tích sản xuất có liên kết"),
    formula=_l("tổng số ha của hợp đồng đang thực hiện, mỗi bên sản xuất và mặt hàng tính một lần"),
    explanation=_l(
        "Một bên sản xuất có nhiều hợp đồng đang thực hiện cho cùng một mặt hàng thì chỉ tính diện tích lớn nhất, vì "
        "có thể là cùng một thửa đất. Hợp đồng không ghi diện tích và hợp đồng chưa xác minh được nêu riêng."
    ),
    numerator_words=_l("ha trong hợp đồng đang thực hiện"),
    denominator_words=_l("không chia cho số nào"),
    sources=("Thông tư 18/2019/TT-BNNPTNT, Điều 6 khoản 2", OURS),
    unit=Unit.HA,
    subject=Subject.CONTRACT,
    choices=OF_CONTRACTS,
)

O7 = Indicator(
    code="O7",
    version="1",
    name=_l("Tỷ lệ nhu cầu mua đã có hợp đồng"),
    formula=_l("số nhu cầu đã có ít nhất một hợp đồng được ký / số nhu cầu đăng trong khoảng thời gian"),
    explanation=_l(
        "Tính nhu cầu đăng trong khoảng thời gian và hợp đồng ký đến ngày tính, trừ hợp đồng vô hiệu. Nhu cầu thuộc "
        "địa bàn ghi trong tin. Nhu cầu của đơn vị chưa xác minh được nêu riêng; tin báo chí không bao giờ được tính."
    ),
    numerator_words=_l("nhu cầu đã có hợp đồng"),
    denominator_words=_l("nhu cầu đã đăng"),
    sources=(OURS,),
    subject=Subject.NEED,
    choices=frozenset({Choice.SINCE, Choice.COMMODITY_GROUP, Choice.STATE_OWNED}),
    windowed=True,
)

O8 = Indicator(
    code="O8",
    version="2",
    name=_l("Chênh lệch cung cầu"),
    formula=_l("số kg cần mua − số kg chào bán, trong 365 ngày kể từ ngày tính"),
    explanation=_l(
        "Số dương là còn thiếu hàng, số âm là còn thừa. Tính tin đang đăng vào ngày tính, cho 365 ngày tới kể cả ngày "
        "ấy; kỳ nằm một phần trong thời gian này thì tính phần ngày nằm trong. Từng tháng xem ở trang cung cầu. Chào "
        "bán dịch vụ và tin báo chí không tính; tin của đơn vị chưa xác minh được nêu riêng. Tin theo dạng sản phẩm "
        "khác nhau được cộng chung theo mặt hàng."
    ),
    numerator_words=_l("kg cần mua"),
    denominator_words=_l("kg chào bán"),
    sources=(OURS,),
    unit=Unit.KG,
    subject=Subject.NEED_PERIOD,
    choices=frozenset({Choice.COMMODITY_GROUP}),
    days_ahead=364,
    higher_is_better=False,
    difference=True,
)

O9 = Indicator(
    code="O9",
    version="1",
    name=_l("Chứng nhận sắp hết hạn"),
    formula=_l("số chứng nhận còn hiệu lực và hết hạn trong 90 ngày sau ngày tính"),
    explanation=_l(
        "Tính chứng nhận đã xác minh, chưa bị đình chỉ hay thu hồi vào ngày tính. Giấy tự khai chưa xác minh được nêu "
        "riêng."
    ),
    numerator_words=_l("chứng nhận hết hạn trong 90 ngày"),
    denominator_words=_l("không chia cho số nào"),
    sources=(OURS,),
    unit=Unit.COUNT,
    subject=Subject.CERTIFICATE,
    choices=OF_PRODUCERS,
    higher_is_better=False,
)

I8 = Indicator(
    code="I8",
    version="1",
    name=_l("Nông sản truy xuất được nguồn gốc và đạt an toàn thực phẩm"),
    formula=_l("số sản phẩm truy xuất có giấy an toàn thực phẩm còn hiệu lực / số sản phẩm truy xuất trên hệ thống"),
    explanation=_l(
        "Giấy phải được xác minh, còn hiệu lực vào ngày tính và phủ mặt hàng (hoặc nhóm hàng, hoặc cả đơn vị). Tính "
        "giấy đủ điều kiện an toàn thực phẩm, HACCP, ISO 22000, VietGAP và GlobalG.A.P.; bản cam kết tự ký không tính. "
        "Câu chữ của chương trình tỉnh có thể hiểu nhiều cách, đây là cách hiểu của hệ thống."
    ),
    numerator_words=_l("sản phẩm truy xuất có giấy an toàn thực phẩm còn hiệu lực"),
    denominator_words=_l("sản phẩm truy xuất trên hệ thống"),
    sources=("Chương trình của tỉnh về kinh tế tập thể đến năm 2030", "Nghị định 15/2018/NĐ-CP, Điều 12"),
    subject=Subject.PRODUCT,
    choices=OF_PRODUCERS,
)

FLOWS = (I8, O1, O1V, O2, O2V, O3, O4, O5, O6, O7, O8, O9)

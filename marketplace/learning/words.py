"""The words of the method page: what each part looks at, why a model ranks or does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import LazyString

from marketplace.labels import lazy_gettext as _l
from marketplace.learning.actions import BY_ITSELF
from marketplace.web.formats import format_percent, format_quantity

LOOKS_AT: Mapping[str, LazyString] = {
    "product": _l("Có đúng mặt hàng cần mua không, hay là hàng cùng nhóm, hàng thay thế được."),
    "form_variety": _l("Dạng hàng (tươi, khô, đông lạnh…), giống và cách trồng có khớp không."),
    "quantity": _l("Lượng còn trống của từng kỳ so với lượng cần; phần chắc chắn tính trước phần có thể thêm."),
    "window": _l("Thời gian có hàng trùng bao nhiêu với thời gian cần."),
    "distance": _l("Đường từ nơi có hàng đến nơi nhận; hàng mau hỏng thì gần quan trọng hơn."),
    "price": _l("Cách tính giá hai bên nêu công khai, chỉ so khi cùng loại, cùng dạng."),
    "certificates": _l("Giấy chứng nhận mà bên mua mong có: đúng mặt hàng, còn hiệu lực vào ngày giao."),
    "track_record": _l("Đã từng ký, giao và trả đúng hẹn chưa. Chưa biết thì ai cũng được cùng một mức giữa."),
    "soe": _l("Bên mua có là doanh nghiệp nhà nước không; chỉ tính khi được chọn."),
}
HARD_RULES: tuple[LazyString, ...] = (
    _l("Hàng không cùng loại và danh mục không ghi quan hệ nào giữa hai loại."),
    _l("Dạng hàng không thể đổi sang dạng cần mua."),
    _l("Thời gian có hàng và thời gian cần không giao nhau."),
    _l("Lượng dưới lô nhỏ nhất mà bên kia nhận."),
    _l("Xa hơn khoảng cách tối đa bên mua đặt ra."),
    _l(
        "Thiếu giấy chứng nhận bắt buộc, hoặc giấy hết hạn, không đúng mặt hàng. Chưa ai biết bên bán có giấy không,"
        " hay chỉ đoán được là có (bán sang nơi đòi giấy ấy, có giấy thường đi kèm), thì vẫn gợi ý và ghi rõ cần hỏi."
    ),
    _l("Hai bên là một, hoặc đã chấm dứt liên kết với nhau."),
)
NOT_USED: tuple[LazyString, ...] = (
    _l("Ai giới thiệu, ai là người quen, ai trả tiền: không có chỗ nào để mua thứ hạng."),
    _l("Người đại diện, giới tính, dân tộc, tuổi, địa chỉ nhà của bất kỳ ai."),
    _l("Giá mà chủ của nó chỉ cho hai bên đã được giới thiệu xem."),
    _l("Tin nhắn, ghi chú riêng và nội dung hợp đồng của người khác."),
    _l("Một người đã bấm, đã xem những gì: nhật ký chỉ ghi tên đơn vị."),
)
LOGGED: tuple[LazyString, ...] = (
    _l("Cặp nào đã hiện cho đơn vị nào, ngày nào, thứ mấy, bao nhiêu điểm: mỗi ngày một lần, xóa sau 12 tháng."),
    _l("Lý do không phù hợp mà một bên đã nói, cho đến khi bên đó rút lại."),
    _l("Kết quả: hai bên đồng ý, thống nhất điều khoản, ký, xác minh; giữ cùng hồ sơ vụ việc và hợp đồng."),
)
RUNGS: Mapping[str, LazyString] = {
    "hand": _l("Điểm theo trọng số"),
    "logistic": _l("Mô hình đơn giản (hồi quy logistic)"),
    "boosting": _l("Mô hình nhiều cây quyết định"),
}


def rung_words(rung: str) -> str:
    """What a rung of the ladder is called."""
    return str(RUNGS.get(rung, rung))


def why(card: Mapping[str, Any]) -> str:
    """Why this training let its model rank, or left the ranking to the hand score."""
    known = {"outcomes": card["outcomes"], "good": card["good"], "missing": card["missing"]}
    sentences: Mapping[str, LazyString] = {
        "no_outcomes": _l("Chưa biết kết quả của cặp nào, nên điểm theo trọng số xếp hạng."),
        "too_few": _l(
            "Mới biết kết quả của %(outcomes)s cặp, trong đó %(good)s cặp được hai bên đồng ý. Cần thêm %(missing)s kết"
            " quả nữa mới thử học; đến lúc đó điểm theo trọng số xếp hạng.",
            **known,
        ),
        "too_few_of_a_kind": _l(
            "Đã biết kết quả của %(outcomes)s cặp, trong đó %(good)s cặp được hai bên đồng ý: một trong hai loại"
            " kết quả còn quá ít để học.",
            **known,
        ),
        "too_few_later": _l(
            "Đã biết kết quả của %(outcomes)s cặp, nhưng các kết quả đến sau còn quá ít để kiểm tra một mô hình.",
            **known,
        ),
        "not_better": _l(
            "Đã học từ %(outcomes)s kết quả nhưng không tốt hơn hẳn điểm theo trọng số trên các kết quả đến sau, nên"
            " không được dùng.",
            **known,
        ),
        "better": _l(
            "Đã học từ %(outcomes)s kết quả và xếp hạng tốt hơn điểm theo trọng số trên các kết quả đến sau.",
            **known,
        ),
    }
    return str(sentences.get(card["reason"], ""))


def measured(card: Mapping[str, Any]) -> str:
    """How the model of a card and the hand score did on later outcomes; empty where nothing was measured."""
    ndcg = {one["rung"]: one["ndcg"] for one in card["tried"]}
    if card["compared"] not in ndcg:
        return ""
    return str(
        _l(
            "Trên các kết quả đến sau, nDCG@10 của mô hình là %(learned)s, của điểm theo trọng số là %(hand)s"
            " (1 là cặp tốt luôn đứng đầu).",
            learned=three(ndcg[card["compared"]]),
            hand=three(ndcg["hand"]),
        )
    )


def reason_words(reason: str) -> str:
    """A kept reason; the one of decisions that nobody made is told in the reader's language."""
    return str(_l("Tốt hơn điểm theo trọng số trên các kết quả đến sau.")) if reason == BY_ITSELF else reason


def three(number: float) -> str:
    """A measure of a card with three places, in the reader's notation."""
    return format_quantity(Decimal(number).quantize(Decimal("0.001")))


def share(number: float) -> Decimal:
    """A share of a card, exact enough for a percentage."""
    return Decimal(number).quantize(Decimal("0.0001"))


def percent(number: float) -> str:
    """A share of one in words."""
    return format_percent(share(number))


def day(iso: str) -> date:
    """A day of a card."""
    return date.fromisoformat(iso)

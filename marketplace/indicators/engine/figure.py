"""The answer to a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from marketplace.indicators.definitions import Unit
from marketplace.indicators.engine.question import Question
from marketplace.indicators.models import TargetKind
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class LeftOut(Labelled):
    """Why a row does not count, or counts with a caveat: always stated beside the figure."""

    UNRATED = "unrated", _l("Chưa được xếp loại")
    STATUS_UNKNOWN = "status_unknown", _l("Chưa rõ tình trạng pháp lý")
    UNREGISTERED = "unregistered", _l("Không thuộc diện đăng ký nên không có tình trạng pháp lý")
    UNVERIFIED = "unverified", _l("Hồ sơ chưa được xác minh")
    NO_DATE = "no_date", _l("Chưa có ngày")
    NO_MEMBERS = "no_members", _l("Chưa có số thành viên")
    NO_PLACE = "no_place", _l("Chưa rõ địa bàn")
    NO_BOOK = "no_book", _l("Chưa có ai ghi sổ giao nhận")
    DISPUTED = "disputed", _l("Đang có tranh chấp")
    SUSPENDED = "suspended", _l("Hợp đồng tạm ngừng vào cuối kỳ giao")
    NO_PRICE = "no_price", _l("Giá chưa chốt")
    NO_QUANTITY = "no_quantity", _l("Chưa có khối lượng")
    SAME_LAND = "same_land", _l("Đã tính ở hợp đồng khác của cùng bên sản xuất và mặt hàng")
    NO_AREA = "no_area", _l("Chưa có diện tích")
    SUPPRESSED = "suppressed", _l("Không nêu, để không ai suy ra số của ít hơn ba hợp đồng hoặc ba bên mua")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as data: what an authority set out to reach by the end of a year, and where it is written."""

    value: Decimal
    year: int
    kind: TargetKind
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Numerator and denominator as counted; `demonstration` tells how many rows of them are for show only.

    `denominator` is None for an indicator that is a mere count or amount, or whose denominator nobody has stated.
    """

    question: Question
    numerator: Decimal
    denominator: Decimal | None
    demonstration: int
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    target: TargetLine | None = None

    @property
    def share(self) -> Decimal | None:
        """From 0 to 1; None unless the unit is percent and there is something to divide by."""
        if self.question.indicator.unit is not Unit.PERCENT or not self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def value(self) -> Decimal | None:
        """In the indicator's unit: percent from 0 to 100, else the amount itself; exact, rounded only in words."""
        if self.question.indicator.unit is not Unit.PERCENT:
            if LeftOut.SUPPRESSED in self.left_out:
                return None
            return self.numerator - (self.denominator or 0 if self.question.indicator.difference else 0)
        return self.numerator * 100 / self.denominator if self.denominator else None

    @property
    def missing(self) -> int | None:
        """How many more units of the numerator reach the target; 0 when it is reached."""
        if self.target is None or self.value is None:
            return None
        wanted = self.target.value
        if self.question.indicator.unit is Unit.PERCENT and self.denominator:
            wanted = wanted * self.denominator / 100
        return max(int((wanted - self.numerator).to_integral_value(ROUND_CEILING)), 0)


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """The part of a figure that lies in one place; `code` None where nobody knows the place."""

    figure: Figure
    code: str | None

    @property
    def numerator(self) -> Decimal:
        return self.figure.numerator

    @property
    def denominator(self) -> Decimal | None:
        return self.figure.denominator

    @property
    def share(self) -> Decimal | None:
        return self.figure.share

    @property
    def value(self) -> Decimal | None:
        return self.figure.value

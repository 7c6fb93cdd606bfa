"""The reasons for a difference between two snapshots, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from flask_babel import LazyString

from marketplace.errors import Sentence
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date

Places: TypeAlias = Mapping[str, Any]


class Why(Labelled):
    """What happened. Of the organisation itself first, then of its contracts."""

    REGISTERED = "registered", _l("Mới đăng ký"), "info"
    PROFILE_VERIFIED = "profile_verified", _l("Hồ sơ mới được xác minh"), "info"
    STATUS_IN = "status_in", _l("Tình trạng pháp lý"), "info"
    STATUS_OUT = "status_out", _l("Tình trạng pháp lý"), "warn"
    MERGED = "merged", _l("Đã gộp hồ sơ"), "neutral"
    PROFILE_UNVERIFIED = "profile_unverified", _l("Bỏ xác minh hồ sơ"), "warn"
    MOVED = "moved", _l("Đổi địa bàn"), "neutral"
    RECLASSIFIED = "reclassified", _l("Đổi loại"), "neutral"
    RECORD_CHANGED = "record_changed", _l("Hồ sơ được sửa"), "neutral"
    SIGNED = "signed", _l("Ký mới"), "good"
    VERIFIED = "verified", _l("Mới xác minh"), "good"
    BEGUN = "begun", _l("Mới bắt đầu"), "good"
    RESUMED = "resumed", _l("Tiếp tục"), "good"
    TOOK_OVER = "took_over", _l("Nhận từ hồ sơ gộp"), "neutral"
    STANDS = "stands", _l("Vẫn còn hợp đồng"), "neutral"
    ENDED = "ended", _l("Đã kết thúc"), "warn"
    EXPIRED = "expired", _l("Hết thời hạn"), "warn"
    SUSPENDED = "suspended", _l("Tạm ngừng"), "warn"
    UNVERIFIED = "unverified", _l("Không còn được xác minh"), "warn"
    CONTRACT_CHANGED = "contract_changed", _l("Hợp đồng được sửa"), "neutral"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `number` and `contract_id` name the contract, `day` when it happened.

    `late`: it had happened before the older snapshot and was written down only afterwards.
    """

    why: Why
    day: date | None = None
    second_day: date | None = None
    name: Sentence | None = None
    number: str | None = None
    contract_id: int | None = None
    late: bool = False

    @property
    def sentence(self) -> LazyString:
        """What happened, in a sentence that names the contract."""
        places = {
            "number": self.number or _l("chưa ghi số"),
            "day": format_date(self.day),
            "second": format_date(self.second_day),
            "name": self.name or "",
        }
        said = SENTENCES[self.why](places)
        return _l("%(said)s Việc này được ghi nhận sau lần chốt trước.", said=said) if self.late else said


def _signed(places: Places) -> LazyString:
    return _l("Có hợp đồng %(number)s ký ngày %(day)s, xác minh ngày %(second)s.", **places)


def _verified(places: Places) -> LazyString:
    return _l("Hợp đồng %(number)s ký từ ngày %(day)s, đến ngày %(second)s mới được xác minh.", **places)


SENTENCES: Mapping[Why, Callable[[Places], LazyString]] = {
    Why.REGISTERED: lambda p: _l("Có tình trạng pháp lý lần đầu từ ngày %(day)s.", **p),
    Why.PROFILE_VERIFIED: lambda p: _l("Hồ sơ được xác minh ngày %(day)s nên bắt đầu được tính.", **p),
    Why.STATUS_IN: lambda p: _l("Tình trạng là “%(name)s” từ ngày %(day)s nên được tính vào mẫu số.", **p),
    Why.STATUS_OUT: lambda p: _l("Tình trạng là “%(name)s” từ ngày %(day)s nên ra khỏi mẫu số.", **p),
    Why.MERGED: lambda p: _l("Hồ sơ được gộp vào %(name)s ngày %(day)s nên chỉ còn được đếm ở đó.", **p),
    Why.PROFILE_UNVERIFIED: lambda p: _l("Hồ sơ không còn được xác minh nên không được tính.", **p),
    Why.MOVED: lambda p: _l("Địa bàn trong hồ sơ được đổi ngày %(day)s.", **p),
    Why.RECLASSIFIED: lambda p: _l("Loại tổ chức hoặc ngành nông nghiệp trong hồ sơ được đổi ngày %(day)s.", **p),
    Why.RECORD_CHANGED: lambda p: _l("Dữ liệu của tổ chức được bổ sung hoặc sửa sau lần chốt trước.", **p),
    Why.SIGNED: _signed,
    Why.VERIFIED: _verified,
    Why.BEGUN: lambda p: _l("Hợp đồng %(number)s ký ngày %(second)s bắt đầu có hiệu lực từ ngày %(day)s.", **p),
    Why.RESUMED: lambda p: _l("Hợp đồng %(number)s được thực hiện tiếp từ ngày %(day)s.", **p),
    Why.TOOK_OVER: lambda p: _l("Nhận hợp đồng %(number)s từ hồ sơ %(name)s gộp vào.", **p),
    Why.STANDS: lambda p: _l("Hợp đồng %(number)s vẫn còn hiệu lực đến ngày %(day)s.", **p),
    Why.ENDED: lambda p: _l("Hợp đồng %(number)s ở trạng thái “%(name)s” từ ngày %(day)s.", **p),
    Why.EXPIRED: lambda p: _l("Hợp đồng %(number)s hết thời hạn ngày %(day)s.", **p),
    Why.SUSPENDED: lambda p: _l("Hợp đồng %(number)s tạm ngừng từ ngày %(day)s.", **p),
    Why.UNVERIFIED: lambda p: _l("Hợp đồng %(number)s không còn được xác minh.", **p),
    Why.CONTRACT_CHANGED: lambda p: _l("Hồ sơ hợp đồng %(number)s được bổ sung hoặc sửa sau lần chốt trước.", **p),
}

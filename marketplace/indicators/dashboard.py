"""All figures of a place on a day, in the groups in which people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString

from marketplace.authorization.viewer import Viewer
from marketplace.indicators.audience import may_read
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Figure, Place, Question, compute_many
from marketplace.labels import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the codes below it; `note` says what must not be confused."""

    key: str
    label: LazyString
    codes: tuple[str, ...]
    note: LazyString | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A group with its figures."""

    group: Group
    figures: Sequence[Figure]

    @property
    def key(self) -> str:
        return self.group.key

    @property
    def label(self) -> LazyString:
        return self.group.label

    @property
    def note(self) -> LazyString | None:
        return self.group.note


GROUPS = (
    Group(
        "linkage",
        _l("Liên kết"),
        ("I1", "I2a", "I2b", "I4"),
        _l("I1 và I2 là hai mục tiêu khác nhau dù đều là 50%: I1 tính hợp tác xã nông nghiệp, I2 tính mọi tổ chức "
           "kinh tế tập thể."),
    ),
    Group("quality", _l("Chất lượng"), ("I3", "I5", "I7", "I8")),
    Group("growth", _l("Phát triển"), ("I6", "I9")),
    Group(
        "operations",
        _l("Vận hành"),
        ("O1", "O1v", "O2", "O2v", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "O10"),
        _l("Chỉ tiêu do hệ thống này đặt ra, chưa có mục tiêu của cơ quan nhà nước. O1v đến O6 nói lên điều khoản của "
           "từng hợp đồng nên chỉ cán bộ xem ở đây; mọi người xem các con số ấy trong dữ liệu mở."),
    ),
)  # fmt: skip


def dashboard_of(viewer: Viewer, place: Place, day: date) -> list[Shown]:
    """Every indicator that the viewer may read, at once; the engine asks few queries for all."""
    codes = [code for group in GROUPS for code in group.codes if code in INDICATORS and may_read(viewer, code)]
    figures = dict(zip(codes, compute_many([Question(day=day, code=code, place=place) for code in codes]), strict=True))
    shown = [Shown(group, [figures[code] for code in group.codes if code in figures]) for group in GROUPS]
    return [one for one in shown if one.figures]

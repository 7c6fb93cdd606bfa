"""Figures that others stated: their series, and which of them are shown beside which indicator.

They stand under their own label and never enter a sum, a share or a target of ours. One series alone is divided by:
`population`, the people of a place, where an office has stated it (I9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.extensions import db
from marketplace.indicators.models import ExternalFigure
from marketplace.labels import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Series:
    """A series by its name, and the codes of the indicators that it is shown beside."""

    name: LazyString
    beside: tuple[str, ...]


_LINKED = ("I1", "I2a", "I2b", "I4")
SERIES: dict[str, Series] = {
    "linked_htx": Series(_l("Hợp tác xã có liên kết"), _LINKED),
    "linked_of_htx": Series(_l("Tỷ lệ có liên kết trên mọi hợp tác xã"), _LINKED),
    "linked_of_agri_htx": Series(_l("Tỷ lệ có liên kết trên hợp tác xã nông nghiệp"), _LINKED),
    "agri_htx": Series(_l("Hợp tác xã nông nghiệp"), ("I1", "I3", "I5")),
    "htx": Series(_l("Hợp tác xã, mọi ngành"), ("I1", "I2a", "I4", "I6")),
    "tht": Series(_l("Tổ hợp tác"), ("I2a", "I4", "I6")),
    "lhhtx": Series(_l("Liên hiệp hợp tác xã"), ("I2a", "I4", "I6")),
    "agri_htx_effective": Series(_l("Hợp tác xã nông nghiệp hoạt động hiệu quả"), ("I3",)),
    "agri_htx_high_tech": Series(_l("Hợp tác xã nông nghiệp ứng dụng công nghệ cao"), ("I5",)),
    "nd98_projects": Series(_l("Dự án, kế hoạch liên kết theo Nghị định 98/2018/NĐ-CP"), _LINKED),
    "nd98_projects_htx": Series(_l("Dự án, kế hoạch do hợp tác xã chủ trì"), _LINKED),
    "nd98_projects_enterprise": Series(_l("Dự án, kế hoạch do doanh nghiệp chủ trì"), _LINKED),
    "nd98_htx": Series(_l("Hợp tác xã tham gia dự án, kế hoạch"), _LINKED),
    "nd98_of_agri_htx": Series(_l("Tỷ lệ hợp tác xã nông nghiệp tham gia dự án, kế hoạch"), _LINKED),
    "nd98_enterprises": Series(_l("Doanh nghiệp tham gia dự án, kế hoạch"), _LINKED),
    "nd98_households": Series(_l("Hộ tham gia dự án, kế hoạch"), _LINKED),
    "goal_htx": Series(_l("Mục tiêu toàn quốc: hợp tác xã"), ("I6",)),
    "goal_tht": Series(_l("Mục tiêu toàn quốc: tổ hợp tác"), ("I6",)),
    "goal_lhhtx": Series(_l("Mục tiêu toàn quốc: liên hiệp hợp tác xã"), ("I6",)),
    "goal_lhhtx_htx": Series(_l("Mục tiêu toàn quốc: hợp tác xã thuộc liên hiệp"), ("I6",)),
    "province_new_tht": Series(_l("Mục tiêu của một tỉnh: tổ hợp tác thành lập mới"), ("I6",)),
    "province_new_htx": Series(_l("Mục tiêu của một tỉnh: hợp tác xã thành lập mới"), ("I6",)),
    "province_new_lhhtx": Series(_l("Mục tiêu của một tỉnh: liên hiệp hợp tác xã thành lập mới"), ("I6",)),
    "goal_htx_members": Series(_l("Mục tiêu toàn quốc: thành viên hợp tác xã"), ("I9",)),
    "goal_tht_members": Series(_l("Mục tiêu toàn quốc: thành viên tổ hợp tác"), ("I9",)),
    "goal_high_tech_htx": Series(_l("Mục tiêu toàn quốc: hợp tác xã ứng dụng công nghệ cao"), ("I5",)),
    "goal_good_agri_htx": Series(_l("Mục tiêu toàn quốc: hợp tác xã nông nghiệp loại tốt, khá"), ("I3",)),
    "htx_revenue": Series(_l("Doanh thu bình quân một hợp tác xã"), ("O2v",)),
    "htx_profit": Series(_l("Lợi nhuận bình quân một hợp tác xã"), ("O2v",)),
    "population": Series(_l("Dân số"), ("I9",)),
}


@dataclass(frozen=True, slots=True)
class ExternalLine:
    """One statement of others under the name of its series."""

    name: LazyString
    figure: ExternalFigure


def beside(indicator: str, province_code: str | None) -> list[ExternalLine]:
    """What others stated near an indicator, of the country and of the province, by series and day."""
    codes = [code for code, series in SERIES.items() if indicator in series.beside]
    if not codes:
        return []
    place = sa.or_(ExternalFigure.place_code.is_(None), ExternalFigure.place_code == province_code)
    found: Sequence[ExternalFigure] = db.session.scalars(
        sa.select(ExternalFigure).where(ExternalFigure.series.in_(codes), place)
    ).all()
    ordered = sorted(found, key=lambda one: (codes.index(one.series), one.on, one.source))
    return [ExternalLine(SERIES[one.series].name, one) for one in ordered]

"""Whether what is asked of a plan makes sense; if not, a sentence that says what to change, beside its field."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.engine.checks import check
from marketplace.labels import lazy_gettext as _l
from marketplace.planning.drafts import PlantDraft, ScenarioDraft
from marketplace.planning.poor import poor_communes
from marketplace.planning.questions import DEFINITIONS, PLANNED, question_of_draft
from marketplace.web.formats import format_date, format_quantity

FURTHEST = timedelta(days=365 * 30)
MOST_PLANTS = 5
MOST_TONNES = Decimal(10_000_000)
LEAST_TONNES = Decimal("0.1")
MOST_KM = 1_000
MOST_WORKLOAD = 1_000
MOST_SECONDS = 600
LONGEST_NAME = 160


def check_draft(draft: ScenarioDraft) -> None:
    """DomainError, naming the field, for a scenario that nobody could solve or read."""
    check_name(draft.name)
    _check_target(draft)
    _check_place(draft.province_code)
    _check_counting(draft)
    _check_levers(draft)
    if len(draft.plants) > MOST_PLANTS:
        raise DomainError(
            _l("Một kế hoạch chỉ giả định nhiều nhất %(most)s nhà máy.", most=MOST_PLANTS), field="plants"
        )
    for plant in draft.plants:
        _check_plant(plant)


def check_name(name: str) -> None:
    """DomainError for a name that says nothing or does not fit a line."""
    if not name.strip():
        raise DomainError(_l("Đặt tên cho kế hoạch để phân biệt với kế hoạch khác."), field="name")
    if len(name.strip()) > LONGEST_NAME:
        raise DomainError(_l("Tên kế hoạch dài nhất %(most)s ký tự.", most=LONGEST_NAME), field="name")


def _check_target(draft: ScenarioDraft) -> None:
    target = draft.target_pct
    if not target.is_finite() or not 0 < target <= 100 or target * 1000 != int(target * 1000):
        raise DomainError(
            _l("Mục tiêu là một tỷ lệ trên 0 và nhiều nhất 100 %, tối đa ba chữ số thập phân."), field="target_pct"
        )
    if draft.target_on < today():
        raise DomainError(_l("Ngày đạt mục tiêu đã qua; hãy chọn một ngày từ hôm nay trở đi."), field="target_on")
    if draft.target_on > today() + FURTHEST:
        last = format_date(today() + FURTHEST)
        raise DomainError(_l("Ngày đạt mục tiêu muộn nhất là %(last)s.", last=last), field="target_on")


def _check_place(code: str | None) -> None:
    if code is not None and db.session.get(Province, code) is None:
        raise DomainError(_l("Không có tỉnh, thành phố nào có mã %(code)s.", code=code), field="province_code")


def _check_counting(draft: ScenarioDraft) -> None:
    if draft.indicator not in PLANNED:
        codes = ", ".join(PLANNED)
        raise DomainError(
            _l("Chỉ lập được kế hoạch cho các chỉ tiêu liên kết: %(codes)s.", codes=codes), field="indicator"
        )
    if draft.definition not in DEFINITIONS:
        codes = ", ".join(one.value for one in DEFINITIONS)
        raise DomainError(
            _l("Kế hoạch chỉ tính được theo các cách dựa vào hợp đồng: %(codes)s.", codes=codes), field="definition"
        )
    check(question_of_draft(draft))


def _check_levers(draft: ScenarioDraft) -> None:
    for field in ("soe_priority", "poor_commune_priority", "plant_priority"):
        if not 0 <= getattr(draft, field) <= 100:
            raise DomainError(_l("Mức ưu tiên là một số từ 0 đến 100."), field=field)
    if draft.poor_commune_priority and not poor_communes():
        raise DomainError(
            _l("Chưa có danh sách xã nghèo nào trong hệ thống nên chưa ưu tiên được; hãy để mức này bằng 0 hoặc nhờ "
               "quản trị nạp danh sách kèm nguồn."), field="poor_commune_priority",
        )  # fmt: skip
    if draft.workload is not None and not 1 <= draft.workload <= MOST_WORKLOAD:
        raise DomainError(
            _l("Số liên kết mới của mỗi cán bộ là từ 1 đến %(most)s; để trống nếu không giới hạn.", most=MOST_WORKLOAD),
            field="workload",
        )
    if not 0 <= draft.seconds <= MOST_SECONDS:
        raise DomainError(_l("Thời gian tính là từ 0 đến %(most)s giây.", most=MOST_SECONDS), field="seconds")


def _check_plant(plant: PlantDraft) -> None:
    if not plant.name.strip() or len(plant.name.strip()) > LONGEST_NAME:
        raise DomainError(_l("Đặt cho nhà máy một tên dài nhất %(most)s ký tự.", most=LONGEST_NAME), field="plants")
    if db.session.get(Commodity, plant.commodity_code) is None:
        raise DomainError(_l("Chọn mặt hàng mà nhà máy thu mua."), field="plants")
    if db.session.get(Commune, plant.commune_code) is None:
        raise DomainError(_l("Chọn xã, phường nơi đặt nhà máy."), field="plants")
    if not plant.tonnes_a_year.is_finite() or not LEAST_TONNES <= plant.tonnes_a_year <= MOST_TONNES:
        raise DomainError(
            _l(
                "Công suất nhà máy là một số tấn mỗi năm lớn hơn 0 và nhiều nhất %(most)s.",
                most=format_quantity(MOST_TONNES),
            ),
            field="plants",
        )
    if not 1 <= plant.reach_km <= MOST_KM:
        raise DomainError(_l("Bán kính thu mua là từ 1 đến %(most)s km.", most=MOST_KM), field="plants")

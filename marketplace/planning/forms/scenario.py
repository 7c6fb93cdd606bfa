"""The form of a scenario with the plants it supposes, and what it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, FormField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import Optional

from marketplace.brokering.terms_rows import RowForm
from marketplace.catalogue.fields import CommodityField, PlaceField
from marketplace.catalogue.place_queries import provinces
from marketplace.clock import today
from marketplace.indicators.definitions import INDICATORS, Definition, Denominator
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.fields import RowList
from marketplace.planning.checks import LONGEST_NAME, MOST_KM, MOST_PLANTS, MOST_TONNES, MOST_WORKLOAD
from marketplace.planning.drafts import PlantDraft, ScenarioDraft
from marketplace.planning.models import Scenario
from marketplace.planning.poor import poor_communes
from marketplace.planning.questions import DEFINITIONS, PLANNED
from marketplace.web.fields import CountField, DayField, QuantityField, TextField, not_garbled
from marketplace.web.forms import Form, options, required

PRIORITIES = {0: _l("Không ưu tiên"), 30: _l("Ưu tiên nhẹ"), 60: _l("Ưu tiên vừa"), 100: _l("Ưu tiên cao")}
"""What people choose from for a priority of 0 to 100."""
TIMES = {10: _l("10 giây"), 30: _l("30 giây"), 120: _l("2 phút"), 600: _l("10 phút")}
USUAL_REACH_KM = 50


class PlantForm(RowForm):
    """A plant that nobody has built."""

    name = TextField(_l("Tên nhà máy"), [required(), not_garbled()], most=LONGEST_NAME)
    commodity = CommodityField(_l("Mặt hàng thu mua"), [required()], groups=False)
    place = PlaceField(
        _l("Đặt ở xã, phường"), [required()], description=_l("Tên cũ hay mới đều được, ví dụ: xã Thuận Hạnh, Lâm Đồng.")
    )
    tonnes_a_year = QuantityField(_l("Công suất (tấn mỗi năm)"), [required()], most=MOST_TONNES)
    reach_km = CountField(
        _l("Bán kính thu mua (km)"), [required()], most=MOST_KM, description=_l("Tính theo đường chim bay.")
    )

    def draft(self) -> PlantDraft:
        """The plant of a row that was accepted."""
        return PlantDraft(
            name=self.name.data or "",
            commodity_code=self.commodity.data.code,
            commune_code=self.place.data.code,
            tonnes_a_year=self.tonnes_a_year.data,
            reach_km=self.reach_km.data,
        )


def _priority(label: Any, **kwargs: Any) -> SelectField:
    return SelectField(label, choices=options((str(level), words) for level, words in PRIORITIES.items()), **kwargs)


class ScenarioForm(Form):
    """What is to be reached where and when, how it is counted, what is pressed for; fields are named as the draft's.

    Without a list of poor communes there is no field to press for them: the page says why.
    """

    name = TextField(
        _l("Tên kế hoạch"), [required(), not_garbled()], most=LONGEST_NAME,
        description=_l("Để phân biệt khi so sánh, ví dụ: Lâm Đồng 50% năm 2030, thêm nhà máy."),
    )  # fmt: skip
    province_code = SelectField(_l("Nơi"), description=_l("Cả nước được tính từng tỉnh, thành phố một."))
    target_pct = QuantityField(_l("Mục tiêu"), [required()], most=100)
    target_on = DayField(_l("Đạt vào ngày"), [required()], month_edge="last")
    indicator = SelectField(_l("Chỉ tiêu"))
    definition = SelectField(_l("Thế nào là có liên kết"))
    denominator = SelectField(_l("Tính trên tổng số"))
    renewal_assumed = BooleanField(
        _l("Coi như hợp đồng ngắn sẽ được gia hạn"),
        description=_l("Bỏ dấu này thì liên kết có thời hạn hết trước ngày mục tiêu không được đếm."),
    )
    soe_priority = _priority(_l("Doanh nghiệp nhà nước"))
    poor_commune_priority = _priority(_l("Xã nghèo"))
    plant_priority = _priority(_l("Nhà máy chế biến"))
    workload = CountField(
        _l("Mỗi cán bộ môi giới nhận thêm nhiều nhất (liên kết)"), [Optional()], most=MOST_WORKLOAD,
        description=_l("Để trống nếu không giới hạn."),
    )  # fmt: skip
    seconds = SelectField(
        _l("Thời gian tìm phương án"), choices=options((str(seconds), words) for seconds, words in TIMES.items()),
        description=_l("Hết thời gian, kế hoạch tốt nhất đã tìm thấy được giữ, kèm mức có thể còn kém."),
    )  # fmt: skip
    plants = RowList(FormField(PlantForm), _l("Nhà máy giả định"), most=MOST_PLANTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.province_code.choices = options(((one.code, one.full_name) for one in provinces()), nothing=_l("Cả nước"))
        self.indicator.choices = options((code, f"{code}: {INDICATORS[code].name}") for code in PLANNED)
        self.definition.choices = options((one.value, f"{one.value}: {one.label}") for one in DEFINITIONS)
        self.denominator.choices = options((one.value, f"{one.value}: {one.label}") for one in Denominator)
        if not poor_communes():
            del self.poor_commune_priority

    def grow(self) -> None:
        """One more plant to fill in."""
        if self.plants.has_room:
            self.plants.append_entry({"reach_km": USUAL_REACH_KM})

    def validate(self, extra_validators: Any = None) -> bool:
        """Plants left blank are dropped before anything is judged."""
        self.plants.entries[:] = [entry for entry in self.plants.entries if not _is_blank(entry.form)]
        good = bool(super().validate(extra_validators))
        if self.province_code.errors:  # what is no place stays chosen, to be seen and mended
            unknown = SelectChoice(self.province_code.data, self.province_code.data)
            self.province_code.choices = [*(self.province_code.choices or ()), unknown]
        return good

    def draft(self) -> ScenarioDraft:
        """The scenario of a form that was accepted."""
        return ScenarioDraft(
            name=self.name.data or "",
            target_pct=self.target_pct.data,
            target_on=self.target_on.data,
            province_code=self.province_code.data or None,
            indicator=self.indicator.data,
            definition=Definition(self.definition.data),
            denominator=Denominator(self.denominator.data),
            soe_priority=int(self.soe_priority.data),
            poor_commune_priority=self._poor(),
            plant_priority=int(self.plant_priority.data),
            workload=self.workload.data,
            renewal_assumed=bool(self.renewal_assumed.data),
            seconds=int(self.seconds.data),
            plants=tuple(entry.form.draft() for entry in self.plants.entries),
        )

    def _poor(self) -> int:
        return int(self.poor_commune_priority.data) if "poor_commune_priority" in self else 0


def _is_blank(row: PlantForm) -> bool:
    """Whether nobody typed into the row; a radius that stood there already is nothing typed."""
    typed = [field for field in row if field is not row.reach_km]
    return not any((getattr(field, "typed", field.data) or "").strip() for field in typed)


def usual(
    indicator: str, province_code: str | None, target_pct: Decimal | None, target_on: date | None
) -> dict[str, Any]:
    """What a new form begins with."""
    return {
        "province_code": province_code or "",
        "target_pct": target_pct,
        "target_on": target_on,
        "indicator": indicator,
        "definition": DEFINITIONS[0].value,
        "denominator": Denominator.D1.value,
        "renewal_assumed": True,
        "soe_priority": "0",
        "poor_commune_priority": "0",
        "plant_priority": "0",
        "seconds": "30",
    }


def filled(scenario: Scenario) -> dict[str, Any]:
    """What a new form begins with when another scenario is varied."""
    return {
        "name": _("%(name)s (phương án khác)", name=scenario.name)[:LONGEST_NAME],
        "province_code": scenario.province_code or "",
        "target_pct": scenario.target_pct,
        "target_on": scenario.target_on if scenario.target_on >= today() else None,
        "indicator": scenario.indicator,
        "definition": scenario.definition.value,
        "denominator": scenario.denominator.value,
        "renewal_assumed": scenario.renewal_assumed,
        "soe_priority": _nearest(scenario.soe_priority, tuple(PRIORITIES)),
        "poor_commune_priority": _nearest(scenario.poor_commune_priority, tuple(PRIORITIES)),
        "plant_priority": _nearest(scenario.plant_priority, tuple(PRIORITIES)),
        "workload": scenario.workload,
        "seconds": _nearest(scenario.seconds, tuple(TIMES)),
        "plants": [
            {
                "name": plant.name,
                "commodity": plant.commodity,
                "place": plant.commune,
                "tonnes_a_year": plant.kg_a_year / 1000,
                "reach_km": plant.reach_km,
            }
            for plant in scenario.plants
        ],
    }


def _nearest(value: int, choices: Sequence[int]) -> str:
    return str(min(choices, key=lambda one: abs(one - value)))

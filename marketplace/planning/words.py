"""A scenario in words: what it is for, what came of it, how sure that is, what was asked with it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.indicators.definitions import INDICATORS, Indicator
from marketplace.indicators.words import inside_a_sentence
from marketplace.planning.link_words import is_learned
from marketplace.planning.models import Scenario, Shortage
from marketplace.web.formats import format_date, format_kg, format_percent, format_quantity

HUNDRED = Decimal(100)
Facts = list[tuple[str, str]]


def indicator_of(scenario: Scenario) -> Indicator:
    """The indicator that is to be moved."""
    return INDICATORS[scenario.indicator]


def place_of(scenario: Scenario) -> str:
    """The place as it stands in a table."""
    return scenario.province.full_name if scenario.province else str(_("Cả nước"))


def target_of(scenario: Scenario) -> str:
    """The share to be reached: 50%."""
    return format_percent(scenario.target_pct / HUNDRED)


def aim_of(scenario: Scenario) -> str:
    """What it is for, in one sentence."""
    place = (
        inside_a_sentence(scenario.province.full_name) if scenario.province else _("từng tỉnh, thành phố trong cả nước")
    )
    return str(
        _(
            "Để %(target)s %(of)s của %(place)s có liên kết vào ngày %(day)s.",
            target=target_of(scenario),
            of=counted_of(scenario),
            place=place,
            day=format_date(scenario.target_on),
        )
    )


def counted_of(scenario: Scenario) -> str:
    """What is counted, as part of a sentence: "hợp tác xã nông nghiệp đang hoạt động"."""
    return str(indicator_of(scenario).counted_of(scenario.denominator))


def share_of(scenario: Scenario, number: int | None) -> Decimal | None:
    """A number of organisations as a share of all that are counted; None where there are none."""
    return None if number is None or not scenario.total else Decimal(number) / scenario.total


def links_of(scenario: Scenario) -> int:
    """How many new links it plans; 0 without results."""
    return (scenario.linked_after or 0) - (scenario.linked_before or 0)


def missing_of(scenario: Scenario) -> int:
    """How many new links the target asks for; 0 when it is met anyway or there are no results."""
    return max((scenario.wanted or 0) - (scenario.linked_before or 0), 0)


def verdict_of(scenario: Scenario) -> str:
    """The outcome in one short sentence, to stand first."""
    if not scenario.total:
        return str(_("Chưa có tổ chức nào để tính ở nơi này."))
    if not missing_of(scenario):
        return str(_("Mục tiêu đạt được mà không cần thêm liên kết nào."))
    if scenario.reaches:
        return str(_("Trên giấy, mục tiêu đạt được."))
    return str(_("Với nhu cầu mua và chào bán hiện có, mục tiêu chưa đạt được."))


def outcome_of(scenario: Scenario) -> list[str]:
    """What a reader must know of the result, in the order in which it is asked."""
    return [
        one
        for one in (_now(scenario), _new(scenario), renewed_of(scenario), _short(scenario), _expected(scenario))
        if one
    ]


def _now(scenario: Scenario) -> str:
    """Where the count stands by itself; contracts that end before the day are told."""
    today, before = scenario.linked_today or 0, scenario.linked_before or 0
    numbers = {
        "today": format_quantity(today),
        "before": format_quantity(before),
        "day": format_date(scenario.target_on),
    }
    if today > before:
        words = _(
            "Khi đọc số liệu có %(today)s tổ chức có liên kết; không ký thêm, gia hạn thì đến %(day)s còn %(before)s.",
            **numbers,
        )
    else:
        words = _("Không ký thêm thì vào ngày %(day)s có %(before)s tổ chức có liên kết.", **numbers)
    return str(words)


def _new(scenario: Scenario) -> str:
    """What the target asks for and what the plan brings."""
    return str(
        _(
            "Mục tiêu cần %(wanted)s tổ chức, tức thêm %(missing)s liên kết; kế hoạch nêu %(links)s liên kết mới.",
            wanted=format_quantity(scenario.wanted),
            missing=format_quantity(missing_of(scenario)),
            links=format_quantity(links_of(scenario)),
        )
    )


def renewed_of(scenario: Scenario) -> str:
    """How many of the links renew a contract that is there; empty where none does."""
    count = len(scenario.renewed_ids)
    if not count:
        return ""
    return str(
        ngettext(
            "Trong đó %(num)s là gia hạn hợp đồng đang có, hết hạn trước ngày mục tiêu.",
            "Trong đó %(num)s là gia hạn hợp đồng đang có, hết hạn trước ngày mục tiêu.",
            count,
        )
    )


def _short(scenario: Scenario) -> str:
    """How much is lacking where the target is not met."""
    if scenario.reaches or not scenario.total:
        return ""
    lacking = max((scenario.wanted or 0) - (scenario.linked_after or 0), 0)
    return str(
        _(
            "Còn thiếu %(lacking)s: nhu cầu và chào bán hiện có chỉ đủ cho nhiều nhất %(most)s liên kết mới.",
            lacking=format_quantity(lacking),
            most=format_quantity(scenario.reachable),
        )
    )


def _expected(scenario: Scenario) -> str:
    """What to expect, because not every introduction ends with a contract."""
    if not links_of(scenario) or scenario.expected is None:
        return ""
    expected = format_quantity(one_place(scenario.expected))
    if is_learned(scenario):
        words = _(
            "Không phải liên kết nào cũng thành: theo ước tính, nên trông đợi khoảng %(expected)s thành hợp đồng.",
            expected=expected,
        )
    else:
        words = _(
            "Không phải liên kết nào cũng thành: lấy điểm phù hợp làm khả năng thì khoảng %(expected)s thành hợp đồng.",
            expected=expected,
        )
    return str(words)


def certainty_of(scenario: Scenario) -> str:
    """How far the plan can be from the best one, in words."""
    if not links_of(scenario):
        return ""
    gap = one_place(scenario.gap_pct or Decimal(0))
    if not gap and scenario.finished:
        return str(_("Không có kế hoạch nào tốt hơn với cùng số liệu và cùng điều kiện."))
    words = _("Kế hoạch tốt nhất có thể tốt hơn kế hoạch này nhiều nhất %(gap)s%%.", gap=format_quantity(gap))
    if scenario.finished:
        return str(words)
    return f"{words} {_('Thời gian tìm đã hết trước khi xét xong; cho thêm thời gian thì có thể tốt hơn.')}"


def why_of(shortage: Shortage) -> str:
    """Why cooperatives find no buyer for a good: the rule that keeps them out, nobody who asks, or no room."""
    if shortage.rule is not None:
        return str(_("có nhu cầu mua nhưng vướng: %(rule)s", rule=shortage.rule.label))
    if shortage.no_buyer:
        return str(_("không có nhu cầu mua nào khớp"))
    return str(_("có nhu cầu mua khớp nhưng đã hết chỗ"))


def limits_of(scenario: Scenario) -> list[str]:
    """Which limits keep the plan from its target, beside the goods nobody asks for."""
    found = []
    if scenario.without_goods:
        count = scenario.without_goods
        found.append(
            ngettext(
                "%(num)s tổ chức chưa có liên kết không có chào bán nào đang mở: hãy giúp đăng chào bán trước.",
                "%(num)s tổ chức chưa có liên kết không có chào bán nào đang mở: hãy giúp đăng chào bán trước.",
                count,
            )
        )
    if scenario.full_needs:
        found.append(
            ngettext(
                "%(num)s nhu cầu mua đã đủ khối lượng hoặc đủ số nhà cung cấp: hãy hỏi bên mua có nâng được không.",
                "%(num)s nhu cầu mua đã đủ khối lượng hoặc đủ số nhà cung cấp: hãy hỏi bên mua có nâng được không.",
                scenario.full_needs,
            )
        )
    if scenario.brokers_full:
        found.append(
            _("Các cán bộ môi giới đã nhận đủ số liên kết cho phép: nâng giới hạn hoặc thêm cán bộ thì được nhiều hơn.")
        )
    return [str(one) for one in found]


def counting_of(scenario: Scenario) -> str:
    """Indicator, definition and denominator, in words before the codes: "Hợp tác xã … chuỗi giá trị (I1, L1 × D1)"."""
    codes = f"{scenario.indicator}, {scenario.definition.value} × {scenario.denominator.value}"
    return f"{indicator_of(scenario).name} ({codes})"


def measure_of(scenario: Scenario) -> str:
    """The indicator by name and code, to stand inside a sentence."""
    return f"“{indicator_of(scenario).name}” ({scenario.indicator})"


def levers_of(scenario: Scenario) -> Facts:
    """What was pressed for and limited, only what differs from nothing."""
    pressed = {
        _("doanh nghiệp nhà nước"): scenario.soe_priority,
        _("xã nghèo"): scenario.poor_commune_priority,
        _("nhà máy chế biến"): scenario.plant_priority,
    }
    named = ", ".join(f"{words} {level}/100" for words, level in pressed.items() if level)
    renewed = _("coi như được gia hạn") if scenario.renewal_assumed else _("không coi như được gia hạn")
    workload = (
        _("nhiều nhất %(count)s liên kết mới", count=format_quantity(scenario.workload)) if scenario.workload else ""
    )
    return [
        (str(_("Ưu tiên")), named or str(_("không"))),
        (str(_("Mỗi cán bộ môi giới")), str(workload or _("không giới hạn"))),
        (str(_("Hợp đồng ngắn")), str(renewed)),
    ]  # fmt: skip


def change_by_plants(scenario: Scenario) -> str:
    """How far the count would come without the supposed plants, and with them; empty without plants."""
    alone = (scenario.parameters or {}).get("linked_after_without_plants")
    if alone is None or not scenario.plants or not scenario.total:
        return ""
    return str(
        _(
            "Không có nhà máy thì kế hoạch đạt %(alone)s tổ chức (%(share)s); có thì đạt %(after)s (%(more)s).",
            alone=format_quantity(alone),
            share=format_percent(share_of(scenario, alone)),
            after=format_quantity(scenario.linked_after),
            more=format_percent(share_of(scenario, scenario.linked_after)),
        )
    )


def plants_of(scenario: Scenario) -> Sequence[str]:
    """Each supposed plant in a line."""
    return [
        str(
            _(
                "%(name)s: %(amount)s %(goods)s mỗi năm, đặt ở %(place)s, thu mua trong %(km)s km",
                name=plant.name,
                amount=format_kg(plant.kg_a_year),
                goods=plant.commodity.name,
                place=plant.commune.address,
                km=plant.reach_km,
            )
        )
        for plant in scenario.plants
    ]


def one_place(number: Decimal) -> Decimal:
    """Half up, without idle zeros, as pages show it."""
    rounded = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded

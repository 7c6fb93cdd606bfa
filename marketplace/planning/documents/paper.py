"""The summary as PDF: what a meeting needs on one page, every line already in words of one language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.files.typesetting import typeset
from marketplace.planning import words
from marketplace.planning.documents.drawing import SHADES, svg_of
from marketplace.planning.models import Scenario
from marketplace.planning.overview import Lack, Share
from marketplace.planning.summary import Summary
from marketplace.web.formats import format_instant, format_percent, format_quantity

TEMPLATE = Path(__file__).resolve().parent / "plan-1.typ"
MOST_PLACES, MOST_BROKERS, MOST_GOODS, MOST_PLANTS = 8, 5, 6, 2


def plan_pdf(scenario: Scenario, summary: Summary, printed_by: User) -> bytes:
    """One page of A4 in the running locale."""
    content = json.dumps(_content(scenario, summary, printed_by), ensure_ascii=False, sort_keys=True)
    return typeset(TEMPLATE, {"plan": content})


def _content(scenario: Scenario, summary: Summary, printed_by: User) -> dict[str, Any]:
    return {
        "language": "vi" if str(get_locale() or "vi").startswith("vi") else "en",
        "name": scenario.name,
        "aim": words.aim_of(scenario),
        "warning": _warning() if summary.demonstration else "",
        "figure": _figure(scenario),
        "verdict": words.verdict_of(scenario),
        "sentences": [*words.outcome_of(scenario), words.certainty_of(scenario)],
        "map": _map(summary),
        "places": _shares(_places_head(scenario), summary.places, MOST_PLACES, _("Chưa rõ nơi")),
        "brokers": _shares(_("Cán bộ môi giới"), summary.brokers, MOST_BROKERS, _("Chưa giao cho ai")),
        "lacks": _lacks(summary.lacks, MOST_GOODS - bool(words.renewed_of(scenario))),
        "lacking": _("Còn thiếu gì"),
        "limits": words.limits_of(scenario),
        "plants": {"heading": _("Nhà máy giả định"), "lines": _plants(scenario)},
        "asked": _asked(scenario),
        "source": _source(scenario, printed_by),
    }  # fmt: skip


def _warning() -> str:
    return str(_("Trong kế hoạch này có tổ chức minh họa; các con số chưa phải số liệu thật."))


def _figure(scenario: Scenario) -> dict[str, Any]:
    """The large numbers, and the bar in percent of all that are counted."""
    before, after = (words.share_of(scenario, n) for n in (scenario.linked_before, scenario.linked_after))
    return {
        "numbers": f"{format_quantity(scenario.linked_before)} → {format_quantity(scenario.linked_after)}",
        "of": _(
            "trong %(total)s %(of)s: từ %(before)s lên %(after)s",
            total=format_quantity(scenario.total), of=words.counted_of(scenario),
            before=format_percent(before), after=format_percent(after),
        ),
        "before": float(before or 0),
        "after": float(after or 0),
        "target": float(scenario.target_pct / 100),
        "mark": _("mục tiêu %(target)s", target=words.target_of(scenario)),
    }  # fmt: skip


def _map(summary: Summary) -> dict[str, Any] | None:
    if summary.map is None:
        return None
    legend = [{"colour": SHADES[shade.step or 0], "words": str(shade.words)} for shade in summary.map.legend]
    return {"svg": svg_of(summary.map), "words": _("Số liên kết mới"), "legend": legend}


def _places_head(scenario: Scenario) -> str:
    return str(_("Xã, phường") if scenario.province_code else _("Tỉnh, thành phố"))


def _shares(heading: str, shares: Any, most: int, unknown: str) -> dict[str, Any]:
    """The first rows, and the sum of the others in one more."""
    rows = [_share(one.name or unknown, [one]) for one in shares[:most]]
    if others := shares[most:]:
        rows.append(_share(_("%(count)s dòng khác", count=format_quantity(len(others))), others))
    return {"columns": [heading, _("Liên kết mới"), _("Trông đợi thành")], "rows": rows}


def _share(name: str, shares: list[Share]) -> list[str]:
    expected = words.one_place(sum((one.expected for one in shares), start=shares[0].expected * 0))
    return [name, format_quantity(sum(one.links for one in shares)), format_quantity(expected)]


def _lacks(lacks: Any, most: int) -> dict[str, Any]:
    """The first goods: one less where a sentence on renewals takes its line of the page."""
    shown: list[Lack] = list(lacks[:most])
    rows = [[one.good.name, format_quantity(one.no_buyer), format_quantity(one.no_room)] for one in shown]
    columns = [_("Mặt hàng"), _("HTX không có bên mua"), _("HTX có bên mua, hết chỗ")]
    more = format_quantity(len(lacks) - len(shown)) if len(lacks) > len(shown) else ""
    return {"columns": columns, "rows": rows, "more": _("và %(count)s mặt hàng khác", count=more) if more else ""}


def _plants(scenario: Scenario) -> list[str]:
    """Each plant, and how full it runs in its poorest and its average month."""
    lines = []
    for words_of, plant in zip(words.plants_of(scenario)[:MOST_PLANTS], scenario.plants, strict=False):
        filled = [month.filled for month in plant.months]
        run = ""
        if filled:
            least, mean = format_percent(min(filled)), format_percent(sum(filled, start=filled[0] * 0) / len(filled))
            run = _("; chạy máy trung bình %(mean)s, tháng thấp nhất %(least)s", mean=mean, least=least)
        lines.append(f"{words_of}{run}.")
    return lines


def _asked(scenario: Scenario) -> str:
    """The conditions in one paragraph."""
    levers = "; ".join(f"{name}: {value}" for name, value in words.levers_of(scenario))
    return str(_("Điều kiện: cách đếm %(counting)s; %(levers)s.", counting=words.counting_of(scenario), levers=levers))


def _source(scenario: Scenario, printed_by: User) -> str:
    return str(
        _(
            "Liên Kết, số liệu đọc lúc %(data)s; %(maker)s lập lúc %(made)s; %(printer)s in lúc %(printed)s.",
            data=format_instant(scenario.data_at),
            maker=scenario.made_by.name,
            made=format_instant(scenario.made_at),
            printer=printed_by.name,
            printed=format_instant(now()),
        )
    )

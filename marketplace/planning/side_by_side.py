"""Two or three scenarios beside each other, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.planning import words
from marketplace.planning.models import Scenario
from marketplace.web.formats import format_date, format_instant, format_percent, format_quantity

Line = tuple[str, list[str]]


def lines(scenarios: Sequence[Scenario]) -> list[Line]:
    """Each line's name and its words for each scenario, in the order in which they matter to a choice."""
    told: list[tuple[str, Callable[[Scenario], str]]] = [
        (_("Kết luận"), words.verdict_of),
        (_("Mục tiêu"), _target),
        (_("Không cần kế hoạch, vào ngày mục tiêu"), lambda one: _count(one, one.linked_before)),
        (_("Theo kế hoạch"), lambda one: _count(one, one.linked_after)),
        (_("Liên kết mới"), lambda one: format_quantity(words.links_of(one))),
        (_("Trông đợi thành"), lambda one: format_quantity(_rounded(one.expected))),
        (_("Còn thiếu"), lambda one: format_quantity(max((one.wanted or 0) - (one.linked_after or 0), 0))),
        (_("Nhiều nhất lập được"), lambda one: format_quantity(one.reachable)),
        (_("Có thể còn kém kế hoạch tốt nhất"), lambda one: f"{format_quantity(_rounded(one.gap_pct))}%"),
        (_("Nơi"), words.place_of),
        (_("Cách đếm"), words.counting_of),
    ]
    found = [(str(label), [tell(one) for one in scenarios]) for label, tell in told]
    found += _levers(scenarios)
    found.append(
        (str(_("Nhà máy giả định")), ["; ".join(words.plants_of(one)) or str(_("không")) for one in scenarios])
    )
    found.append((str(_("Số liệu đọc lúc")), [format_instant(one.data_at) for one in scenarios]))
    return found


def _levers(scenarios: Sequence[Scenario]) -> list[Line]:
    """The levers of all of them, which have the same names."""
    columns = [words.levers_of(one) for one in scenarios]
    return [(row[0][0], [value for _name, value in row]) for row in zip(*columns, strict=True)]


def _target(scenario: Scenario) -> str:
    day = format_date(scenario.target_on)
    return str(_("%(target)s vào ngày %(day)s", target=words.target_of(scenario), day=day))


def _count(scenario: Scenario, number: int | None) -> str:
    return str(
        _(
            "%(count)s trong %(total)s (%(share)s)",
            count=format_quantity(number),
            total=format_quantity(scenario.total),
            share=format_percent(words.share_of(scenario, number)),
        )
    )


def _rounded(number: Decimal | None) -> Decimal | None:
    return None if number is None else words.one_place(number)

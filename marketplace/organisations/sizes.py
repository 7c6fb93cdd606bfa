"""The size class of a cooperative in agriculture, forestry or fishery (NĐ 113/2024/NĐ-CP Đ5).

A class needs its number of official members and, beside it, its revenue or its capital.
"""

from __future__ import annotations

from marketplace.organisations.models.kinds import SizeClass

BILLION = 1_000_000_000

# class, official members, yearly revenue (đồng), total capital (đồng): the largest class is tried first.
FLOORS = (
    (SizeClass.LARGE, 300, 50 * BILLION, 10 * BILLION),
    (SizeClass.MEDIUM, 200, 10 * BILLION, 5 * BILLION),
    (SizeClass.SMALL, 50, 2 * BILLION, 1 * BILLION),
)


def size_class(members: int | None, revenue: int | None, capital: int | None) -> SizeClass | None:
    """The class, or None when what is unknown could change it. Money in đồng."""
    at_least = _class(members or 0, revenue or 0, capital or 0)
    unlimited = 1000 * BILLION
    at_most = _class(*(unlimited if known is None else known for known in (members, revenue, capital)))
    return at_least if at_least is at_most else None


def _class(members: int, revenue: int, capital: int) -> SizeClass:
    for name, least_members, least_revenue, least_capital in FLOORS:
        if members >= least_members and (revenue >= least_revenue or capital >= least_capital):
            return name
    return SizeClass.MICRO

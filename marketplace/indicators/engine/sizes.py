"""The size class of an organisation in SQL: the twin of `organisations.sizes.size_class`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.organisations.models.kinds import SizeClass
from marketplace.organisations.sizes import BILLION, FLOORS

UNLIMITED = 1000 * BILLION


def of_size(size: SizeClass, whom: Any) -> sa.ColumnElement[bool]:
    """Whether the organisation is of this class whatever its unknown numbers are."""
    known = (whom.official_members, whom.annual_revenue, whom.total_capital)
    at_least = _class(*(sa.func.coalesce(number, 0) for number in known))
    at_most = _class(*(sa.func.coalesce(number, UNLIMITED) for number in known))
    return sa.and_(at_least == size.value, at_most == size.value)


def _class(members: Any, revenue: Any, capital: Any) -> sa.ColumnElement[str]:
    reached = (
        (sa.and_(members >= least, sa.or_(revenue >= of_revenue, capital >= of_capital)), name.value)
        for name, least, of_revenue, of_capital in FLOORS
    )
    return sa.case(*reached, else_=SizeClass.MICRO.value)

"""Goods and the groups they belong to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.catalogue.models import Commodity


def in_group(code: Any, group: str) -> sa.ColumnElement[bool]:
    """Whether a good is the group itself or anything below it."""
    tree = sa.select(Commodity.code).where(Commodity.code == group).cte(recursive=True)
    below = aliased(Commodity)
    tree = tree.union(sa.select(below.code).join(tree, below.group_code == tree.c.code))
    found: sa.ColumnElement[bool] = code.in_(sa.select(tree.c.code))
    return found


def lineage() -> sa.CTE:
    """Pairs (code, above): each good with itself and with every group it lies in."""
    pairs = sa.select(Commodity.code, Commodity.code.label("above")).cte("lineage", recursive=True)
    upper = aliased(Commodity)
    further = sa.select(pairs.c.code, upper.group_code).join(upper, upper.code == pairs.c.above)
    return pairs.union(further.where(upper.group_code.is_not(None)))

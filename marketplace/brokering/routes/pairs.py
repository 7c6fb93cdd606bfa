"""What pages of suggestions ask of brokering: whether a pair has a case already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.brokering.queries.live import Pair, live_cases
from marketplace.brokering.routes.blueprint import bp
from marketplace.web.guards import viewer


@bp.app_template_global("live_cases")
def live_cases_of(lines: Sequence[Any]) -> Mapping[Pair, str | None]:
    """The open cases of suggestions (`line.offer`, `line.need`), by both ids, as `queries.live_cases` says.

    Nothing for who could not open one: that two others deal with each other is theirs.
    """
    mine = [
        (line.offer.id, line.need.id)
        for line in lines
        if any(can(viewer(), Permission.CASE_OPEN, side) for side in (line.offer, line.need))
    ]
    return live_cases(viewer(), mine)

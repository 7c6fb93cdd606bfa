"""Two snapshots of one place: each figure, and why the linked organisations are not the same."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.errors import NotFoundError
from marketplace.indicators import words
from marketplace.indicators.forms.snapshots import ComparisonForm
from marketplace.indicators.models import Snapshot
from marketplace.indicators.queries import differences
from marketplace.indicators.queries import snapshots as queries
from marketplace.indicators.routes.blueprint import bp
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import page_of


@bp.get("/snapshots/<string:public_id>/comparison")
@requires(Permission.INDICATOR_ROWS)
def compare_snapshots(public_id: str) -> ResponseReturnValue:
    """This snapshot and the one that `?other=` names, by default the newest before it."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    if snapshot.counted_at is None:
        raise NotFoundError
    others = queries.comparable(viewer(), snapshot)
    other = _chosen(snapshot, others)
    shown = {"snapshot": snapshot, "others": others, "other": other, "place": queries.place_name(snapshot)}
    if other is None:
        return render_template("indicators/snapshots/comparison.html", **shown)
    old, new = differences.in_order(snapshot, other)
    page = page_of(differences.changed(old, new), size=queries.ROWS_ON_A_PAGE)
    explanations = differences.explanations(old, new, page.items)
    return render_template(
        "indicators/snapshots/comparison.html",
        **shown,
        words=words,
        form=ComparisonForm(others, other),
        old=old,
        new=new,
        figures=differences.compared(old, new),
        movements=differences.movements(old, new),
        page=page,
        explanations=explanations,
        registry=differences.registered(explanations) if can(viewer(), Permission.CONTRACT_REGISTRY) else {},
    )


def _chosen(snapshot: Snapshot, others: Sequence[Snapshot]) -> Snapshot | None:
    """The named one of the others (NotFoundError for none of them); else the newest that does not end later."""
    if named := request.args.get("other"):
        found = next((one for one in others if one.public_id == named), None)
        if found is None:
            raise NotFoundError
        return found
    earlier = [one for one in others if one.ends_on <= snapshot.ends_on]
    return earlier[0] if earlier else next(iter(others), None)

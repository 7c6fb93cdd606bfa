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
from marketplace.indicators.routes.asked import beyond_the_end
from marketplace.indicators.routes.blueprint import bp
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import page_of


@bp.get("/snapshots/<string:public_id>/comparison")
@requires(Permission.INDICATOR_ROWS)
def compare_snapshots(public_id: str) -> ResponseReturnValue:
    """This snapshot and the one that `?other=` names, by default the newest before it; 422 for one that is none."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    if snapshot.counted_at is None:
        raise NotFoundError
    others = queries.comparable(viewer(), snapshot)
    named = request.args.get("other")
    other = next((one for one in others if one.public_id == named), None)
    wrong = bool(named and other is None) or not request.args.keys() <= {"other", "page"}
    other = other or _newest_before(snapshot, others)
    shown = {"snapshot": snapshot, "other": other, "wrong": wrong, "place": queries.place_name(snapshot)}
    status = 422 if wrong else 200
    if other is None:
        return render_template("indicators/snapshots/comparison.html", **shown), status
    old, new = differences.in_order(snapshot, other)
    page = page_of(differences.changed(old, new), size=queries.ROWS_ON_A_PAGE)
    if last := beyond_the_end(page):
        return last
    explanations = differences.explanations(old, new, page.items)
    comparison = render_template(
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
    return comparison, status


def _newest_before(snapshot: Snapshot, others: Sequence[Snapshot]) -> Snapshot | None:
    """The newest of the others that does not end later, else the newest."""
    earlier = [one for one in others if one.ends_on <= snapshot.ends_on]
    return earlier[0] if earlier else next(iter(others), None)

"""A scenario: its summary on one page, its links, what is missing by commune, the plan against what happened."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.errors import NotFoundError
from marketplace.indicators.routes.asked import beyond_the_end
from marketplace.planning import following, overview, queries
from marketplace.planning.models import Scenario
from marketplace.planning.routes.blueprint import bp
from marketplace.planning.summary import summary_of
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import PAGE_SIZE, page_number, page_of_rows


@bp.get("/<string:public_id>")
@requires(Permission.PLAN_MAKE)
def show(public_id: str) -> ResponseReturnValue:
    """The summary; a search that is still under way shows how far it is."""
    scenario = queries.scenario(viewer(), public_id)
    if not scenario.is_done:
        return redirect(url_for(".progress", public_id=public_id))
    return render_template(
        "planning/show.html",
        scenario=scenario,
        summary=summary_of(scenario),
        may_accept=queries.may_accept(viewer(), scenario),
        history=timeline(viewer(), scenario),
        nobody=overview.NOBODY,
    )


@bp.get("/<string:public_id>/links")
@requires(Permission.PLAN_MAKE)
def links(public_id: str) -> ResponseReturnValue:
    """Every planned link; `?broker=` and `?place=` narrow the list."""
    scenario = solved(public_id)
    broker, place = request.args.get("broker") or None, request.args.get("place") or None
    pages = overview.link_page(scenario, broker=broker, place=place)
    if last := beyond_the_end(pages):
        return last
    brokers = overview.by_broker(scenario)
    return render_template(
        "planning/links.html", scenario=scenario, pages=pages, brokers=brokers, broker=broker,
        place=_named(scenario, place), nobody=overview.NOBODY,
    )  # fmt: skip


def _named(scenario: Scenario, code: str | None) -> str | None:
    """The name of the place that the list is narrowed to; None for all places, NotFoundError for one without links."""
    if code is None:
        return None
    names = {share.code: share.name for share in overview.by_place(scenario)}
    if code not in names:
        raise NotFoundError
    return names[code]


@bp.get("/<string:public_id>/shortages")
@requires(Permission.PLAN_MAKE)
def shortages(public_id: str) -> ResponseReturnValue:
    """What is missing, by good and commune."""
    scenario = solved(public_id)
    pages = overview.shortage_page(scenario)
    return beyond_the_end(pages) or render_template("planning/shortages.html", scenario=scenario, pages=pages)


@bp.get("/<string:public_id>/follow-up")
@requires(Permission.PLAN_MAKE)
def follow_up(public_id: str) -> ResponseReturnValue:
    """The plan against what happened; while cases are still being opened the page asks again by itself."""
    scenario = solved(public_id)
    found = following.followed(scenario, first=(page_number() - 1) * PAGE_SIZE)
    pages = page_of_rows(found.links, found.total, page=page_number())
    if last := beyond_the_end(pages):
        return last
    waiting = overview.opening_left(scenario) if scenario.accepted_at else 0
    shown: dict[str, Any] = {"scenario": scenario, "followed": found, "pages": pages, "waiting": waiting}
    answer = make_response(
        render_template("planning/follow_up.html", **shown, steps=following.Progress, still=_still())
    )
    if waiting and not _still():
        answer.headers["Refresh"] = "5"
    return answer


def _still() -> bool:
    return request.args.get("still") == "y"


def solved(public_id: str) -> Scenario:
    """The scenario with results; NotFoundError for one that has none, or for somebody who does not plan."""
    scenario = queries.scenario(viewer(), public_id)
    if not scenario.is_done:
        raise NotFoundError
    return scenario

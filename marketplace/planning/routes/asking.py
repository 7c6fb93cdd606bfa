"""Asking for a scenario, watching its search, stopping it, naming it anew, putting it away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.catalogue.models import Commodity, Commune
from marketplace.clock import now, today
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.indicators.targets import chosen, targets_of
from marketplace.planning import actions, overview, queries
from marketplace.planning.forms import NameForm, ScenarioForm, filled, usual
from marketplace.planning.models import Scenario, Step
from marketplace.planning.poor import poor_communes
from marketplace.planning.questions import PLANNED
from marketplace.planning.routes.blueprint import bp
from marketplace.web.forms import Form
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

SOON, LATER = 3, 10
"""Seconds until the page of a search asks again; seldom when the search takes long."""
LONG = 60
FAR_YEAR = date(2030, 12, 31)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PLAN_MAKE)
@commits
def new() -> ResponseReturnValue:
    """Ask for a scenario. `?of=` varies another one; `?indicator=`, `?province=` and a site fill in what is known."""
    form = ScenarioForm(data=_begun())
    if form.is_submitted() and "add_row" in request.form:
        form.grow()
        return _new_page(form, 200)
    made: list[Scenario] = []
    if form.carries_out(lambda: made.append(actions.prepare(by=current_user.user, values=form.draft()))):
        return redirect(url_for(".progress", public_id=made[0].public_id))
    return _new_page(form, form.answer_status)


def _new_page(form: ScenarioForm, status: int) -> ResponseReturnValue:
    return render_template("planning/new.html", form=form, poor=poor_communes()), status


def _begun() -> dict[str, object]:
    """What the form begins with."""
    of = request.args.get("of", "")[:32]
    if of:
        return filled(queries.scenario(viewer(), of))
    code = request.args.get("indicator", "")
    indicator, province = code if code in PLANNED else PLANNED[0], request.args.get("province", "")[:2] or None
    target = chosen(targets_of(indicator, province), province_code=province, organisation_kind=None, day=today())
    due = date(target.year, 12, 31) if target else FAR_YEAR
    begun = usual(indicator, province, target.value if target else Decimal(50), due if due >= today() else None)
    return begun | {"plants": plants} if (plants := _plant()) else begun


def _plant() -> list[dict[str, object]]:
    """The plant that a found site suggests, as far as the address says it rightly; the form asks for the rest."""
    asked = {name: request.args.get(name, "")[:60] for name in ("commodity", "commune", "tonnes", "reach_km")}
    if not asked["commodity"]:
        return []
    good, commune = db.session.get(Commodity, asked["commodity"]), db.session.get(Commune, asked["commune"])
    if good is None or commune is None:
        return []
    numbers = {name: int(text) for name in ("tonnes", "reach_km") if (text := asked[name]).isdecimal()}
    name = _("Nhà máy %(goods)s %(place)s", goods=good.name, place=commune.name)
    return [{"name": name, "commodity": good, "place": commune, "tonnes_a_year": numbers.get("tonnes"),
             "reach_km": numbers.get("reach_km")}]  # fmt: skip


@bp.get("/<string:public_id>/progress")
@requires(Permission.PLAN_MAKE)
def progress(public_id: str) -> ResponseReturnValue:
    """How far the search is. The page asks again by itself, without script, unless `?still=y`; done, it leads on."""
    scenario = queries.scenario(viewer(), public_id)
    if scenario.is_done:
        return redirect(url_for(".show", public_id=public_id))
    still = request.args.get("still") == "y"
    answer: Response = make_response(
        render_template("planning/progress.html", scenario=scenario, still=still, steps=list(Step), now=now())
    )
    if scenario.is_waiting and not still:
        waited = (now() - scenario.made_at).total_seconds()
        answer.headers["Refresh"] = str(SOON if waited < LONG else LATER)
    return answer


@bp.route("/<string:public_id>/stop", methods=["GET", "POST"])
@requires(Permission.PLAN_MAKE)
@commits
def stop(public_id: str) -> ResponseReturnValue:
    """Stop the search; nothing of it is kept. One that has ended meanwhile is shown as it ended."""
    scenario = queries.scenario(viewer(), public_id)
    if request.method != "POST":
        return redirect(url_for(".progress", public_id=public_id))
    try:
        actions.stop(by=current_user.user, scenario=scenario)
    except WrongStateError as ended:
        flash(str(ended.message), "info")
        return redirect(url_for(".show", public_id=public_id))
    flash(_("Đã yêu cầu dừng. Không kết quả nào của lần tính này được giữ."), "success")
    return redirect(url_for(".progress", public_id=public_id))


@bp.route("/<string:public_id>/name", methods=["GET", "POST"])
@requires(Permission.PLAN_MAKE)
@commits
def name(public_id: str) -> ResponseReturnValue:
    """Another name."""
    scenario = queries.scenario(viewer(), public_id)
    form = NameForm(data={"name": scenario.name})
    if form.carries_out(lambda: actions.rename(by=current_user.user, scenario=scenario, name=form.name.data or "")):
        flash(_("Đã đổi tên kế hoạch."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("planning/name.html", form=form, scenario=scenario), form.answer_status


@bp.route("/<string:public_id>/removal", methods=["GET", "POST"])
@requires(Permission.PLAN_MAKE)
@commits
def removal(public_id: str) -> ResponseReturnValue:
    """Put a scenario away that nobody accepted; of an accepted one the page says what stands on it."""
    scenario = queries.scenario(viewer(), public_id)
    form = Form()
    if form.carries_out(lambda: actions.drop(by=current_user.user, scenario=scenario)):
        flash(_("Đã bỏ kế hoạch “%(name)s”.", name=scenario.name), "success")
        return redirect(url_for(".index"))
    cases, tasks = overview.standing_on(scenario)
    page = render_template("planning/removal.html", form=form, scenario=scenario, cases=cases, tasks=tasks)
    return page, form.answer_status

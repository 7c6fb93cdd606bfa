"""Where raw material would suffice for a plant that nobody has built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError
from marketplace.indicators.maps import PlaceMap
from marketplace.indicators.routes.asked import beyond_the_end
from marketplace.planning import places
from marketplace.planning.forms import SitesForm
from marketplace.planning.maps import map_of
from marketplace.planning.places import PlantSite
from marketplace.planning.routes.blueprint import bp
from marketplace.web.formats import format_quantity
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import PAGE_SIZE, page_number, page_of_rows


@bp.get("/sites")
@requires(Permission.PLAN_MAKE)
def sites() -> ResponseReturnValue:
    """Places around which an average month brings what is asked for, the surest first; each leads to a scenario."""
    form = SitesForm(request.args)
    if not form.is_asked:
        return render_template("planning/sites.html", form=form, pages=None)
    try:
        found = _found(form)
    except DomainError as problem:
        form.blame(problem)
        return render_template("planning/sites.html", form=form, pages=None), 422
    first = (page_number() - 1) * PAGE_SIZE
    pages = page_of_rows(found[first : first + PAGE_SIZE], len(found), page=page_number())
    shown = render_template(
        "planning/sites.html", form=form, pages=pages, map=_map(found, form.province.data), map_words=_map_words(form)
    )
    return beyond_the_end(pages) or shown


def _found(form: SitesForm) -> Sequence[PlantSite]:
    """The sites asked for; DomainError when a field is wrong, which the form then says."""
    form.check()
    return places.sites(
        viewer(),
        commodity_code=form.commodity.data.code,
        reach_km=form.reach_km.data,
        tonnes_a_month=form.tonnes.data,
        province_code=form.province.data or None,
    )


def _map_words(form: SitesForm) -> str:
    return str(_("Hợp tác xã trong tầm của mỗi nơi") if form.province.data else _("Số nơi đủ nguyên liệu"))


def _map(found: Sequence[PlantSite], province: str) -> PlaceMap | None:
    """Of a province the cooperatives within reach of each commune, of the country how many such places there are."""
    if not found:
        return None
    if province:
        counts = {site.commune.code: len(site.organisation_ids) for site in found}
        return map_of(counts, province, _reach_words)
    return map_of(Counter(site.commune.province_code for site in found), None, _count_words)


def _reach_words(place: str, count: int) -> str:
    return str(_("%(place)s: %(count)s hợp tác xã trong tầm", place=place, count=format_quantity(count)))


def _count_words(place: str, count: int) -> str:
    return str(_("%(place)s: %(count)s nơi đủ nguyên liệu", place=place, count=format_quantity(count)))

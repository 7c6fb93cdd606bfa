"""Open data: the page that explains it, the file, its description for machines."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for

from marketplace.clock import today
from marketplace.indicators.definitions import INDICATORS
from marketplace.notifications.addresses import absolute
from marketplace.reporting.open_data.dictionary import COLUMNS, LICENCE, LICENCE_ADDRESS, package_of
from marketplace.reporting.open_data.edition import STANDS_FOR, edition_of
from marketplace.reporting.open_data.table import published_day
from marketplace.reporting.routes.blueprint import bp
from marketplace.web.guards import public


@bp.get("/open-data")
@public
def open_data() -> str:
    """What the file holds, its columns and indicators, what it keeps back and why."""
    return render_template(
        "reporting/open_data.html", day=published_day(today()), columns=COLUMNS, indicators=INDICATORS.values(),
        licence=LICENCE, licence_address=LICENCE_ADDRESS,
    )  # fmt: skip


@bp.get("/open-data/figures.csv")
@public
def open_figures() -> Response:
    """The figures, UTF-8 without a byte-order mark, one line each; the copy of the hour."""
    day = published_day(today())
    response = Response(edition_of(day).pieces(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename=lien-ket-{day.isoformat()}.csv"
    response.headers["Link"] = f'<{url_for(".open_package")}>; rel="describedby"; type="application/json"'
    response.cache_control.public, response.cache_control.max_age = True, int(STANDS_FOR.total_seconds())
    return response


@bp.get("/open-data/datapackage.json")
@public
def open_package() -> Response:
    """The description of the file for machines."""
    return jsonify(package_of(published_day(today()), absolute("reporting.open_figures")))

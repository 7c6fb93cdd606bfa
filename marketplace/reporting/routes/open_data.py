"""Open data: the page that explains it, the file, its description for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, jsonify, render_template, stream_with_context, url_for

from marketplace.clock import today
from marketplace.indicators.definitions import INDICATORS
from marketplace.notifications.addresses import absolute
from marketplace.reporting.open_data.dictionary import COLUMNS, LICENCE, LICENCE_ADDRESS, package_of
from marketplace.reporting.open_data.table import cells_of, lines_of, published_day
from marketplace.reporting.routes.blueprint import bp
from marketplace.web.guards import public

AN_HOUR = 3600


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
    """The figures, UTF-8 without a byte-order mark, one line each, written as they are read."""
    day = published_day(today())
    lines = (cells_of(line) for line in lines_of(day))
    written = stream_with_context(_written([[column.name for column in COLUMNS]], lines))
    response = Response(written, mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename=lien-ket-{day.isoformat()}.csv"
    response.headers["Link"] = f'<{url_for(".open_package")}>; rel="describedby"; type="application/json"'
    response.cache_control.public, response.cache_control.max_age = True, AN_HOUR
    return response


@bp.get("/open-data/datapackage.json")
@public
def open_package() -> Response:
    """The description of the file for machines."""
    return jsonify(package_of(published_day(today()), absolute("reporting.open_figures")))


def _written(*parts: Iterable[list[Any]]) -> Iterator[str]:
    for lines in parts:
        for line in lines:
            kept = io.StringIO()
            csv.writer(kept).writerow(line)
            yield kept.getvalue()

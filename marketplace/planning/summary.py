"""The summary of a plan: what its page and its paper show, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import ngettext

from marketplace.indicators.maps import PlaceMap
from marketplace.planning import expiring, overview
from marketplace.planning.expiring import Expiring
from marketplace.planning.maps import map_of
from marketplace.planning.models import PlannedLink, Scenario
from marketplace.planning.overview import Lack, ProvinceLine, Share
from marketplace.web.formats import format_quantity

FIRST_LINKS = 5
"""So many links stand on the summary; all of them have a page of their own."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Who has how much to do, where, what is missing, the first links in order of names, whose contracts end first."""

    brokers: Sequence[Share]
    places: Sequence[Share]
    provinces: Sequence[ProvinceLine]
    map: PlaceMap | None
    lacks: Sequence[Lack]
    links: Sequence[PlannedLink]
    demonstration: bool
    expiring: Sequence[Expiring]
    all_expiring: int


def summary_of(scenario: Scenario) -> Summary:
    """The summary of a scenario that is done."""
    places = overview.by_place(scenario)
    counts = {share.code: share.links for share in places if share.code is not None}
    return Summary(
        brokers=overview.by_broker(scenario),
        places=places,
        provinces=overview.by_province(scenario),
        map=map_of(counts, scenario.province_code, link_words) if counts else None,
        lacks=overview.by_good(scenario),
        links=overview.first_links(scenario, FIRST_LINKS),
        demonstration=overview.plans_demonstration(scenario),
        expiring=expiring.lines(scenario),
        all_expiring=expiring.count_of(scenario),
    )


def link_words(place: str, count: int) -> str:
    """What an area of the map says."""
    shown = format_quantity(count)
    return str(
        ngettext(
            "%(place)s: %(shown)s liên kết mới", "%(place)s: %(shown)s liên kết mới", count, place=place, shown=shown
        )
    )

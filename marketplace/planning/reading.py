"""Everything a plan is made from, read at one instant; nothing is computed while the database waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from marketplace.catalogue.price_queries import price_book
from marketplace.clock import now, today
from marketplace.indicators.engine import compute_many
from marketplace.planning.apart import Apart, read_apart
from marketplace.planning.asked import Asked
from marketplace.planning.brokers import active_brokers, live_cases
from marketplace.planning.chances import pairs_of
from marketplace.planning.counted import Counted, read_counted
from marketplace.planning.growers import read_growers
from marketplace.planning.poor import PoorCommunes, poor_communes
from marketplace.planning.problem import Province
from marketplace.planning.questions import question_of
from marketplace.planning.renewals import Renewal, RenewalChance, read_chance, read_renewals
from marketplace.planning.supply import Offered, offers_of
from marketplace.planning.wanted import Wanted, read_wanted
from marketplace.suggestions import gateway, rankers

if TYPE_CHECKING:
    from matching import Matcher
    from matching.planning import Grower

OF_A_COOPERATIVE, OF_A_COOPERATIVE_IN_THE_COUNTRY = 24, 12
"""So many needs of each cooperative are looked at, the likeliest first."""
Told = Callable[[int], None]
"""Hears how far it is, from 0 to 100."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The state of things at `data_at`. `linked_today` and `linked` are the indicator's numerators, today and at the
    target's day, `total` its denominator there; `brokers` holds the present cases of each active broker."""

    data_at: datetime
    day: date
    linked_today: int
    linked: int
    total: int
    counted: dict[str, list[Counted]]
    offers: dict[str, list[Offered]]
    needs: Sequence[Wanted]
    apart: Apart
    growers: dict[int, list[Grower]]
    brokers: dict[int, int]
    poor: PoorCommunes
    renewals: dict[int, Renewal]
    renewal_chance: RenewalChance
    matcher: Matcher
    weights: str
    model: str | None


def read(asked: Asked) -> Reading | None:
    """All of it, in a number of queries that grows with pieces of thousands; None when nobody is counted."""
    data_at, day = now(), today()
    figures = compute_many([question_of(asked, day), question_of(asked)])
    counted = read_counted(question_of(asked))
    if not counted:
        return None
    prices = price_book(day)
    unlinked = {code: [one.organisation_id for one in some if not one.linked] for code, some in counted.items()}
    return Reading(
        data_at=data_at,
        day=day,
        linked_today=int(figures[0].numerator),
        linked=int(figures[1].numerator),
        total=int(figures[1].denominator or 0),
        counted=counted,
        offers={code: offers_of(numbers, day, prices) for code, numbers in unlinked.items()},
        needs=read_wanted(asked, day, prices),
        apart=read_apart(),
        growers={plant.id: read_growers(plant.good, day) for plant in asked.plants},
        brokers=live_cases([one.id for one in active_brokers()]),
        poor=poor_communes(),
        renewals=read_renewals(asked, day, {number for numbers in unlinked.values() for number in numbers}),
        renewal_chance=read_chance(day),
        matcher=gateway.matcher(),
        weights=gateway.weights_version(),
        model=rankers.current_version(),
    )


def provinces_of(reading: Reading, asked: Asked, told: Told) -> list[Province]:
    """Each province with its possible links; asks the database nothing."""
    each = OF_A_COOPERATIVE if asked.province_code else OF_A_COOPERATIVE_IN_THE_COUNTRY
    found = []
    for place, (code, counted) in enumerate(reading.counted.items(), start=1):
        found.append(_province(code, counted, reading, each))
        told(100 * place // len(reading.counted))
    return found


def _province(code: str, counted: Sequence[Counted], reading: Reading, each: int) -> Province:
    offers = reading.offers[code]
    goods: dict[int, set[str]] = {}
    for one in offers:
        goods.setdefault(one.organisation_id, set()).add(one.good)
    return Province(
        code=code,
        counted=counted,
        goods={number: frozenset(codes) for number, codes in goods.items()},
        pairs=pairs_of(offers, reading.needs, reading.apart, reading.matcher, reading.day, each, len(reading.counted)),
        offers=len(offers),
        renewals=[found for one in counted if (found := reading.renewals.get(one.organisation_id))],
        renewal_likelihood=reading.renewal_chance.likelihood,
    )

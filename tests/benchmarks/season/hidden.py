"""What the parties truly want of each other: utilities no matcher sees, told by outcomes only.

A pair that cannot trade (another good, a form that does not fit, no common day, a required paper not held, too far,
too small a lot) is worth 0 to both. Otherwise a utility lies in 0..1 and multiplies what each side minds by how
reliable the other truly is, by a taste of its own, and by a chance of each pair that nobody could foresee.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.catalogue import form_gap
from matching.papers import answers_for
from tests.benchmarks.season.draws import NOT_TOLD, PAPERS, NeedDraws, OfferDraws
from tests.benchmarks.season.goods import commodities
from tests.benchmarks.season.places import communes, km

# Kilometres after which a buyer's wish for the goods is down to a third, by how the goods keep.
REACH_KM = {"bulky_fresh": 80.0, "fresh": 250.0, "storable": 500.0, "grain": 200.0}


@dataclass(frozen=True, slots=True)
class Truth:
    """The hidden utilities of pairs (offer number, need number), both 0..1 and 0 where the two cannot trade."""

    buyer: Floats
    seller: Floats


def truth(offers: OfferDraws, needs: NeedDraws, offer: Ints, need: Ints) -> Truth:
    """The utilities of the pairs `offer[i]`, `need[i]` (rows of the draws). Pure: no draw is made here."""
    kilometres = _km(offers, needs, offer, need)
    taken, covered, window = _quantities(offers, needs, offer, need)
    can = _can_trade(offers, needs, offer, need, kilometres, window)
    asked, got = needs.price[need], offers.price[offer]
    nearness = np.exp(-kilometres / _reach()[offers.commodity[offer]])
    taste = needs.taste[need]
    likes = np.column_stack(
        [nearness, _price_fit(got / asked), _variety(offers, needs, offer, need), _wishes(offers, needs, offer, need)]
    )
    chance = _chance(offer, need)
    buyer = (taste * likes).sum(axis=1) * (0.4 + 0.3 * covered + 0.3 * window) * (0.4 + 0.6 * offers.reliability[offer])
    stages = np.bitwise_count(needs.stages[need]) / 3
    length = np.minimum(needs.months[need], 24) / 24
    seller = 0.35 * _price_fit(got / asked) + 0.2 * nearness + 0.2 * taken + 0.15 * length + 0.1 * stages
    seller = seller * (0.4 + 0.6 * needs.reliability[need])
    return Truth(np.where(can, buyer * (0.9 + 0.1 * chance), 0.0), np.where(can, seller * (1 - 0.1 * chance), 0.0))


def gains(buyer: Floats) -> Floats:
    """Gain of a pair for nDCG: 2^grade - 1, the grade running from 0 to 5 with the square of the buyer's utility."""
    return np.asarray(2.0 ** (5 * buyer**2) - 1, dtype=np.float64)


def _can_trade(
    offers: OfferDraws, needs: NeedDraws, offer: Ints, need: Ints, kilometres: Floats, window: Floats
) -> Bools:
    good = offers.commodity[offer]
    fits = good == needs.commodity[need]
    fits &= _forms()[np.where(fits, good, 0), offers.form[offer], needs.form[need]]
    fits &= _answered(offers.papers[offer], needs.must[need]) == needs.must[need]
    fits &= (needs.maximum_km[need] == 0) | (kilometres <= needs.maximum_km[need])
    asked = needs.kg[need] * needs.count[need]
    has = (offers.kg[offer] + offers.flexible_kg[offer]) * offers.count[offer]
    fits &= (offers.lot_kg[offer] <= asked) & (needs.lot_kg[need] // 20 <= has)
    in_force = (offers.paper_end[offer] >= needs.start[need]) | (needs.must[need] == 0)
    return np.asarray(fits & in_force & (window > 0))


def _km(offers: OfferDraws, needs: NeedDraws, offer: Ints, need: Ints) -> Floats:
    places, here, there = communes(), offers.commune[offer], needs.commune[need]
    return km(places.lat[here], places.lon[here], places.lat[there], places.lon[there])


def _quantities(offers: OfferDraws, needs: NeedDraws, offer: Ints, need: Ints) -> tuple[Floats, Floats, Floats]:
    """Share of the offer the need takes, share of the need it covers (at most 1), share of the asked days shared."""
    start = np.maximum(offers.start[offer], needs.start[need])
    days = np.clip(np.minimum(offers.end[offer], needs.end[need]) - start + 1, 0, None)
    window = days / (needs.end[need] - needs.start[need] + 1)
    daily_offer = (offers.kg[offer] + 0.7 * offers.flexible_kg[offer]) / offers.step[offer]
    daily_need = needs.kg[need] / needs.step[need]
    traded = np.minimum(daily_offer, daily_need) * days
    whole_offer = daily_offer * (offers.end[offer] - offers.start[offer] + 1)
    whole_need = daily_need * (needs.end[need] - needs.start[need] + 1)
    return traded / whole_offer, traded / whole_need, window


def _price_fit(asked_to_bid: Floats) -> Floats:
    """1 where the seller wants no more than the buyer thought of; half at 8 % more, nearly nothing at 25 %."""
    return np.asarray(np.exp(-np.log(2) * np.clip(asked_to_bid - 1, 0, None) / 0.08), dtype=np.float64)


def _variety(offers: OfferDraws, needs: NeedDraws, offer: Ints, need: Ints) -> Floats:
    has, wants = offers.variety[offer], needs.variety[need]
    return np.where((wants == NOT_TOLD) | (has == wants), 1.0, np.where(has == NOT_TOLD, 0.5, 0.15))


def _wishes(offers: OfferDraws, needs: NeedDraws, offer: Ints, need: Ints) -> Floats:
    wished = needs.nice[need]
    met = np.bitwise_count(_answered(offers.papers[offer], wished))
    return np.where(wished == 0, 1.0, met / np.maximum(np.bitwise_count(wished), 1))


def _answered(held: Ints, wished: Ints) -> Ints:
    """The bits of `wished` that some paper in `held` answers for."""
    found = np.zeros(len(held), dtype=np.int64)
    for bit, paper in enumerate(PAPERS):
        accepted = sum(1 << PAPERS.index(kind) for kind in answers_for(paper) if kind in PAPERS)
        found |= np.where((held & accepted) != 0, 1 << bit, 0)
    return found & wished


def _chance(offer: Ints, need: Ints) -> Floats:
    """A number 0..1 of each pair, evenly spread and always the same (the finaliser of splitmix64)."""
    mixed = offer.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + need.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) / np.float64(2**64), dtype=np.float64)


@cache
def _forms() -> Bools:
    """Whether a good offered in one form can be sold where another is asked: (good, offered, asked)."""
    most = max(len(good.forms) for good in commodities())
    fits = np.zeros((len(commodities()), most, most), dtype=bool)
    for number, good in enumerate(commodities()):
        for offered, (here, _) in enumerate(good.forms):
            for asked, (there, _) in enumerate(good.forms):
                fits[number, offered, asked] = form_gap(here, there) < 2
    return fits


@cache
def _reach() -> Floats:
    return np.array([REACH_KM[good.perishability] for good in commodities()])

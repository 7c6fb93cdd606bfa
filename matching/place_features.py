"""The part about place: how far the goods travel, judged by how well they keep and by the trade's regions.

Each class of goods has its own measure. Bulky goods that spoil (cane, milk, fresh cassava) are bound to the plant;
fresh goods to the region; storable goods travel; paddy follows its region and the mill's reach. The kilometres are
those of design rules of the trade: 120 and 150 for bulky goods, 150 and 300 for fresh ones, 200 and 400 for paddy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import LEVELS, UNKNOWN, Bools, Floats, Ints, Rows
from matching.asking import Ask, Spot, full
from matching.geography import distance_km

NONE, MINOR, SERIOUS, NOT_KNOWN = 0, 1, 2, 3
OTHER_END_KM = 700.0
FAR_IN_REGION_KM = 300.0
# "Farm produce of province X" means that province and no other.
ALL_PRODUCE = "farm_produce"
NEARNESS_REACH_KM = 400.0
SAME_POINT_KM = 1.0


@dataclass(frozen=True, slots=True)
class PlaceScores:
    """`gap` per line (NONE, MINOR, SERIOUS, NOT_KNOWN), `km` to the best spot (NaN unknown), `spot` its number.

    Spots are numbered as in the need's sites; -1 is the plant.
    """

    values: Floats
    gap: Ints
    km: Floats
    spot: Ints


def distance(lines: Rows, ask: Ask) -> PlaceScores:
    """Place gap and value of every line, by the best of the need's places."""
    spots: list[tuple[int, Spot]] = list(enumerate(ask.sites))
    # A buyer of a whole group means the places it names; for one bulky good nearness to the plant is as good.
    if ask.plant is not None and (not spots or (ask.facts.perishability == "bulky_fresh" and not _is_strict(ask))):
        spots.append((-1, ask.plant))
    gap = np.full(len(lines), NOT_KNOWN, dtype=np.int64)
    km, best = full(lines, np.nan), np.full(len(lines), -1, dtype=np.int64)
    for spot_number, spot in spots:
        spot_gap, spot_km = _gap_to(lines, spot, ask)
        if spot.level in (LEVELS["country"], LEVELS["region"]):
            spot_gap, spot_km = _within_area(spot_gap, lines, ask)
        spot_km = _measured(spot_km, lines, ask.plant if spot.level <= LEVELS["region"] and ask.plant else spot)
        better = (spot_gap < gap) | ((spot_gap == gap) & (np.isnan(km) | (spot_km < km)))
        gap, km = np.where(better, spot_gap, gap), np.where(better, spot_km, km)
        best = np.where(better, spot_number, best)
    return PlaceScores(_values(gap, km, ask), gap, km, best)


def _within_area(gap: Ints, lines: Rows, ask: Ask) -> tuple[Ints, Floats]:
    """A whole region is no place to measure from: the plant is, and in a wide region its far part is a small gap."""
    km = full(lines, np.nan) if ask.plant is None else _km(lines, ask.plant)
    far = np.greater(km, FAR_IN_REGION_KM) & (ask.facts.perishability in ("fresh", "grain"))
    return np.where(far, np.maximum(gap, MINOR), gap), km


def _measured(km: Floats, lines: Rows, spot: Spot) -> Floats:
    """Kilometres without those from an area's middle to itself: two sides known no closer may lie anywhere in it."""
    vague = (lines["level"] < LEVELS["commune"]) | (spot.level < LEVELS["commune"])
    return np.where(vague & np.less(km, SAME_POINT_KM), np.nan, km)


def plant_km(lines: Rows, ask: Ask) -> Floats:
    """Kilometres to the plant, or to the nearest sourcing site where no plant is known; NaN where unknown."""
    spots = (ask.plant,) if ask.plant is not None else ask.sites
    found = [_km(lines, spot) for spot in spots]
    return np.fmin.reduce(found) if found else full(lines, np.nan)


def _values(gap: Ints, km: Floats, ask: Ask) -> Floats:
    share = np.where(np.isnan(km), 0.5, np.minimum(km, NEARNESS_REACH_KM) / NEARNESS_REACH_KM)
    nearness = ask.value("near") * share
    unknown = ask.value("minor") if _is_strict(ask) else ask.value("unknown")
    if ask.place_is_unknown and ask.facts.perishability in ("fresh", "bulky_fresh"):
        unknown = ask.value("minor")
    steps = np.array([1.0, ask.value("minor") + ask.value("near") / 2, ask.value("near"), unknown])
    return steps[gap] - np.where(gap == NOT_KNOWN, 0.0, nearness)


def _gap_to(lines: Rows, spot: Spot, ask: Ask) -> tuple[Ints, Floats]:
    km = _km(lines, spot)
    named = _named(lines, spot)
    same = (lines["region"] == spot.region) & (lines["region"] != UNKNOWN)
    near = np.isin(lines["region"], [code for code in spot.near_regions if code >= 0])
    known = (lines["region"] != UNKNOWN) | ~np.isnan(km)
    rule = _RULES["group"] if _is_strict(ask) else _RULES[ask.facts.perishability]
    gap = rule(_Reach(km, named, same, near, spot, ask))
    gap = np.where(named, NONE, gap)
    return np.where(known | named, gap, NOT_KNOWN).astype(np.int64), km


@dataclass(frozen=True, slots=True)
class _Reach:
    km: Floats
    named: Bools
    same: Bools
    near: Bools
    spot: Spot
    ask: Ask

    def within(self, limit: float) -> Bools:
        """Known to be within so many kilometres."""
        return np.less_equal(self.km, limit)

    def beyond(self, limit: float) -> Bools:
        """Known to be farther than so many kilometres."""
        return np.greater(self.km, limit)


def _bulky(reach: _Reach) -> Ints:
    return np.where(reach.within(120), NONE, np.where(reach.within(_bulky_limit(reach.ask)), MINOR, SERIOUS))


def _bulky_limit(ask: Ask) -> float:
    named = {spot.province for spot in ask.sites if spot.province != UNKNOWN}
    return 250.0 if len(named) > 1 else 150.0


def _fresh(reach: _Reach) -> Ints:
    close = (reach.same & ~reach.beyond(300)) | reach.within(150)
    far = reach.beyond(OTHER_END_KM)
    facts = reach.ask.facts
    serious = far & (facts.cheap and not facts.exportable)
    return np.where(close, NONE, np.where(serious, SERIOUS, MINOR))


def _storable(reach: _Reach) -> Ints:
    return np.where(reach.same | reach.near | reach.within(150), NONE, MINOR)


def _grain(reach: _Reach) -> Ints:
    local = reach.same & ~reach.beyond(200)
    next_door = (reach.near | reach.same) & ~reach.beyond(400)
    return np.where(local, NONE, np.where(next_door, MINOR, SERIOUS))


def _group(reach: _Reach) -> Ints:
    if reach.ask.good.code == ALL_PRODUCE:
        return np.full(len(reach.km), SERIOUS)
    return np.where(reach.same | reach.within(300), MINOR, SERIOUS)


_RULES = {"bulky_fresh": _bulky, "fresh": _fresh, "storable": _storable, "grain": _grain, "group": _group}


def _is_strict(ask: Ask) -> bool:
    """A group-level need, or a retailer's programme for the goods of one named province."""
    provinces = {spot.province for spot in ask.sites if spot.level >= LEVELS["province"]}
    programme = ask.need.buyer_kind == "retail_chain" and len(provinces) == 1 and UNKNOWN not in provinces
    return bool(ask.sites) and (ask.of_group or programme)


def _named(lines: Rows, spot: Spot) -> Bools:
    """The line lies in the place named, or is an area that holds it."""
    if spot.level == LEVELS["country"]:
        return np.ones(len(lines), dtype=bool)
    region = lines["region"] == spot.region
    province = (lines["province"] == spot.province) & (lines["province"] != UNKNOWN)
    district = (lines["district"] == spot.district) & (lines["district"] != UNKNOWN)
    if spot.level == LEVELS["region"]:
        return np.asarray(region & (lines["region"] != UNKNOWN))
    if spot.level == LEVELS["province"]:
        return np.asarray(province)
    return np.asarray(district | (province & (lines["level"] <= LEVELS["province"])))


def _km(lines: Rows, spot: Spot) -> Floats:
    if spot.site.lat is None or spot.site.lon is None:
        return full(lines, np.nan)
    return distance_km(spot.site.lat, spot.site.lon, lines["lat"], lines["lon"])

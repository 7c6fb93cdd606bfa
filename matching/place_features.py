"""The part about place: how far the goods travel, judged by how well they keep and by the trade's regions.

Each class of goods has its own measure. Bulky goods that spoil (cane, milk, fresh cassava) are bound to the plant;
fresh goods to the region; storable goods travel; paddy follows its region and the mill's reach. The kilometres are
those of design rules of the trade: 120 and 150 for bulky goods, 150 and 300 for fresh ones, 200 and 400 for paddy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from matching.arrays import LEVELS, UNKNOWN, Bools, Columns, Floats, Ints
from matching.block import Array, Block
from matching.manners import BULKY, FRESH, GRAIN, KEEPS, LOCAL, STORABLE, STRICT
from matching.part import PartScore

NONE, MINOR, SERIOUS, NOT_KNOWN = 0, 1, 2, 3
OTHER_END_KM = 700.0
FAR_IN_REGION_KM = 300.0
# "Farm produce of province X" means that province and no other.
ALL_PRODUCE = "farm_produce"
NEARNESS_REACH_KM = 400.0
# How far each class of goods usually goes, whatever its region; beyond it a common region lets it go farther.
REACH_KM = {"bulky_fresh": 120.0, "fresh": 150.0, "storable": 150.0, "grain": 200.0}
NEXT_DOOR_KM = 400.0
SAME_POINT_KM = 1.0


@dataclass(frozen=True, slots=True)
class _Reach:
    """One spot of every ask beside the lines: arrays that broadcast as those of the block do."""

    block: Block
    km: Floats
    same: Bools
    near: Bools

    def within(self, limit: float | Array) -> Bools:
        """Known to be within so many kilometres."""
        return np.asarray(self.km <= limit)

    def beyond(self, limit: float) -> Bools:
        """Known to be farther than so many kilometres."""
        return np.asarray(self.km > limit)

    def ask(self, name: str) -> Array:
        """A column of the asks."""
        return self.block.asks[name]


_Rule = Callable[[_Reach], Ints]


def distance(block: Block) -> PartScore:
    """Place gap and value of every pair, by the best of the need's places.

    Notes: place_gap (NONE, MINOR, SERIOUS, NOT_KNOWN), km to the best spot (NaN unknown), spot: its number among the
    need's sites, -1 for the plant.
    """
    gap: Ints = np.full((1, 1), NOT_KNOWN, dtype=np.int8)
    km: Floats = np.full((1, 1), np.nan)
    best: Ints = np.full((1, 1), -1, dtype=np.int16)
    first, count = _spots(block)
    for turn in range(int(count.max())):
        spots = _spot(block, first + turn)
        spot_gap, spot_km = _from_spot(block, spots)
        better = count > turn
        if turn:
            better = better & ((spot_gap < gap) | ((spot_gap == gap) & (np.isnan(km) | (spot_km < km))))
        if better.all():
            gap, km, best = spot_gap, spot_km, spots["number"]
        else:
            gap, km = np.where(better, spot_gap, gap), np.where(better, spot_km, km)
            best = np.where(better, spots["number"], best)
    gap, km = np.broadcast_to(gap, block.shape), np.broadcast_to(km, block.shape)
    return PartScore(_values(block, gap, km, count), None, {"place_gap": gap, "km": km, "spot": best})


def plant_km(block: Block) -> Floats:
    """Kilometres to the plant, or to the nearest sourcing site where no plant is known; NaN where unknown."""
    asked = block.question.asked
    needs, sites = block.asks["need"], block.asks["sites"]
    km = block.away(_plants(block))
    homeless = (np.diff(asked.spot_first)[needs] == sites) & (sites > 0)
    for turn in range(int(sites[homeless].max(initial=0))):
        spots = _spot(block, asked.spot_first[needs] + turn)
        to_site = block.away([spots[axis] for axis in "xyz"])
        km = np.where(homeless & (turn < sites), np.fmin(km, to_site), km)
    return km


def _plants(block: Block) -> list[Floats]:
    """The point of every ask's plant, each coordinate in the shape of the asks."""
    points = block.question.asked.plant_points[block.asks["need"]]
    return [points[..., axis] for axis in range(3)]


def _spot(block: Block, at: Ints) -> Columns:
    """The spots at these places; any where there is none."""
    columns = block.question.asked.spots
    own = np.minimum(at, len(columns["number"]) - 1)
    return {name: column[own] for name, column in columns.items()}


def _spots(block: Block) -> tuple[Ints, Ints]:
    """The first spot of every ask, and how many count.

    A buyer of a whole group means the places it names; for one bulky good nearness to the plant is as good.
    """
    spot_first, needs, sites = block.question.asked.spot_first, block.asks["need"], block.asks["sites"]
    first = spot_first[needs]
    every = spot_first[needs + 1] - first
    with_plant = block.having(lambda manner: manner & (KEEPS | STRICT) == BULKY)
    return first, np.where(with_plant | (sites == 0), every, sites)


def _from_spot(block: Block, spots: Columns) -> tuple[Ints, Floats]:
    km = block.away([spots[axis] for axis in "xyz"])
    region = block.line("region")
    same = region == spots["region"]
    named = _named(block, spots, same)
    gap = np.where(named, NONE, _by_rule(_Reach(block, km, same, _near(block, spots))))
    known = (region != UNKNOWN) | ~np.isnan(km) | named
    return _over_area(block, spots, np.where(known, gap, NOT_KNOWN).astype(np.int8), km)


def _over_area(block: Block, spots: Columns, gap: Ints, km: Floats) -> tuple[Ints, Floats]:
    """A whole region is no place to measure from: the plant is, and in a wide region its far part is a small gap."""
    wide = spots["level"] <= LEVELS["region"]
    asked, needs = block.question.asked, block.asks["need"]
    area = wide & (spots["level"] > 0)
    if area.any():
        plant_away = block.away(_plants(block))
        km = np.where(area, plant_away, km)
        far = block.having(lambda manner: manner & KEEPS in (FRESH, GRAIN)) & area & (plant_away > FAR_IN_REGION_KM)
        gap = np.where(far, np.maximum(gap, np.int8(MINOR)), gap)
    if block.bucket.radius_km is not None:
        return gap, km
    level = spots["level"]
    if wide.any():
        past = asked.spot_first[needs + 1]
        has_plant = past - asked.spot_first[needs] > block.asks["sites"]
        level = np.where(wide & has_plant, asked.spots["level"][np.maximum(past - 1, 0)], level)
    return gap, _measured(block, km, level)


def _measured(block: Block, km: Floats, level: Ints) -> Floats:
    """Kilometres without those from an area's middle to itself: two sides known no closer may lie anywhere in it."""
    close = km < SAME_POINT_KM
    if not close.any():
        return km
    vague = (block.line("level") < LEVELS["commune"]) | (level < LEVELS["commune"])
    return np.where(vague & close, np.nan, km)


def _values(block: Block, gap: Ints, km: Floats, count: Ints) -> Floats:
    value = block.question.value
    nearness = np.minimum(km, NEARNESS_REACH_KM) / NEARNESS_REACH_KM
    nearness = value("near") * np.where(np.isnan(km), 0.5, nearness)
    unknown = gap == NOT_KNOWN
    nearness[unknown] = 0.0
    steps = np.array([1.0, value("minor") + value("near") / 2, value("near"), value("unknown")])
    found: Floats = steps.take(gap) - nearness
    strict = block.having(lambda manner: bool(manner & STRICT))
    if strict.any():
        found = np.where(unknown & strict, value("minor"), found)
    if not count.all():
        spoils = block.having(lambda manner: manner & KEEPS in (FRESH, BULKY))
        return np.where(spoils & (count == 0), value("minor"), found)
    return found


def _near(block: Block, spots: Columns) -> Bools:
    """Lines in a region that borders the spot's."""
    near = block.question.near_regions
    return np.asarray(near[spots["near"], np.minimum(block.line("region"), near.shape[1] - 1)])


def _by_rule(reach: _Reach) -> Ints:
    """The gap of each pair by the rule for how its good is traded."""
    first, *others = dict.fromkeys(_rule(manner) for manner in reach.block.manners)
    gap = first(reach)
    for rule in others:
        gap = np.where(reach.block.having(partial(_follows, rule)), rule(reach), gap)
    return gap


def _rule(manner: int) -> _Rule:
    if manner & STRICT:
        return _group
    fresh = _fresh if manner & LOCAL else _fresh_anywhere
    return {BULKY: _bulky, FRESH: fresh, STORABLE: _storable, GRAIN: _grain}[manner & KEEPS]


def _follows(rule: _Rule, manner: int) -> bool:
    return _rule(manner) is rule


def _bulky(reach: _Reach) -> Ints:
    limit = np.where(reach.ask("several"), 250.0, 150.0)
    return np.where(reach.within(REACH_KM["bulky_fresh"]), NONE, np.where(reach.within(limit), MINOR, SERIOUS))


def _fresh(reach: _Reach) -> Ints:
    return np.where(_close(reach), NONE, np.where(reach.beyond(OTHER_END_KM), SERIOUS, MINOR))


def _fresh_anywhere(reach: _Reach) -> Ints:
    return np.where(_close(reach), NONE, MINOR)


def _close(reach: _Reach) -> Bools:
    return (reach.same & ~reach.beyond(300)) | reach.within(REACH_KM["fresh"])


def _storable(reach: _Reach) -> Ints:
    return np.where(reach.same | reach.near | reach.within(REACH_KM["storable"]), NONE, MINOR)


def _grain(reach: _Reach) -> Ints:
    local = reach.same & ~reach.beyond(REACH_KM["grain"])
    next_door = (reach.near | reach.same) & ~reach.beyond(NEXT_DOOR_KM)
    return np.where(local, NONE, np.where(next_door, MINOR, SERIOUS))


def _group(reach: _Reach) -> Ints:
    goods = reach.block.question.asked.goods
    produce = reach.ask("good") == (goods.index(ALL_PRODUCE) if ALL_PRODUCE in goods else -1)
    return np.where(~produce & (reach.same | reach.within(300)), MINOR, SERIOUS)


def _named(block: Block, spots: Columns, same: Bools) -> Bools:
    """The line lies in the place named, or is an area that holds it."""
    level = spots["level"]
    province = block.line("province") == spots["province"]
    holds = province & (block.line("level") <= LEVELS["province"])
    found = (block.line("district") == spots["district"]) | holds
    if (level == LEVELS["province"]).any():
        found = np.where(level == LEVELS["province"], province, found)
    if (level == LEVELS["region"]).any():
        found = np.where(level == LEVELS["region"], same, found)
    return np.asarray(found | (level == LEVELS["country"]))

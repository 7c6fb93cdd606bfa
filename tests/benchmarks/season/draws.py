"""What is drawn of a side of the market, as columns: one entry a row, whole chunks at a time.

A chunk is always drawn whole, so the first offers of a large season are the offers of a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from matching.arrays import Floats, Ints
from tests.benchmarks.season.goods import REGIONS, Trade, commodities, reference_price, trade
from tests.benchmarks.season.places import communes

CHUNK = 10_000
OFFERS, NEEDS = 1, 2
NEW_YEAR = date(2027, 1, 1).toordinal()
PAPERS = ("vietgap", "globalgap", "organic", "growing_area_code", "ocop", "food_safety")
PAPER_SHARES = np.array([0.38, 0.08, 0.06, 0.22, 0.12, 0.3])
PRICE_KINDS = ("fixed", "floor", "market", "agree")
BUYER_KINDS = ("processing_plant", "retail_chain", "exporter", "trader")
NOT_TOLD = -1

Columns = TypeVar("Columns")
Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sides:
    """Columns both sides have. Days are ordinals; `step` is the length of each of `count` periods in days.

    `variety` -1: none is named. `price` is what the party has in mind, told or not. `reliability` 0..1 is hidden: how
    surely it delivers, or pays on time; `reputation` is what has been seen of it so far, NaN where nothing has.
    """

    organisation: Ints
    commodity: Ints
    form: Ints
    variety: Ints
    commune: Ints
    start: Ints
    step: Ints
    count: Ints
    kg: Ints
    price_kind: Ints
    price: Ints
    lot_kg: Ints
    reliability: Floats
    reputation: Floats

    @property
    def end(self) -> Ints:
        """The last day of the last period."""
        return self.start + self.step * self.count - 1


@dataclass(frozen=True, slots=True)
class OfferDraws(Sides):
    """Cooperatives' side. `papers` are bits of PAPERS truly held; `papers_told` -1: nobody knows them.

    `flexible_kg` comes beside `kg` in each period; `size` is 0 small, 1 middle, 2 large.
    """

    flexible_kg: Ints
    papers: Ints
    papers_told: Ints
    paper_end: Ints
    size: Ints


@dataclass(frozen=True, slots=True)
class NeedDraws(Sides):
    """Buyers' side. `must` and `nice` are bits of PAPERS; `maximum_km` 0: no limit; `stages` bits of I, P and X.

    `source`: -1 anywhere, a former province's number, or 1000 + a region's. `taste` (rows, 4) is hidden: how much this
    buyer minds distance, price, variety and papers, adding up to 1.
    """

    must: Ints
    nice: Ints
    maximum_km: Ints
    source: Ints
    buyer_kind: Ints
    state_owned: Ints
    stages: Ints
    months: Ints
    taste: Floats


def offers_of(seed: int, chunk: int) -> OfferDraws:
    """Chunk number `chunk` of the offers of season `seed`, CHUNK rows."""
    draw = np.random.default_rng([seed, OFFERS, chunk])
    size = draw.choice(3, CHUNK, p=(0.6, 0.3, 0.1))
    common = _common(draw, seed, chunk, np.array([0.35, 1.0, 3.0])[size], draw.integers(0, 3, CHUNK) == 0)
    # A cooperative has about two offers and one set of papers.
    held = _papers(draw, PAPER_SHARES)[_owner(chunk, common["organisation"])]
    told = np.where(draw.random(CHUNK) < 0.25, NOT_TOLD, held)
    return OfferDraws(
        **common,
        flexible_kg=np.rint(common["kg"] * draw.choice([0.0, 0.2, 0.5], CHUNK)).astype(np.int64),
        papers=held,
        papers_told=told,
        paper_end=NEW_YEAR + draw.integers(-60, 900, CHUNK) // 30 * 30,
        size=size,
    )


def needs_of(seed: int, chunk: int) -> NeedDraws:
    """Chunk number `chunk` of the needs of season `seed`, CHUNK rows."""
    draw = np.random.default_rng([seed, NEEDS, chunk])
    kind = draw.choice(len(BUYER_KINDS), CHUNK, p=(0.3, 0.3, 0.25, 0.15))
    common = _common(draw, seed, chunk, np.array([6.0, 2.0, 4.0, 1.5])[kind], draw.random(CHUNK) < 0.5)
    wishes = _papers(draw, np.array([0.3, 0.12, 0.04, 0.15, 0.03, 0.2]))
    must = wishes & np.where(draw.random(CHUNK) < 0.4, _papers(draw, np.full(len(PAPERS), 0.5)), 0)
    places = communes()
    home = places.province[common["commune"]]
    anywhere, own_province = draw.random(CHUNK) < 0.5, draw.random(CHUNK) < 0.5
    region = 1000 + places.region[common["commune"]]
    return NeedDraws(
        **common,
        must=must,
        nice=wishes & ~must,
        maximum_km=np.where(draw.random(CHUNK) < 0.25, draw.choice([100, 150, 200, 300, 500], CHUNK), 0),
        source=np.select([anywhere, own_province], [np.full(CHUNK, NOT_TOLD), home], region),
        buyer_kind=kind,
        state_owned=draw.choice([NOT_TOLD, 0, 1], CHUNK, p=(0.3, 0.6, 0.1)),
        stages=draw.choice([0, 1, 2, 3, 4, 5], CHUNK, p=(0.4, 0.2, 0.15, 0.1, 0.1, 0.05)),
        months=draw.choice([1, 3, 6, 12, 24, 36], CHUNK),
        taste=draw.dirichlet([7.5, 6.0, 6.0, 4.5], CHUNK),
    )


def joined(chunks: Sequence[Columns], size: int) -> Columns:
    """Chunks of one kind put end to end and cut to `size` rows."""
    kind = type(chunks[0])
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: np.concatenate([getattr(chunk, name) for chunk in chunks])[:size] for name in names})


def _common(draw: Generator, seed: int, chunk: int, scale: Floats, no_variety: Column) -> dict[str, Column]:
    facts = trade(seed)
    commodity = draw.choice(len(facts.popularity), CHUNK, p=facts.popularity)
    step = draw.choice([30, 30, 61, 91], CHUNK)
    start = NEW_YEAR + facts.harvest[commodity] + np.rint(draw.random(CHUNK) * facts.spread[commodity]).astype(np.int64)
    tonnes = facts.tonnes[commodity] * scale * np.exp(draw.normal(0, 0.6, CHUNK))
    kg = np.maximum(np.rint(tonnes * 10) * 100, 100).astype(np.int64)
    reference = reference_price(seed, commodity, start)
    reliability = draw.beta(6, 2, CHUNK)
    seen = draw.integers(3, 30, CHUNK)
    seen_share = draw.binomial(seen, reliability) / seen
    return {
        "organisation": chunk * CHUNK + draw.integers(0, CHUNK // 2, CHUNK),
        "commodity": commodity,
        "form": _pick(draw, [len(good.forms) for good in commodities()], commodity, first=0.7),
        "variety": np.where(no_variety, NOT_TOLD, _variety(draw, commodity)),
        "commune": _commune(draw, facts, commodity),
        "start": start,
        "step": step,
        "count": draw.integers(1, 5, CHUNK),
        "kg": kg,
        "price_kind": draw.choice(len(PRICE_KINDS), CHUNK, p=(0.45, 0.15, 0.25, 0.15)),
        "price": (np.rint(reference * np.exp(draw.normal(0, 0.12, CHUNK)) / 100) * 100).astype(np.int64),
        "lot_kg": np.where(draw.random(CHUNK) < 0.3, np.rint(kg / 1000) * 200, 0).astype(np.int64),
        "reliability": reliability,
        "reputation": np.where(draw.random(CHUNK) < 0.35, seen_share, np.nan),
    }


def _pick(draw: Generator, counts: Sequence[int], commodity: Ints, first: float) -> Ints:
    """A number below the commodity's count; 0 has the share `first`, the others the rest alike."""
    most = np.array(counts)[commodity]
    other = 1 + np.floor(draw.random(len(commodity)) * np.maximum(most - 1, 1)).astype(np.int64)
    return np.where((draw.random(len(commodity)) < first) | (most < 2), 0, other)


def _variety(draw: Generator, commodity: Ints) -> Ints:
    """A number of the commodity's varieties, the first ones more often; -1 where it has none."""
    most = np.array([len(good.varieties) for good in commodities()])[commodity]
    number = np.floor(draw.random(len(commodity)) ** 1.5 * most).astype(np.int64)
    return np.where(most == 0, NOT_TOLD, number)


def _commune(draw: Generator, facts: Trade, commodity: Ints) -> Ints:
    """A commune of a region that grows the commodity; the likelier communes of a region differ by commodity."""
    shares = facts.regions.cumsum(axis=1)[commodity]
    region = np.minimum((draw.random((len(commodity), 1)) > shares).sum(axis=1), len(REGIONS) - 1)
    counts = np.array([len(found) for found in communes().by_region])[region]
    first = np.concatenate([[0], np.cumsum([len(found) for found in communes().by_region])])[region]
    step = np.floor(draw.beta(2, 4, len(commodity)) * counts).astype(np.int64)
    return np.asarray(np.concatenate(communes().by_region)[first + (step + commodity * 37) % counts])


def _papers(draw: Generator, shares: Floats) -> Ints:
    held = draw.random((CHUNK, len(shares))) < shares
    return np.asarray(held @ (1 << np.arange(len(shares))), dtype=np.int64)


def _owner(chunk: int, organisation: Ints) -> Ints:
    return organisation - chunk * CHUNK

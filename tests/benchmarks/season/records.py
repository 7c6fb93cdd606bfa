"""Drawn rows as the records the matcher compares: what the parties tell, nothing of what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np

from matching.arrays import Floats
from matching.records import Certificate, Criterion, Good, NeedRecord, OfferRecord, PeriodQuantity, PriceBasis, Site
from tests.benchmarks.season.draws import (
    BUYER_KINDS,
    NOT_TOLD,
    PAPERS,
    PRICE_KINDS,
    NeedDraws,
    OfferDraws,
)
from tests.benchmarks.season.goods import commodities
from tests.benchmarks.season.places import communes, province_site, region_site

STAGES = "IPX"


def offer_records(drawn: OfferDraws, first: int) -> Iterator[OfferRecord]:
    """A record a row, named `O-` and its number in the season, the first `first`."""
    sites = communes().sites
    shares = reputation_shares(drawn.reputation)
    columns = (
        drawn.organisation, drawn.commodity, drawn.form, drawn.variety, drawn.commune, drawn.start, drawn.step,
        drawn.count, drawn.kg, drawn.flexible_kg, drawn.papers_told, drawn.paper_end, drawn.price_kind, drawn.price,
        drawn.lot_kg,
    )  # fmt: skip
    for number, (row, share) in enumerate(zip(zip(*(c.tolist() for c in columns), strict=True), shares, strict=True)):
        owner, good, form, variety, place, start, step, count, kg, more, told, until, kind, price, lot = row
        yield OfferRecord(
            id=f"O-{first + number:07d}",
            organisation=f"C-{owner}",
            name=f"HTX số {owner} (tổng hợp)",
            goods=_goods(good, form, variety),
            sites=(sites[place],),
            periods=_periods(start, step, count, kg, more),
            minimum_lot_kg=Decimal(lot) if lot else None,
            certificates=_certificates(told, until),
            price=_price(kind, price),
            on_time_share=share,
        )


def need_records(drawn: NeedDraws, first: int) -> Iterator[NeedRecord]:
    """A record a row, named `N-` and its number in the season, the first `first`."""
    sites = communes().sites
    shares = reputation_shares(drawn.reputation)
    columns = (
        drawn.organisation, drawn.commodity, drawn.form, drawn.variety, drawn.commune, drawn.start, drawn.step,
        drawn.count, drawn.kg, drawn.price_kind, drawn.price, drawn.lot_kg, drawn.must, drawn.nice, drawn.maximum_km,
        drawn.source, drawn.buyer_kind, drawn.state_owned, drawn.stages, drawn.months,
    )  # fmt: skip
    for number, (row, share) in enumerate(zip(zip(*(c.tolist() for c in columns), strict=True), shares, strict=True)):
        owner, good, form, variety, place, start, step, count, kg, kind, price, lot, *rest = row
        must, nice, most, source, buyer, owned, stages, months = rest
        yield NeedRecord(
            id=f"N-{first + number:07d}",
            organisation=f"B-{owner}",
            name=f"Công ty số {owner} (tổng hợp)",
            goods=_goods(good, form, variety),
            buyer_kind=BUYER_KINDS[buyer],
            plant=sites[place],
            sites=_source(source),
            maximum_km=float(most) if most else None,
            periods=_periods(start, step, count, kg, 0),
            minimum_lot_kg=Decimal(lot // 20) if lot else None,
            criteria=_criteria(must, nice),
            price=_price(kind, price),
            state_owned=None if owned == NOT_TOLD else bool(owned),
            stages=_stages(stages),
            contract_months=months,
            paid_on_time_share=share,
        )


def reputation_shares(seen: Floats) -> list[Decimal | None]:
    """Shares as they are told, to the percent; None where nothing has been seen."""
    percent = np.where(np.isnan(seen), NOT_TOLD, np.rint(seen * 100)).astype(np.int64)
    return [None if share == NOT_TOLD else Decimal(share) / 100 for share in percent.tolist()]


@cache
def _goods(good: int, form: int, variety: int) -> tuple[Good, ...]:
    kind = commodities()[good]
    name = None if variety == NOT_TOLD else kind.varieties[variety][0]
    return (Good(kind.code, form=kind.forms[form][0], variety=name),)


def _periods(start: int, step: int, count: int, kg: int, flexible: int) -> tuple[PeriodQuantity, ...]:
    firm, more = Decimal(kg), Decimal(flexible)
    first = range(start, start + step * count, step)
    return tuple(PeriodQuantity(_day(day), _day(day + step - 1), firm, more) for day in first)


@cache
def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


@cache
def _certificates(told: int, until: int) -> tuple[Certificate, ...] | None:
    if told == NOT_TOLD:
        return None
    kinds = [kind for bit, kind in enumerate(PAPERS) if told >> bit & 1]
    return tuple(Certificate(kind, valid_to=_day(until), verified=True) for kind in kinds)


@cache
def _criteria(must: int, nice: int) -> tuple[Criterion, ...]:
    wished = [(bit, kind) for bit, kind in enumerate(PAPERS) if (must | nice) >> bit & 1]
    return tuple(Criterion("certificate", kind, must=bool(must >> bit & 1)) for bit, kind in wished)


def _price(kind: int, price: int) -> PriceBasis:
    return _open_price(kind) if kind > 1 else PriceBasis(PRICE_KINDS[kind], price, stage="farm_gate")


@cache
def _open_price(kind: int) -> PriceBasis:
    return PriceBasis(PRICE_KINDS[kind], stage="farm_gate")


@cache
def _stages(bits: int) -> frozenset[str] | None:
    return frozenset(code for bit, code in enumerate(STAGES) if bits >> bit & 1) or None


@cache
def _source(source: int) -> tuple[Site, ...]:
    if source == NOT_TOLD:
        return ()
    return (region_site(source - 1000) if source >= 1000 else province_site(source),)

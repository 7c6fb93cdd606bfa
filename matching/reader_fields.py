"""Single fields of reported rows: amounts, certificates, criteria. What cannot be read is unknown, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from matching.catalogue import rows
from matching.papers import paper_kinds
from matching.reader_words import papers_in, says
from matching.records import Certificate, Criterion, Good
from matching.vocabulary.numbers import NumberTextError, parse_range
from matching.vocabulary.quantities import annual_kg, read_unit

_MOST = Decimal(10) ** 15
_GAP_FAMILY = ("vietgap", "globalgap", "gap")


def amount(text: str) -> Decimal | None:
    """The lower end of a reported number or range; None for nothing, several at once, or no sensible number."""
    if not text or ";" in text:
        return None
    try:
        low, _high = parse_range(text)
    except NumberTextError:
        return None
    return low if low.is_finite() and 0 <= low <= _MOST else None


def yearly_kg(value: str, unit: str, period: str, area: Decimal | None, goods: Iterable[Good] = ()) -> Decimal | None:
    """Kilograms a year; a season counts as one a year, which is the least it can be.

    Litres become kilograms only where all of `goods` are liquids of one density.
    """
    read, number = read_unit(unit.split(",")[0]) if unit else None, amount(value)
    if read is None or number is None:
        return None
    once = Decimal(1) if period == "season" else None
    return annual_kg(
        number, unit.split(",")[0], period, area_ha=area, times_per_year=once, kg_per_litre=_density(goods)
    )


def _density(goods: Iterable[Good]) -> Decimal | None:
    found = {_densities().get(good.code) for good in goods}
    return found.pop() if len(found) == 1 else None


@cache
def _densities() -> dict[str, Decimal]:
    return {row["good"]: Decimal(row["kg_per_litre"]) for row in rows("densities.csv")}


def certificates(text: str) -> tuple[Certificate, ...] | None:
    """Certificates named in a field; None where the field is empty, since then nobody said anything."""
    stated = " ; ".join(part for part in text.split(";") if not says("planned", part))
    return tuple(Certificate(kind) for kind in papers_in(stated)) if text else None


def criteria(text: str, buyer_kind: str) -> tuple[Criterion, ...]:
    """Certificates a buyer asks its suppliers for, none of them a must, since news pages never say so.

    Papers about the buyer's own plant are not asked of suppliers. GAP schemes are alternatives. Organic is a way of
    growing, judged with the goods.
    """
    kinds = [kind for kind in papers_in(text) if kind != "organic" and not _is_buyers_own(kind, buyer_kind)]
    schemes = [kind for kind in kinds if kind in _GAP_FAMILY]
    asked = ["|".join(schemes)] if schemes else []
    asked += [kind for kind in kinds if kind not in _GAP_FAMILY]
    return tuple(Criterion("certificate", kind) for kind in asked)


def markets(*texts: str) -> frozenset[str]:
    """Markets that cannot be served without their papers, as far as the texts name them."""
    return frozenset(says("market", " . ".join(texts)))


def _is_buyers_own(kind: str, buyer_kind: str) -> bool:
    own = paper_kinds()[kind].buyers_own
    return own == "yes" or (own == "plant" and buyer_kind != "retail_chain")

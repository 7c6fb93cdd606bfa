"""Goods as people type them. The vocabulary of `matching` reads the words; here they meet our table."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity, CommodityName
from marketplace.extensions import db
from matching.vocabulary import vocabulary
from matching.vocabulary.normalise import fold
from matching.vocabulary.resolver import ResolvedGood

MOST_CANDIDATES = 8
FORM_CODES = {"fresh", "dried", "milled", "live", "seed", "processed"}


@dataclass(frozen=True, slots=True)
class NamedGood:
    """What a typed name may mean.

    `certain` is the one good that the words name, without a doubt; otherwise `candidates` are goods to choose
    from, likeliest first, none when nothing is near. `readings` keep variety and form by code.
    """

    text: str
    certain: ResolvedGood | None = None
    candidates: list[Commodity] = field(default_factory=list)
    readings: dict[str, ResolvedGood] = field(default_factory=dict)


def resolve_good(text: str, region: str | None = None) -> NamedGood:
    """Read a typed name. Ambiguous words, several goods and mere likeness are left for a person to decide."""
    resolution = vocabulary().resolve(text, region)
    readings = {good.code: good for good in resolution.goods}
    codes = [code for several in resolution.ambiguous for code in several] + list(readings)
    if resolution.certain is not None:
        return NamedGood(text, certain=resolution.certain, readings=readings)
    found = commodities(codes) if codes else _like(text)
    return NamedGood(text, candidates=found[:MOST_CANDIDATES], readings=readings)


def form_code(good: ResolvedGood) -> str | None:
    """The code of the product form that the words name; None where they leave it open or name several."""
    if len(good.trade_forms) == 1:
        return good.trade_forms[0]
    return good.form if not good.trade_forms and good.form in FORM_CODES else None


def commodities(codes: list[str]) -> list[Commodity]:
    """The goods of these codes that are still in use, in this order, each once."""
    rows = db.session.scalars(sa.select(Commodity).where(Commodity.code.in_(codes), Commodity.ended_on.is_(None)))
    by_code = {row.code: row for row in rows}
    return [by_code[code] for code in dict.fromkeys(codes) if code in by_code]


def _like(text: str) -> list[Commodity]:
    """Goods with a name that begins like the text, for words the vocabulary does not know."""
    start = fold(text)[:60]
    if len(start) < 3:
        return []
    named = sa.select(CommodityName.commodity_code).where(CommodityName.folded.startswith(start, autoescape=True))
    wanted = sa.select(Commodity).where(Commodity.code.in_(named), Commodity.ended_on.is_(None))
    return list(db.session.scalars(wanted.order_by(Commodity.code).limit(MOST_CANDIDATES)))


def codes_for(text: str) -> list[str]:
    """Every code a filter should look for: what the words may mean, and all goods below a named group."""
    resolution = vocabulary().resolve(text)
    codes = [good.code for good in resolution.goods] + [c for several in resolution.ambiguous for c in several]
    if not codes:
        codes = [row.code for row in _like(text)]
    return with_members(codes)


def with_members(codes: list[str]) -> list[str]:
    """The codes and those of everything below them in the tree of groups, each once."""
    tree = db.session.execute(sa.select(Commodity.code, Commodity.group_code))
    above: dict[str, str | None] = {row[0]: row[1] for row in tree}
    wanted = dict.fromkeys(codes)

    def belongs(code: str | None) -> bool:
        while code is not None:
            if code in wanted:
                return True
            code = above.get(code)
        return False

    return [*wanted, *(code for code in above if code not in wanted and belongs(code))]

"""Questions about seasons for the pages where staff keep them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.catalogue.models import Commodity, Season, SeasonKind
from marketplace.extensions import db
from marketplace.web.pagination import page_of
from matching.vocabulary.normalise import fold

SEASONS_SHOWN = 50


def season(public_id: str) -> Season | None:
    """The season at an address, in use or ended."""
    return db.session.scalars(sa.select(Season).filter_by(public_id=public_id)).first()


def seasons_page(*, codes: Sequence[str] | None = None, region: str = "", ended: bool = False) -> Pagination:
    """Seasons by good, region and first day; of these goods and this region if given, ended ones only if asked."""
    question = sa.select(Season).join(Season.good)
    if codes is not None:
        question = question.where(Season.commodity_code.in_(codes))
    if region:
        question = question.where(Season.region == region)
    if not ended:
        question = question.where(Season.ended_on.is_(None))
    order = (Commodity.folded, Season.region, Season.from_month, Season.from_day, Season.id)
    return page_of(question.order_by(*order), size=SEASONS_SHOWN)


def regions() -> list[str]:
    """Every region that a season names, in the order of the alphabet."""
    return sorted(db.session.scalars(sa.select(Season.region).distinct()), key=lambda region: (fold(region), region))


def same_season(*, code: str, region: str, name: str, kind: SeasonKind, source: str) -> Sequence[Season]:
    """Seasons in use that say the same of a good from the same source, whatever their days."""
    question = sa.select(Season).filter_by(commodity_code=code, kind=kind, source=source, ended_on=None)
    rows = db.session.scalars(question).all()
    return [row for row in rows if (fold(row.region), fold(row.name)) == (fold(region), fold(name))]

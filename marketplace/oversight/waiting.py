"""Where needs stay behind: open needs nobody was introduced for, and counts of those that wait further on.

Which need is in talks with whom is the parties' own: beyond the introduction only counts by product and place are told.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity, Province
from marketplace.needs.models import Need, NeedPeriod
from marketplace.organisations.models import Organisation
from marketplace.oversight.funnel import ways
from marketplace.oversight.scope import Scope
from marketplace.oversight.sql import days_between


def for_introduction(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(public_id, buyer, buyer_id, goods_vi, goods_en, posted, days) of public needs, the longest waiting first."""
    way = ways(scope)
    last = sa.select(sa.func.max(NeedPeriod.end)).where(NeedPeriod.need_id == Need.id).scalar_subquery()
    columns: tuple[Any, ...] = (
        Need.public_id, Organisation.name.label("buyer"), Organisation.public_id.label("buyer_id"),
        Commodity.name_vi.label("goods_vi"), Commodity.name_en.label("goods_en"), way.c.posted,
        days_between(sa.literal(scope.until, sa.Date), way.c.posted).label("days"),
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(way, way.c.need_id == Need.id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .outerjoin(Commodity, Commodity.code == Need.commodity_code)
        .where(way.c.introduced.is_(None), Need.closed_at.is_(None), Organisation.is_public)
        .where(sa.or_(last.is_(None), last >= scope.until))
        .order_by(way.c.posted, Need.id)
    )


def for_signature(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(goods_vi, goods_en, province, count, oldest) of needs whose sides were introduced and have signed nothing."""
    way = ways(scope)
    return _counted(way, way.c.introduced, sa.and_(way.c.introduced.is_not(None), way.c.signed.is_(None)))


def for_delivery(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """The same of needs with a signed contract and nothing accepted yet."""
    way = ways(scope)
    return _counted(way, way.c.signed, sa.and_(way.c.signed.is_not(None), way.c.delivered.is_(None)))


def _counted(way: sa.Subquery, since: Any, stays: sa.ColumnElement[bool]) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        Commodity.name_vi.label("goods_vi"), Commodity.name_en.label("goods_en"),
        Province.full_name.label("province"), sa.func.count().label("number"), sa.func.min(since).label("oldest"),
    )  # fmt: skip
    return (
        sa.select(*columns)
        .select_from(way)
        .outerjoin(Commodity, Commodity.code == way.c.commodity_code)
        .outerjoin(Province, Province.code == way.c.province_code)
        .join(Need, sa.and_(Need.id == way.c.need_id, Need.closed_at.is_(None)))
        .where(stays)
        .group_by(Commodity.code, Commodity.name_vi, Commodity.name_en, Province.code, Province.full_name)
        .order_by(sa.desc("number"), Commodity.name_vi, Province.full_name)
    )

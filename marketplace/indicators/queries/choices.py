"""What a figure can be narrowed to: places old and new, groups of goods."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity, Commune, FormerPlace, PlaceLevel, Province
from marketplace.extensions import db
from marketplace.indicators.engine import Level

Named = Sequence[tuple[str, str]]


def provinces() -> Sequence[Province]:
    """All provinces, in alphabetical order."""
    return db.session.scalars(sa.select(Province).order_by(Province.folded)).all()


def communes_in(province_code: str | None) -> Named:
    """(code, name) of the communes of a province of today; none without a province."""
    if not province_code:
        return []
    asked = sa.select(Commune.code, Commune.full_name).where(
        Commune.province_code == province_code, Commune.valid_to.is_(None)
    )
    return [(code, name) for code, name in db.session.execute(asked.order_by(Commune.folded))]


def districts_in(province_code: str | None) -> Named:
    """(code, name) of the old districts that today's communes of a province are grouped by."""
    if not province_code:
        return []
    grouping = sa.select(Commune.former_district_code).where(Commune.province_code == province_code)
    asked = sa.select(FormerPlace.code, FormerPlace.full_name).where(
        FormerPlace.level == PlaceLevel.DISTRICT, FormerPlace.code.in_(grouping)
    )
    return [(code, name) for code, name in db.session.execute(asked.order_by(FormerPlace.folded))]


def districts_of_communes(province_code: str) -> dict[str, str]:
    """The old district of each commune of a province of today, by codes; none for a commune that has none."""
    asked = sa.select(Commune.code, Commune.former_district_code).where(Commune.province_code == province_code)
    return {code: district for code, district in db.session.execute(asked) if district is not None}


def province_of(commune_code: str | None, district_code: str | None) -> str:
    """The province in which a commune or an old district lies today; empty when it is none."""
    if commune_code:
        return _province(Commune.code == commune_code)
    return _province(Commune.former_district_code == district_code) if district_code else ""


def goods_groups(asked: str | None = None) -> Sequence[Commodity]:
    """The groups of goods, in alphabetical order, and the single good that was asked for."""
    offered = sa.or_(Commodity.level == "group", Commodity.code == asked)
    return db.session.scalars(sa.select(Commodity).where(offered).order_by(Commodity.name_vi)).all()


def place_names(level: Level) -> dict[str, str]:
    """The name of each place of a level by its code."""
    asked = _named(level)
    return {} if asked is None else dict(db.session.execute(asked).all())


def place_name(level: Level, code: str | None) -> str:
    """The name of one place; empty for the country."""
    asked = _named(level)
    if code is None or asked is None:
        return ""
    found = db.session.execute(asked.where(asked.selected_columns.code == code)).first()
    return found.full_name if found else code


def _named(level: Level) -> sa.Select[str, str] | None:
    """(code, name) of the places of a level; None for the country, which has neither."""
    if level is Level.PROVINCE:
        return sa.select(Province.code, Province.full_name)
    if level is Level.COMMUNE:
        return sa.select(Commune.code, Commune.full_name)
    if level is Level.DISTRICT:
        return sa.select(FormerPlace.code, FormerPlace.full_name).where(FormerPlace.level == PlaceLevel.DISTRICT)
    return None


def _province(condition: sa.ColumnElement[bool]) -> str:
    return db.session.scalar(sa.select(Commune.province_code).where(condition).limit(1)) or ""

"""Where a figure is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.engine.units import UNIT, unit_in_sql
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l

Code = sa.ColumnElement[str | None] | InstrumentedAttribute[str | None]


class Level(Labelled):
    """How wide a place is. Old districts are a grouping of today's communes, for targets set before 01/07/2025."""

    COUNTRY = "country", _l("Cả nước")
    PROVINCE = "province", _l("Tỉnh, thành phố")
    DISTRICT = "district", _l("Huyện (cũ)")
    COMMUNE = "commune", _l("Xã, phường")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its level and code; the country has no code.

    `further` are provinces that the engine counts in one look with this one; no place that anybody asks for has them.
    `is_told`: it stands for every place like it, and a statement is told which when it is asked.
    """

    level: Level
    code: str | None
    further: tuple[str | None, ...] = ()
    is_told: bool = False

    @classmethod
    def province(cls, code: str) -> Place:
        return cls(Level.PROVINCE, code)

    @classmethod
    def provinces(cls, codes: Sequence[str | None]) -> Place:
        """These provinces together, None for what lies in no known one."""
        return cls(Level.PROVINCE, codes[0], tuple(codes[1:]))

    @classmethod
    def units(cls, names: Sequence[str]) -> Place:
        """These units together."""
        return Units(Level.PROVINCE, None, tuple(names))

    @classmethod
    def district(cls, code: str) -> Place:
        return cls(Level.DISTRICT, code)

    @classmethod
    def commune(cls, code: str) -> Place:
        return cls(Level.COMMUNE, code)

    @property
    def province_code(self) -> str | None:
        """The province it is or lies in; None for the country, and for a place nobody knows."""
        if self.level is Level.PROVINCE or self.code is None:
            return self.code
        column = Commune.code if self.level is Level.COMMUNE else Commune.former_district_code
        return db.session.scalar(sa.select(Commune.province_code).where(column == self.code).limit(1))

    def any_like_it(self) -> Place:
        """The place that stands for this one and all like it."""
        if self.code is None and not self.further:
            return self
        codes = (self.code, *self.further)
        further = ("", None) if None in codes else ("",)
        return Place(self.level, "", further if self.further else (), is_told=True)

    @property
    def told(self) -> dict[str, Any]:
        """What a statement made for `any_like_it` is told of this place."""
        if self.further:
            return {"places": [code for code in (self.code, *self.further) if code is not None]}
        return {} if self.code is None else {"place": self.code}

    @property
    def asked(self) -> Any:
        """The code as a statement compares with it."""
        return sa.bindparam("place", type_=sa.String()) if self.is_told else self.code

    @property
    def commune_code(self) -> str | None:
        return self.code if self.level is Level.COMMUNE else None


COUNTRY = Place(Level.COUNTRY, None)
By = Level | Literal["unit"]
"""How figures are told apart by place: by a level, or by the units of `engine.units`."""


@dataclass(frozen=True, slots=True)
class Units(Place):
    """Some units, in each of which the engine counts alone; `further` are their names.

    A row of another province in a commune that is asked for is there too, under the name of its own unit.
    """

    def any_like_it(self) -> Place:
        """Some of them with a commune, some without, some in no known province: a statement for each mixture."""
        kinds = sorted({_kind(unit) for unit in self.further})
        return Units(Level.PROVINCE, None, tuple(kinds), is_told=True)

    @property
    def told(self) -> dict[str, Any]:
        parts = [unit.partition("/") for unit in self.further if unit]
        return {
            "communes": [commune for _province, _stroke, commune in parts if commune],
            "places": [province for province, _stroke, commune in parts if province and not commune],
        }

    def conditions(self, province_code: Code, commune_code: Code) -> sa.ColumnElement[bool]:
        """Whether a row with these codes lies in one of them."""
        told, kinds = self.told, {_kind(unit) for unit in self.further}
        nowhere = sa.and_(commune_code.is_(None), province_code.is_(None))
        among = {
            "p/c": commune_code.in_(_among("communes", told, is_told=self.is_told)),
            "p/": sa.and_(commune_code.is_(None), province_code.in_(_among("places", told, is_told=self.is_told))),
            "/": nowhere,
        }
        return sa.or_(*(among[kind] for kind in sorted(kinds)))


def _kind(unit: str | None) -> str:
    province, _stroke, commune = (unit or "").partition("/")
    return "p/c" if commune else "p/" if province else "/"


def _among(name: str, told: dict[str, Any], *, is_told: bool) -> Any:
    return sa.bindparam(name, expanding=True) if is_told else told[name]


def in_place(place: Place, province_code: Code, commune_code: Code) -> list[sa.ColumnElement[bool]]:
    """The conditions under which a row with these codes lies in the place; none for the country."""
    if isinstance(place, Units):
        return [place.conditions(province_code, commune_code)]
    if place.level is Level.COUNTRY:
        return []
    if place.level is Level.PROVINCE:
        return [_in_province(province_code, place)]
    if place.level is Level.COMMUNE:
        return [commune_code == place.asked]
    return [commune_code.in_(sa.select(Commune.code).where(Commune.former_district_code == place.asked))]


def _in_province(province_code: Code, place: Place) -> sa.ColumnElement[bool]:
    if not place.further:
        return sa.and_(province_code == place.asked)
    codes = (place.code, *place.further)
    among: Any = (
        sa.bindparam("places", expanding=True) if place.is_told else [code for code in codes if code is not None]
    )
    known: sa.ColumnElement[bool] = province_code.in_(among)
    return sa.or_(known, province_code.is_(None)) if None in codes else known


def place_of(by: By, province_code: Any, commune_code: Any) -> sa.ColumnElement[str | None]:
    """The code of the place of a level, or the name of the unit, in which a row with these codes lies."""
    if by == UNIT:
        return unit_in_sql(province_code, commune_code)
    district = sa.select(Commune.former_district_code).where(Commune.code == commune_code).scalar_subquery()
    found: dict[Level, sa.ColumnElement[str | None]] = {
        Level.COUNTRY: sa.null().cast(sa.String),
        Level.PROVINCE: province_code,
        Level.DISTRICT: district,
        Level.COMMUNE: commune_code,
    }
    return found[by]

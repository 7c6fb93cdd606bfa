"""From a number in the unit people count in to kilograms, exactly.

Fixed units (kg, yến, tạ, tấn) carry their factor; giạ, thúng, bao, chục and their like differ by place and product,
so the person declares the kilograms in one of them. Never across product forms or moisture.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa

from marketplace.catalogue.models import Unit
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_kg

UNIT_CODES = (
    "tonne", "ta", "yen", "kg", "gia", "bag", "thung_basket", "crate", "case", "box", "basket", "bundle", "bunch",
    "packet", "bale", "ten", "dozen", "thousand", "head", "piece", "litre", "truckload", "container",
)  # fmt: skip
MOST_KG = Decimal(10) ** 11
PLACES = Decimal("0.001")


def countable_units() -> Sequence[Unit]:
    """The units a quantity may be given in, the usual ones first."""
    found = {unit.code: unit for unit in db.session.scalars(sa.select(Unit).where(Unit.code.in_(UNIT_CODES)))}
    return [found[code] for code in UNIT_CODES if code in found]


def kilograms_in_one(unit: Unit, declared: Decimal | None) -> Decimal:
    """Kilograms in one `unit`: its factor, or what was declared; DomainError(field="unit_kg") asks for the latter."""
    if unit.factor is not None and not unit.ambiguous:
        return unit.factor
    if declared is None:
        question = unit.question or _l("Một %(unit)s nặng bao nhiêu kg?", unit=unit.name)
        raise DomainError(question, field="unit_kg")
    if declared <= 0:
        raise DomainError(_l("Số phải lớn hơn 0."), field="unit_kg")
    return declared


def to_kg(value: Decimal, per_unit: Decimal, *, field: str = "periods") -> Decimal:
    """`value` units as kilograms; DomainError when that is finer than a gram or beyond all harvests."""
    kilograms = value * per_unit
    if kilograms != kilograms.quantize(PLACES):
        raise DomainError(_l("Khối lượng lẻ quá một gam. Hãy làm tròn số này."), field=field)
    if kilograms > MOST_KG:
        raise DomainError(_l("Số quá lớn: nhiều nhất là %(most)s.", most=format_kg(MOST_KG)), field=field)
    return kilograms


def from_kg(kilograms: Decimal, per_unit: Decimal) -> Decimal:
    """Kilograms as units again; exact for what came from `to_kg` with the same factor."""
    return (kilograms / per_unit).quantize(PLACES)

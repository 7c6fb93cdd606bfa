"""Reported quantities on one scale: kilograms a year, or nothing where the report does not say enough.

What is assumed: a yearly figure is one year's; a monthly figure holds for each of the twelve months. Nothing
else is: days worked, crops a year and the length of a contract are not known, so figures by hour, day, week,
season or contract need `times_per_year`. Masses of different forms (fresh, dried, milled) are never converted
into one another.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from matching.vocabulary.units import Unit, unit_for

TIMES_PER_YEAR = {"year": Decimal(1), "month": Decimal(12)}
PERIODS = {
    "year": ("year", "years", "yr", "annum", "năm", "nam"),
    "season": ("season", "crop", "vụ", "mùa"),
    "month": ("month", "tháng", "thang"),
    "week": ("week", "tuần", "tuan"),
    "day": ("day", "ngày", "ngay"),
    "hour": ("hour", "giờ", "gio"),
    "contract": ("contract", "hợp đồng"),
}
_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "thousand": 1_000, "triệu": 1_000_000, "million": 1_000_000}
_LITRES = {"litre": Decimal(1), "cubic_metre": Decimal(1000)}
_PER = re.compile(r"\s*(?:/|\bper\b|\ba\b|\bmỗi\b)\s*", re.I)


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit as reported: "tấn/ngày", "tonnes of flour", "million kg milk". `per` is a period, "ha" or
    None.
    """

    unit: Unit
    scale: Decimal
    per: str | None


def read_unit(text: str) -> UnitText | None:
    """The unit at the start of a reported unit text; words after it name the product and are left alone."""
    head, *tail = _PER.split(text.strip(), maxsplit=1)
    words = head.lower().split()
    scale = Decimal(_SCALES.get(words[0], 1)) if words else Decimal(1)
    words = words[1:] if scale > 1 else words
    unit = next((u for n in (3, 2, 1) if (u := unit_for(" ".join(words[:n])))), None) if words else None
    per = _per(tail[0]) if tail else None
    if unit is None or (tail and per is None):
        return None
    return UnitText(unit, scale, per)


def _per(text: str) -> str | None:
    first = re.split(r"[\s,;(]", text.strip().lower())[0]
    if (unit := unit_for(first)) and unit.code == "ha":
        return "ha"
    return next((name for name, words in PERIODS.items() if first in words), None)


def annual_kg(
    value: Decimal,
    unit: str,
    period: str,
    *,
    area_ha: Decimal | None = None,
    times_per_year: Decimal | None = None,
    kg_per_litre: Decimal | None = None,
) -> Decimal | None:
    """Kilograms a year of a reported figure; None when unit, period or (for a yield) the area does not allow
    it.

    `period` is year, season, month, week, day, hour, contract or empty; a period inside the unit text wins.
    `times_per_year` is how often the period occurs in a year, where the record states it; `kg_per_litre` the
    density of a liquid, without which litres stay unknown.
    """
    read = read_unit(unit)
    factor = _kg_in(read.unit, kg_per_litre) if read else None
    if read is None or factor is None:
        return None
    if read.per == "ha" and area_ha is None:
        return None
    if read.per not in (None, "ha"):
        period = str(read.per)
    times = TIMES_PER_YEAR.get(period, times_per_year if period else None)
    if times is None:
        return None
    area = area_ha if read.per == "ha" and area_ha is not None else Decimal(1)
    return value * read.scale * factor * area * times


def _kg_in(unit: Unit, kg_per_litre: Decimal | None) -> Decimal | None:
    if unit.kind == "volume" and kg_per_litre is not None:
        return kg_per_litre * _LITRES[unit.code]
    return unit.factor if unit.kind == "mass" else None

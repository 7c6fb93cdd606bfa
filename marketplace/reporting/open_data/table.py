"""The table of open data: each public indicator of country, provinces and communes on one published day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Choice, Unit
from marketplace.indicators.engine import Figure, LeftOut, Level, Question, breakdown_many, compute_many
from marketplace.indicators.engine.populations import FROM_ORGANISATIONS
from marketplace.indicators.queries.choices import place_names
from marketplace.indicators.words import parts_of, since_of
from marketplace.reporting.open_data.cells import OF_TERMS, UNKNOWN, Place, open_places
from marketplace.web.exports import safe_cell

SHARE_PLACES, FEWER_PLACES = Decimal("0.000001"), Decimal("0.001")
TWO_DIGITS = Context(prec=2, rounding=ROUND_HALF_UP)
COLUMN_OF = {
    Unit.PERCENT: "share", Unit.COUNT: "count", Unit.KG: "quantity_kg", Unit.HA: "area_ha", Unit.DONG: "amount_vnd",
}  # fmt: skip
"""The column in which a value stands, by the indicator's unit."""
COUNTRY_NAME, UNKNOWN_NAME = "Cả nước", "Chưa rõ địa bàn"
LEVELS = (Level.COUNTRY, Level.PROVINCE, Level.COMMUNE)
Line = dict[str, Any]


def published_day(today: date) -> date:
    """The last day of the month before: nobody chooses the day, so that no two days tell what began between them."""
    return today.replace(day=1) - timedelta(days=1)


def lines_of(day: date) -> Iterator[Line]:
    """A line for each indicator and place that has rows, indicator by indicator, the widest place first.

    What is hidden has an empty value and `suppressed` 1. Amounts of contracts have two significant digits.
    """
    told, names = open_places(day), {level: place_names(level) for level in (Level.PROVINCE, Level.COMMUNE)}
    provinces = dict(db.session.execute(sa.select(Commune.code, Commune.province_code)).all())
    questions = [Question(day=day, code=code) for codes in _batches() for code in codes]
    wholes = dict(zip(questions, compute_many(questions), strict=True))
    for codes in _batches():
        for place, figure in _figures([Question(day=day, code=code) for code in codes], wholes, provinces):
            code = figure.question.code
            yield _line(figure, place, _name(place, names), hidden=code in OF_TERMS and place not in told[code])


def _batches() -> list[list[str]]:
    """The codes that one scan of the organisations answers together, then each other alone: little stays in memory."""
    together = [code for code in INDICATORS if code in FROM_ORGANISATIONS]
    return [together, *([code] for code in INDICATORS if code not in FROM_ORGANISATIONS)]


def _figures(
    questions: list[Question], wholes: Mapping[Question, Figure], provinces: Mapping[str, str]
) -> Iterator[tuple[Place, Figure]]:
    """The figures of each question: the country, its provinces, its communes."""
    parts = [breakdown_many(questions, level) for level in (Level.PROVINCE, Level.COMMUNE)]
    for question, in_provinces, in_communes in zip(questions, *parts, strict=True):
        yield (None, None), wholes[question]
        yield from (((part.code or UNKNOWN, None), part.figure) for part in in_provinces)
        for part in in_communes:
            if part.code is not None:
                yield (provinces.get(part.code, UNKNOWN), part.code), part.figure


def _name(place: Place, names: Mapping[Level, Mapping[str, str]]) -> str:
    province, commune = place
    if province is None:
        return COUNTRY_NAME
    level, code = (Level.PROVINCE, province) if commune is None else (Level.COMMUNE, commune)
    return names[level].get(code, UNKNOWN_NAME)


def _line(figure: Figure, place: Place, name: str, *, hidden: bool) -> Line:
    asked = figure.question
    indicator, (province, commune) = asked.indicator, place
    has_rows = bool(figure.numerator or figure.denominator)
    kept_back = LeftOut.SUPPRESSED in figure.left_out or (hidden and has_rows)
    level = LEVELS[(province is not None) + (commune is not None)]
    since = since_of(asked)
    return {
        "as_of_date": asked.counted_day.isoformat(),
        "window_start_date": since.isoformat() if since else None,
        "indicator_code": asked.code,
        "indicator_version": indicator.version,
        "linkage_definition": asked.definition.value if indicator.understands(Choice.DEFINITION) else None,
        "denominator_definition": asked.denominator.value if indicator.understands(Choice.DENOMINATOR) else None,
        "place_level": level.value,
        "province_code": None if province == UNKNOWN else province,
        "commune_code": commune,
        "place_name": name,
        **_values(figure, kept_back=kept_back),
        "demonstration_rows": 0 if kept_back else figure.demonstration,
        "suppressed": int(kept_back),
    }


def _values(figure: Figure, *, kept_back: bool) -> Line:
    indicator = figure.question.indicator
    made: Line = dict.fromkeys([*COLUMN_OF.values(), "numerator", "denominator"])
    if kept_back:
        return made
    shown = figure if figure.question.code not in OF_TERMS else _coarse(figure)
    value = shown.share if indicator.unit is Unit.PERCENT else shown.value
    made[COLUMN_OF[indicator.unit]] = _written(value, figure.question.code)
    if indicator.code not in OF_TERMS and not indicator.confidential:
        numerator, denominator = parts_of(shown)
        made |= {"numerator": _plain(numerator), "denominator": _plain(denominator)}
    return made


def _coarse(figure: Figure) -> Figure:
    """An amount with two significant digits; a share keeps its parts, and is rounded when it is written."""
    if figure.question.indicator.unit is Unit.PERCENT:
        return figure
    return replace(figure, numerator=TWO_DIGITS.plus(figure.numerator))


def _written(value: Decimal | None, code: str) -> str | None:
    if value is None:
        return None
    if INDICATORS[code].unit is Unit.PERCENT:
        value = value.quantize(FEWER_PLACES if code in OF_TERMS else SHARE_PLACES, ROUND_HALF_UP)
    return _plain(value)


def _plain(value: Decimal | None) -> str | None:
    """Digits without an exponent and without idle zeros, a point before the fraction."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def cells_of(line: Line) -> list[Any]:
    """A line as the file has it; a text that a spreadsheet would run as a formula is disarmed."""
    return [safe_cell(value) for value in line.values()]

"""A figure and its rows as JSON for machines: documented keys, ISO dates, SI units, numbers as they are counted.

Keys of a figure: `indicator`, `version`, `name`, `unit`, `date`, `since` (null unless a window), `place` (`level`,
`code`, `name`), the choices `commodity_group`, `organisation_kind`, `size`, `state_owned`, `areas`, `definition`,
`denominator_definition` (null where the indicator has no such choice), `value` (in the `unit`: a share from 0 to 1,
kg, dong, ha or a count; null where there is none), `numerator`, `denominator`, `demonstration` (rows for show only),
`left_out` (code → rows), `target` (`value`, `year`, `source`; null without one), `missing`. A place adds `code`,
`name`, `value`, `numerator`, `denominator`. A row has `kind`, `id`, `name`, `province_code`, `commune_code`,
`origin`, `numerator`, `denominator` (null where terms of somebody could be read from them), `left_out`, `contracts`
(their ids), `page`. Exact numbers are strings of digits where a float would not hold them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marketplace.indicators.answer import Answer
from marketplace.indicators.definitions import Choice, Unit
from marketplace.indicators.engine import Figure, Question
from marketplace.indicators.queries.rows import RowLine
from marketplace.indicators.words import parts_of, since_of
from marketplace.notifications.addresses import absolute

MOST_EXACT = Decimal(2**53)
PLACES = 6


def answer_object(answer: Answer) -> dict[str, Any]:
    """The figure with its parts by place."""
    places = [
        {
            "code": line.code,
            "name": line.name,
            "value": number(_in_unit(line.value, answer.question)),
            **_parts_object(line.figure),
        }
        for line in answer.places
    ]
    return {**figure_object(answer.figure, answer.place_name), "places": places}


def figure_object(figure: Figure, place_name: str) -> dict[str, Any]:
    """The figure alone."""
    asked, target = figure.question, figure.target
    return {
        "indicator": asked.code,
        "version": asked.indicator.version,
        "name": str(asked.indicator.name),
        "unit": "share" if asked.indicator.unit is Unit.PERCENT else asked.indicator.unit.value,
        **_asked_object(asked, place_name),
        "value": number(_in_unit(figure.value, asked)),
        **_parts_object(figure),
        "demonstration": figure.demonstration,
        "left_out": {reason.value: count for reason, count in figure.left_out.items()},
        "target": None
        if target is None
        else {"value": number(_in_unit(target.value, asked)), "year": target.year, "source": target.source},
        "missing": figure.missing,
    }


def _in_unit(value: Decimal | None, question: Question) -> Decimal | None:
    return value / 100 if value is not None and question.indicator.unit is Unit.PERCENT else value


def _parts_object(figure: Figure) -> dict[str, Any]:
    numerator, denominator = parts_of(figure)
    return {"numerator": number(numerator), "denominator": number(denominator)}


def _asked_object(asked: Question, place_name: str) -> dict[str, Any]:
    has = asked.indicator.understands
    return {
        "date": asked.day.isoformat(),
        "since": since.isoformat() if (since := since_of(asked)) else None,
        "place": {"level": asked.place.level.value, "code": asked.place.code, "name": place_name or None},
        "commodity_group": asked.commodity_group,
        "organisation_kind": asked.organisation_kind.value if asked.organisation_kind else None,
        "size": asked.size.value if asked.size else None,
        "state_owned": asked.state_owned,
        "areas": asked.areas.value if has(Choice.AREAS) else None,
        "definition": asked.definition.value if has(Choice.DEFINITION) else None,
        "denominator_definition": asked.denominator.value if has(Choice.DENOMINATOR) else None,
    }


def row_object(line: RowLine, *, amounts: bool) -> dict[str, Any]:
    """A row; `amounts` False where they would tell somebody's terms."""
    return {
        "kind": line.kind.value,
        "id": line.words.public_id,
        "name": line.words.name,
        "detail": line.words.detail,
        "province_code": line.province_code,
        "commune_code": line.commune_code,
        "origin": line.origin.value,
        "numerator": number(line.numerator) if amounts else None,
        "denominator": number(line.denominator) if amounts else None,
        "left_out": line.left_out.value if line.left_out else None,
        "contracts": [behind.contract.public_id for behind in line.contracts],
        "page": absolute(line.words.endpoint, **line.words.arguments) if line.words.endpoint else None,
    }


def number(value: Decimal | None) -> int | float | str | None:
    """Whole numbers as integers, others with six places; beyond what a float holds, digits as text."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value) if abs(value) < MOST_EXACT else format(value, "f")
    return round(float(value), PLACES)

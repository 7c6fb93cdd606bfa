"""What was counted ahead of a day, by province, as it lies in the database: for all processes, and after a restart.

A row is used only under the stamps it was counted under, so it is right or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.extensions import db
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.units import ByUnit
from marketplace.indicators.models import PlaceParts
from marketplace.schema.stamps import NOWHERE

PartKey = tuple[str, Question]
"""What is added up ("sums", or what stands beside them), and for which question; its place is the country."""
Rows = Sequence[Sequence[Any]]


def read_parts(day: date, wanted: Mapping[str | None, str]) -> Iterator[tuple[PartKey, str | None, Rows]]:
    """What was counted ahead of the day, of the provinces named with the fingerprint it must stand under; one query."""
    if not wanted:
        return
    places = {province or NOWHERE: province for province in wanted}
    asked = sa.select(PlaceParts.place, PlaceParts.stamp, PlaceParts.body).where(
        PlaceParts.day == day, PlaceParts.place.in_(places)
    )
    for place, stamp, body in db.session.execute(asked):
        if stamp == wanted[places[place]]:
            for name, rows in json.loads(body).items():
                yield _key(name, day), places[place], [tuple(map(_value, row)) for row in rows]


def days_kept() -> frozenset[date]:
    """The days of which anything was counted ahead; one query."""
    return frozenset(db.session.scalars(sa.select(PlaceParts.day).distinct()))


def read_units(day: date, basis: str, provinces: Sequence[str | None]) -> Iterator[tuple[PartKey, str | None, ByUnit]]:
    """What was counted ahead of the day by unit, of these provinces, if on this basis; one query."""
    if not provinces:
        return
    asked = sa.select(PlaceParts.place, PlaceParts.units).where(
        PlaceParts.day == day,
        PlaceParts.place.in_([province or NOWHERE for province in provinces]),
        PlaceParts.basis == basis,
    )
    for place, text in db.session.execute(asked):
        first, *lines = text.split("\n")
        stamps = json.loads(first)
        for line in lines:
            name, number, body = line.split("\t")
            yield _key(name, day), place or None, ByUnit(stamps[int(number)], body)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a province: under which fingerprint, and by unit on which basis."""

    fingerprint: str
    basis: str
    parts: Mapping[PartKey, Rows]
    units: Mapping[PartKey, ByUnit]


def write_parts(day: date, province: str | None, counted: Counted) -> None:
    """Keep what was counted of a province, in place of what was kept of it on the day."""
    parts = {_name(key): rows for key, rows in counted.parts.items()}
    told = {
        "stamp": counted.fingerprint,
        "body": json.dumps(parts, default=_plain, ensure_ascii=False),
        "basis": counted.basis,
        "units": _in_lines(counted.units),
    }
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    kept = insert(PlaceParts).values(day=day, place=province or NOWHERE, **told)
    key, anew = [PlaceParts.day, PlaceParts.place], {name: kept.excluded[name] for name in told}
    db.session.execute(kept.on_conflict_do_update(index_elements=key, set_=anew))  # two turns may meet


def _in_lines(units: Mapping[PartKey, ByUnit]) -> str:
    """First the stamps, of which most parts have the same, then a line for each part: name, which stamps, rows."""
    stamps: list[Mapping[str, str]] = []
    lines = []
    for key, some in units.items():
        if some.stamps not in stamps:
            stamps.append(some.stamps)
        lines.append(f"{_name(key)}\t{stamps.index(some.stamps)}\t{some.body}")
    return "\n".join([json.dumps(stamps), *lines])


def fingerprints(days: Sequence[date]) -> Mapping[tuple[date, str | None], str]:
    """Under which stamps the parts of these days are kept; one query."""
    asked = sa.select(PlaceParts.day, PlaceParts.place, PlaceParts.stamp).where(PlaceParts.day.in_(days))
    return {(day, None if place == NOWHERE else place): stamp for day, place, stamp in db.session.execute(asked)}


def forget_other_days(days: Sequence[date]) -> None:
    """Remove what was kept of any other day."""
    db.session.execute(sa.delete(PlaceParts).where(PlaceParts.day.not_in(days)))


def name_of(key: PartKey) -> str:
    """What is added up; nothing for a question with choices of its own: only the usual ones are counted ahead."""
    what, question = key
    return f"{what} {question.code}" if question == Question(question.day, question.code) else ""


def _name(key: PartKey) -> str:
    """ValueError for what is not counted ahead."""
    if not (name := name_of(key)):
        raise ValueError(f"{key[1]} is not the usual question of {key[1].code}")
    return name


def _key(name: str, day: date) -> PartKey:
    what, code = name.split(" ")
    return what, Question(day, code)


def _plain(value: object) -> list[str]:
    """An exact number as a list of its one word."""
    if isinstance(value, Decimal):
        return [str(value)]
    raise TypeError(f"{value!r} is neither a word nor a number")


def _value(value: Any) -> Any:
    return Decimal(value[0]) if isinstance(value, list) else value

"""The stamps of places as they are read: of provinces for whoever asks, of their units for whoever counts anew."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.definitions import Unit
from marketplace.indicators.engine.places import Level
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.units import unit_of
from marketplace.indicators.models import Stamp
from marketplace.schema.stamps import EVERYWHERE, NO_COMMUNE, NOWHERE, WHOLE

SHORT = 24
"""Characters of a unit's stamp as it is kept: 96 bits, of which no two are ever alike."""


@cache
def _what_counts() -> str:
    """One word for all that the figures are counted with, as it is written."""
    words = hashlib.sha256()
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        words.update(file.read_bytes())
    return words.hexdigest()


def units_now(provinces: Collection[str | None]) -> dict[str | None, dict[str, str]]:
    """The short stamps of the units of each of these provinces; one query. A unit that nobody touched has none."""
    asked = (
        sa.select(Stamp.place, Stamp.commune, Stamp.stamp)
        .where(Stamp.place.in_([province or NOWHERE for province in provinces]), Stamp.commune != WHOLE)
        .order_by(Stamp.place, Stamp.commune, Stamp.slot)
    )
    found: dict[str | None, dict[str, str]] = {province: {} for province in provinces}
    for place, commune, stamp in db.session.execute(asked):
        of_province = found[place or None]
        unit = unit_of(place, None if commune == NO_COMMUNE else commune)
        of_province[unit] = of_province.get(unit, "") + stamp
    return {province: {unit: _short(stamp) for unit, stamp in some.items()} for province, some in found.items()}


def _short(stamp: str) -> str:
    return hashlib.sha256(stamp.encode()).hexdigest()[:SHORT]


def all_is_settled() -> bool:
    """Whether what is counted in this transaction is so for everybody, and may be kept: on PostgreSQL one that writes
    stamps a place once alone. On SQLite every write has a stamp of its own.
    """
    if db.session.get_bind().dialect.name == "sqlite":
        return True
    return db.session.scalar(sa.select(sa.func.pg_current_xact_id_if_assigned().is_(None))) is True


class Stamps:
    """The stamps of all provinces at one moment; one query."""

    def __init__(self) -> None:
        asked = sa.select(Stamp.place, Stamp.stamp).where(Stamp.commune == WHOLE).order_by(Stamp.place, Stamp.slot)
        found: dict[str, str] = {}
        for place, stamp in db.session.execute(asked):
            found[place] = found.get(place, "") + stamp
        self._found = found
        self.everywhere = found.get(EVERYWHERE, "")
        self.whole = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()

    def of(self, province: str | None) -> str:
        """Of everything that the figures of a province, or of no known province, are counted from."""
        return f"{self.everywhere} {self._found.get(province or NOWHERE, '')}"

    def fingerprint(self, province: str | None) -> str:
        """Of the province's stamp and of what counts, as short as a column: another release counts for itself."""
        return hashlib.sha256(f"{_what_counts()} {self.of(province)}".encode()).hexdigest()

    def basis(self) -> str:
        """The fingerprint of what all units have in common."""
        return hashlib.sha256(f"{_what_counts()} {self.everywhere}".encode()).hexdigest()

    def of_question(self, question: Question) -> str:
        """Of everything that an answer is counted from: the province's, or of any other place all there is. Amounts
        in đồng are cells of the country's table.
        """
        of_province = question.place.level is Level.PROVINCE and question.indicator.unit is not Unit.DONG
        return self.of(question.place.code) if of_province else self.whole

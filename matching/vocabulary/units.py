"""Units of mass, area and count as people say them, and the one way to kilograms and square metres."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from matching.vocabulary.normalise import canonical_tones, fold

Kind = Literal["mass", "area", "count", "volume", "other"]
_TABLE = Path(__file__).parent / "data" / "units.csv"


class AmbiguousUnitError(ValueError):
    """The unit has no fixed size: the factor must be stated. `unit.question` is what to ask."""

    def __init__(self, unit: "Unit") -> None:
        super().__init__(f"{unit.code}: a factor is needed")
        self.unit = unit


class UnitKindError(ValueError):
    """An area was asked for in kilograms, or a mass in square metres."""


class UnitFactorError(ValueError):
    """A factor that is not above zero, or one that contradicts a fixed unit."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` is kilograms (mass) or square metres (area) in one unit; None when it differs by place or
    product.
    """

    code: str
    words: tuple[str, ...]
    kind: Kind
    factor: Decimal | None
    question: str

    @property
    def is_ambiguous(self) -> bool:
        """Whether a factor must be declared with each quantity."""
        return self.factor is None


@cache
def units() -> dict[str, Unit]:
    """All units by code, read on first use."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _unit(row) for row in csv.DictReader(file)}


def _unit(row: dict[str, str]) -> Unit:
    kinds: dict[str, Kind] = {k: k for k in ("mass", "area", "count", "volume", "other")}
    factor = Decimal(row["factor"]) if row["factor"] else None
    if (row["ambiguous"] == "yes") is not (factor is None):
        raise ValueError(f"units.csv: {row['code']} is ambiguous exactly when it has no factor")
    return Unit(row["code"], tuple(row["words"].split(";")), kinds[row["kind"]], factor, row["question"])


@cache
def _by_word() -> dict[str, Unit]:
    return {canonical_tones(w): unit for unit in units().values() for w in unit.words}


@cache
def _by_folded_word() -> dict[str, Unit | None]:
    """Words without accents; None where they could be two units ("bo", "ta")."""
    found: dict[str, Unit | None] = {}
    for word, unit in _by_word().items():
        key = fold(word)
        found[key] = unit if found.get(key, unit) is unit else None
    return found


def unit_for(word: str) -> Unit | None:
    """The unit of a word, with or without accents; None when unknown or when accents would decide."""
    text = " ".join(canonical_tones(word).strip(" .").split())
    return _by_word().get(text) or (_by_folded_word().get(text) if text.isascii() else None)


def to_kg(value: Decimal, unit: Unit, factor: Decimal | None = None) -> Decimal:
    """Exact kilograms. `factor` is kilograms in one unit, for units without a fixed mass.

    Raises AmbiguousUnitError when it is missing there, UnitFactorError when it is not above zero or
    contradicts a fixed unit, UnitKindError for an area.
    """
    if unit.kind == "area":
        raise UnitKindError(f"{unit.code} is an area")
    return value * _factor(unit, factor)


def to_m2(value: Decimal, unit: Unit, factor: Decimal | None = None) -> Decimal:
    """Exact square metres; `factor` and errors as in `to_kg`."""
    if unit.kind != "area":
        raise UnitKindError(f"{unit.code} is not an area")
    return value * _factor(unit, factor)


def _factor(unit: Unit, stated: Decimal | None) -> Decimal:
    if stated is None:
        if unit.factor is None:
            raise AmbiguousUnitError(unit)
        return unit.factor
    if not stated.is_finite() or stated <= 0 or unit.factor not in (None, stated):
        raise UnitFactorError(f"{unit.code}: {stated}")
    return stated

"""What the matcher asks about goods, and the small tables behind the answers.

`Catalogue` is the question; `VocabularyCatalogue` in `matching.goods_catalogue` answers from the vocabulary, and a
table of ten goods answers in tests.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

Nearness = Literal["same", "in_group", "loose", "group_offer", "group_only"]
NEAREST: tuple[Nearness, ...] = ("same", "in_group", "loose", "group_offer", "group_only")


@dataclass(frozen=True, slots=True)
class GoodFacts:
    """`perishability`: bulky_fresh, fresh, storable or grain; `perennial`: its variety stands for years.

    `fresh_as`: how a storable good keeps while it is fresh, before drying or curing.
    """

    code: str
    name_vi: str
    name_en: str
    perishability: str
    perennial: bool
    exportable: bool = False
    cheap: bool = False
    fresh_as: str = "fresh"


class Catalogue(Protocol):
    """Everything the matcher wants to know about goods."""

    def facts(self, code: str) -> GoodFacts:
        """Facts of one good; an unknown code gets neutral facts under its own code, never an error."""
        ...

    def relatives(self, code: str, buyer_kind: str | None) -> Mapping[str, Nearness]:
        """Codes of offers worth a look for a need of `code` (itself included), and how near each is."""
        ...


def form_gap(form_a: str | None, form_b: str | None) -> int:
    """0 no gap or not known, 1 either can be sold, 2 irreconcilable. The order of the two does not matter."""
    if form_a is None or form_b is None or form_a == form_b:
        return 0
    return _form_gaps().get((form_a, form_b), 0)


def neighbour_regions(region: str) -> frozenset[str]:
    """Regions that border `region` (seven regions of before 2025)."""
    return _neighbours().get(region, frozenset())


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one of the small tables in `matching/data`."""
    text = files("matching").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _form_gaps() -> dict[tuple[str, str], int]:
    gaps: dict[tuple[str, str], int] = {}
    for row in rows("forms.csv"):
        gaps[row["form_a"], row["form_b"]] = gaps[row["form_b"], row["form_a"]] = int(row["gap"])
    return gaps


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows("regions.csv"):
        found.setdefault(row["region"], set()).add(row["neighbour"])
        found.setdefault(row["neighbour"], set()).add(row["region"])
    return {region: frozenset(others) for region, others in found.items()}

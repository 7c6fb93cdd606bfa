"""The reported rows as read from their files, with goods and places resolved by our own code. No database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from marketplace.assets import SEED_DATA
from marketplace.catalogue.loading.dataset import read_rows
from matching.vocabulary import vocabulary
from matching.vocabulary.places import PlaceResolution, gazetteer
from matching.vocabulary.resolver import Resolution

FOLDER = SEED_DATA / "real_linkages"
OFFER_FILE, NEED_FILE, LINKAGE_FILE = (FOLDER / f"{name}.csv" for name in ("offers", "needs", "linkages"))
FILES: tuple[Path, ...] = (OFFER_FILE, NEED_FILE, LINKAGE_FILE)


@dataclass(frozen=True)
class ReportedRow:
    """One row; `fields` hold only what is filled in, as written."""

    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def id(self) -> str:
        return self["id"]

    @cached_property
    def goods(self) -> Resolution:
        """What the commodity text names."""
        return vocabulary().resolve(self["commodity_as_written"])

    @cached_property
    def cooperative_place(self) -> PlaceResolution:
        """Where the cooperative or the area is."""
        return _place(self["coop_commune"], self["coop_district"], self["coop_province"])

    @cached_property
    def enterprise_place(self) -> PlaceResolution:
        """Where the enterprise or its plant is."""
        return _place(self["enterprise_commune"], self["enterprise_district"], self["enterprise_place"])

    @cached_property
    def sourcing_places(self) -> tuple[PlaceResolution, ...]:
        """Where a need buys; the enterprise's province decides between namesakes."""
        text = self["sourcing_places"]
        return gazetteer().resolve_many(text, self["enterprise_place"] or None) if text else ()


def _place(commune: str, district: str, province: str) -> PlaceResolution:
    return gazetteer().resolve_parts(commune or None, district or None, province or None)


def read(path: Path) -> list[ReportedRow]:
    """The rows of one of the three files."""
    return [
        ReportedRow({name: text.strip() for name, text in row.items() if text and text.strip()})
        for row in read_rows(path)
    ]


@dataclass(frozen=True, slots=True)
class ReportedRows:
    """All three files."""

    offers: list[ReportedRow]
    needs: list[ReportedRow]
    linkages: list[ReportedRow]

    @property
    def all(self) -> list[ReportedRow]:
        return [*self.offers, *self.needs, *self.linkages]


def read_all() -> ReportedRows:
    """The vendored rows."""
    return ReportedRows(read(OFFER_FILE), read(NEED_FILE), read(LINKAGE_FILE))

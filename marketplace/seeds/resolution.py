"""How well the reported rows are read: shares of product names and places, and what was not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from marketplace.catalogue.loading.dataset import read_rows
from marketplace.errors import WrongUseError
from marketplace.seeds.rows import ReportedRow, ReportedRows, read_all
from matching.vocabulary import vocabulary
from matching.vocabulary.places import PlaceResolution


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of text: how many distinct ones are stated, and how many are read without doubt."""

    name: str
    stated: int
    read: int

    @property
    def share(self) -> float:
        return self.read / self.stated if self.stated else 1.0


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A text that was not read, and the rows that state it."""

    part: str
    text: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResolutionReport:
    """The report: one part for each kind of text."""

    parts: tuple[Part, ...]
    unresolved: tuple[Unresolved, ...]


# A stated text, whether it is read, and the row it stands in.
Stated = tuple[str, bool, str]


def resolution_report(rows: ReportedRows | None = None, gold: Path | None = None) -> ResolutionReport:
    """Read every distinct text of the rows (by default the vendored ones) once more and count.

    `gold` is a file of judged product names; WrongUseError when it lacks a column.
    """
    rows = rows or read_all()
    kinds: dict[str, Iterator[Stated]] = {
        "products": (_product(row) for row in rows.all),
        "provinces": _stated(rows, _province),
        "districts": _stated(rows, _district),
        "communes": _stated(rows, _commune),
        "sourcing places": _sourcing(rows),
    }
    if gold is not None:
        kinds["products read right"] = _judged(gold)
    parts, unresolved = [], []
    for name, stated in kinds.items():
        part, missing = _count(name, stated)
        parts.append(part)
        unresolved += missing
    return ResolutionReport(tuple(parts), tuple(unresolved))


def _count(name: str, stated: Iterator[Stated]) -> tuple[Part, list[Unresolved]]:
    known: dict[str, bool] = {}
    where: dict[str, list[str]] = {}
    for text, is_read, row in stated:
        known[text] = is_read
        where.setdefault(text, []).append(row)
    missing = [Unresolved(name, text, tuple(where[text])) for text, is_read in known.items() if not is_read]
    return Part(name, len(known), len(known) - len(missing)), missing


def _product(row: ReportedRow) -> Stated:
    return row["commodity_as_written"], row.goods.is_sure, row.id


Asked = Callable[[str, str, str, PlaceResolution], tuple[str, bool] | None]


def _stated(rows: ReportedRows, ask: Asked) -> Iterator[Stated]:
    for row in rows.all:
        for side, name, place in (
            ("coop", "coop_province", row.cooperative_place),
            ("enterprise", "enterprise_place", row.enterprise_place),
        ):
            asked = ask(row[f"{side}_commune"], row[f"{side}_district"], row[name], place)
            if asked:
                yield *asked, row.id


def _province(_commune: str, _district: str, province: str, place: PlaceResolution) -> tuple[str, bool] | None:
    known = place.province_code is not None or place.level in {"region", "country"}
    return (province, known) if province else None


def _district(_commune: str, district: str, province: str, place: PlaceResolution) -> tuple[str, bool] | None:
    known = place.legacy_district_code is not None or place.commune_code is not None
    return (f"{district}, {province}", known) if district else None


def _commune(commune: str, district: str, province: str, place: PlaceResolution) -> tuple[str, bool] | None:
    return (f"{commune}, {district}, {province}", place.commune_code is not None) if commune else None


def _judged(gold: Path) -> Iterator[Stated]:
    """Whether each judged text names exactly the judged goods; of a word with two readings both, open."""
    judged = read_rows(gold)
    if judged and not {"text", "canonical_vi", "level"} <= set(judged[0]):
        raise WrongUseError(f"{gold}: text, canonical_vi and level are needed.")
    for line, row in enumerate(judged, start=2):
        pairs = list(zip(row["canonical_vi"].split("|"), row["level"].split("|"), strict=False))
        unclear = {name for name, level in pairs if level == "unclear"}
        wanted = {name for name, _ in pairs} - (unclear if len(unclear) > 1 else set())
        found = vocabulary().resolve(row["text"])
        open_ = {vocabulary().good(code).name_vi for codes in found.ambiguous for code in codes}
        read = {good.name_vi for good in found.goods}
        right = read == wanted and open_ == (unclear if len(unclear) > 1 else set())
        yield row["text"], right, f"{gold.name}:{line}"


def _sourcing(rows: ReportedRows) -> Iterator[Stated]:
    for row in rows.needs:
        for place in row.sourcing_places:
            yield place.text, place.level is not None, row.id

"""The conditions of a need as one value, and the reading of the places it buys from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.catalogue.models import Commune
from marketplace.catalogue.places import resolve_place
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import CertificateKind, OrganisationKind, Site

MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place the buyer sources from: as typed, and today's province and (if named) commune."""

    as_written: str
    province_code: str
    commune_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a need asks of suppliers beyond goods and quantity. Empty means anything goes; distance in km."""

    site: Site | None = None
    commune: Commune | None = None
    places: tuple[SourcePlace, ...] = ()
    maximum_distance_km: int | None = None
    maximum_suppliers: int | None = None
    contract_months: int | None = None
    must: frozenset[CertificateKind] = frozenset()
    nice: frozenset[CertificateKind] = frozenset()
    variety: str = ""
    variety_must: bool = False
    supplier_kinds: frozenset[OrganisationKind] = frozenset()
    brings_inputs: bool = False
    brings_production: bool = False
    brings_processing: bool = False

    def columns(self) -> dict[str, Any]:
        """The values that are columns of the need itself, under their names."""
        names = (
            "maximum_distance_km", "maximum_suppliers", "contract_months",
            "brings_inputs", "brings_production", "brings_processing",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


def read_places(text: str) -> tuple[SourcePlace, ...]:
    """One place a line (or between semicolons), old names or new; a former district stands for its province's part.

    DomainError(field="places") names the line that is unknown or that many places share.
    """
    lines = [line.strip() for line in text.replace(";", "\n").split("\n") if line.strip()]
    if len(lines) > MOST_PLACES:
        raise DomainError(_l("Nhiều nhất %(most)s nơi.", most=MOST_PLACES), field="places")
    return tuple(_place(line) for line in dict.fromkeys(lines))


def _place(line: str) -> SourcePlace:
    if len(line) > 200:
        raise DomainError(_l("Mỗi nơi nhiều nhất 200 ký tự."), field="places")
    named = resolve_place(line)
    if named.province is not None:
        return SourcePlace(line, named.province.code, named.commune.code if named.commune else None)
    if named.candidates:
        some = "; ".join(commune.address for commune in named.candidates[:3])
        raise DomainError(
            _l("“%(line)s” có thể là: %(some)s. Hãy ghi thêm tỉnh.", line=line, some=some), field="places"
        )
    message = _l("Không tìm thấy nơi “%(line)s”. Hãy ghi xã hoặc tỉnh, tên cũ hay mới đều được.", line=line)
    raise DomainError(message, field="places")

"""Places as people type them, old names and new. The gazetteer of `matching` reads; here they meet our tables."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from marketplace.catalogue.models import Commune, FormerPlace, PlaceLevel, Province
from marketplace.extensions import db
from matching.vocabulary.places import PlaceResolution, gazetteer

MOST_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """What a typed place means today.

    `commune` and `province` are what is certain. `candidates` are communes to choose from where the text leaves
    it open: a name that many places have, a former district, a spelling that is only near. `by_former_name` says
    that the text used a name from before 1 July 2025. `open_names` are the units it may mean, wide ones too.
    """

    text: str
    commune: Commune | None = None
    province: Province | None = None
    candidates: list[Commune] = field(default_factory=list)
    by_former_name: bool = False
    is_district: bool = False
    open_names: tuple[str, ...] = ()


def resolve_place(text: str) -> NamedPlace:
    """Read a typed place. Nothing ambiguous or merely similar is decided without the person."""
    found = gazetteer().resolve(text)
    province = db.session.get(Province, found.province_code) if found.province_code else None
    if found.how == "fuzzy":
        near = _communes([found.commune_code] if found.commune_code else [])
        return NamedPlace(text, candidates=near, province=None if near else province)
    if found.ambiguous:
        return NamedPlace(text, province=province, candidates=_named(found.ambiguous), open_names=found.ambiguous)
    commune = db.session.get(Commune, found.commune_code) if found.commune_code else None
    if commune is not None:
        return NamedPlace(text, commune, commune.province, by_former_name=_is_former(found, commune))
    if found.level == "district" and found.legacy_district_code:
        inside = _successors_of_district(found.legacy_district_code)
        return NamedPlace(text, None, province, inside, by_former_name=True, is_district=True)
    if province is not None:
        return NamedPlace(text, None, province, by_former_name=_is_former(found, None))
    return NamedPlace(text, candidates=_searched(text))


def _is_former(found: PlaceResolution, commune: Commune | None) -> bool:
    """Whether the words are not those of today."""
    if commune is not None:
        return found.legacy_commune_code is not None or found.legacy_district_code is not None
    return found.legacy_province_code not in (None, found.province_code)


def _communes(codes: list[str]) -> list[Commune]:
    rows = db.session.scalars(sa.select(Commune).where(Commune.code.in_(codes), Commune.valid_to.is_(None)))
    by_code = {row.code: row for row in rows}
    return [by_code[code] for code in dict.fromkeys(codes) if code in by_code][:MOST_CANDIDATES]


def _named(names: tuple[str, ...]) -> list[Commune]:
    """The communes behind the names that the gazetteer could not choose between."""
    read = [gazetteer().resolve(name) for name in names[:MOST_CANDIDATES]]
    return _communes([one.commune_code for one in read if one.commune_code])


def _successors_of_district(code: str) -> list[Commune]:
    """Today's communes that hold land of the former district."""
    wanted = sa.select(FormerPlace.commune_code).where(
        FormerPlace.level == PlaceLevel.COMMUNE, FormerPlace.parent_code == code
    )
    rows = db.session.scalars(sa.select(Commune).where(Commune.code.in_(wanted)).order_by(Commune.folded))
    return list(rows)


def _searched(text: str) -> list[Commune]:
    hits = gazetteer().search(text, MOST_CANDIDATES) if len(text) <= 200 else ()
    return _communes([hit.commune_code for hit in hits if hit.commune_code])

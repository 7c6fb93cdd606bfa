"""Questions about provinces, communes and the names that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from marketplace.catalogue.models import Commune, FormerPlace, PlaceLevel, Province
from marketplace.catalogue.places import resolve_place
from marketplace.extensions import db
from matching.vocabulary.places import gazetteer

MOST_FOUND = 20
T = TypeVar("T", Commune, Province)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name as it was searched, and today's place that it leads to."""

    found_as: str
    province: Province
    commune: Commune | None

    @property
    def today(self) -> str:
        return self.commune.address if self.commune else self.province.full_name


def provinces() -> Sequence[Province]:
    """Today's provinces, by name without accents."""
    return db.session.scalars(sa.select(Province).where(Province.valid_to.is_(None)).order_by(Province.folded)).all()


def province(code: str) -> Province | None:
    """The province of a code."""
    return db.session.get(Province, code)


def commune_counts() -> dict[str, int]:
    """How many communes each province has today."""
    question = sa.select(Commune.province_code, sa.func.count()).where(Commune.valid_to.is_(None))
    return {row[0]: row[1] for row in db.session.execute(question.group_by(Commune.province_code))}


def communes_of(code: str) -> Sequence[Commune]:
    """Today's communes of a province, by name without accents."""
    question = sa.select(Commune).where(Commune.province_code == code, Commune.valid_to.is_(None))
    return db.session.scalars(question.order_by(Commune.folded)).all()


def former_communes(code: str) -> dict[str, list[str]]:
    """Names before 1 July 2025 that lead to each commune of a province: commune code → names with their districts."""
    question = sa.select(FormerPlace.commune_code, FormerPlace.full_name).where(
        FormerPlace.province_code == code, FormerPlace.level == PlaceLevel.COMMUNE
    )
    found: dict[str, list[str]] = {}
    for commune_code, name in db.session.execute(question.order_by(FormerPlace.folded)):
        if commune_code is not None:
            found.setdefault(commune_code, []).append(name.rpartition(", ")[0])
    return found


def former_provinces(code: str) -> Sequence[str]:
    """Full names of the provinces that were merged into this one, itself among them."""
    question = sa.select(FormerPlace.full_name).filter_by(province_code=code, level=PlaceLevel.PROVINCE)
    return db.session.scalars(question.order_by(FormerPlace.folded)).all()


def search_places(text: str) -> list[Hit]:
    """Places for a typed text, old names or new, with or without accents: what it surely means comes first."""
    if not text:
        return []
    certain = resolve_place(text)
    hits = [Hit(text, certain.province, certain.commune)] if certain.province and not certain.candidates else []
    codes = [(hit.text, hit.province_code, hit.commune_code) for hit in gazetteer().search(text[:100], MOST_FOUND)]
    of_commune = _by_code(Commune, [commune for _, _, commune in codes if commune])
    of_province = _by_code(Province, [code for _, code, _ in codes if code])
    for name, province_code, commune_code in codes:
        if province_code in of_province:
            hits.append(Hit(name, of_province[province_code], of_commune.get(commune_code or "")))
    if not hits:
        hits = [Hit(text, commune.province, commune) for commune in certain.candidates]
    return list({(hit.today, hit.found_as == text): hit for hit in reversed(hits)}.values())[::-1][:MOST_FOUND]


def _by_code(model: type[T], codes: list[str]) -> dict[str, T]:
    return {row.code: row for row in db.session.scalars(sa.select(model).where(model.code.in_(codes)))}

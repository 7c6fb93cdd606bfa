"""Which rows speak of the same organisation: same core of the name, same kind, places that do not contradict."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from marketplace.organisations.models import OrganisationKind
from matching.reader_words import name_core
from matching.vocabulary.normalise import fold
from matching.vocabulary.places import PlaceResolution

KINDS = {
    "HTX": OrganisationKind.HTX,
    "THT": OrganisationKind.THT,
    "LHHTX": OrganisationKind.LHHTX,
    "area": OrganisationKind.AREA,
}
COOPERATIVE_WORDS = ("htx", "hop tac xa", "cooperative", "co-operative")


def cooperative_kind(text: str) -> OrganisationKind:
    """The kind of a supplying side as the row states it."""
    return KINDS.get(text, OrganisationKind.OTHER)


def enterprise_kind(name: str) -> OrganisationKind:
    """Enterprise, unless the buyer calls itself a cooperative: some do, and the rows' notes say so."""
    return OrganisationKind.HTX if fold(name).startswith(COOPERATIVE_WORDS[:2]) else OrganisationKind.ENTERPRISE


@dataclass(slots=True)
class Party:
    """An organisation as the rows tell of it; what no row states is None."""

    key: str
    name: str
    kind: OrganisationKind
    province_code: str | None
    commune_code: str | None
    district_code: str | None

    def agrees(self, place: PlaceResolution) -> bool:
        """Whether the place may be this party's: nothing that both know differs."""
        pairs = (
            (self.province_code, place.province_code),
            (self.district_code, place.legacy_district_code),
            (self.commune_code, place.commune_code),
        )
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def learn(self, place: PlaceResolution) -> None:
        """Take over what this row knows more of the place."""
        self.province_code = self.province_code or place.province_code
        self.district_code = self.district_code or place.legacy_district_code
        self.commune_code = self.commune_code or place.commune_code


class Parties:
    """The distinct organisations of the rows, in the order in which they appear."""

    def __init__(self) -> None:
        self._known: dict[tuple[OrganisationKind, frozenset[str]], list[Party]] = defaultdict(list)

    def of(self, name: str, kind: OrganisationKind, place: PlaceResolution, row_id: str) -> Party:
        """The party of a name at a place; a new one unless exactly one known party agrees."""
        known = self._known[kind, _core(name, kind)]
        agreeing = [party for party in known if party.agrees(place)]
        if len(agreeing) == 1:
            agreeing[0].learn(place)
            return agreeing[0]
        party = Party(
            f"{row_id}:{kind.value}", name, kind, place.province_code, place.commune_code, place.legacy_district_code
        )
        known.append(party)
        return party


def _core(name: str, kind: OrganisationKind) -> frozenset[str]:
    """An area's name is a description, not a name: there every word counts."""
    return frozenset(fold(name).split()) if kind is OrganisationKind.AREA else name_core(name)

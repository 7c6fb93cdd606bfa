"""Which offers could join a case: what the matcher suggests for its need first, then every other open one."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.authorization.viewer import Viewer
from marketplace.brokering import queries
from marketplace.brokering.models import Case
from marketplace.labels import lazy_gettext as _l
from marketplace.offers.models import Offer
from marketplace.suggestions.shortlists import LONGEST, shortlist_of, shown
from marketplace.web.formats import format_kg, format_quantity


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that could join; `score` (0..100) where it is suggested for the need."""

    offer: Offer
    score: int | None = None

    @property
    def words(self) -> str:
        """What it is, whose, how much, and how well it fits."""
        title, total = queries.title_of(self.offer), self.offer.total_kg
        parts = [title, format_kg(total)] if total is not None else [title]
        if self.score is not None:
            parts.append(str(_l("gợi ý, %(score)s điểm", score=format_quantity(self.score))))
        return ", ".join(parts)


def candidates(viewer: Viewer, case: Case) -> list[Candidate]:
    """Offers by cooperatives that are not in the case: the suggested by rank, then the newest of the same good."""
    taken = case.party_organisation_ids
    ranked = shortlist_of(case.need, top=LONGEST, brief=True).lines
    lines = [line for line in ranked if line.offer.organisation_id not in taken]
    suggested = [Candidate(line.offer, int(line.score)) for line in shown(lines)]
    known = {one.offer.id for one in suggested}
    others = [Candidate(offer) for offer in queries.joinable_offers(viewer, case) if offer.id not in known]
    return [*suggested, *others]

"""What one more paper would open for an offer, over all the needs that it is kept out of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from marketplace.suggestions.lines import read_in
from matching import Matcher, NeedRecord, OfferRecord
from matching.batch import match
from matching.papers import paper_name
from matching.ranking import with_certificate

MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Lack:
    """A paper that the offer is not known to hold, and how many more needs it would fit with it."""

    kind: str
    needs: int

    @property
    def paper(self) -> str:
        """Its name in the reader's language."""
        return paper_name(self.kind, read_in())


def lacks(offer: OfferRecord, needs: Sequence[NeedRecord], matcher: Matcher, *, on: date) -> list[Lack]:
    """The papers that would open most needs, most first: the offer is matched as it is and with each paper added."""
    kinds = sorted({item.value for need in needs for item in need.criteria if item.kind == "certificate" and item.must})
    if not kinds or offer.certificates is None:
        return []
    mended = [with_certificate(offer, kind, f"{offer.id}\n{kind}") for kind in kinds]
    table = match([offer, *mended], needs, matcher, top=len(mended) + 1, on=on)
    fitting = np.bincount(table.offer, minlength=len(mended) + 1)
    found = [Lack(kind, int(count - fitting[0])) for kind, count in zip(kinds, fitting[1:], strict=True)]
    return sorted((lack for lack in found if lack.needs > 0), key=lambda lack: (-lack.needs, lack.kind))[:MOST_TOLD]

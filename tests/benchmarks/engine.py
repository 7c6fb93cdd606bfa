"""Our side of every measure: the matcher over the season's vocabulary, the index, and blocks of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from matching import Matcher, NeedRecord, OfferIndex, OfferRecord, build
from matching.goods_catalogue import VocabularyCatalogue
from matching.learning import Ranker

NEEDS_AT_ONCE = 20_000


def matcher(ranker: Ranker | None = None) -> Matcher:
    """The matcher with its shipped weights, by the hand score unless a ranker is given."""
    return Matcher(_catalogue(), model=ranker)


def lean_index(offers: Iterable[OfferRecord]) -> OfferIndex:
    """An index that keeps arrays and ids, and lets the records go."""
    return build(offers, keep=False)


def blocks(needs: Iterator[NeedRecord]) -> Iterator[list[NeedRecord]]:
    """The needs, so many at a time."""
    while block := list(islice(needs, NEEDS_AT_ONCE)):
        yield block


@cache
def _catalogue() -> VocabularyCatalogue:
    return VocabularyCatalogue()

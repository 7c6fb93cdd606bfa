"""The season: a synthetic market of any size. Nothing in it is a fact about anybody; it is for measuring only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from matching.records import NeedRecord, OfferRecord
from tests.benchmarks.season.draws import CHUNK, Columns, NeedDraws, OfferDraws, joined, needs_of, offers_of
from tests.benchmarks.season.records import need_records, offer_records
from tests.benchmarks.season.writing import Typed, typed

SEED = 20261122


@dataclass(frozen=True, slots=True)
class Season:
    """A market of `offers` × `needs`. The same seed gives the same market, and a larger one begins with the smaller."""

    offers: int
    needs: int
    seed: int = SEED

    def offer_records(self) -> Iterator[OfferRecord]:
        """Every offer, one chunk in memory at a time."""
        for chunk in range(-(-self.offers // CHUNK)):
            made = offer_records(offers_of(self.seed, chunk), chunk * CHUNK)
            yield from islice(made, self.offers - chunk * CHUNK)

    def need_records(self) -> Iterator[NeedRecord]:
        """Every need, one chunk in memory at a time."""
        for chunk in range(-(-self.needs // CHUNK)):
            made = need_records(needs_of(self.seed, chunk), chunk * CHUNK)
            yield from islice(made, self.needs - chunk * CHUNK)

    def offer_draws(self) -> OfferDraws:
        """Everything drawn of the offers, hidden columns included."""
        return _all(offers_of, self.seed, self.offers)

    def need_draws(self) -> NeedDraws:
        """Everything drawn of the needs, hidden columns included."""
        return _all(needs_of, self.seed, self.needs)

    def offer_texts(self) -> Iterator[Typed]:
        """What each offer was typed as, with what was meant."""
        for chunk in range(-(-self.offers // CHUNK)):
            yield from islice(typed(offers_of(self.seed, chunk), self.seed, chunk), self.offers - chunk * CHUNK)

    def need_texts(self) -> Iterator[Typed]:
        """What each need was typed as, with what was meant."""
        for chunk in range(-(-self.needs // CHUNK)):
            yield from islice(typed(needs_of(self.seed, chunk), self.seed, chunk), self.needs - chunk * CHUNK)

    def some_offers(self, ids: Sequence[str]) -> Mapping[str, OfferRecord]:
        """The offers with these ids, as a database would fetch them."""
        return {id_: _chunk_of_offers(self.seed, int(id_[2:]) // CHUNK)[int(id_[2:]) % CHUNK] for id_ in ids}


@lru_cache(maxsize=2)
def _chunk_of_offers(seed: int, chunk: int) -> list[OfferRecord]:
    return list(offer_records(offers_of(seed, chunk), chunk * CHUNK))


def _all(draw: Callable[[int, int], Columns], seed: int, size: int) -> Columns:
    return joined([draw(seed, chunk) for chunk in range(-(-max(size, 1) // CHUNK))], size)

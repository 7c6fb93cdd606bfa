"""The one door to the matcher: the market is asked, its answers come back with our own objects.

A price that its owner shows to introduced parties only does not enter a record, so no score and no sentence can
give it away. What is shown is loaded again under the rule of who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind, Organisation
from marketplace.suggestions import facts, market, queries, rankers, records, weights
from matching import Matcher, NeedRecord, OfferRecord
from matching.goods_catalogue import VocabularyCatalogue
from matching.parameters import Parameters
from matching.ranking import Ranking
from matching.records import Criterion, NearMiss, Suggestion


@dataclass(frozen=True, slots=True)
class Shown:
    """Suggestions and near misses, best first, each with the offer it is about."""

    suggestions: list[tuple[Suggestion, Offer]]
    near_misses: list[tuple[NearMiss, Offer]]
    missed: int = 0
    """How many near misses there are, those not asked for too."""


def shortlist(
    need: Need,
    *,
    on: date,
    top: int,
    misses: int | None = None,
    prefer_soe: bool = False,
    parameters: Parameters | None = None,
    brief: bool = False,
) -> Shown:
    """The best `top` public offers for a need, and at most `misses` near misses (as many if None).

    `parameters` are those in force unless others are to be tried. In `brief`, offers come as
    `queries.public_offers` says.
    """
    chosen = parameters or weights.current(soe=prefer_soe)
    ranking = _present_ranking(need, on, _Asked(chosen, top, misses))
    suggestions, near = ranking.suggestions, ranking.near_misses
    named = [*(one.offer_id for one in suggestions), *(one.offer_id for one in near)]
    offers = queries.public_offers(named, brief=brief)
    others = {name: offer for name, offer in offers.items() if offer.organisation_id != need.organisation_id}
    return Shown(
        [(one, others[one.offer_id]) for one in suggestions if one.offer_id in others],
        [(one, others[one.offer_id]) for one in near if one.offer_id in others],
        ranking.missed,
    )


def supply(
    need: Need, *, on: date, top: int, certificates: Iterable[CertificateKind] = (), maximum_km: int | None = None
) -> Shown:
    """Public offers that keep every hard rule of a need, best first, and those kept out by exactly one.

    The buyer may ask for more than the need says: further certificates that must be held, another distance. Raises
    `VanishedError` where this session is older than the market: roll back and ask again.
    """
    if not can_be_matched(need, on):
        return Shown([], [])
    musts = tuple(Criterion("certificate", records.PAPERS.get(kind, kind.value), must=True) for kind in certificates)
    with market.asking(on) as found:
        record = records.need_record(facts.need_facts(need), on, found.prices())
        known = {one.value for one in record.criteria if one.must}
        criteria = (*record.criteria, *(one for one in musts if one.value not in known))
        record = replace(record, criteria=criteria, maximum_km=record.maximum_km if maximum_km is None else maximum_km)
        ranking = matcher().suggest(found.index, record, top=top, on=on, records=found.records)
    named = [*(one.offer_id for one in ranking.suggestions), *(one.offer_id for one in ranking.near_misses)]
    others = {n: o for n, o in queries.public_offers(named).items() if o.organisation_id != need.organisation_id}
    return Shown(
        [(one, others[one.offer_id]) for one in ranking.suggestions if one.offer_id in others],
        [(one, others[one.offer_id]) for one in ranking.near_misses if one.offer_id in others],
        ranking.missed,
    )


def buyers_for(offer: Offer, *, on: date, top: int) -> list[tuple[Suggestion, Need]]:
    """The best `top` public needs for an offer: the same pairs and scores as from the other side."""
    record, asked = needs_around(offer, on=on)
    suggestions = matcher().needs_for_offer(asked, record, top=top, on=on)
    needs = queries.public_needs([one.need_id for one in suggestions])
    others = {name: need for name, need in needs.items() if need.organisation_id != offer.organisation_id}
    return [(one, others[one.need_id]) for one in suggestions if one.need_id in others]


def needs_around(offer: Offer, *, on: date) -> tuple[OfferRecord, list[NeedRecord]]:
    """The offer and every public need that asks for goods related to its own; none where nothing of it is left."""
    [found] = needs_around_each([offer], on=on)
    return found


def needs_around_each(offers: Sequence[Offer], *, on: date) -> list[tuple[OfferRecord, list[NeedRecord]]]:
    """The same for each of several offers; the market is looked at once, however many there are."""
    tracks = facts.tracks_of(offer.organisation_id for offer in offers)
    known = [facts.offer_facts(offer, tracks) for offer in offers]
    told = [records.offer_record(one, on, market.prices_on(on)) for one in known]
    able = [records.can_be_matched(one, on) for one in known]
    if not any(able):
        return [(record, []) for record in told]
    with market.asking(on) as found:
        return [
            (record, found.needs.for_goods(good.code for good in record.goods) if can else [])
            for record, can in zip(told, able, strict=True)
        ]


def pair(offer: Offer, need: Need, *, on: date) -> Suggestion | None:
    """The suggestion for one pair, or None where a rule keeps them apart, nothing relates them, or nothing is left."""
    if not (can_be_matched(offer, on) and can_be_matched(need, on)):
        return None
    return matcher().pair(offer_record(offer, on), need_record(need, on), on=on)


def matcher(*, prefer_soe: bool = False, parameters: Parameters | None = None) -> Matcher:
    """The matcher with the weights and the model in force, or with other weights that are to be tried."""
    return Matcher(VocabularyCatalogue(), parameters or weights.current(soe=prefer_soe), rankers.current())


def weights_version() -> str:
    """The version of the weights a score is made with."""
    return weights.version()


def related_codes(code: str, buyer_kind: str | None = None) -> list[str]:
    """The goods whose offers may answer a need for this good: itself and its stated relations."""
    return sorted({code, *VocabularyCatalogue().relatives(code, buyer_kind)})


def offer_record(offer: Offer, on: date) -> OfferRecord:
    """An offer as the matcher sees it, with what is still free from `on`."""
    return records.offer_record(facts.offer_facts(offer), on, market.prices_on(on))


def need_record(need: Need, on: date) -> NeedRecord:
    """A need as the matcher sees it, with what is still missing from `on`."""
    return records.need_record(facts.need_facts(need), on, market.prices_on(on))


def buyer_kind(organisation: Organisation) -> str | None:
    """Whether the buyer processes what it buys, as far as its sites tell."""
    return records.PROCESSOR if facts.is_processor(organisation) else None


def can_be_matched(listing: Offer | Need, on: date) -> bool:
    """Whether it names goods and something of it is left from `on`; periods that were never stated count as unknown."""
    known = facts.offer_facts(listing) if isinstance(listing, Offer) else facts.need_facts(listing)
    return records.can_be_matched(known, on)


@dataclass(frozen=True, slots=True)
class _Asked:
    """With what parameters a need is ranked, and how many suggestions and near misses are told of."""

    parameters: Parameters
    top: int
    misses: int | None

    @property
    def key(self) -> tuple[object, ...]:
        return self.parameters.version, tuple(self.parameters.weights.items()), self.top, self.misses


def _present_ranking(need: Need, on: date, asked: _Asked) -> Ranking:
    """The ranking, of offers that this session sees."""
    try:
        return _ranking(need, on, asked)
    except market.VanishedError:
        db.session.rollback()  # an older transaction than the market: begin a new one, which sees all of it
    try:
        return _ranking(need, on, asked)
    except market.VanishedError:
        db.session.rollback()
        market.read_anew()  # offers that no transaction sees: the market is not that of these tables
        return _ranking(need, on, asked)


def _ranking(need: Need, on: date, asked: _Asked) -> Ranking:
    """The ranking, made once for a state of the goods that answer the need: nothing of it depends on who asks."""
    with market.asking(on) as found:
        key = (need.id, need.version, on, found.last_change(need.public_id), rankers.current_version(), *asked.key)
        ranking = found.remembered.get(key)
        if ranking is None:
            ranking = _ranked(need, found, asked)
            if market.sees_all_of(found):
                found.remember(key, ranking)
        return ranking


def _ranked(need: Need, found: market.Market, asked: _Asked) -> Ranking:
    """The ranking made now; empty where nothing is left of the need."""
    record = found.needs.get(need.public_id)
    if record is None:  # not public, or nothing is left of it
        known = facts.need_facts(need)
        if not records.can_be_matched(known, found.day):
            return Ranking(need.public_id, (), (), 0)
        record = records.need_record(known, found.day, found.prices())
    return matcher(parameters=asked.parameters).suggest(
        found.index, record, top=asked.top, misses=asked.misses, on=found.day, records=found.records
    )

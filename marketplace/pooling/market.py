"""Reading the market for a need: what is still asked, and who could supply how much of it when. Plain values come out.

Who is a candidate is what the matcher's hard rules say; how much is free is what the ledger leaves. A price that only
introduced parties may see is not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from marketplace.brokering import queries as cases
from marketplace.brokering.models import Case
from marketplace.clock import now
from marketplace.errors import WrongStateError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import ListingState
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind, Origin, TrackRecord
from marketplace.pooling.amounts import KILOGRAM, ZERO, free_of
from marketplace.suggestions import facts, gateway, records
from matching.papers import shows
from matching.records import NearMiss, Suggestion

MOST_READ = 200
"""So many offers are looked at, the best matching first."""
Miss = tuple[NearMiss, Offer]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for beyond the need itself: papers of every supplier, how far, and papers of a share of them."""

    certificates: tuple[CertificateKind, ...] = ()
    maximum_km: int | None = None
    of_a_share: tuple[CertificateKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is still wanted in one period of the need: neither reserved nor contracted."""

    start: date
    end: date
    kg: Decimal


@dataclass(frozen=True, slots=True)
class Option:
    """One offer that could supply, or could if it held what it `lacks` or stood nearer.

    `code` is its public id. `firm_kg` and `flexible_kg` are what is free for each period wanted; `most_kg` what is
    free over all of them, where one lot serves several. `price` is a public price in đồng a kilogram; `on_time` a
    share, None while too little is known. Of the papers asked of a share it `holds` these until the last day wanted.
    """

    code: str
    offer_id: int
    organisation_id: int
    name: str
    firm_kg: tuple[Decimal, ...]
    flexible_kg: tuple[Decimal, ...]
    most_kg: Decimal | None = None
    minimum_lot_kg: Decimal = ZERO
    lot_multiple_kg: Decimal | None = None
    price: int | None = None
    km: Decimal | None = None
    on_time: Decimal | None = None
    newly_linked: bool = False
    lacks: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    rule: str | None = None

    def free_kg(self, at: int) -> Decimal:
        """What is free for a period, by its index."""
        return self.firm_kg[at] + self.flexible_kg[at]


@dataclass(frozen=True, slots=True)
class Reading:
    """The market for one need at one instant. `certificates` are those that every supplier must hold."""

    wanted: tuple[Wanted, ...]
    options: tuple[Option, ...]
    certificates: frozenset[str]
    maximum_km: int | None
    misses: tuple[Miss, ...] = field(default=(), compare=False)
    at: datetime = field(default_factory=now, compare=False)

    @property
    def fingerprint(self) -> str:
        """The same for the same periods, candidates and free quantities."""
        said = repr((self.wanted, sorted(self.options, key=lambda one: one.code)))
        return hashlib.sha256(said.encode()).hexdigest()

    def option(self, code: str) -> Option | None:
        """The candidate with this offer that no rule keeps out."""
        return next((one for one in self.options if one.code == code and one.rule is None), None)


def read(need: Need, asked: Asked, *, on: date, within: Sequence[Case] = ()) -> Reading:
    """The market as it is now. The cooperatives of the cases `within` count as free to take part, with these offers.

    WrongStateError when nothing is wanted any more, or nobody ever said how much and when.
    """
    wanted = wanted_of(need, on)
    shown = gateway.supply(need, on=on, top=MOST_READ, certificates=asked.certificates, maximum_km=asked.maximum_km)
    barred = _barred(need, within)
    fitting = _one_good(need, [(s, o) for s, o in shown.suggestions if o.organisation_id not in barred])
    misses = [(m, o) for m, o in shown.near_misses if o.organisation_id not in barred]
    found = [_Found(offer, suggestion) for suggestion, offer in fitting]
    found += [_Found(o, m) for m, o in misses if m.rule in {"certificate", "distance"} and _same_good(o, fitting, need)]
    return Reading(
        wanted=wanted,
        options=_options(
            need,
            wanted,
            _first_of_each(found, {one.id for case in within for one in case.offers.values()}),
            on,
            frozenset(paper_of(kind) for kind in asked.of_a_share),
        ),
        certificates=_certificates(need, asked),
        maximum_km=need.maximum_distance_km if asked.maximum_km is None else asked.maximum_km,
        misses=tuple(misses),
    )


def wanted_of(need: Need, on: date) -> tuple[Wanted, ...]:
    """The need's coming periods with what is neither reserved nor contracted of them, whole kilograms."""
    if need.origin == Origin.REPORTED:
        raise WrongStateError(_l("Đây là tin báo chí, chưa có đơn vị nào đứng tên để trả lời."))
    if need.state is not ListingState.OPEN:
        raise WrongStateError(_l("Nhu cầu này không còn mở nên không gom đơn được."))
    if not need.periods:
        raise WrongStateError(_l("Nhu cầu chưa ghi kỳ nào cần bao nhiêu. Hãy bổ sung các kỳ rồi gom đơn."))
    left = [
        Wanted(
            one.start, one.end, (one.quantity_kg - one.reserved_kg - one.contracted_kg).quantize(KILOGRAM, ROUND_DOWN)
        )
        for one in need.periods
        if one.end >= on
    ]
    if not any(one.kg > 0 for one in left):
        raise WrongStateError(_l("Các kỳ sắp tới của nhu cầu này đã đủ người cung cấp hoặc đã giữ chỗ."))
    return tuple(one for one in left if one.kg > 0)


@dataclass(frozen=True, slots=True)
class _Found:
    """An offer with what the matcher said of it."""

    offer: Offer
    said: Suggestion | NearMiss

    @property
    def rule(self) -> str | None:
        return self.said.rule if isinstance(self.said, NearMiss) else None

    @property
    def told(self) -> dict[str, str]:
        """The values its sentence names."""
        if isinstance(self.said, NearMiss):
            return dict(self.said.args)
        return next((dict(part.args) for part in self.said.parts if part.name == "distance"), {})


def _barred(need: Need, within: Sequence[Case]) -> frozenset[int]:
    """Organisations that no case may bring to this need now."""
    kept = {side for case in within for side in case.seller_ids}
    return cases.refused_sellers(need.organisation_id) | (cases.sellers_at(need.id) - kept)


def _one_good(need: Need, found: list[tuple[Suggestion, Offer]]) -> list[tuple[Suggestion, Offer]]:
    """Offers of one good, as a pooled case asks: the need's own, else the one that most offer."""
    codes = [offer.commodity_code for _, offer in found]
    code = need.commodity_code if need.commodity_code in codes else max(codes, key=codes.count, default=None)
    return [(suggestion, offer) for suggestion, offer in found if offer.commodity_code == code]


def _same_good(offer: Offer, fitting: Sequence[tuple[Suggestion, Offer]], need: Need) -> bool:
    code = fitting[0][1].commodity_code if fitting else need.commodity_code
    return offer.commodity_code == code


def _first_of_each(found: Sequence[_Found], standing: Collection[int]) -> list[_Found]:
    """The best offer of each cooperative, or the one that stands in a case already."""
    first: dict[int, _Found] = {}
    for one in sorted(found, key=lambda one: one.offer.id not in standing):
        first.setdefault(one.offer.organisation_id, one)
    return list(first.values())


def _options(
    need: Need, wanted: Sequence[Wanted], found: Sequence[_Found], on: date, papers: frozenset[str]
) -> tuple[Option, ...]:
    owners = [one.offer.organisation_id for one in found]
    known = cases.contracted_before(owners)
    tracks = facts.tracks_of(owners)
    made = [
        replace(
            _option(need, wanted, one, on, tracks.get(one.offer.organisation_id)),
            newly_linked=one.offer.organisation_id not in known,
            holds=frozenset(name for name in papers if _holds(one.offer, name, wanted[-1].end)),
        )
        for one in found
    ]
    return tuple(one for one in made if any(one.free_kg(at) > 0 for at in range(len(wanted))))


def _holds(offer: Offer, name: str, until: date) -> bool:
    """Whether a paper of the offer's, for its good, meets the wish beyond doubt until this day."""
    good = shows(name)
    return any(
        paper_of(paper.kind) in good and (paper.valid_to is None or paper.valid_to >= until)
        for paper in facts.offer_facts(offer, {}).papers
        if paper.commodity_code in {None, offer.commodity_code}
    )


def _option(need: Need, wanted: Sequence[Wanted], found: _Found, on: date, track: TrackRecord | None) -> Option:
    offer, told = found.offer, found.told
    firm, flexible, most = free_of(offer.periods, wanted, on)
    price = facts.public_price(
        offer.price_visibility, offer.price_basis, offer.price_dong_per_kg, offer.premium_dong_per_kg,
        offer.vat_included, offer.delivery_term,
    )  # fmt: skip
    return Option(
        code=offer.public_id,
        offer_id=offer.id,
        organisation_id=offer.organisation_id,
        name=offer.organisation.short_name or offer.organisation.name,
        firm_kg=firm,
        flexible_kg=flexible,
        most_kg=most,
        minimum_lot_kg=max(offer.minimum_lot_kg or ZERO, need.minimum_lot_kg or ZERO),
        lot_multiple_kg=offer.lot_multiple_kg,
        price=price.dong_per_kg if price else None,
        km=Decimal(told["km"]) if told.get("km") else None,
        on_time=facts.delivered_share(track),
        lacks=frozenset(filter(None, told.get("unseen", "").split(";")))
        if found.rule == "certificate"
        else frozenset(),
        rule=found.rule,
    )


def _certificates(need: Need, asked: Asked) -> frozenset[str]:
    own = [wish.certificate_kind for wish in need.criteria if wish.must and wish.certificate_kind]
    return frozenset(map(paper_of, [*own, *asked.certificates]))


def paper_of(kind: CertificateKind) -> str:
    """The kind as the matcher names it."""
    return records.PAPERS.get(kind, kind.value)

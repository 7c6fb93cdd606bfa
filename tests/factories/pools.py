"""A need too large for any one cooperative, and five that offer: one of them without the paper that must be held."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.brokering.actions import Share, plan_shares
from marketplace.brokering.models import Case
from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import (
    AgriculturalType,
    CertificateKind,
    LegalStatus,
    Organisation,
    OrganisationKind,
    StatusRecord,
)
from marketplace.pooling import actions
from marketplace.pooling.market import Asked, Reading, read
from marketplace.pooling.models import Cell, Pool, PoolCase, PoolClosing, Supplier, Variant, VariantPeriod
from marketplace.pooling.solving import Locks, Wishes, solve
from marketplace.pooling.tables import asked_of
from matching.vocabulary.normalise import fold
from tests.cast import Cast, organisation, user
from tests.factories.listings_by_hand import Goods, certificate, need, offer

WANTED, LOT, MOST = 120, 15, 4
"""Tonnes a month, the least lot, the most suppliers."""
MONTHS = 3
OFFERED = {"doan_ket": (60, 45_000), "binh_minh": (50, 44_000), "moi_lap": (40, 46_000), "xuan_an": (30, 47_000)}
"""Tonnes a month and đồng a kilogram of those that hold VietGAP."""
WITHOUT_PAPER = (80, 40_000)


@dataclass(frozen=True)
class Laid:
    """The need and the offers by the names of their cooperatives; `bare` holds no VietGAP."""

    need: Need
    offers: dict[str, Offer]
    bare: Offer


def months(count: int = MONTHS) -> list[tuple[date, date]]:
    """The first and last days of the coming months."""
    found, day = [], today().replace(day=1)
    for _ in range(count):
        day = (day + timedelta(days=31)).replace(day=1)
        found.append((day, day.replace(day=monthrange(day.year, day.month)[1])))
    return found


def cooperative(name: str, cast: Cast) -> int:
    """One more verified cooperative."""
    made = Organisation(
        kind=OrganisationKind.HTX, name=name, folded=fold(name), agricultural_type=AgriculturalType.CROPS,
        official_members=60, province_code="68", verified_at=now(), verified_by_id=cast.quan,
        statuses=[StatusRecord(status=LegalStatus.ACTIVE, valid_from=date(2020, 1, 1), checked_on=date(2026, 1, 5))],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made.id


def lay(cast: Cast) -> Laid:
    """Put them into the running session."""
    third = organisation(cast.moi_lap)
    third.verified_at, third.verified_by_id = now(), cast.quan
    sides = {name: getattr(cast, name, None) or cooperative("Hợp tác xã Xuân An", cast) for name in OFFERED}
    offers = {name: _offer(sides[name], *amounts, paper=True) for name, amounts in OFFERED.items()}
    bare = _offer(cooperative("Hợp tác xã Thành Công", cast), *WITHOUT_PAPER, paper=False)
    wanted = need(cast.huong_viet, Goods(tonnes=WANTED, minimum_lot_tonnes=LOT), must=(CertificateKind.VIETGAP,))
    wanted.maximum_suppliers = MOST
    wanted.periods = [NeedPeriod(start=s, end=e, quantity_kg=Decimal(WANTED * 1000)) for s, e in months()]
    db.session.flush()
    return Laid(wanted, offers, bare)


def _offer(side: int, tonnes: int, price: int, *, paper: bool) -> Offer:
    papers = (certificate(side, CertificateKind.VIETGAP),) if paper else ()
    made = offer(side, Goods(tonnes=tonnes, price=price), papers=papers)
    made.periods = [OfferPeriod(start=start, end=end, firm_kg=Decimal(tonnes * 1000)) for start, end in months()]
    db.session.flush()
    return made


def proposed(by: User, laid: Laid, wishes: Wishes | None = None) -> Variant:
    """What one press makes: a pool with its first variant."""
    reading = read(laid.need, Asked(), on=today())
    answer = solve(reading, wishes or Wishes(maximum_suppliers=laid.need.maximum_suppliers), Locks())
    return actions.make(by=by, need=laid.need, reading=reading, answer=answer).variants[0]


def read_again(variant: Variant) -> Reading:
    """The market as it is now, for this variant."""
    return read(variant.pool.need, asked_of(variant), on=today())


def by_hand(need_: Need, offers: list[Offer], made_by: int) -> Pool:
    """A pool set down row by row, twenty tonnes of each offer, ten tonnes short: pages need a table, not a solver."""
    [start, end] = need_.periods[0].start, need_.periods[0].end
    each, wanted = Decimal(20_000), Decimal(20_000 * len(offers) + 10_000)
    variant = Variant(
        number=1, cost_dong=0, bound_dong=0, gap=Decimal("0.004"), finished=True, parts={"price": 900_000_000},
        changes=[{"kind": "one_more_supplier", "closes_kg": "10000"}],
        periods=[VariantPeriod(start=start, end=end, wanted_kg=wanted)],
        suppliers=[
            Supplier(offer_id=one.id, organisation_id=one.organisation_id, price_dong_per_kg=45_000, cells=[
                Cell(start=start, end=end, kg=each, firm_kg=each, flexible_kg=each)
            ])
            for one in offers
        ],
    )  # fmt: skip
    pool = Pool(need_id=need_.id, made_by_id=made_by, variants=[variant])
    db.session.add(pool)
    db.session.flush()
    return pool


def invited_by_hand(case: Case, made_by: int) -> Pool:
    """A pool that became this case, each of its cooperatives asked for twenty tonnes in the need's first period."""
    pool = by_hand(case.need, list(case.offers.values()), made_by)
    [variant] = pool.variants
    first = case.need.periods[0]
    shares = [Share(side, first.start, first.end, Decimal(20_000)) for side in case.seller_ids]
    plan_shares(by=user(made_by), case=case, shares=shares)
    variant.chosen_at = pool.closed_at = now()
    pool.closing, pool.cases = PoolClosing.INVITED, [PoolCase(case_id=case.id)]
    db.session.flush()
    return pool

"""Cases, through the actions, as far along as a test needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.models import User
from marketplace.brokering import actions
from marketplace.brokering.actions import PeriodDraft, TermsDraft
from marketplace.brokering.models import Case, Terms
from marketplace.brokering.voices import Voice
from marketplace.listings.kinds import PriceBasis
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from tests.cast import Cast, user
from tests.factories import listings_by_hand

GOODS = listings_by_hand.Goods(tonnes=100, price=45_000)


@dataclass(frozen=True)
class People:
    """The three who make a case, in the running session."""

    seller: User
    buyer: User
    broker: User


def people(cast: Cast) -> People:
    """Hoa sells, Minh buys, Bình brokers."""
    return People(user(cast.hoa), user(cast.minh), user(cast.binh))


def pair(cast: Cast, tonnes: int = 100) -> tuple[Offer, Need]:
    """Đoàn Kết's open offer and Hương Việt's open need of a hundred tonnes over the same half year."""
    goods = listings_by_hand.Goods(tonnes=tonnes, price=45_000)
    return listings_by_hand.offer(cast.doan_ket, goods), listings_by_hand.need(cast.huong_viet, goods)


def opened(cast: Cast) -> Case:
    """A case that Minh proposed; nobody has answered, no broker has taken it."""
    offer, need = pair(cast)
    return actions.open_case(by=user(cast.minh), offer=offer, need=need, note="Xin được mua sầu riêng.")


def introduced(cast: Cast, listings: tuple[Offer, Need] | None = None) -> Case:
    """A case of Bình's to which both sides have said yes."""
    offer, need = listings or pair(cast)
    case = actions.open_case(by=user(cast.binh), offer=offer, need=need)
    actions.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=True)
    buyer = user(cast.minh)
    actions.answer(by=buyer, case=case, voice=Voice(need.organisation_id), yes=True)
    return case


def draft(case: Case, tonnes: Decimal | int = 40, **changes: Any) -> TermsDraft:
    """Terms with one period inside the offer's, production and sale linked, three years and a bit."""
    period = case.offer.periods[0]
    values: dict[str, Any] = {
        "commodity_code": "durian",
        "effective_from": period.start,
        "effective_to": period.start + timedelta(days=3 * 366),
        "periods": [PeriodDraft(period.start, period.end, Decimal(tonnes) * 1000)],
        "stage_production": True,
        "price_basis": PriceBasis.FIXED,
        "price_dong_per_kg": 45_000,
    }
    return TermsDraft(**{**values, **changes})


def proposed(cast: Cast, case: Case, tonnes: Decimal | int = 40, **changes: Any) -> Terms:
    """Minh's next revision."""
    based_on = len(case.revisions)
    return actions.propose_terms(by=user(cast.minh), case=case, draft=draft(case, tonnes, **changes), based_on=based_on)


def agreed(cast: Cast, tonnes: Decimal | int = 40, **changes: Any) -> Case:
    """A case whose first revision both sides accepted."""
    case = introduced(cast)
    terms = proposed(cast, case, tonnes, **changes)
    actions.accept_terms(by=user(cast.hoa), case=case, number=terms.number, voice=Voice(cast.doan_ket))
    actions.accept_terms(by=user(cast.minh), case=case, number=terms.number, voice=Voice(cast.huong_viet))
    return case

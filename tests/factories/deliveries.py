"""Signed contracts whose periods lie where a test wants them, set down row by row; deliveries through the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.brokering.models import Case, CaseStage, Member, Terms, TermsGrade, TermsPeriod
from marketplace.brokering.voices import Voice
from marketplace.clock import now, today
from marketplace.contracts.models import Contract, ContractParty, ContractState, PartyRole, StateRecord
from marketplace.deliveries import actions
from marketplace.deliveries.actions import DeliveryDraft, Speaker
from marketplace.deliveries.models import Delivery
from marketplace.extensions import db
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.needs.models import Need
from marketplace.offers.models import Offer, OfferPeriod
from tests.cast import Cast, user

TONNE = Decimal(1000)
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Share:
    """What one producer is to deliver in one period."""

    organisation_id: int
    start: date
    tonnes: Decimal | int = 10
    days: int = 30

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days - 1)


def months_ago(count: int) -> date:
    """The first day of a period of thirty days; those of one and more are over."""
    return today() - count * MONTH


def monthly(organisation_id: int, months: Sequence[int], tonnes: Decimal | int = 10) -> list[Share]:
    """Shares of thirty days each that began so many such months ago."""
    return [Share(organisation_id, months_ago(count), tonnes) for count in sorted(months, reverse=True)]


def signed(cast: Cast, shares: Sequence[Share], grades: Sequence[tuple[str, int]] = (), **terms: Any) -> Contract:
    """Bình's contract of Hương Việt with everybody who has a share: 20.000 đồng a kilogram, 15 days, tolerance 10 %."""
    producers = list(dict.fromkeys(share.organisation_id for share in shares))
    first, last = min(share.start for share in shares), max(share.end for share in shares)
    case = _case(cast, producers, first, last)
    values: dict[str, Any] = {
        "price_basis": PriceBasis.FIXED, "price_dong_per_kg": 20_000, "payment_days": 15,
        "tolerance_pct": Decimal(10), "late_interest_pct": Decimal("7.3"), **terms,
    }  # fmt: skip
    agreed = Terms(
        case_id=case.id, number=1, commodity_code="durian", effective_from=first, effective_to=last,
        stage_inputs=False, stage_production=True, stage_processing=False, delivery_term=DeliveryTerm.TO_AGREE,
        proposed_by_id=cast.binh, **values,
    )  # fmt: skip
    agreed.periods = [
        TermsPeriod(organisation_id=one.organisation_id, start=one.start, end=one.end, quantity_kg=one.tonnes * TONNE)
        for one in shares
    ]
    agreed.grades = [
        TermsGrade(position=place, name=name, criteria="theo mẫu", price_pct=Decimal(share))
        for place, (name, share) in enumerate(grades)
    ]
    db.session.add(agreed)
    db.session.flush()
    made = Contract(
        case_id=case.id, terms_id=agreed.id, number=f"{case.id}/HĐLK", state=ContractState.SIGNED, stage_inputs=False,
        stage_production=True, stage_processing=False, linkage_form=3, commodity_code="durian", signed_on=first,
        effective_from=first, effective_to=last, entered_by_id=cast.binh,
    )  # fmt: skip
    roles = [(producer, PartyRole.PRODUCER) for producer in producers] + [(cast.huong_viet, PartyRole.BUYER)]
    made.parties = [ContractParty(organisation_id=one, role=role) for one, role in roles]
    made.states = [StateRecord(state=ContractState.SIGNED, valid_from=first, recorded_by_id=cast.binh)]
    db.session.add(made)
    db.session.flush()
    return made


def _case(cast: Cast, producers: Sequence[int], first: date, last: date) -> Case:
    offers = [Offer(organisation_id=producer, commodity_code="durian", published_at=now()) for producer in producers]
    for offer in offers:
        offer.periods = [OfferPeriod(start=first, end=last, firm_kg=1000 * TONNE)]
    need = Need(organisation_id=cast.huong_viet, commodity_code="durian", published_at=now())
    db.session.add_all([*offers, need])
    db.session.flush()
    case = Case(
        offer_id=offers[0].id, need_id=need.id, seller_id=producers[0], buyer_id=cast.huong_viet, broker_id=cast.binh,
        stage=CaseStage.CONTRACTED, opened_by_id=cast.binh,
    )  # fmt: skip
    case.members = [Member(offer=one, organisation_id=one.organisation_id, added_by_id=cast.binh) for one in offers[1:]]
    db.session.add(case)
    db.session.flush()
    return case


def draft(share: Share, tonnes: Decimal | int = 10, after: int = 5, **changes: Any) -> DeliveryDraft:
    """So many tonnes for a share, so many days after its period began, all accepted."""
    return DeliveryDraft(share.organisation_id, share.start, share.start + timedelta(days=after),
                         Decimal(tonnes) * TONNE, **changes)  # fmt: skip


def entered(cast: Cast, contract: Contract, share: Share, tonnes: Decimal | int = 10, **changes: Any) -> Delivery:
    """Minh, the buyer, writes it down; the producer has not answered."""
    return actions.enter_delivery(
        by=user(cast.minh), contract=contract, draft=draft(share, tonnes, **changes), speaker=Speaker(cast.huong_viet)
    )


def answered(cast: Cast, delivery: Delivery, *, agrees: bool = True) -> Delivery:
    """The manager of the producer answers Minh's entry."""
    manager = {cast.doan_ket: cast.hoa, cast.binh_minh: cast.tu, cast.moi_lap: cast.mai}[delivery.organisation_id]
    actions.answer_delivery(
        by=user(manager), delivery=delivery, voice=Voice(delivery.organisation_id), agrees=agrees,
        note=None if agrees else "Cân thiếu 2 bao",
    )  # fmt: skip
    return delivery


def agreed(cast: Cast, contract: Contract, share: Share, tonnes: Decimal | int = 10, **changes: Any) -> Delivery:
    """Entered by the buyer and confirmed by the producer."""
    return answered(cast, entered(cast, contract, share, tonnes, **changes))

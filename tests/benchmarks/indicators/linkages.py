"""What the synthetic country offers, wants and signed: listings, cases, terms, contracts, annexes, states, parties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from marketplace.brokering.models import Case, CaseStage, Terms, TermsPeriod
from marketplace.contracts.models import (
    Annex,
    AnnexReason,
    AnnexSupplier,
    Contract,
    ContractParty,
    ContractState,
    PartyRole,
    StateRecord,
    linkage_form,
)
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Origin
from tests.benchmarks.indicators.country import BEGINNING, END, FIRST_ID, Row, World, insert

TERMS_OF = 200_000  # numbers of annex terms begin here, after those of contracts
LENGTHS = (180, 365, 365, 1096, 1096, 1827)
STAGES = ((False, True, False), (True, False, False), (False, True, True), (True, True, True), (False, False, False))
PERIODS, PERIOD_DAYS = 3, 60
ENDINGS = (
    (0.05, ContractState.TERMINATED_FOR_BREACH), (0.04, ContractState.TERMINATED_BY_AGREEMENT),
    (0.08, ContractState.COMPLETED), (0.03, ContractState.SUSPENDED), (0.02, ContractState.RENEGOTIATING),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deal:
    """One contract before it becomes rows; `number` names its case, terms and contract alike."""

    number: int
    seller: int
    buyer: int
    good: str
    starts: date
    ends: date
    stages: tuple[bool, bool, bool]
    state: ContractState
    turned: date
    verified: bool
    price: int
    kg: int
    hectares: int | None
    annex: bool
    united: bool


def fill_linkages(world: World) -> tuple[int, list[Deal]]:
    """Everything up to the signed contracts; how many rows, and the deals."""
    total = _listings(world)
    deals = [_deal(world, number) for number in range(FIRST_ID, FIRST_ID + world.size.contracts)]
    total += insert(Case, (_case(world, deal) for deal in deals))
    total += insert(Terms, (row for deal in deals for row in _terms(world, deal)))
    total += insert(TermsPeriod, (row for deal in deals for row in periods(deal)))
    total += insert(Contract, (_contract(world, deal) for deal in deals))
    total += insert(Annex, (_annex(world, deal) for deal in deals if deal.annex))
    total += insert(ContractParty, (row for deal in deals for row in _parties(deal)))
    total += insert(AnnexSupplier, (_supplier(world, deal) for deal in deals if deal.united))
    return total + insert(StateRecord, (row for deal in deals for row in _states(world, deal))), deals


def _listings(world: World) -> int:
    offers, needs = list[Row](), list[Row]()
    for number in range(FIRST_ID, FIRST_ID + world.size.listings):
        commune, province = world.random.choice(world.communes)
        posted = world.day()
        common = {
            "id": number, "commodity_code": world.good(), "province_code": province, "commune_code": commune,
            "published_at": datetime.combine(posted, time(3), UTC), "origin": Origin.DEMONSTRATION,
            "closed_at": datetime.combine(posted + timedelta(days=200), time(3), UTC) if world.often(0.7) else None,
        }  # fmt: skip
        offers.append({**common, "organisation_id": world.early(world.htx)})
        needs.append({**common, "organisation_id": world.early(world.enterprises)})
    rows = insert(Offer, offers) + insert(Need, needs)
    spans = [(row["id"], row["published_at"].date() + timedelta(days=30 * turn)) for row in needs for turn in (1, 4)]
    rows += insert(NeedPeriod, ({"need_id": listing, "start": start, "end": start + timedelta(days=89),
                                 "quantity_kg": Decimal(world.random.randrange(5, 90) * 1000)}
                                for listing, start in spans))  # fmt: skip
    return rows + insert(OfferPeriod, ({"offer_id": listing, "start": start, "end": start + timedelta(days=89),
                                        "firm_kg": Decimal(world.random.randrange(5, 60) * 1000)}
                                       for listing, start in spans))  # fmt: skip


def _deal(world: World, number: int) -> Deal:
    united = world.often(0.03)
    sellers = world.lhhtx if united else world.htx if world.often(0.85) else world.tht
    buyers = world.enterprises if world.often(0.92) else world.tht
    starts = world.day()
    length = world.random.choice(LENGTHS)
    drawn, state = world.random.random(), ContractState.SIGNED
    for share, ending in ENDINGS:
        drawn -= share
        if drawn < 0:
            state = ending
            break
    return Deal(
        number=number, seller=world.early(sellers), buyer=world.early(buyers), good=world.good(),
        starts=starts, ends=starts + timedelta(days=length - 1),
        stages=world.random.choice(STAGES), state=state,
        turned=min(starts + timedelta(days=world.random.randrange(length)), END), verified=world.often(0.93),
        price=world.random.randrange(5, 90) * 1000, kg=world.random.randrange(1, 60) * 1000,
        hectares=world.random.randrange(1, 80) if world.often(0.7) else None, annex=world.often(0.1), united=united,
    )  # fmt: skip


def _case(world: World, deal: Deal) -> Row:
    count = world.size.listings
    turn, at = divmod(deal.number - FIRST_ID, count)
    return {
        "id": deal.number, "offer_id": FIRST_ID + at, "need_id": FIRST_ID + (at + turn) % count,
        "seller_id": deal.seller, "buyer_id": deal.buyer, "broker_id": world.enterer,
        "stage": CaseStage.CONTRACTED, "opened_by_id": world.enterer,
        "opened_at": datetime.combine(deal.starts - timedelta(days=60), time(3), UTC),
    }  # fmt: skip


def _common(deal: Deal) -> Row:
    inputs, production, processing = deal.stages
    return {
        "case_id": deal.number, "commodity_code": deal.good, "effective_from": deal.starts, "effective_to": deal.ends,
        "stage_inputs": inputs, "stage_production": production, "stage_processing": processing,
    }  # fmt: skip


def _terms(world: World, deal: Deal) -> Iterator[Row]:
    """The terms first signed, and those of the annex: longer by a year, two thirds of the area."""
    first = {
        **_common(deal), "id": deal.number, "number": 1, "price_basis": PriceBasis.FIXED,
        "price_dong_per_kg": deal.price, "area_ha": deal.hectares and Decimal(deal.hectares),
        "delivery_term": DeliveryTerm.TO_AGREE, "proposed_by_id": world.enterer,
    }  # fmt: skip
    yield first
    if deal.annex:
        smaller = first["area_ha"] and Decimal(int(first["area_ha"] * 2) + 1)
        later = deal.ends + timedelta(days=365)
        yield {**first, "id": deal.number + TERMS_OF, "number": 2, "effective_to": later, "area_ha": smaller}


def periods(deal: Deal) -> Iterator[Row]:
    """What is to be delivered when, under the first terms and, where there is one, under the annex."""
    for terms in (deal.number, deal.number + TERMS_OF)[: 1 + deal.annex]:
        for turn in range(PERIODS):
            start = deal.starts + timedelta(days=PERIOD_DAYS * turn)
            yield {
                "terms_id": terms, "organisation_id": deal.seller, "start": start, "quantity_kg": Decimal(deal.kg),
                "end": start + timedelta(days=PERIOD_DAYS - 1), "need_period_id": None, "offer_period_id": None,
            }  # fmt: skip


def _contract(world: World, deal: Deal) -> Row:
    inputs, production, processing = deal.stages
    form = linkage_form(inputs=inputs, production=production, processing=processing)
    own = {"id": deal.number, "terms_id": deal.number + (TERMS_OF if deal.annex else 0), "linkage_form": form}
    checked = datetime.combine(deal.starts, time(3), UTC) if deal.verified else None
    return {
        **_common(deal), **own, "number": f"GL-{deal.number}", "state": deal.state,
        "signed_on": deal.starts - timedelta(days=10), "entered_by_id": world.enterer,
        "effective_to": deal.ends + timedelta(days=365 if deal.annex else 0),
        "verified_at": checked, "verified_by_id": world.checker if deal.verified else None,
    }  # fmt: skip


def _annex(world: World, deal: Deal) -> Row:
    signed = deal.starts + timedelta(days=40)
    return {
        "contract_id": deal.number, "number": 1, "reason": AnnexReason.SCHEDULE, "note": "Số liệu giả lập",
        "before_terms_id": deal.number, "terms_id": deal.number + TERMS_OF, "opened_by_id": world.enterer,
        "signed_on": signed, "verified_at": datetime.combine(signed, time(3), UTC), "verified_by_id": world.checker,
    }  # fmt: skip


def _parties(deal: Deal) -> Iterator[Row]:
    yield {"contract_id": deal.number, "organisation_id": deal.seller, "role": PartyRole.PRODUCER}
    yield {"contract_id": deal.number, "organisation_id": deal.buyer, "role": PartyRole.BUYER}


def _supplier(world: World, deal: Deal) -> Row:
    number = world.early(world.htx)
    return {"contract_id": deal.number, "for_organisation_id": deal.seller, "organisation_id": number,
            "name": f"Đơn vị giả lập htx số {number}", "quantity_kg": Decimal(deal.kg)}  # fmt: skip


def _states(world: World, deal: Deal) -> Iterator[Row]:
    signed = deal.starts - timedelta(days=10)
    yield {"contract_id": deal.number, "state": ContractState.SIGNED, "valid_from": signed,
           "recorded_by_id": world.enterer}  # fmt: skip
    if deal.state is not ContractState.SIGNED:
        yield {"contract_id": deal.number, "state": deal.state, "valid_from": max(deal.turned, BEGINNING),
               "recorded_by_id": world.enterer}  # fmt: skip

"""The small market of the histories, and what comes next in a case when nobody makes trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count

import sqlalchemy as sa

from marketplace.brokering import actions as cases
from marketplace.brokering.actions import PeriodDraft, TermsDraft
from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions as contracts
from marketplace.contracts.actions import CHECKS
from marketplace.contracts.models import AnnexReason, Contract, ContractState
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer, OfferPeriod
from tests.cast import Cast, user
from tests.factories import listings_by_hand
from tests.factories.contracts import pdf, signers, upload

GOODS = listings_by_hand.Goods(tonnes=60, price=45_000, starts_in=-60, days=180)
FILES = count(1)
Wanted = Sequence[int]  # tonnes of each cooperative in the first and in the second period of its offer


@dataclass(frozen=True)
class Market:
    """Two offers of two periods (each 20 t firm and 10 t flexible), six needs of 60 t, six cases, by number."""

    offers: tuple[int, ...]
    needs: tuple[int, ...]
    cases: tuple[int, ...]
    managers: dict[int, int]


def open_market(cast: Cast) -> Market:
    """A market in which something of everything is under way: asked, talking, agreed, signed, verified, amended."""
    managers = {
        cast.doan_ket: cast.hoa,
        cast.binh_minh: cast.tu,
        cast.huong_viet: cast.minh,
        cast.lua_vang: cast.son,
    }
    first, second = (_offer(side) for side in (cast.doan_ket, cast.binh_minh))
    needs = [
        listings_by_hand.need(cast.lua_vang if number % 2 else cast.huong_viet, GOODS) for number in range(6)
    ]  # fmt: skip
    begun = [
        _case(cast, managers, first, needs[0], deeds=3),  # talking: a revision is on the table
        _case(cast, managers, first, needs[1], deeds=5, wanted=(8, 6)),  # agreed
        _case(cast, managers, second, needs[2], deeds=0),  # asked
        _case(cast, managers, second, needs[3], deeds=9, wanted=(3, 4)),  # signed
        _case(cast, managers, first, needs[4], second, deeds=13, wanted=(5, 6, 7, 4)),  # two cooperatives, verified
        _case(cast, managers, first, needs[5], deeds=10, wanted=(2, 3)),  # verified
    ]
    _amend(cast, managers, db.session.get_one(Case, begun[-1]), wanted=(4, 1))
    db.session.commit()
    return Market((first.id, second.id), tuple(need.id for need in needs), tuple(begun), managers)


def _offer(side: int) -> Offer:
    offer = listings_by_hand.offer(side, GOODS)
    middle, whole = GOODS.start + timedelta(days=30), offer.periods[0]
    whole.end, whole.firm_kg, whole.flexible_kg = middle, Decimal(20_000), Decimal(10_000)
    rest = {"start": middle + timedelta(days=1), "end": GOODS.end}
    offer.periods.append(OfferPeriod(**rest, firm_kg=Decimal(20_000), flexible_kg=Decimal(10_000)))
    db.session.flush()
    return offer


def _case(
    cast: Cast, managers: dict[int, int], offer: Offer, need: Need, *others: Offer, deeds: int, wanted: Wanted = (9, 2)
) -> int:
    case = cases.open_case(by=user(cast.binh), offer=offer, need=need, others=others)
    for _ in range(deeds):
        deed = next_deed(case, cast, managers)
        assert deed is not None
        carry_out(deed, case, wanted, linkage=True)
    return case.id


def _amend(cast: Cast, managers: dict[int, int], case: Case, wanted: Wanted) -> None:
    """An annex that everybody has agreed on and nobody has signed."""
    contract = contract_of(case)
    assert contract is not None
    contracts.open_annex(by=user(cast.hoa), contract=contract, reason=AnnexReason.QUANTITY, note="Được mùa.")
    for _ in range(3):
        deed = next_deed(case, cast, managers)
        assert deed is not None
        carry_out(deed, case, wanted, linkage=True)


def terms_for(case: Case, wanted: Wanted, *, linkage: bool) -> TermsDraft:
    """So many tonnes of each cooperative in each period of its offer; nothing where it is zero."""
    spans = [(period, side) for side, offer in case.offers.items() for period in offer.periods]
    periods = [
        PeriodDraft(period.start, period.end, Decimal(tonnes * 1000), side)
        for (period, side), tonnes in zip(spans, wanted, strict=False)
        if tonnes
    ]
    return TermsDraft(
        commodity_code="durian", effective_from=GOODS.start, effective_to=GOODS.start + timedelta(days=1100),
        periods=periods, stage_production=linkage,
    )  # fmt: skip


def contract_of(case: Case) -> Contract | None:
    """The case's contract that is not void."""
    live = sa.select(Contract.id).where(Contract.case_id == case.id, Contract.state != ContractState.VOID)
    number = db.session.scalars(live).one_or_none()
    return None if number is None else db.session.get_one(Contract, number)


@dataclass(frozen=True)
class Deed:
    """Who does what next; `kind` names the act, `side` for whom."""

    by: int
    kind: str
    side: int = 0


def next_deed(case: Case, cast: Cast, managers: dict[int, int]) -> Deed | None:
    """What a case waits for, of whom; None when it waits for nothing."""
    if case.stage is CaseStage.CLOSED:
        return None
    for side in sorted(case.party_organisation_ids):
        if not case.has_consented(side):
            return Deed(managers[side], "consent", side)
    contract = contract_of(case)
    if case.stage is CaseStage.NEGOTIATION:
        return _next_of_talks(case, case.revisions[-1] if case.revisions else None, cast, managers)
    if case.stage is CaseStage.AGREED:
        if contract is None or contract.is_outdated:
            return Deed(cast.binh, "draft")
        return _next_of_signing(contract, contract.terms, cast, managers)
    return _next_of_contract(case, contract, cast, managers) if contract else None


def _next_of_talks(case: Case, latest: Terms | None, cast: Cast, managers: dict[int, int]) -> Deed:
    if latest is None or latest.is_agreed or any(p.organisation_id not in case.offers for p in latest.periods):
        return Deed(cast.binh, "propose")
    side = next(side for side in sorted(case.party_organisation_ids) if not latest.accepted_by(side))
    return Deed(managers[side], "accept", side)


def _next_of_signing(contract: Contract, terms: Terms, cast: Cast, managers: dict[int, int]) -> Deed | None:
    if contract.signed_file_of(terms) is None:
        return Deed(cast.binh, "file")
    confirmed = {signature.organisation_id for signature in contract.signatures_of(terms)}
    missing = sorted(contract.signing_organisation_ids - confirmed)
    return Deed(managers[missing[0]], "sign", missing[0]) if missing else None


def _next_of_contract(case: Case, contract: Contract, cast: Cast, managers: dict[int, int]) -> Deed | None:
    if contract.awaits_check:
        return Deed(cast.quan, "verify")
    if contract.open_annex is None:
        return None
    if (terms := contract.terms_to_sign) is not None:
        return _next_of_signing(contract, terms, cast, managers)
    since = [one for one in case.revisions if one.created_at >= contract.open_annex.opened_at]
    return _next_of_talks(case, since[-1] if since else None, cast, managers)


def carry_out(deed: Deed, case: Case, wanted: Wanted, *, linkage: bool) -> None:
    """Do it, through the actions."""
    by, contract = user(deed.by), contract_of(case)
    if deed.kind == "consent":
        cases.answer(by=by, case=case, voice=Voice(deed.side), yes=True)
    elif deed.kind == "propose":
        draft = terms_for(case, wanted, linkage=linkage)
        cases.propose_terms(by=by, case=case, draft=draft, based_on=len(case.revisions))
    elif deed.kind == "accept":
        cases.accept_terms(by=by, case=case, number=len(case.revisions), voice=Voice(deed.side))
    elif deed.kind == "draft":
        contracts.draft_contract(by=by, case=case, signers=signers(case))
    elif contract is not None:
        _sign(deed, contract)


def _sign(deed: Deed, contract: Contract) -> None:
    by = user(deed.by)
    if deed.kind == "file":
        contracts.add_document(by=by, contract=contract, upload=upload(pdf(f"ban ky {next(FILES)}")))
    elif deed.kind == "sign":
        contracts.confirm_signing(by=by, contract=contract, voice=Voice(deed.side), signed_on=today(), signer="A")
    elif contract.awaits_first_check:
        contracts.verify_contract(by=by, contract=contract, checks=CHECKS)
    else:
        annex = next(annex for annex in contract.annexes if annex.awaits_check)
        contracts.verify_annex(by=by, contract=contract, annex=annex, checks=CHECKS)

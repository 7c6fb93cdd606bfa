"""What must be true of the books at any moment, said a second time and naively, from the facts as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, selectinload

from marketplace.brokering.models import Case, CaseStage, Terms, TermsPeriod
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractParty, ContractState, PartyRole
from marketplace.deliveries.models import Delivery
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod
from marketplace.organisations.models import OrganisationKind
from tests.brokering.sums import broken_sums
from tests.contracts.kept_spans import stale_spans
from tests.histories.remembering import Remembered

Held = dict[tuple[str, int], list[Decimal]]  # reserved and contracted of a period
P, C, N, A, S, X = CaseStage  # proposed, consent, negotiation, agreed, contracted (signed), closed
LEGAL_STAGES = {(P, C), (C, N), (N, A), (A, A), (A, N), (A, S), (S, A), (S, N), (P, X), (C, X), (N, X), (A, X)}
LIVE = {ContractState.SIGNED, ContractState.SUSPENDED, ContractState.RENEGOTIATING}
TERMINATED = {ContractState.TERMINATED_BY_AGREEMENT, ContractState.TERMINATED_FOR_BREACH}
LEGAL_STATES = (
    {
        *(
            (ContractState.SIGNED, after)
            for after in (LIVE | TERMINATED | {ContractState.COMPLETED, ContractState.VOID})
        ),
        *((ContractState.SUSPENDED, after) for after in (LIVE | TERMINATED | {ContractState.VOID})),
        *((ContractState.RENEGOTIATING, after) for after in (LIVE | TERMINATED | {ContractState.VOID})),
    }
    - {(state, state) for state in LIVE}
    - {(ContractState.RENEGOTIATING, ContractState.SUSPENDED)}
)

OF_CASES = (
    lazyload("*"), selectinload(Case.stages), selectinload(Case.members),
    selectinload(Case.revisions).selectinload(Terms.periods),
    selectinload(Case.revisions).selectinload(Terms.acceptances),
)  # fmt: skip
OF_CONTRACTS = (
    lazyload("*"), selectinload(Contract.states), selectinload(Contract.annexes),
    selectinload(Contract.parties).selectinload(ContractParty.organisation),
)  # fmt: skip


def broken(books: Remembered) -> Iterator[str]:
    """A sentence for everything that is not as it must be; what no write has touched since is not asked again."""
    wrong, naive = books.answer(_lives)
    yield from (*books.answer(_sums), *wrong, *books.answer(_deliveries), *books.answer(_spans))
    told = books.answer(_told)
    if told != naive:
        yield f"I1 says {told}, by hand {naive}"
    books.settled()


def _sums() -> list[str]:
    return list(broken_sums())


def _deliveries() -> list[str]:
    return list(_impossible_deliveries())


def _spans() -> list[str]:
    return list(stale_spans())


def _told() -> object:
    return compute(Question(day=today())).numerator


def _lives() -> tuple[list[str], int]:
    """What is wrong with cases and contracts and what they promise; how many cooperatives count by hand."""
    cases = db.session.scalars(sa.select(Case).options(*OF_CASES)).unique().all()
    contracts = db.session.scalars(sa.select(Contract).options(*OF_CONTRACTS)).unique().all()
    return [*_unjust_promises(cases, contracts), *_illegal_lives(cases, contracts)], len(linked(contracts))


def _unjust_promises(cases: Iterable[Case], contracts: Iterable[Contract]) -> Iterator[str]:
    """What is promised of a period is what the agreed and signed terms that draw on it come to, and nothing else."""
    due: Held = defaultdict(lambda: [Decimal(0), Decimal(0)])
    live = {contract.case_id: contract for contract in contracts if contract.state is not ContractState.VOID}
    for case in cases:
        if case.stage is CaseStage.AGREED:
            assert case.agreed_terms is not None
            _add(due, case.agreed_terms.periods, reserved=1)
        elif case.stage is CaseStage.CONTRACTED:
            _add_contract(due, live[case.id])
    found: dict[str, Iterable[OfferPeriod | NeedPeriod]] = {
        "offer": db.session.scalars(sa.select(OfferPeriod)).all(),
        "need": db.session.scalars(sa.select(NeedPeriod)).all(),
    }
    for name, periods in found.items():
        for period in periods:
            if [period.reserved_kg, period.contracted_kg] != due[name, period.id]:
                yield f"{name} {period.id}: {period.reserved_kg}, {period.contracted_kg}; due {due[name, period.id]}"


def _add_contract(due: Held, contract: Contract) -> None:
    ended = contract.standing_states[-1].valid_from if contract.state in TERMINATED else None
    _add(due, [period for period in contract.terms.periods if ended is None or period.end <= ended], contracted=1)
    annex = contract.open_annex
    if annex is None or annex.drawn is None:
        return
    before: Held = defaultdict(lambda: [Decimal(0), Decimal(0)])
    wanted: Held = defaultdict(lambda: [Decimal(0), Decimal(0)])
    _add(before, contract.terms.periods, reserved=1)
    _add(wanted, annex.drawn.periods, reserved=1)
    for key, (amount, _) in wanted.items():
        due[key][0] += max(amount - before[key][0], Decimal(0))


def _add(due: Held, periods: Iterable[TermsPeriod], *, reserved: int = 0, contracted: int = 0) -> None:
    for period in periods:
        for key in (("offer", period.offer_period_id), ("need", period.need_period_id)):
            if key[1] is not None:
                due[key[0], key[1]][0] += reserved * period.quantity_kg
                due[key[0], key[1]][1] += contracted * period.quantity_kg


def _illegal_lives(cases: Iterable[Case], contracts: Iterable[Contract]) -> Iterator[str]:
    for case in cases:
        stages = [row.stage for row in case.stages]
        if stages[-1] is not case.stage or any(step not in LEGAL_STAGES for step in pairwise(stages)):
            yield f"case {case.id} is {case.stage} by way of {stages}"
        if [row.left_at is None for row in case.stages] != [False] * (len(stages) - 1) + [True]:
            yield f"case {case.id} stands at several stages"
        if case.amending_since is not None and case.stage is not CaseStage.CONTRACTED:
            yield f"case {case.id} talks of an annex to nothing"
    for contract in contracts:
        states = [row.state for row in contract.standing_states]
        if any(step not in LEGAL_STATES for step in pairwise(states)):
            yield f"contract {contract.id} went {states}"
        if states and states[-1] is not contract.state:
            yield f"contract {contract.id} is {contract.state}, its rows say {states}"
        signed = contract.state in LIVE | TERMINATED | {ContractState.COMPLETED}
        if signed != (contract.case.stage is CaseStage.CONTRACTED and contract.state is not ContractState.VOID):
            drafted_anew = contract.state in {ContractState.DRAFT, ContractState.VOID}
            if signed or not drafted_anew:
                yield f"contract {contract.id} is {contract.state}, its case {contract.case.stage}"


def _impossible_deliveries() -> Iterator[str]:
    for one in db.session.scalars(sa.select(Delivery)).unique():
        if not 0 <= one.accepted_kg <= one.delivered_kg or (one.accepted_kg < one.delivered_kg) != bool(
            one.reject_cause
        ):
            yield f"delivery {one.id}: {one.accepted_kg} of {one.delivered_kg} accepted"


def _is_in(party: ContractParty) -> bool:
    """Whether verified annexes leave it in the contract today."""
    come, gone = party.joined_annex, party.left_annex
    return (come is None or come.verified_at is not None) and (gone is None or gone.verified_at is None)


def linked(contracts: Iterable[Contract]) -> set[int]:
    """The cooperatives that count under I1 today, one contract after another."""
    found: set[int] = set()
    for contract in contracts:
        checked = [annex.terms for annex in contract.signed_annexes if annex.verified_at is not None]
        terms = checked[-1] if checked else contract.original_terms
        if (
            contract.verified_at is not None
            and contract.state in {ContractState.SIGNED, ContractState.RENEGOTIATING}
            and terms is not None
            and terms.effective_from <= today() <= terms.effective_to
            and not terms.is_mere_sale
            and any(party.organisation.kind is OrganisationKind.ENTERPRISE for party in contract.parties)
        ):
            found |= {one.organisation_id for one in contract.parties if one.role == PartyRole.PRODUCER and _is_in(one)}
    return found

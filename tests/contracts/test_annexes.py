"""Annexes: what they change from which day, what they hold of the ledger meanwhile, who checks them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace.audit.record import verify_chain
from marketplace.brokering import actions as cases
from marketplace.brokering.models import CaseStage, Terms
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.actions import CHECKS
from marketplace.contracts.models import Annex, AnnexReason, AnnexStatus, Contract, ContractState
from marketplace.errors import DomainError, NotAllowedError, NotEnoughLeftError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute, counting_contracts
from marketplace.offers.models import OfferPeriod
from tests.cast import Cast, user
from tests.factories import brokering, contracts

pytestmark = pytest.mark.usefixtures("context")
kg = Decimal


def opened(cast: Cast, contract: Contract, reason: AnnexReason = AnnexReason.QUANTITY) -> Annex:
    return actions.open_annex(by=user(cast.hoa), contract=contract, reason=reason, note="Được mùa.")


def agreed_on(cast: Cast, contract: Contract, tonnes: int, **changes: object) -> Terms:
    """The next revision, accepted by both."""
    terms = brokering.proposed(cast, contract.case, tonnes, **changes)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=contract.case, number=terms.number, voice=Voice(side))
    return terms


def booked(contract: Contract) -> tuple[int, int]:
    """Tonnes reserved and contracted of the offer's period."""
    period: OfferPeriod = contract.case.offer.periods[0]
    return int(period.reserved_kg / 1000), int(period.contracted_kg / 1000)


@pytest.mark.parametrize(("tonnes", "meanwhile"), [(70, (30, 40)), (25, (0, 40))])
def test_an_annex_raises_or_lowers_what_is_contracted_when_it_is_signed(
    cast: Cast, tonnes: int, meanwhile: tuple[int, int]
) -> None:
    contract = contracts.verified(cast)
    original, annex = contract.terms, opened(cast, contract)
    assert (annex.number, annex.status) == (1, AnnexStatus.OPEN)
    terms = agreed_on(cast, contract, tonnes)
    assert booked(contract) == meanwhile, "only what is added is held, and nothing is given up before the signing"
    assert (contract.terms, annex.drawn, annex.status) == (original, terms, AnnexStatus.TO_SIGN)
    contracts.sign_all(cast, contract)
    assert booked(contract) == (0, tonnes)
    assert contract.case.need.periods[0].contracted_kg == tonnes * 1000
    assert (contract.terms, annex.signed_on, contract.original_terms) == (terms, today(), original)
    assert (contract.terms_on(today()), contract.terms_on(today() - timedelta(days=1))) == (terms, original)
    assert len(contract.signatures_of(original)) == 2, "who signed the original stays on record"
    assert (contract.case.stage, contract.case.amending_since) == (CaseStage.CONTRACTED, None)
    assert verify_chain(f"contract:{contract.id}") is None


def test_more_than_the_offer_has_is_refused_and_says_what_is_left(cast: Cast) -> None:
    contract = contracts.verified(cast)
    opened(cast, contract)
    with pytest.raises(NotEnoughLeftError) as refusal:
        agreed_on(cast, contract, 101)
    assert "60 tấn" in str(refusal.value.message)


def test_a_dropped_annex_leaves_no_trace_in_ledger_and_terms(cast: Cast) -> None:
    contract = contracts.verified(cast)
    original, annex = contract.terms, opened(cast, contract)
    agreed_on(cast, contract, 70)
    scan = contracts.upload(contracts.pdf("phu luc bo"))
    actions.add_document(by=user(cast.hoa), contract=contract, upload=scan)
    with pytest.raises(DomainError) as refusal:
        actions.drop_annex(by=user(cast.minh), contract=contract, annex=annex, reason="  ")
    assert refusal.value.field == "reason"
    actions.drop_annex(by=user(cast.minh), contract=contract, annex=annex, reason="Không thống nhất được giá")
    assert (booked(contract), contract.terms, annex.status) == ((0, 40), original, AnnexStatus.DROPPED)
    with pytest.raises(WrongStateError):
        actions.drop_annex(by=user(cast.minh), contract=contract, annex=annex, reason="Lần nữa")
    with pytest.raises(WrongStateError):
        brokering.proposed(cast, contract.case, 50)
    second = opened(cast, contract)
    assert (second.number, second.drawn) == (2, None), "the revision of the dropped annex is not the next one's"
    agreed_on(cast, contract, 50)
    assert booked(contract) == (10, 40)


def test_a_newer_agreement_on_the_same_annex_takes_the_place_of_the_older(cast: Cast) -> None:
    contract = contracts.verified(cast)
    annex = opened(cast, contract)
    older = agreed_on(cast, contract, 70)
    actions.confirm_signing(
        by=user(cast.hoa), contract=contract, voice=Voice(cast.doan_ket), signed_on=today(), signer="Hoa"
    )
    newer = agreed_on(cast, contract, 60)
    assert (booked(contract), annex.drawn) == ((20, 40), newer)
    contracts.sign_all(cast, contract)
    assert (booked(contract), contract.terms) == ((0, 60), newer)
    assert len(contract.signatures_of(older)) == 1, "a word given for the older revision proves nothing of the newer"


def test_who_may_open_an_annex_and_when(cast: Cast) -> None:
    contract = contracts.signed(cast)
    with pytest.raises(WrongStateError):
        opened(cast, contract)
    actions.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS)
    for person in (cast.lan, cast.tu, cast.quan, cast.thu):
        with pytest.raises(NotAllowedError):
            actions.open_annex(by=user(person), contract=contract, reason=AnnexReason.PRICE, note="Giá")
    with pytest.raises(DomainError) as refusal:
        actions.open_annex(by=user(cast.hoa), contract=contract, reason=AnnexReason.PRICE, note=" ")
    assert refusal.value.field == "note"
    opened(cast, contract)
    with pytest.raises(WrongStateError):
        actions.open_annex(by=user(cast.minh), contract=contract, reason=AnnexReason.PRICE, note="Cùng lúc")
    with pytest.raises(WrongStateError):
        actions.confirm_signing(
            by=user(cast.hoa), contract=contract, voice=Voice(cast.doan_ket), signed_on=today(), signer="Hoa"
        )


def test_hardship_means_talking_again_not_a_breach(cast: Cast) -> None:
    contract = contracts.verified(cast)
    opened(cast, contract, AnnexReason.HARDSHIP)
    assert contract.state is ContractState.RENEGOTIATING
    agreed_on(cast, contract, 30)
    contracts.sign_all(cast, contract)
    assert contract.state is ContractState.SIGNED
    assert [row.state for row in contract.states] == ["signed", "renegotiating", "signed"]


def test_an_end_gives_up_the_open_annex(cast: Cast) -> None:
    contract = contracts.verified(cast)
    annex = opened(cast, contract)
    agreed_on(cast, contract, 70)
    actions.change_state(
        by=user(cast.binh), contract=contract, verb="terminate_by_agreement", day=today(), reason="Hai bên thôi"
    )
    assert (booked(contract), annex.status, contract.case.amending_since) == ((0, 0), AnnexStatus.DROPPED, None)


def longer(contract: Contract) -> dict[str, date]:
    return {"effective_to": contract.effective_to + timedelta(days=365)}


def test_the_register_counts_by_the_terms_in_force_that_somebody_checked(cast: Cast) -> None:
    contract = contracts.verified(cast)
    old_end = contract.effective_to
    annex = opened(cast, contract, AnnexReason.SCHEDULE)
    agreed_on(cast, contract, 40, **longer(contract))
    contracts.sign_all(cast, contract)
    assert contract.effective_to == old_end + timedelta(days=365)
    late = Question(old_end + timedelta(days=30))
    assert db.session.scalars(counting_contracts(late)).all() == [], "nobody has compared the annex yet"
    assert db.session.scalars(counting_contracts(Question(old_end))).all() == [contract.id]
    for person in (cast.binh, cast.hoa, cast.minh):
        with pytest.raises(NotAllowedError):
            actions.verify_annex(by=user(person), contract=contract, annex=annex, checks=CHECKS)
    with pytest.raises(DomainError):
        actions.verify_annex(by=user(cast.quan), contract=contract, annex=annex, checks=["readable"])
    actions.verify_annex(by=user(cast.quan), contract=contract, annex=annex, checks=CHECKS)
    assert db.session.scalars(counting_contracts(late)).all() == [contract.id]
    assert compute(late).numerator == 1
    assert not contract.awaits_check


@pytest.mark.parametrize("tonnes", [70, 25])
def test_an_annex_that_is_sent_back_waits_for_signatures_again(cast: Cast, tonnes: int) -> None:
    contract = contracts.verified(cast)
    original, annex = contract.terms, opened(cast, contract)
    terms = agreed_on(cast, contract, tonnes)
    contracts.sign_all(cast, contract)
    actions.refuse_annex(by=user(cast.quan), contract=contract, annex=annex, reason="Thiếu trang 2")
    assert (contract.terms, annex.drawn, annex.status) == (original, terms, AnnexStatus.TO_SIGN)
    assert booked(contract) == (max(tonnes - 40, 0), 40)
    actions.withdraw_document(by=user(cast.binh), contract=contract, document=contract.documents[-1])
    with pytest.raises(DomainError):
        actions.add_document(by=user(cast.binh), contract=contract, upload=contracts.upload(b"MZ", "phu-luc.exe"))
    contracts.sign_all(cast, contract)
    assert (booked(contract), contract.terms) == ((0, tonnes), terms)
    actions.verify_annex(by=user(cast.quan), contract=contract, annex=annex, checks=CHECKS)
    assert annex.status is AnnexStatus.VERIFIED


def test_an_annex_is_not_signed_before_the_contract(cast: Cast) -> None:
    contract = contracts.verified(cast)
    opened(cast, contract)
    agreed_on(cast, contract, 30)
    with pytest.raises(DomainError) as refusal:
        actions.confirm_signing(
            by=user(cast.hoa), contract=contract, voice=Voice(cast.doan_ket),
            signed_on=today() - timedelta(days=1), signer="Hoa",
        )  # fmt: skip
    assert refusal.value.field == "signed_on"

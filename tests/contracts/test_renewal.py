"""Renewal: the same terms in the same months of later years, on what is open then."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace.brokering import actions as cases
from marketplace.brokering.actions.drafts import GradeDraft, InputDraft
from marketplace.brokering.models import CaseStage, InputKind
from marketplace.brokering.queries.lists import Wanted, cases_page
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.models import Contract, ContractState, Phase
from marketplace.errors import NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.home.queries import work_of
from marketplace.listings.recurrence import a_year_later
from marketplace.offers.models import Offer, OfferPeriod
from tests.cast import Cast, user
from tests.factories import contracts

pytestmark = pytest.mark.usefixtures("context")
kg = Decimal


def offered_later(contract: Contract, years: int) -> Offer:
    """The seller's open offer of the same good, some years on, as much as before."""
    old = contract.case.offer
    offer = Offer(
        organisation_id=old.organisation_id, commodity_code=old.commodity_code, published_at=old.published_at,
        price_basis=old.price_basis, delivery_term=old.delivery_term,
    )  # fmt: skip
    offer.periods = [
        OfferPeriod(start=a_year_later(p.start, years), end=a_year_later(p.end, years), firm_kg=p.firm_kg)
        for p in old.periods
    ]
    db.session.add(offer)
    db.session.flush()
    return offer


def test_every_term_is_carried_over_and_months_stay(cast: Cast) -> None:
    contract = contracts.verified(
        cast, quality="Loại 1", payment_days=15, grades=[GradeDraft("Loại A", "Từ 2 kg mỗi quả", kg(105))],
        inputs=[InputDraft(InputKind.SEED, "Cây giống", 50_000_000, today(), "Trừ vào đợt đầu")],
    )  # fmt: skip
    years, old = actions.years_on(contract), contract.terms
    assert a_year_later(old.effective_from, years) > old.effective_to
    assert a_year_later(old.effective_from, years - 1) <= old.effective_to
    offer = offered_later(contract, years)
    case = actions.renew_contract(by=user(cast.hoa), contract=contract)
    [terms] = case.revisions
    assert (case.stage, case.renews_id, case.broker_id) == (CaseStage.NEGOTIATION, contract.case_id, cast.binh)
    assert case.is_introduced, "sides of a signed contract know each other"
    work = work_of(user(cast.hoa).viewer())
    assert (case in work.to_answer, case in work.running) == (False, True), "nobody is asked again"
    lines, _ = cases_page(user(cast.hoa).viewer(), Wanted(), today(), page=1, size=20)
    [line] = [line for line in lines if line.id == case.id]
    assert (line.consented, line.sides, line.value_dong) == (2, 2, int(terms.total_kg) * 45_000)
    for before, after in zip(old.periods, terms.periods, strict=True):
        assert (before.start.month, before.start.day) == (after.start.month, after.start.day)
        assert (before.quantity_kg, before.organisation_id) == (after.quantity_kg, after.organisation_id)
        assert after.offer_period_id == offer.periods[0].id
    assert (terms.quality, terms.payment_days, terms.price_dong_per_kg) == ("Loại 1", 15, 45_000)
    assert [(row.name, row.price_pct) for row in terms.grades] == [("Loại A", kg(105))]
    assert [(row.value_dong, row.due_on) for row in terms.inputs] == [(50_000_000, a_year_later(today(), years))]
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=case, number=1, voice=Voice(side))
    assert offer.periods[0].reserved_kg == kg(40_000)
    renewed = contracts.drafted_for(cast, case)
    contracts.sign_all(cast, renewed)
    assert renewed.state is ContractState.SIGNED
    assert contract.case.offer.periods[0].contracted_kg == kg(40_000), "the old contract stands untouched"


def test_without_an_open_offer_nothing_is_booked(cast: Cast) -> None:
    contract = contracts.verified(cast)
    case = actions.renew_contract(by=user(cast.minh), contract=contract)
    assert [period.offer_period_id for period in case.revisions[0].periods] == [None]


def test_renewed_once_and_only_by_those_who_sign(cast: Cast) -> None:
    contract = contracts.verified(cast)
    for person in (cast.lan, cast.tu, cast.quan):
        with pytest.raises(NotAllowedError):
            actions.renew_contract(by=user(person), contract=contract)
    actions.renew_contract(by=user(cast.hoa), contract=contract)
    with pytest.raises(WrongStateError):
        actions.renew_contract(by=user(cast.minh), contract=contract)
    actions.change_state(by=user(cast.binh), contract=contract, verb="void", day=today(), reason="Vô hiệu")
    with pytest.raises(WrongStateError):
        actions.renew_contract(by=user(cast.hoa), contract=contract)


def test_active_and_expired_follow_from_the_day_in_python_and_in_the_database(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = contracts.verified(cast)
    for day, phase in (
        (contract.effective_from - timedelta(days=1), Phase.TO_BEGIN),
        (contract.effective_from, Phase.ACTIVE),
        (contract.effective_to, Phase.ACTIVE),
        (contract.effective_to + timedelta(days=1), Phase.EXPIRED),
    ):

        def that_day(day: date = day) -> date:
            return day

        monkeypatch.setattr("marketplace.contracts.models.contract.today", that_day)
        assert contract.phase is phase
        assert db.session.scalar(db.select(Contract.phase).where(Contract.id == contract.id)) == phase.value
    contract.state = ContractState.SUSPENDED
    db.session.flush()
    assert contract.phase is Phase.SUSPENDED
    assert db.session.scalar(db.select(Contract.phase).where(Contract.id == contract.id)) == "suspended"

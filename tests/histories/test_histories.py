"""Hypothesis plays the people of a small market; after every act the books are compared with the facts.

Each history is one transaction that is undone at its end; an act that is refused is undone alone, as a request is.
More, longer and ever new histories: `HISTORIES=1000x10 pytest tests/histories` (so many, of so many acts each).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from marketplace.accounts.models import Membership, User
from marketplace.audit.models import AuditEvent
from marketplace.audit.record import verify_chain
from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case, CaseClosing, LeavingReason
from marketplace.brokering.voices import Voice
from marketplace.catalogue.models import Commodity, ProductForm
from marketplace.clock import today
from marketplace.contracts import actions as contracts
from marketplace.contracts.actions import Signer
from marketplace.contracts.actions.common import chain_of
from marketplace.contracts.models import AnnexReason, Contract, ContractState
from marketplace.contracts.states import VERBS
from marketplace.deliveries import actions as deliveries
from marketplace.deliveries.actions import DeliveryDraft, Speaker
from marketplace.deliveries.models import Delivery, RejectCause
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from tests.cast import Cast, user
from tests.histories.market import Market, carry_out, next_deed, open_market, terms_for
from tests.histories.oracle import broken
from tests.histories.remembering import Remembered

ASKED = os.environ.get("HISTORIES")
MOST, STEPS = (int(number) for number in (ASKED or "12x10").split("x"))
HISTORIES = {"sqlite": MOST, "postgresql": MOST if ASKED else 5}
TONNES = st.lists(st.integers(0, 14), min_size=4, max_size=4)
WHICH = st.integers(0, 7)
SIDE = st.integers(0, 2)
STANDING = (User, Membership, Organisation, Commodity, ProductForm)
STANDING_TABLES = {kind.__tablename__ for kind in STANDING}
PRESSED = sorted(name for name, verb in VERBS.items() if verb.permission is not None)


class Histories(RuleBasedStateMachine):
    """Whatever the people of the market may try, in any order, also what is not theirs to do."""

    app: Flask
    cast: Cast
    market: Market
    books: Remembered
    opening: dict[Callable[[], Any], Any]

    def __init__(self) -> None:
        super().__init__()
        self.cases = list(self.market.cases)
        self.context = self.app.app_context()
        self.context.push()
        self.books.turn_back(self.opening)
        self.standing = [db.session.scalars(sa.select(kind)).unique().all() for kind in STANDING]

    def teardown(self) -> None:
        for contract in db.session.scalars(sa.select(Contract)).unique().all():
            assert verify_chain(chain_of(contract)) is None
        db.session.rollback()
        db.session.remove()
        self.context.pop()

    def does(self, person: int, act: Callable[[], object]) -> None:
        """One request: all of it or, when it is refused, nothing; its events are this person's; the books are true."""
        last = db.session.scalar(sa.select(sa.func.max(AuditEvent.id))) or 0
        try:
            with db.session.begin_nested():
                act()
        except DomainError:
            assert db.session.scalar(sa.select(sa.func.max(AuditEvent.id))) in {last, None}
            self.books.settled()
        else:
            events = db.session.scalars(sa.select(AuditEvent.actor_id).where(AuditEvent.id > last)).all()
            assert set(events) == {person}, "every act leaves events, all by who did it"
            self.forget()
            assert not self.books.written & STANDING_TABLES
            assert not list(broken(self.books))
        finally:
            self.forget()

    def forget(self) -> None:
        """The next request reads afresh what acts may change; people and goods stand as they are."""
        for one in list(db.session):
            if not isinstance(one, STANDING) and one in db.session:  # parts go with their whole
                db.session.expunge(one)

    def case(self, which: int) -> Case:
        return db.session.get_one(Case, self.cases[which % len(self.cases)])

    def contract(self, which: int) -> Contract | None:
        """One of the contracts that are not void, the signed ones first."""
        is_draft = Contract.state == ContractState.DRAFT
        live = sa.select(Contract.id).where(Contract.state != ContractState.VOID).order_by(is_draft, Contract.id)
        numbers = db.session.scalars(live).all()
        return db.session.get_one(Contract, numbers[which % len(numbers)]) if numbers else None

    def sides(self, case: Case) -> list[int]:
        return sorted(case.party_organisation_ids)

    @precondition(lambda self: len(self.cases) < 8)
    @rule(offer=st.integers(0, 1), need=st.integers(0, 5), pooled=st.booleans())
    def opens(self, offer: int, need: int, pooled: bool) -> None:
        chosen, other = (db.session.get_one(Offer, self.market.offers[one]) for one in (offer, 1 - offer))
        wanted = db.session.get_one(Need, self.market.needs[need])

        def act() -> None:
            others = [other] if pooled else []
            case = cases.open_case(by=user(self.cast.binh), offer=chosen, need=wanted, others=others)
            self.cases.append(case.id)

        self.does(self.cast.binh, act)

    @rule(which=WHICH, times=st.integers(1, 7), wanted=TONNES, linkage=st.booleans())
    def goes_on(self, which: int, times: int, wanted: list[int], linkage: bool) -> None:
        for _ in range(times):
            deed = next_deed(self.case(which), self.cast, self.market.managers)
            if deed is None:
                return
            self.does(deed.by, partial(carry_out, deed, self.case(which), wanted, linkage=linkage))

    hurries = goes_on  # twice as likely as anything else

    @rule(which=WHICH, wanted=TONNES, by_buyer=st.booleans(), stale=st.booleans())
    def proposes(self, which: int, wanted: list[int], by_buyer: bool, stale: bool) -> None:
        case = self.case(which)
        person = self.market.managers[case.buyer_id if by_buyer else case.seller_id]
        draft, base = terms_for(case, wanted, linkage=True), len(case.revisions) - stale
        self.does(person, lambda: cases.propose_terms(by=user(person), case=case, draft=draft, based_on=base))

    @rule(which=WHICH, side=SIDE, back=st.integers(0, 1))
    def accepts(self, which: int, side: int, back: int) -> None:
        case = self.case(which)
        voice = Voice(self.sides(case)[side % len(self.sides(case))])
        person, number = self.market.managers[voice.organisation_id], len(case.revisions) - back
        self.does(person, lambda: cases.accept_terms(by=user(person), case=case, number=number, voice=voice))

    @rule(which=WHICH, side=SIDE)
    def says_no(self, which: int, side: int) -> None:
        case = self.case(which)
        voice = Voice(self.sides(case)[side % len(self.sides(case))])
        person = self.market.managers[voice.organisation_id]
        self.does(person, lambda: cases.answer(by=user(person), case=case, voice=voice, yes=False))

    @rule(which=WHICH, how=st.sampled_from(["close", "reconsider", "leave", "leave first", "join"]))
    def broker_changes(self, which: int, how: str) -> None:
        binh, case = user(self.cast.binh), self.case(which)
        others = [db.session.get_one(Offer, number) for number in self.market.offers if number != case.offer_id]
        because = LeavingReason.NO_ANSWER
        acts: dict[str, Callable[[], object]] = {
            "close": lambda: cases.close_case(by=binh, case=case, closing=CaseClosing.NO_TERMS),
            "reconsider": lambda: cases.reconsider(by=binh, case=case),
            "leave first": lambda: cases.leave_first(by=binh, case=case, because=because),
            "join": lambda: cases.add_member(by=binh, case=case, offer=others[0]),
        }
        for member in case.standing_members:
            acts["leave"] = lambda: cases.leave(by=binh, case=case, member=member, because=because)  # noqa: B023
        if how in acts:
            self.does(self.cast.binh, acts[how])

    @rule(which=WHICH, verb=st.sampled_from(["suspend", "suspend", *PRESSED]), days=st.sampled_from([0, 0, 40]))
    def changes_state(self, which: int, verb: str, days: int) -> None:
        contract = self.contract(which)
        if contract is not None:
            day = today() - timedelta(days=days)
            self.does(self.cast.binh, lambda: contracts.change_state(
                by=user(self.cast.binh), contract=contract, verb=verb, day=day, reason="Theo biên bản."
            ))  # fmt: skip

    @rule(which=WHICH)
    def sends_back(self, which: int) -> None:
        contract, quan = self.contract(which), user(self.cast.quan)
        if contract is None:
            return
        signed = [annex for annex in contract.annexes if annex.awaits_check]
        self.does(self.cast.quan, lambda: (
            contracts.refuse_annex(by=quan, contract=contract, annex=signed[0], reason="Ngày chưa khớp.") if signed
            else contracts.refuse_verification(by=quan, contract=contract, reason="Ngày chưa khớp.")
        ))  # fmt: skip

    @rule(which=WHICH, drop=st.booleans(), reason=st.sampled_from([AnnexReason.QUANTITY, AnnexReason.HARDSHIP]))
    def amends(self, which: int, drop: bool, reason: AnnexReason) -> None:
        contract = self.contract(which)
        if contract is None:
            return
        person = self.market.managers[contract.case.seller_id]
        if drop and contract.annexes:
            annex = contract.annexes[-1]
            self.does(person, lambda: contracts.drop_annex(
                by=user(person), contract=contract, annex=annex, reason="Thôi."
            ))  # fmt: skip
        else:
            self.does(person, lambda: contracts.open_annex(
                by=user(person), contract=contract, reason=reason, note="Được mùa."
            ))  # fmt: skip

    @rule(which=WHICH, joins=st.booleans(), undo=st.booleans())
    def changes_parties(self, which: int, joins: bool, undo: bool) -> None:
        contract, binh = self.contract(which), user(self.cast.binh)
        annex = contract.open_annex if contract is not None else None
        if contract is None or annex is None:
            return
        by: dict[str, Any] = {"by": binh, "contract": contract, "annex": annex}
        act: Callable[[], object]
        changed = [one for one in contract.parties if annex.id in {one.joined_annex_id, one.left_annex_id}]
        if undo and changed:
            act = partial(contracts.keep_as_it_was, **by, party=changed[0])
        elif joins and (coming := contracts.joinable(contract)):
            act = partial(contracts.join_by_annex, **by, organisation=coming[0], signer=Signer())
        elif going := contracts.leavable(contract):
            act = partial(contracts.leave_by_annex, **by, party=going[0])
        else:
            return
        self.does(self.cast.binh, act)

    @rule(which=WHICH, tonnes=st.integers(1, 16), spoilt=st.integers(0, 2), later=st.booleans())
    def delivers(self, which: int, tonnes: int, spoilt: int, later: bool) -> None:
        contract = self.contract(which)
        if contract is None:
            return
        period = contract.terms.periods[-1 if later else 0]
        person = self.market.managers[period.organisation_id]
        draft = DeliveryDraft(
            organisation_id=period.organisation_id, period_start=period.start,
            delivered_on=today() - timedelta(days=1), delivered_kg=Decimal(tonnes * 1000),
            accepted_kg=Decimal((tonnes - spoilt) * 1000), reject_cause=RejectCause.RIPENESS if spoilt else None,
        )  # fmt: skip
        self.does(person, lambda: deliveries.enter_delivery(
            by=user(person), contract=contract, draft=draft, speaker=Speaker(period.organisation_id)
        ))  # fmt: skip

    @rule(which=WHICH, agrees=st.booleans())
    def answers_delivery(self, which: int, agrees: bool) -> None:
        contract = self.contract(which)
        newest = sa.select(Delivery).where(Delivery.contract_id == (contract.id if contract else 0))
        delivery = db.session.scalars(newest.order_by(Delivery.id.desc())).unique().first()
        if delivery is not None:
            person, voice = (
                self.market.managers[delivery.answering_organisation_id],
                Voice(delivery.answering_organisation_id),
            )
            self.does(person, lambda: deliveries.answer_delivery(
                by=user(person), delivery=delivery, voice=voice, agrees=agrees, note=None if agrees else "Chưa đúng."
            ))  # fmt: skip

    @precondition(lambda self: len(self.cases) < 8)
    @rule(which=WHICH)
    def renews(self, which: int) -> None:
        contract = self.contract(which)
        if contract is None:
            return

        def act() -> None:
            case = contracts.renew_contract(by=user(self.market.managers[contract.case.buyer_id]), contract=contract)
            self.cases.append(case.id)

        self.does(self.market.managers[contract.case.buyer_id], act)


@pytest.mark.slow  # hundreds of acts
def test_whatever_people_do_the_books_stay_true(app: Flask, cast: Cast, engine: str) -> None:
    class Played(Histories):
        """On this database."""

    Played.app, Played.cast = app, cast
    with app.app_context():
        Played.market = open_market(cast)
        Played.books = Remembered(db.engine)
        assert not list(broken(Played.books))
        Played.opening = Played.books.bookmark()
    run_state_machine_as_test(
        Played,
        settings=settings(
            max_examples=HISTORIES[engine], stateful_step_count=STEPS, deadline=None, derandomize=not ASKED,
            database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
        ),
    )  # fmt: skip

"""Rates against a naive count of random facts, and the record that is counted from the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.contracts.models import Contract, ContractState, StateRecord
from marketplace.deliveries import actions
from marketplace.deliveries.actions import Speaker
from marketplace.deliveries.counting import Debt, Handover, Scheduled, tally
from marketplace.deliveries.models import RejectCause
from marketplace.deliveries.queries import live_payment_of
from marketplace.deliveries.track import outcomes, recount
from marketplace.extensions import db
from marketplace.organisations.models import TrackRecord
from marketplace.organisations.track import delivery_rate, known_share, payment_rate
from marketplace.suggestions.changes import pending
from marketplace.suggestions.fact_rows import named_offers
from marketplace.suggestions.facts import delivered_share, offer_facts, paid_share
from tests.cast import Cast, organisation, user
from tests.factories import deliveries
from tests.factories.deliveries import TONNE, monthly

FIRST = date(2026, 1, 1)
ON = date(2026, 6, 15)
kg = st.integers(1, 40).map(lambda tonnes: Decimal(tonnes) * 1000)
months = st.integers(0, 7)


@dataclass(frozen=True)
class Fact:
    """One delivery of a random history, by the number of its period."""

    month: int
    day: int
    delivered: Decimal
    rejected: int
    disputed: bool

    def handover(self) -> Handover:
        start = FIRST + timedelta(days=30 * self.month)
        accepted = self.delivered * (100 - self.rejected) / 100
        return Handover(1, 7, start, start + timedelta(days=self.day), self.delivered, accepted, self.disputed)


facts = st.lists(st.builds(Fact, months, st.integers(0, 45), kg, st.integers(0, 100), st.booleans()), max_size=12)
plans = st.dictionaries(months, kg, max_size=8)
debts = st.lists(st.tuples(st.integers(0, 200), st.none() | st.integers(-20, 60), st.booleans()), max_size=10)


@given(plans, st.sampled_from([Decimal(0), Decimal(5), Decimal("12.5")]), facts, debts)
@settings(max_examples=200, deadline=None)
def test_the_counts_are_those_of_a_naive_reading(
    plan: dict[int, Decimal], tolerance: Decimal, told: list[Fact], owed: list[tuple[int, int | None, bool]]
) -> None:
    periods = []
    for month, quantity in sorted(plan.items()):
        start = FIRST + timedelta(days=30 * month)
        periods.append(Scheduled(1, 7, start, start + timedelta(days=29), quantity, tolerance))
    due = [(FIRST + timedelta(days=n), late, disputed) for n, late, disputed in owed]
    paid = [Debt(day, None if late is None else day + timedelta(days=late), disputed) for day, late, disputed in due]
    handed = [fact.handover() for fact in told]
    found = tally(outcomes(periods, handed, ON), handed, paid, ON)

    due_kg, numbers = Decimal(0), [0, 0]
    first = min((fact.month for fact in told), default=None)
    for month, quantity in plan.items():
        mine = [fact for fact in told if fact.month == month]
        over = FIRST + timedelta(days=30 * month + 29) < ON
        if not over or first is None or month < first or any(fact.disputed for fact in mine):
            continue
        came = sum((f.delivered - f.delivered * f.rejected / 100 for f in mine if f.day <= 29), Decimal(0))
        numbers[0] += 1
        numbers[1] += came * 100 >= quantity * (100 - tolerance)
        due_kg += quantity
    assert [found.periods_due, found.periods_met] == numbers
    assert found.due_kg == due_kg
    quiet = [fact for fact in told if not fact.disputed]
    assert found.delivered_kg == sum(fact.delivered for fact in quiet)
    assert found.rejected_kg == sum(fact.delivered * fact.rejected / 100 for fact in quiet)
    ripe = [(late, disputed) for day, late, disputed in due if day < ON and not disputed]
    assert found.payments_due == len(ripe)
    assert found.payments_on_time == len([late for late, _ in ripe if late is not None and late <= 0])


def record(organisation_id: int) -> TrackRecord:
    return db.session.get_one(TrackRecord, organisation_id)


def numbers(organisation_id: int) -> tuple[int, int]:
    rate = delivery_rate(record(organisation_id))
    return int(rate.part), int(rate.whole)


def replace_state(contract: Contract, state: str, day: date) -> date:
    """A later state of the contract from a day on, as its life cycle writes it."""
    contract.state = ContractState(state)
    contract.states.append(StateRecord(state=contract.state, valid_from=day, recorded_by_id=contract.entered_by_id))
    db.session.flush()
    return day


@pytest.mark.usefixtures("context")
class TestRecord:
    """What stands in the record after each fact, in the transaction of the fact."""

    def test_met_short_rejected_late_and_what_nobody_wrote_down(self, cast: Cast) -> None:
        shares = monthly(cast.doan_ket, [5, 4, 3, 2, 1, 0])
        contract = deliveries.signed(cast, shares)
        assert db.session.get(TrackRecord, cast.doan_ket) is None, "unknown, never bad"
        deliveries.entered(cast, contract, shares[1], 9)
        assert numbers(cast.doan_ket) == (1, 4), "the book is kept from the second period on"
        deliveries.entered(cast, contract, shares[2], 8)
        assert numbers(cast.doan_ket) == (1, 4), "8 t of 10 t less 10 % is short"
        rejected = {"accepted_kg": 7 * TONNE, "reject_cause": RejectCause.MOISTURE}
        deliveries.entered(cast, contract, shares[2], 8, **rejected)
        deliveries.entered(cast, contract, shares[3], 10, after=29)
        deliveries.entered(cast, contract, shares[4], 10, after=30)
        assert numbers(cast.doan_ket) == (3, 4), "a day late is not met"
        rate = record(cast.doan_ket)
        assert (rate.delivered_kg, rate.rejected_kg) == (45 * TONNE, 1 * TONNE)

    def test_what_others_deliver_shows_who_did_not(self, cast: Cast) -> None:
        own, others = monthly(cast.doan_ket, [2, 1]), monthly(cast.binh_minh, [2, 1])
        contract = deliveries.signed(cast, [*own, *others])
        deliveries.entered(cast, contract, own[1])
        assert numbers(cast.doan_ket) == (1, 1)
        deliveries.entered(cast, contract, others[0])
        assert (numbers(cast.doan_ket), numbers(cast.binh_minh)) == ((1, 2), (1, 2))

    def test_disputes_stand_outside_until_they_are_settled_and_corrections_replace(self, cast: Cast) -> None:
        shares = monthly(cast.doan_ket, [3, 2, 1])
        contract = deliveries.signed(cast, shares)
        one, two = (deliveries.agreed(cast, contract, share) for share in shares[:2])
        assert numbers(cast.doan_ket) == (2, 3)
        deliveries.answered(cast, one, agrees=False)
        assert numbers(cast.doan_ket) == (1, 2)
        assert record(cast.doan_ket).delivered_kg == 10 * TONNE
        deliveries.answered(cast, one)
        assert numbers(cast.doan_ket) == (2, 3)
        short = deliveries.draft(shares[1], 2)
        actions.correct_delivery(by=user(cast.minh), delivery=two, draft=short, speaker=Speaker(cast.huong_viet))
        assert numbers(cast.doan_ket) == (1, 3)
        assert record(cast.doan_ket).delivered_kg == 12 * TONNE

    def test_the_buyer_is_counted_by_the_days_it_pays(self, cast: Cast) -> None:
        shares = monthly(cast.doan_ket, [5, 4, 3])
        contract = deliveries.signed(cast, shares)
        paid = [live_payment_of(deliveries.agreed(cast, contract, share)) for share in shares]
        assert (record(cast.huong_viet).payments_due, record(cast.huong_viet).payments_on_time) == (3, 0)
        for payment, after in zip(paid, (0, 3), strict=False):
            assert payment is not None
            assert payment.due_on is not None
            actions.record_payment(
                by=user(cast.minh), payment=payment, paid_on=payment.due_on + timedelta(days=after),
                reference="UNC", speaker=Speaker(cast.huong_viet),
            )  # fmt: skip
        rate = payment_rate(record(cast.huong_viet))
        assert (rate.part, rate.whole) == (1, 3)

    def test_counting_again_changes_nothing_and_unfinished_contracts_count_by_their_state(self, cast: Cast) -> None:
        shares = monthly(cast.doan_ket, [3, 2, 1])
        contract = deliveries.signed(cast, shares)
        deliveries.agreed(cast, contract, shares[0])
        before, counted_at = numbers(cast.doan_ket), record(cast.doan_ket).counted_at
        recount([cast.doan_ket, cast.huong_viet])
        assert (numbers(cast.doan_ket), record(cast.doan_ket).counted_at) == (before, counted_at)
        ended = replace_state(contract, "terminated_by_agreement", shares[1].end)
        recount([cast.doan_ket])
        assert numbers(cast.doan_ket) == (1, 1), f"nothing was owed from {ended} on"

    def test_the_matcher_reads_quarters_of_three_facts_and_more(self, cast: Cast) -> None:
        assert [known_share(*pair) for pair in ((2, 2), (0, 3), (3, 3), (2, 3), (None, None), (9, 10))] == [
            None, 0, 1, Decimal("0.75"), None, 1,
        ]  # fmt: skip
        shares = monthly(cast.doan_ket, [4, 3, 2, 1])
        contract = deliveries.signed(cast, shares)
        for share in shares[:3]:
            deliveries.agreed(cast, contract, share)
        assert delivered_share(record(cast.doan_ket)) == Decimal("0.75")
        offer = contract.case.offer
        (read,) = named_offers([offer.public_id])
        assert (read.on_time, offer_facts(offer).on_time) == (Decimal("0.75"), Decimal("0.75"))
        db.session.commit()
        deliveries.agreed(cast, contract, shares[3])
        assert offer.id in pending(db.session()).offers, "the next request reads the offer anew"
        assert paid_share(db.session.get(TrackRecord, cast.doan_ket)) is None
        assert delivered_share(db.session.get(TrackRecord, organisation(cast.binh_minh).id)) is None

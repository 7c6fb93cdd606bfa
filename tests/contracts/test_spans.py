"""The days on which a contract stands: said day by day, and kept true whatever changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import now
from marketplace.contracts.models import (
    Annex,
    AnnexReason,
    Contract,
    ContractParty,
    ContractSpan,
    ContractState,
    PartyRole,
    StateRecord,
)
from marketplace.contracts.span_days import COUNTED_STATES, Facts, Stretch, Term, full_months, stretches
from marketplace.contracts.spans import fill_spans, rebuild_spans
from marketplace.extensions import db
from marketplace.organisations.models import Organisation, OrganisationKind
from tests.cast import Cast
from tests.contracts.kept_spans import stale_spans
from tests.factories.contracts_by_hand import Deal, contract

ZERO = date(2026, 1, 1)
days = st.integers(0, 30).map(lambda number: ZERO + timedelta(days=number))
terms = st.builds(lambda number, ends: Term(number, *sorted(ends)), st.integers(1, 3), st.tuples(days, days))
facts = st.builds(
    Facts,
    signed_on=days,
    first=terms,
    states=st.lists(st.tuples(days, st.sampled_from(ContractState)), max_size=5).map(
        lambda rows: sorted(rows, key=lambda row: row[0])
    ),
    changes=st.lists(st.tuples(days, terms), max_size=3),
)


@given(facts)
def test_a_day_is_in_a_span_when_signed_in_term_and_in_a_counted_state(told: Facts) -> None:
    found = stretches(told)
    for number in range(-1, 32):
        day = ZERO + timedelta(days=number)
        states = [state for since, state in told.states if since <= day]
        changed = [term for since, term in told.changes if since <= day]
        term = changed[-1] if changed else told.first
        stands = day >= told.signed_on and bool(states) and states[-1] in COUNTED_STATES
        expected = [term.terms_id] if stands and term.starts_on <= day <= term.ends_on else []
        assert [span.terms_id for span in found if span.starts_on <= day <= span.ends_on] == expected


def test_neighbouring_days_of_one_text_are_one_span() -> None:
    term = Term(1, ZERO, date(2026, 12, 31))
    told = Facts(ZERO, term, [(ZERO, ContractState.SIGNED), (date(2026, 3, 1), ContractState.RENEGOTIATING)], [])
    assert stretches(told) == [Stretch(ZERO, date(2026, 12, 31), 1)]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 1, 1), date(2026, 12, 30), 11),
        (date(2024, 2, 29), date(2027, 2, 27), 36),
        (date(2024, 8, 31), date(2027, 8, 30), 36),
        (date(2024, 8, 31), date(2025, 2, 27), 6),
        (date(2024, 8, 31), date(2025, 2, 26), 5),
    ],
)
def test_full_months_of_a_term(first: date, last: date, months: int) -> None:
    assert full_months(first, last) == months


@pytest.fixture
def signed(context: Flask, cast: Cast) -> Contract:
    """Đoàn Kết and Hương Việt for 2026, verified."""
    seller, buyer = (db.session.get_one(Organisation, number) for number in (cast.doan_ket, cast.huong_viet))
    return contract(Deal(seller, buyer), entered_by=cast.binh, verified_by=cast.quan)


def spans() -> list[ContractSpan]:
    assert list(stale_spans()) == []
    kept = sa.select(ContractSpan).order_by(ContractSpan.starts_on).execution_options(populate_existing=True)
    return list(db.session.scalars(kept))


def test_every_flush_leaves_the_spans_true(signed: Contract, cast: Cast) -> None:
    [whole] = spans()
    assert (whole.starts_on, whole.ends_on, whole.months) == (ZERO, date(2026, 12, 31), 12)
    assert (whole.verified, whole.enterprise, whole.state_owned, whole.form) == (True, True, False, 3)
    assert (whole.seller_id, whole.buyer_id) == (cast.doan_ket, cast.huong_viet)
    pause = StateRecord(contract_id=signed.id, state=ContractState.SUSPENDED, valid_from=date(2026, 5, 1))
    pause.recorded_by_id = cast.binh
    db.session.add(pause)
    db.session.flush()
    assert [span.ends_on for span in spans()] == [date(2026, 4, 30)]
    pause.withdrawn_at = now()
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    buyer.state_voting_pct = Decimal("50.001")
    db.session.flush()
    assert [(span.ends_on, span.state_owned) for span in spans()] == [(date(2026, 12, 31), True)]
    buyer.kind = OrganisationKind.HOUSEHOLD
    signed.verified_at, signed.verified_by_id = None, None
    db.session.flush()
    assert [(span.enterprise, span.verified) for span in spans()] == [(False, False)]


def test_an_annex_counts_from_its_day_once_a_second_person_has_checked_it(signed: Contract, cast: Cast) -> None:
    seller, buyer = (db.session.get_one(Organisation, number) for number in (cast.doan_ket, cast.huong_viet))
    longer = contract(
        replace(Deal(seller, buyer), ends=date(2028, 12, 31)), entered_by=cast.binh, verified_by=cast.quan
    )
    annex = Annex(
        contract_id=signed.id, number=1, reason=AnnexReason.SCHEDULE, note="Kéo dài", before_terms_id=signed.terms_id,
        terms_id=longer.terms_id, opened_by_id=cast.binh, signed_on=date(2026, 7, 1),
    )  # fmt: skip
    db.session.add(annex)
    db.session.flush()
    mine = sa.select(ContractSpan.starts_on, ContractSpan.ends_on).where(ContractSpan.contract_id == signed.id)
    ordered = mine.order_by(ContractSpan.starts_on)
    assert db.session.execute(ordered).all() == [(ZERO, date(2026, 12, 31))]
    annex.verified_at, annex.verified_by_id = now(), cast.quan
    db.session.flush()
    assert db.session.execute(ordered).all() == [
        (ZERO, date(2026, 6, 30)), (date(2026, 7, 1), date(2028, 12, 31)),
    ]  # fmt: skip
    assert list(stale_spans()) == []


def test_a_statement_over_many_rows_is_followed_before_the_next_question(signed: Contract) -> None:
    db.session.execute(
        sa.update(ContractParty).where(ContractParty.role == PartyRole.BUYER).values(role=PartyRole.WITNESS)
    )
    assert [span.enterprise for span in spans()] == [False]


def test_an_empty_table_is_filled_once_and_can_be_rebuilt(signed: Contract) -> None:
    db.session.execute(sa.delete(ContractSpan))
    assert fill_spans() == 1
    assert fill_spans() == 0
    assert rebuild_spans() == 1
    assert len(spans()) == 1

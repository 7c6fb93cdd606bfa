"""Each warning against gaming: a contract it names, and a near one it does not. No warning takes part in a count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from marketplace.accounts.models import Membership
from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.contracts.models import Annex, AnnexReason, Contract, ContractState, DocumentKind, StateRecord
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.indicators.models import PeriodKind, Snapshot, SnapshotLink
from marketplace.organisations.models import Origin
from marketplace.oversight import integrity
from marketplace.oversight.integrity import Look, WarningKind, findings, sentence
from marketplace.oversight.lists import TABLES
from marketplace.oversight.scope import Scope
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories import contracts as by_actions
from tests.oversight.by_hand import YEAR, broker, contract, delivered, document, noon, official, periods

DAY = date(2026, 11, 23)


def named(viewer: Viewer, kind: WarningKind) -> list[tuple[str | None, str]]:
    """(number, detail) of what a kind of warning finds for a viewer."""
    rows = db.session.execute(findings(Look(viewer, DAY, YEAR), kind))
    return [(row.contract_number, row.detail or "") for row in rows]


def numbers(viewer: Viewer, kind: WarningKind) -> set[str | None]:
    return {number for number, _detail in named(viewer, kind)}


def test_parties_tied_otherwise(context: Flask, cast: Cast) -> None:
    made = contract(cast)
    seller, buyer = organisation(cast.doan_ket), organisation(cast.huong_viet)
    near = contract(cast, seller=organisation(cast.binh_minh))
    assert named(official(cast), WarningKind.RELATED) == []
    seller.representative = buyer.representative = "Trần Văn Minh"
    seller.phone, buyer.phone = "+842623857413", "+842623857414"
    db.session.flush()
    assert named(official(cast), WarningKind.RELATED) == []
    seller.phone = buyer.phone
    seller.parent_id = buyer.id
    seller.tax_code, buyer.tax_code = "6100123454", "6100123454-001"
    db.session.add(Membership(user_id=cast.minh, organisation_id=seller.id, role=Role.MEMBER))
    db.session.flush()
    found = named(official(cast), WarningKind.RELATED)
    assert found == [(made.number, detail) for detail in ("contact", "parent", "tax", "user")]
    assert near.number not in {number for number, _detail in found}


def test_a_tie_that_ended_is_none(context: Flask, cast: Cast) -> None:
    contract(cast)
    past = Membership(user_id=cast.minh, organisation_id=cast.doan_ket, role=Role.MEMBER, ended_at=noon(DAY))
    db.session.add(past)
    db.session.flush()
    assert named(official(cast), WarningKind.RELATED) == []


def test_one_file_under_two_contracts(context: Flask, cast: Cast) -> None:
    first, second, third = (contract(cast) for _ in range(3))
    document(first, "a", cast.binh)
    document(second, "a", cast.binh, DocumentKind.OTHER)
    document(third, "a", cast.binh, DocumentKind.OTHER).withdrawn_at = noon(DAY)
    document(second, "b", cast.binh, DocumentKind.OTHER)
    document(third, "b", cast.binh, DocumentKind.OTHER)  # a rule book enclosed twice proves nothing twice
    assert numbers(official(cast), WarningKind.SAME_FILE) == {first.number, second.number}


def test_overlapping_duplicates(context: Flask, cast: Cast) -> None:
    first = contract(cast, starts=date(2026, 1, 1), ends=date(2026, 6, 30))
    second = contract(cast, starts=date(2026, 6, 30), ends=date(2026, 12, 31))
    contract(cast, starts=date(2026, 3, 1), commodity="coffee")
    contract(cast, seller=organisation(cast.binh_minh))
    contract(cast, state=ContractState.TERMINATED_BY_AGREEMENT, state_from=date(2026, 2, 1))
    assert numbers(official(cast), WarningKind.OVERLAP) == {first.number, second.number}
    second.effective_from = date(2026, 7, 1)
    db.session.flush()
    assert named(official(cast), WarningKind.OVERLAP) == []


@pytest.mark.parametrize(("after", "locked", "is_named"), [(60, True, True), (61, True, False), (60, False, False)])
def test_ended_soon_after_a_locked_snapshot_counted_it(
    context: Flask, cast: Cast, after: int, locked: bool, is_named: bool
) -> None:
    closed = date(2026, 6, 30)
    ended = closed + timedelta(days=after)
    made = contract(cast, state=ContractState.TERMINATED_BY_AGREEMENT, state_from=ended)
    kept = Snapshot(
        title="Sáu tháng 2026", period=PeriodKind.HALF, starts_on=date(2026, 1, 1), ends_on=closed,
        prepared_by_id=cast.thu,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    db.session.add(SnapshotLink(
        snapshot_id=kept.id, organisation_id=cast.doan_ket, contract_id=made.id, number=made.number,
        signed_on=made.signed_on, starts_on=made.effective_from, ends_on=made.effective_to, months=12,
    ))  # fmt: skip
    db.session.flush()
    kept.counted_at = noon(closed)
    db.session.flush()
    if locked:
        kept.approved_at, kept.approved_by_id = noon(closed), cast.an
    db.session.flush()
    assert named(official(cast), WarningKind.AFTER_SNAPSHOT) == ([(made.number, "")] if is_named else [])
    if is_named:
        (row,) = db.session.execute(findings(Look(official(cast), DAY, YEAR), WarningKind.AFTER_SNAPSHOT))
        assert "60 ngày sau kỳ chốt “Sáu tháng 2026”" in str(sentence(row))


def test_a_checker_who_had_a_hand_in_it(context: Flask, cast: Cast) -> None:
    made, near = contract(cast), contract(cast)
    document(made, "a", cast.quan)
    document(near, "b", cast.binh)
    document(near, "c", cast.quan).withdrawn_at = noon(DAY)
    assert named(official(cast), WarningKind.SELF_CHECKED) == [(made.number, "document")]


def test_papers_of_an_annex_are_held_against_its_own_checker(context: Flask, cast: Cast) -> None:
    """Quân verified both contracts; he opens an annex to each years later, and Thu checks them."""
    fair, foul = contract(cast), contract(cast)
    for made in (fair, foul):
        later = contract(cast, signed=date(2025, 1, 1), ends=date(2026, 1, 1)).terms_id
        db.session.add(Annex(
            contract_id=made.id, number=1, reason=AnnexReason.PRICE, note="Giá tăng", before_terms_id=made.terms_id,
            terms_id=later, opened_by_id=cast.quan, signed_on=date(2026, 6, 1), verified_at=noon(DAY),
            verified_by_id=cast.thu,
        ))  # fmt: skip
        document(made, "a" if made is fair else "b", cast.quan).terms_id = later
        document(made, "c" if made is fair else "d", cast.binh)
    document(foul, "e", cast.thu, DocumentKind.OTHER).terms_id = foul.annexes[0].terms_id or 0
    db.session.flush()
    assert named(official(cast), WarningKind.SELF_CHECKED) == [(foul.number, "document")]


def test_two_periods_running_without_a_delivery(context: Flask, cast: Cast) -> None:
    months = [(date(2026, month, 1), date(2026, month, 28)) for month in (8, 9, 10)]
    silent, missed_one, refused, young = (contract(cast) for _ in range(4))
    for made in (silent, missed_one, refused):
        periods(made, months)
    periods(young, [*months[2:], (date(2026, 11, 20), date(2026, 12, 20))])
    delivered(silent, date(2026, 8, 3))
    delivered(missed_one, date(2026, 9, 3))
    delivered(refused, date(2026, 9, 3), accepted=0)
    assert numbers(official(cast), WarningKind.SILENT) == {silent.number, refused.number}


@pytest.mark.parametrize(("seconds", "is_named"), [(599, True), (600, False)])
def test_a_check_in_a_hurry_within_one_office(context: Flask, cast: Cast, seconds: int, is_named: bool) -> None:
    made, near = contract(cast), contract(cast)
    signed = noon(date(2026, 1, 2))
    made.verified_at = near.verified_at = signed + timedelta(seconds=seconds)
    near.verified_by_id = cast.thu  # of another office
    db.session.flush()
    assert named(official(cast), WarningKind.HASTY) == ([(made.number, "")] if is_named else [])
    copy = document(made, "a", cast.binh)
    copy.uploaded_at = signed - timedelta(days=1)  # it could be read before the signing was entered
    db.session.flush()
    assert named(official(cast), WarningKind.HASTY) == []
    copy.uploaded_at = signed
    organisation(cast.doan_ket).origin = Origin.DEMONSTRATION
    db.session.flush()
    assert named(official(cast), WarningKind.HASTY) == []
    organisation(cast.doan_ket).origin = Origin.REGISTERED
    user(cast.quan).province_code = "52"
    db.session.flush()
    assert named(official(cast), WarningKind.HASTY) == []


def test_officials_know_verified_contracts_only_and_warnings_change_no_count(context: Flask, cast: Cast) -> None:
    contract(cast, verified=False)
    question = Question(day=DAY)
    before = compute(question).numerator
    contract(cast)
    counted = compute(question).numerator
    assert counted == before + 1
    contract(cast)
    assert integrity.counts(official(cast), YEAR)[WarningKind.OVERLAP] == 2
    assert integrity.counts(broker(cast), YEAR)[WarningKind.OVERLAP] == 3
    assert compute(question).numerator == counted  # one organisation counts once however many contracts


def test_the_second_person_is_told_and_may_still_verify(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        made = by_actions.signed(cast, Decimal(40))
        organisation(cast.doan_ket).parent_id = cast.huong_viet
        db.session.commit()
        address = f"/contracts/{made.public_id}/verification"
    checker = browser(cast.quan)
    page = checker.get(address)
    assert "có quan hệ mẹ – con" in page.words()
    assert sum("tax_code, 1," in query or "substr(" in query for query in page.queries) <= 2
    with app.app_context():
        organisation(cast.doan_ket).parent_id = None
        db.session.commit()
    assert "Đáng xem lại" not in checker.get(address).words()


def test_a_contract_on_one_page(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        made = contract(cast)
        unverified = contract(cast, verified=False, commodity="coffee")
        state = StateRecord.contract_id == made.id
        assert db.session.query(StateRecord).filter(state).count() == 1
        organisation(cast.doan_ket).parent_id = cast.huong_viet
        db.session.commit()
        paths = [f"/oversight/contracts/{one.public_id}" for one in (made, unverified)]
        assert db.session.query(Contract).count() == 2
    reader = browser(cast.thu)
    assert "Hai bên có quan hệ với nhau" in reader.get(paths[0]).words()
    reader.get(paths[1], status=404)


def test_a_personal_number_ties_nobody_by_its_first_digits(context: Flask, cast: Cast) -> None:
    contract(cast)
    seller, buyer = organisation(cast.doan_ket), organisation(cast.huong_viet)
    seller.tax_code, buyer.tax_code = "068090123411", "068090123422"
    db.session.flush()
    assert named(official(cast), WarningKind.RELATED) == []


def test_days_after_a_snapshot_are_those_after_the_one_that_is_named(context: Flask, cast: Cast) -> None:
    made = contract(cast, state=ContractState.TERMINATED_BY_AGREEMENT, state_from=date(2026, 7, 10))
    for title, ends in (("B, kỳ trước", date(2026, 6, 30)), ("A, kỳ sau", date(2026, 7, 5))):
        kept = Snapshot(
            title=title, period=PeriodKind.HALF, starts_on=date(2026, 1, 1), ends_on=ends, prepared_by_id=cast.thu
        )
        db.session.add(kept)
        db.session.flush()
        db.session.add(SnapshotLink(
            snapshot_id=kept.id, organisation_id=cast.doan_ket, contract_id=made.id, number=made.number,
            signed_on=made.signed_on, starts_on=made.effective_from, ends_on=made.effective_to, months=12,
        ))  # fmt: skip
        db.session.flush()
        kept.counted_at = noon(ends)
        db.session.flush()
        kept.approved_at, kept.approved_by_id = noon(ends), cast.an
        db.session.flush()
    rows = db.session.execute(findings(Look(official(cast), DAY, YEAR), WarningKind.AFTER_SNAPSHOT))
    assert {(row.first, row.number) for row in rows} == {("B, kỳ trước", 10), ("A, kỳ sau", 5)}
    assert integrity.counts(official(cast), YEAR)[WarningKind.AFTER_SNAPSHOT] == 1


def test_a_page_counts_what_its_table_lists_and_the_future_accuses_nobody(context: Flask, cast: Cast) -> None:
    silent = contract(cast, starts=date(2026, 1, 1), ends=date(2030, 12, 31))
    past = [(date(2026, 8, 1), date(2026, 8, 31)), (date(2026, 9, 1), date(2026, 9, 30))]
    periods(silent, past)
    coming = contract(cast, starts=date(2026, 1, 1), ends=date(2030, 12, 31))
    periods(coming, [(today() + timedelta(days=30 * n), today() + timedelta(days=30 * n + 9)) for n in (1, 2)])
    for until, listed in ((date(2026, 9, 30), set()), (date(2026, 10, 1), {silent.number}), (date(2099, 1, 1), None)):
        scope = Scope(YEAR.since, until, None, "Cả nước")
        rows = list(TABLES["silent"].rows(official(cast), scope))
        assert integrity.counts(official(cast), scope)[WarningKind.SILENT] == len(rows)
        assert coming.number not in {row.contract_number for row in rows}
        assert listed is None or {row.contract_number for row in rows} == listed

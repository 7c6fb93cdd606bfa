"""Entering, changing, verifying, and what history says of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import STRANGER
from marketplace.clock import today
from marketplace.errors import DomainError, NotAllowedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.organisations import actions, belongings
from marketplace.organisations.models import (
    CertificateKind,
    CertificateState,
    LegalStatus,
    OrganisationKind,
    Origin,
    RatingGrade,
    VerifiedHow,
)
from marketplace.organisations.queries import Wanted, organisations_page, status_on
from marketplace.organisations.rating import rate_organisation
from tests.cast import Cast, organisation, user
from tests.factories.organisations import make_organisation, make_user, make_verified_organisation


def names_of_events(subject_id: int) -> list[str]:
    rows = sa.select(AuditEvent.name).filter_by(subject_kind="organisations", subject_id=subject_id)
    return list(db.session.scalars(rows.order_by(AuditEvent.id)))


def test_a_new_organisation_is_unverified_and_hidden(context: Flask) -> None:
    made = make_organisation(name="Hợp tác xã Đồng Xanh")
    assert not made.is_public
    with context.test_request_context():
        assert organisations_page(STRANGER, Wanted(words="dong xanh")).total == 0
    assert names_of_events(made.id) == [events.ORGANISATION_CREATED]


def test_the_second_person_is_not_the_one_who_entered(context: Flask, cast: Cast) -> None:
    broker, checker = user(cast.binh), user(cast.quan)
    made = actions.register_organisation(by=broker, kind=OrganisationKind.HTX, name="HTX Nhập Thay")
    done: dict[str, Any] = {"code_checked": True, "address_checked": True}
    with pytest.raises(NotAllowedError):
        actions.verify_organisation(by=broker, organisation=made, **done)
    for point in done:
        with pytest.raises(DomainError) as missing:
            actions.verify_organisation(by=checker, organisation=made, **(done | {point: False}))
        assert missing.value.field == point
    actions.verify_organisation(by=checker, organisation=made, **done)
    assert made.is_public
    with context.test_request_context():
        assert organisations_page(STRANGER, Wanted(words="nhap thay")).total == 1
    status = status_on(made, today())
    assert status is not None
    assert (status.status, status.checked_on) == (LegalStatus.ACTIVE, today())


def test_whoever_changes_what_is_verified_becomes_a_maker(context: Flask, cast: Cast) -> None:
    first, second = user(cast.binh), user(cast.quan)
    made = make_organisation()
    actions.change_organisation(by=first, organisation=made, version=made.version, name="Tên mới")
    with pytest.raises(NotAllowedError):
        actions.verify_organisation(by=first, organisation=made, code_checked=True, address_checked=True)
    actions.change_organisation(by=second, organisation=made, version=made.version, about="Chỉ lời giới thiệu")
    actions.verify_organisation(by=second, organisation=made, code_checked=True, address_checked=True)


def test_a_new_name_takes_the_verification_away_and_a_new_telephone_does_not(context: Flask, cast: Cast) -> None:
    made, hoa = organisation(cast.doan_ket), user(cast.hoa)
    actions.change_organisation(by=hoa, organisation=made, version=made.version, phone="+84912345678")
    assert made.is_verified
    actions.change_organisation(by=hoa, organisation=made, version=made.version, name="HTX Đoàn Kết Mới")
    assert not made.is_verified
    assert names_of_events(made.id)[-2:] == [events.ORGANISATION_CHANGED, events.ORGANISATION_UNVERIFIED]


def test_history_tells_that_a_telephone_changed_but_not_the_number(context: Flask, cast: Cast) -> None:
    made = organisation(cast.doan_ket)
    actions.change_organisation(
        by=user(cast.hoa), organisation=made, version=made.version, phone="+84912345678", official_members=75
    )
    data = db.session.scalars(sa.select(AuditEvent.data).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert data["before"] == {"phone": None, "official_members": 60}
    assert data["after"] == {"phone": None, "official_members": 75}


def test_an_old_version_is_refused(context: Flask, cast: Cast) -> None:
    made = organisation(cast.doan_ket)
    with pytest.raises(StaleError):
        actions.change_organisation(by=user(cast.hoa), organisation=made, version=made.version - 1, about="x")


def test_a_code_that_does_not_fit_needs_a_reason_and_is_then_kept(context: Flask) -> None:
    with pytest.raises(DomainError) as refused:
        make_organisation(tax_code="0312345678")
    assert refused.value.field == "tax_code_reason"
    made = make_organisation(tax_code="0312345678", tax_code_reason="Đã xem giấy chứng nhận bản giấy")
    assert (made.tax_code, made.tax_code_reason) == ("0312345678", "Đã xem giấy chứng nhận bản giấy")
    fitting = make_organisation(tax_code="0100109106", tax_code_reason="không cần")
    assert fitting.tax_code_reason is None


def test_one_code_one_organisation(context: Flask) -> None:
    make_organisation(tax_code="0100109106")
    with pytest.raises(DomainError) as taken:
        make_organisation(tax_code="0100109106")
    assert taken.value.field == "tax_code"
    make_organisation(tax_code="0100109106001")


def test_shares_of_the_state_need_a_day_and_a_source(context: Flask) -> None:
    made = make_organisation(kind=OrganisationKind.ENTERPRISE, name="Công ty Một")
    change: dict[str, Any] = {"state_capital_pct": Decimal(51)}
    for field, value in (("state_as_of", date(2026, 1, 1)), ("state_source", "Báo cáo 2025")):
        with pytest.raises(DomainError) as missing:
            actions.change_organisation(by=made.memberships[0].user, organisation=made, **change)
        assert missing.value.field == field
        change[field] = value
    actions.change_organisation(by=made.memberships[0].user, organisation=made, **change)
    assert made.soe_class is not None
    assert made.soe_class.is_state_owned


def test_reported_organisations_are_never_verified(context: Flask, cast: Cast) -> None:
    made = actions.register_organisation(
        by=None, kind=OrganisationKind.AREA, name="Vùng trồng X", origin=Origin.REPORTED
    )
    with pytest.raises(WrongStateError):
        actions.verify_organisation(by=user(cast.quan), organisation=made, code_checked=True, address_checked=True)


def test_the_status_of_a_day_is_the_one_that_held_then(context: Flask, cast: Cast) -> None:
    made, broker = make_organisation(), user(cast.binh)
    for since, status in ((date(2020, 1, 1), LegalStatus.ACTIVE), (date(2024, 6, 1), LegalStatus.SUSPENDED)):
        actions.record_status(
            by=broker, organisation=made, status=status, checked_on=today(), valid_from=since, source="register"
        )
    found = [status_on(made, day) for day in (date(2019, 1, 1), date(2024, 5, 31), date(2024, 6, 1))]
    assert [row and row.status for row in found] == [None, LegalStatus.ACTIVE, LegalStatus.SUSPENDED]
    with pytest.raises(DomainError) as early:
        actions.record_status(
            by=broker, organisation=made, status=LegalStatus.ACTIVE, checked_on=today() + timedelta(days=1)
        )
    assert early.value.field == "checked_on"


@pytest.mark.parametrize(
    ("score", "grade"), [(80, "good"), ("79.999", "fair"), (65, "fair"), (50, "average"), ("49.9", "weak")]
)
def test_the_grade_follows_from_the_score(context: Flask, score: str | int, grade: str) -> None:
    made = make_organisation()
    rating = rate_organisation(by=None, organisation=made, year=2025, score=Decimal(score), grade=None, official=True)
    assert rating.grade is RatingGrade(grade)
    with pytest.raises(DomainError) as twice:
        rate_organisation(by=None, organisation=made, year=2025, score=Decimal(1), grade=None, official=True)
    assert twice.value.field == "year"


def test_a_paper_is_valid_only_when_somebody_else_saw_it(context: Flask, cast: Cast) -> None:
    made, hoa = organisation(cast.doan_ket), user(cast.hoa)
    soon = today() + timedelta(days=200)
    paper = belongings.add_certificate(
        by=hoa, organisation=made, kind=CertificateKind.VIETGAP, issued_on=today(), expires_on=soon
    )
    assert paper.state_on(today()) is CertificateState.UNVERIFIED
    with pytest.raises(NotAllowedError):
        belongings.verify_certificate(by=hoa, certificate=paper, how=VerifiedHow.PAPER_SEEN)
    belongings.verify_certificate(by=user(cast.binh), certificate=paper, how=VerifiedHow.ISSUER_SITE)
    assert paper.state_on(today()) is CertificateState.VALID
    assert paper.state_on(soon - timedelta(days=90)) is CertificateState.EXPIRING
    assert paper.state_on(soon + timedelta(days=1)) is CertificateState.EXPIRED


@pytest.mark.parametrize(
    ("field", "details"),
    [
        ("issued_on", {"issued_on": today() + timedelta(days=2)}),
        ("expires_on", {"issued_on": date(2026, 1, 1), "expires_on": date(2026, 1, 1)}),
        ("stars", {"stars": 4}),
    ],
)
def test_papers_that_contradict_themselves(context: Flask, field: str, details: dict[str, Any]) -> None:
    made = make_organisation()
    with pytest.raises(DomainError) as refused:
        belongings.add_certificate(
            by=None,
            organisation=made,
            kind=CertificateKind.VIETGAP,
            **details,
        )
    assert refused.value.field == field


def test_only_a_cooperative_joins_a_union(context: Flask) -> None:
    union = make_verified_organisation(kind=OrganisationKind.LHHTX, name="Liên hiệp A")
    company = make_organisation(kind=OrganisationKind.ENTERPRISE, name="Công ty B")
    with pytest.raises(DomainError):
        actions.join_union(by=None, union=union, cooperative=company, joined_on=None)


def test_staff_belong_to_no_organisation(context: Flask) -> None:
    with pytest.raises(DomainError):
        make_organisation(manager=make_user(role=Role.OFFICIAL))

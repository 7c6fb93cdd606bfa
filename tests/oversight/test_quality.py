"""Each list of the data's quality: a record that is in it, and a near one that is not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from marketplace.contracts.models import Annex, AnnexReason
from marketplace.extensions import db
from marketplace.organisations.models import (
    Distinction,
    FoundLikeness,
    LegalStatus,
    Observation,
    ObservationKind,
    Organisation,
    OrganisationKind,
    Rating,
    RatingGrade,
    StatusRecord,
)
from marketplace.oversight.lists import TABLES
from marketplace.oversight.scope import Scope
from tests.cast import Cast, organisation
from tests.factories.contracts_by_hand import organisation as registered
from tests.oversight.by_hand import YEAR, broker, contract, document, noon, official

DAY = Scope(date(2026, 1, 1), date(2026, 11, 23), None, "Cả nước")
OLD = date(2021, 5, 1)


def listed(code: str, cast: Cast, scope: Scope = DAY) -> list[Any]:
    return list(TABLES[code].rows(official(cast), scope))


def quiet(cast: Cast, name: str = "Hợp tác xã Lặng", **changes: Any) -> Organisation:
    """Verified, looked up in 2021 and not seen since."""
    made = registered(name, verifier_id=cast.quan, since=OLD, **changes)
    made.created_at = noon(OLD)
    db.session.flush()
    return made


def test_a_status_is_stale_the_day_after_a_year(context: Flask, cast: Cast) -> None:
    quiet(cast)
    for name, day in (("A", date(2025, 11, 23)), ("B", date(2025, 11, 22))):
        registered(name, verifier_id=cast.quan, since=day)
    registered("Ngoài tỉnh", verifier_id=cast.quan, since=OLD, province="52")
    ended = registered("Đã chấm dứt", verifier_id=cast.quan, since=OLD)
    db.session.add(StatusRecord(organisation_id=ended.id, status=LegalStatus.ENDED, valid_from=OLD, checked_on=OLD))
    db.session.flush()
    here = Scope(DAY.since, DAY.until, "68", "Lâm Đồng")
    assert [(row.name, row.days) for row in listed("stale-statuses", cast, here)] == [
        ("Hợp tác xã Lặng", 2032), ("B", 366)
    ]  # fmt: skip


def test_contracts_and_annexes_without_their_signed_copy(context: Flask, cast: Cast) -> None:
    with_file, without, unverified = contract(cast), contract(cast), contract(cast, verified=False)
    document(with_file, "a", cast.binh)
    document(without, "b", cast.binh).withdrawn_at = noon(OLD)
    annexed = contract(cast)
    document(annexed, "c", cast.binh)
    db.session.add(Annex(
        contract_id=annexed.id, number=1, reason=AnnexReason.PRICE, note="Giá tăng", before_terms_id=annexed.terms_id,
        terms_id=contract(cast, signed=date(2025, 1, 1), ends=date(2026, 1, 1)).terms_id, opened_by_id=cast.binh,
        signed_on=date(2026, 2, 1),
    ))  # fmt: skip
    db.session.flush()
    late = Scope(date(2026, 2, 1), DAY.until, None, "Cả nước")
    found = {(row.number, row.annex) for row in listed("contracts-without-file", cast, late)}
    assert found == {(without.number, None), (annexed.number, 1)}
    brokers = {row.number for row in TABLES["contracts-without-file"].rows(broker(cast), late)}
    assert brokers == {without.number, annexed.number, unverified.number}


def test_alike_pairs_that_nobody_told_apart(context: Flask, cast: Cast) -> None:
    pairs = [(cast.doan_ket, cast.binh_minh), (cast.doan_ket, cast.huong_viet)]
    db.session.add_all([FoundLikeness(first_id=a, second_id=b, score=80, reasons=[["name", 60]]) for a, b in pairs])
    db.session.add(Distinction(first_id=cast.doan_ket, second_id=cast.huong_viet, by_id=cast.binh))
    db.session.flush()
    (row,) = listed("likenesses", cast)
    assert (row.second, row.score) == (organisation(cast.binh_minh).name, 80)
    organisation(cast.binh_minh).verified_at = organisation(cast.binh_minh).verified_by_id = None
    db.session.flush()
    assert listed("likenesses", cast) == []  # nor is it stale or inactive: nobody has verified that it stands


def test_beyond_twenty_medians_of_the_kind(context: Flask, cast: Cast) -> None:
    """Cooperatives have 60 members here (three), 60, and 1 200 or 1 201; groups of four are too small to judge."""
    for name, members in (("Đúng ngưỡng", 1200), ("Quá ngưỡng", 1201), ("Thường", 60)):
        registered(name, verifier_id=cast.quan).official_members = members
    for number in range(4):
        small = registered(f"THT {number}", verifier_id=cast.quan, kind=OrganisationKind.THT)
        small.official_members = 10**number
    db.session.flush()
    for number in range(6):
        told = Organisation(kind=OrganisationKind.HTX, name=f"Báo {number}", folded="bao", origin="reported")
        told.official_members = 9000  # the press moves no median
        db.session.add(told)
    db.session.flush()
    (row,) = listed("outliers", cast)
    assert (row.name, int(row.times), row.low + row.high) == ("Quá ngưỡng", 20, 120)


@pytest.mark.parametrize("sign", ["check", "rating", "visit", "contract", "young", "ended"])
def test_who_gives_no_sign_of_life_for_two_years(context: Flask, cast: Cast, sign: str) -> None:
    quiet(cast)
    other = quiet(cast, "Hợp tác xã Còn")
    day = date(2024, 12, 1)
    if sign == "check":
        db.session.add(StatusRecord(
            organisation_id=other.id, status=LegalStatus.ACTIVE, valid_from=OLD, checked_on=day
        ))  # fmt: skip
    elif sign == "rating":
        db.session.add(Rating(
            organisation_id=other.id, year=2024, grade=RatingGrade.WEAK, legal_basis="TT 09/2017", official=True
        ))  # fmt: skip
    elif sign == "visit":
        kind = ObservationKind.INEFFECTIVE
        db.session.add(Observation(
            organisation_id=other.id, kind=kind, observed_on=day, note="Đã đến xem", by_id=cast.binh
        ))  # fmt: skip
    elif sign == "contract":
        contract(cast, seller=other, starts=OLD, signed=OLD, ends=day)
    elif sign == "young":
        other.created_at = noon(day)
    else:
        db.session.add(StatusRecord(organisation_id=other.id, status=LegalStatus.ENDED, valid_from=OLD, checked_on=OLD))
    db.session.flush()
    assert [row.name for row in listed("inactive", cast)] == ["Hợp tác xã Lặng"]


def test_the_press_is_never_listed(context: Flask, cast: Cast) -> None:
    row = Organisation(
        kind=OrganisationKind.HTX, name="Báo", folded="bao", origin="reported", province_code="68", created_at=noon(OLD)
    )
    db.session.add(row)
    db.session.flush()
    assert isinstance(row.created_at, datetime)
    assert not [one for code in ("stale-statuses", "inactive") for one in listed(code, cast, YEAR) if one.name == "Báo"]

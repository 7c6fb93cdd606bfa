"""How organisations stand, counted by hand, and adding up to the indicators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.organisations.models import (
    Certificate,
    CertificateKind,
    CertificateState,
    LegalStatus,
    OrganisationKind,
    Rating,
    RatingGrade,
    Recognition,
    RecognitionKind,
    TracedProduct,
)
from marketplace.oversight.lists import TABLES
from tests.cast import Cast, organisation
from tests.factories.contracts_by_hand import organisation as registered
from tests.oversight.by_hand import YEAR, contract, noon, official

LAW = "TT 09/2017/TT-BNNPTNT"


def read(code: str, cast: Cast, **scope: Any) -> list[Any]:
    return list(TABLES[code].rows(official(cast), replace(YEAR, **scope)))


def rate(organisation_id: int, grade: RatingGrade, year: int = 2026, official: bool = True) -> None:
    db.session.add(Rating(organisation_id=organisation_id, year=year, grade=grade, legal_basis=LAW, official=official))
    db.session.flush()


def test_grades_add_up_to_the_indicator(context: Flask, cast: Cast) -> None:
    """Two cooperatives and a group in Lâm Đồng, one cooperative in Gia Lai; one more has ended."""
    group = registered("Tổ Một", kind=OrganisationKind.THT, verifier_id=cast.quan)
    far = registered("Hợp tác xã Xa", verifier_id=cast.quan, province="52")
    ended = registered("Hợp tác xã Hết", verifier_id=cast.quan, status=LegalStatus.ENDED)
    rate(cast.doan_ket, RatingGrade.GOOD)
    rate(cast.doan_ket, RatingGrade.WEAK, 2025)
    rate(cast.binh_minh, RatingGrade.FAIR, 2025)
    rate(group.id, RatingGrade.GOOD, 2024)
    rate(far.id, RatingGrade.GOOD, official=False)
    rate(ended.id, RatingGrade.GOOD)
    kinds = {row.name: row for row in read("grades-kinds", cast)}
    assert kinds[OrganisationKind.HTX].counts == {"good": 1, "fair": 1, None: 1}
    assert kinds[OrganisationKind.THT].counts == {None: 1}
    assert [(row.name, row.total) for row in read("grades-places", cast)] == [("Tỉnh Gia Lai", 1), ("Tỉnh Lâm Đồng", 3)]
    assert [(row.name, row.total) for row in read("grades-basis", cast)] == [((2026, LAW), 1), ((2025, LAW), 1)]
    figure = compute(Question(day=YEAR.until, code="I3"))
    assert (figure.numerator, figure.denominator) == (2, sum(row.total for row in kinds.values())) == (2, 4)
    assert kinds[OrganisationKind.HTX].well == Decimal(2) / 3


def test_recognitions_in_force_on_the_day(context: Flask, cast: Cast) -> None:
    model = {
        "kind": RecognitionKind.MODEL,
        "basis": "QĐ 167/QĐ-TTg",
        "evidence": "Công văn",
        "recorded_by_id": cast.thu,
    }
    last = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    over = {"since": date(2026, 1, 1), "until": date(2026, 12, 30)}
    taken_back = {"since": date(2026, 1, 1), "withdrawn_at": noon(YEAR.since), "withdrawn_by_id": cast.thu}
    for whose, days in ((cast.doan_ket, last), (cast.binh_minh, over), (cast.moi_lap, taken_back)):
        db.session.add(Recognition(organisation_id=whose, **model, **days))
    db.session.flush()
    assert [row.name for row in read("model-cooperatives", cast)] == [organisation(cast.doan_ket).name]
    assert read("high-tech", cast) == []


def test_foundations_of_each_year_add_up_to_the_indicator(context: Flask, cast: Cast) -> None:
    for number, day in enumerate((date(2021, 12, 31), date(2022, 1, 1), date(2025, 3, 1), date(2025, 4, 1))):
        registered(f"Hợp tác xã {number}", verifier_id=cast.quan).founded_on = day
    group = registered("Tổ Một", kind=OrganisationKind.THT, verifier_id=cast.quan)
    group.founded_on = date(2025, 5, 1)
    db.session.flush()
    rows = read("founded", cast)
    htx, tht = OrganisationKind.HTX, OrganisationKind.THT
    assert [(row.name, row.counts) for row in rows] == [("2022", {htx: 1}), ("2025", {htx: 2, tht: 1})]
    assert compute(Question(day=YEAR.until, code="I6")).numerator == sum(row.total for row in rows) == 4


def test_papers_by_kind_and_state(context: Flask, cast: Cast) -> None:
    def paper(whose: int, **facts: Any) -> None:
        db.session.add(Certificate(organisation_id=whose, kind=CertificateKind.VIETGAP, **facts))

    checked = {"verified_at": noon(YEAR.since), "verified_by_id": cast.quan}
    paper(cast.doan_ket, expires_on=date(2027, 4, 1), **checked)
    paper(cast.doan_ket, expires_on=date(2027, 3, 31), **checked)
    paper(cast.doan_ket, expires_on=date(2026, 12, 30), **checked)
    paper(cast.doan_ket)
    paper(cast.moi_lap, **checked)  # nobody has verified its holder
    paper(cast.doan_ket, issued_on=date(2027, 1, 1), **checked)  # not yet on that day
    paper(cast.doan_ket, revoked_on=date(2026, 5, 1), expires_on=date(2026, 6, 1), **checked)
    db.session.flush()
    (row,) = read("certificates", cast)
    state = CertificateState
    assert row.counts == {state.VALID: 1, state.EXPIRING: 1, state.EXPIRED: 1, state.UNVERIFIED: 1, state.REVOKED: 1}
    for row_of in db.session.query(Certificate):
        assert row_of.state_on(YEAR.until) in state


def test_traced_products_add_up_to_the_indicator(context: Flask, cast: Cast) -> None:
    for number, (whose, good) in enumerate(((cast.doan_ket, "durian"), (cast.binh_minh, "durian"))):
        db.session.add(TracedProduct(
            organisation_id=whose, commodity_code=good, name="Sầu riêng", system="iCheck", trace_code=str(number),
            since=YEAR.since, recorded_by_id=cast.binh, confirmed_at=noon(YEAR.since), confirmed_by_id=cast.binh,
        ))  # fmt: skip
    db.session.add(Certificate(
        organisation_id=cast.doan_ket, kind=CertificateKind.FOOD_SAFETY, issued_on=YEAR.since,
        expires_on=date(2027, 12, 31), verified_at=noon(YEAR.since), verified_by_id=cast.quan,
    ))  # fmt: skip
    db.session.flush()
    assert [(row.name, row.counts) for row in read("traced", cast)] == [("Sầu riêng", {0: 1, 1: 1})]
    figure = compute(Question(day=YEAR.until, code="I8"))
    assert (figure.numerator, figure.denominator) == (1, 2)


def test_communes_without_a_linked_organisation(context: Flask, cast: Cast) -> None:
    here, there = db.session.query(Commune).filter_by(province_code="68").order_by(Commune.code).limit(2)
    organisation(cast.doan_ket).commune_code, organisation(cast.binh_minh).commune_code = here.code, there.code
    contract(cast)
    db.session.flush()
    assert [row.commune for row in read("communes-uncovered", cast)] == [there.full_name]
    assert compute(Question(day=YEAR.until, code="O10")).numerator == 1

"""The yearly rating: by whom, on what legal basis, and with what grade."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.organisations.forms.facts import RatingForm
from marketplace.organisations.models import (
    AgriculturalType,
    OrganisationKind,
    Rating,
    RatingGrade,
)
from marketplace.organisations.rating import rate_organisation
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.contracts_by_hand import organisation as by_hand

Open = Callable[..., Browser]


def last_event(name: str) -> dict[str, Any]:
    found = db.session.scalars(sa.select(AuditEvent).filter_by(name=name).order_by(AuditEvent.id.desc())).first()
    assert found is not None
    return found.data


def page_of(app: Flask, organisation_id: int) -> str:
    with app.app_context():
        return organisation(organisation_id).public_id


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"score": Decimal(70), "grade": RatingGrade.WEAK}, "explanation"),
        ({"score": None, "grade": None}, "score"),
        ({"year": today().year + 1}, "year"),
        ({"legal_basis": "TT 01/2020/TT-BKHĐT", "year": 2025, "grade": RatingGrade.FAIR}, "legal_basis"),
        ({"legal_basis": "TT 01/2020/TT-BKHĐT", "year": 2024}, "grade"),
        ({"legal_basis": "Thông tư nào đó"}, "legal_basis"),
        ({"legal_basis": "other", "grade": RatingGrade.FAIR}, "other_basis"),
        ({"legal_basis": "other", "other_basis": "Quyết định 7/QĐ-UBND"}, "grade"),
    ],
)
def test_a_rating_needs_a_basis_in_force_and_a_grade_that_is_explained(
    context: Flask, cast: Cast, told: dict[str, Any], field: str
) -> None:
    given: dict[str, Any] = {"year": 2025, "score": Decimal(70), "grade": None, "official": True} | told
    with pytest.raises(DomainError) as refused:
        rate_organisation(by=user(cast.thu), organisation=organisation(cast.doan_ket), **given)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "line", "is_rated"),
    [
        (OrganisationKind.HTX, AgriculturalType.CROPS, True),
        (OrganisationKind.HTX, None, True),
        (OrganisationKind.HTX, AgriculturalType.NOT_AGRICULTURAL, False),
        (OrganisationKind.THT, AgriculturalType.CROPS, False),
    ],
)
def test_the_ministry_of_agriculture_rates_farming_cooperatives(
    context: Flask, cast: Cast, kind: OrganisationKind, line: AgriculturalType | None, is_rated: bool
) -> None:
    """TT 09/2017/TT-BNNPTNT is not offered to groups and to others; they say in words by what they were rated."""
    made = by_hand("Đơn vị Được Xếp loại", verifier_id=cast.quan, kind=kind, agricultural=line)
    with context.test_request_context():
        offered: list[Any] = list(RatingForm(made).legal_basis.choices or ())
    assert [choice.value for choice in offered] == [
        *(["TT 09/2017/TT-BNNPTNT"] if is_rated else []),
        "TT 01/2020/TT-BKHĐT",
        "other",
    ]
    told: dict[str, Any] = {"score": Decimal(70), "grade": RatingGrade.FAIR, "official": True}
    if not is_rated:
        with pytest.raises(DomainError) as refused:
            rate_organisation(by=user(cast.thu), organisation=made, year=2025, **told)
        assert refused.value.field == "legal_basis"
        told |= {"legal_basis": "other", "other_basis": "Quyết định 7/QĐ-UBND ngày 01/03/2026"}
    rating = rate_organisation(by=user(cast.thu), organisation=made, year=2025, **told)
    assert rating.legal_basis == told.get("other_basis", "TT 09/2017/TT-BNNPTNT")


def test_a_sanctioned_cooperative_is_weak_whatever_its_score_and_the_history_says_why(
    context: Flask, cast: Cast
) -> None:
    home = organisation(cast.doan_ket)
    rating = rate_organisation(
        by=user(cast.thu), organisation=home, year=2025, score=Decimal(85), grade=RatingGrade.WEAK, official=True,
        rater="Sở Nông nghiệp và Môi trường", explanation="Bị xử phạt tháng 6",
    )  # fmt: skip
    assert (rating.grade, rating.rater) == (RatingGrade.WEAK, "Sở Nông nghiệp và Môi trường")
    assert last_event(events.ORGANISATION_RATED)["explanation"] == "Bị xử phạt tháng 6"


def test_a_manager_rates_itself_and_staff_say_who_rated(app: Flask, cast: Cast, browser: Open) -> None:
    page = f"/organisations/{page_of(app, cast.doan_ket)}"
    hoa, quan = browser(cast.hoa), browser(cast.quan)
    basis = "TT 09/2017/TT-BNNPTNT"
    hoa.submit(f"{page}/ratings/new", year="2025", legal_basis=basis, score="81,5", grade="")
    quan.submit(f"{page}/ratings/new", status=422, year="2025", legal_basis=basis, score="77", grade="", rater="")
    quan.submit(
        f"{page}/ratings/new", year="2025", legal_basis=basis, score="77", grade="", made_by="official",
        rater="Sở Nông nghiệp và Môi trường",
    )  # fmt: skip
    with app.app_context():
        rows = db.session.scalars(sa.select(Rating).order_by(Rating.id)).all()
        assert [(row.official, row.grade, row.score) for row in rows] == [
            (False, RatingGrade.GOOD, Decimal("81.5")),
            (True, RatingGrade.FAIR, Decimal(77)),
        ]
    shown = browser().get(page).words()
    assert "tự chấm" in shown
    assert "Sở Nông nghiệp và Môi trường" in shown


def test_an_enterprise_has_no_rating_of_cooperatives(context: Flask, cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        rate_organisation(
            by=user(cast.thu), organisation=organisation(cast.huong_viet), year=2025, score=Decimal(85), grade=None,
            official=True,
        )  # fmt: skip
    assert refused.value.field == "year"

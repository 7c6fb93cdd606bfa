"""I1 on a small province whose every number was counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.contracts.models import ContractState
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.definitions import Definition, Denominator
from marketplace.indicators.engine import COUNTRY, LeftOut, Level, Place, Question, breakdown, compute, rows
from marketplace.organisations.models import AgriculturalType, LegalStatus, Organisation, OrganisationKind
from tests.cast import Cast
from tests.databases import Beginning
from tests.factories.contracts_by_hand import Deal, contract, organisation

MIDYEAR = date(2026, 6, 30)
ELSEWHERE = "01"


@pytest.fixture
def province(begin_with: Beginning, context: Flask, cast: Cast) -> dict[str, Organisation]:
    """Ten cooperatives of one province, of which the cast's two are unlinked and active too.

    Linked on 30/06/2026 under L1: a (two contracts), b. Not linked: c (suspended contract), d (expired), e (sale
    only), f (unverified contract), g (contract with another cooperative). Outside: h (suspended itself), i (not
    agricultural), j (unverified).
    """
    begin_with("the province of I1", lambda: lay(cast))
    made = db.session.scalars(sa.select(Organisation).where(Organisation.name.startswith("HTX ")))
    return {one.name.removeprefix("HTX "): one for one in made}


def lay(cast: Cast) -> None:
    binh, quan = cast.binh, cast.quan
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    made = {name: organisation(f"HTX {name}", verifier_id=quan) for name in "abcdefg"}
    made["h"] = organisation("HTX h", verifier_id=quan, status=LegalStatus.SUSPENDED)
    made["i"] = organisation("HTX i", verifier_id=quan, agricultural=AgriculturalType.NOT_AGRICULTURAL)
    made["j"] = organisation("HTX j", verifier_id=None)
    made["far"] = organisation("HTX far", verifier_id=quan, province=ELSEWHERE)
    suspended = {"state": ContractState.SUSPENDED, "state_from": date(2026, 3, 1)}
    deals = [
        Deal(made["a"], buyer),
        Deal(made["a"], buyer, commodity="coffee"),
        Deal(made["b"], buyer, ends=date(2028, 12, 31)),
        Deal(made["c"], buyer, **suspended),  # type: ignore[arg-type]
        Deal(made["d"], buyer, ends=date(2026, 5, 31)),
        Deal(made["e"], buyer, production=False),
        Deal(made["f"], buyer, verified=False),
        Deal(made["g"], made["h"]),
        Deal(made["i"], buyer),
        Deal(made["j"], buyer),
    ]
    for deal in deals:
        contract(deal, entered_by=binh, verified_by=quan)


ASKED = Question(day=MIDYEAR, place=Place.province("68"))


def counted(question: Question) -> tuple[Decimal, Decimal | None]:
    figure = compute(question)
    return figure.numerator, figure.denominator


def test_each_linked_cooperative_counts_once(province: dict[str, Organisation]) -> None:
    assert counted(ASKED) == (2, 9)  # a, b of a–g and the cast's two


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 25), (0, 9)),  # signed, but no term has begun
        (date(2026, 2, 15), (4, 9)),  # c not yet suspended, d not yet expired
        (date(2026, 5, 31), (3, 9)),  # the last day of d's term still counts
        (date(2026, 6, 1), (2, 9)),
        (date(2027, 1, 1), (1, 9)),  # only b's three years go on
        (date(2019, 12, 31), (0, 0)),  # nobody had a status yet
    ],
)
def test_the_figure_is_read_at_the_date(
    province: dict[str, Organisation], day: date, expected: tuple[int, int]
) -> None:
    assert counted(replace(ASKED, day=day)) == expected


def test_long_terms_are_a_stricter_definition(province: dict[str, Organisation]) -> None:
    assert counted(replace(ASKED, definition=Definition.L2)) == (1, 9)  # b: 36 months to the day


@pytest.mark.parametrize(
    ("starts", "last"),
    [
        (date(2024, 2, 29), date(2027, 2, 27)),  # no 29 February in 2027: the 28th begins the next year of the term
        (date(2024, 8, 31), date(2027, 8, 30)),
        (date(2024, 3, 1), date(2027, 2, 28)),
    ],
)
def test_a_long_term_may_begin_on_any_day(
    province: dict[str, Organisation], cast: Cast, starts: date, last: date
) -> None:
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    long_terms = replace(ASKED, definition=Definition.L2)
    short = Deal(province["e"], buyer, starts=starts, signed=starts, ends=last - timedelta(days=1))
    contract(short, entered_by=cast.binh, verified_by=cast.quan)
    assert counted(long_terms) == (1, 9)
    contract(replace(short, ends=last), entered_by=cast.binh, verified_by=cast.quan)
    assert counted(long_terms) == (2, 9)


def test_the_denominator_can_be_all_that_still_exist(province: dict[str, Organisation]) -> None:
    assert counted(replace(ASKED, denominator=Denominator.D2)) == (2, 10)  # and h, suspended


def test_nobody_rated_is_no_share_and_no_error(province: dict[str, Organisation]) -> None:
    figure = compute(replace(ASKED, denominator=Denominator.D3))
    assert (figure.denominator, figure.share, figure.missing) == (0, None, None)


def test_a_group_of_goods_narrows_the_contracts(province: dict[str, Organisation]) -> None:
    assert counted(replace(ASKED, commodity_group="coffee")) == (1, 9)


def test_the_country_is_the_sum_of_its_provinces(province: dict[str, Organisation]) -> None:
    country = replace(ASKED, place=COUNTRY)
    parts = {part.code: (part.numerator, part.denominator) for part in breakdown(country, Level.PROVINCE)}
    assert parts == {"68": (2, 9), ELSEWHERE: (0, 1)}
    assert counted(country) == (2, 10)


def test_the_rows_are_exactly_the_figure(province: dict[str, Organisation]) -> None:
    told = db.session.execute(rows(ASKED)).all()
    found = [(db.session.get_one(Organisation, r.subject_id), r.numerator) for r in told if r.left_out is None]
    assert [organisation.name for organisation, linked in found if linked] == ["HTX a", "HTX b"]
    assert len(found) == 9
    assert {r.left_out for r in told if not r.denominator} == {"unverified"}
    assert compute(ASKED).left_out == {LeftOut.UNVERIFIED: 2}  # j and the cast's newcomer


def test_a_renegotiated_contract_still_counts(province: dict[str, Organisation], cast: Cast) -> None:
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    deal = Deal(province["e"], buyer, state=ContractState.RENEGOTIATING, state_from=date(2026, 4, 1))
    contract(deal, entered_by=cast.binh, verified_by=cast.quan)
    assert counted(ASKED) == (3, 9)


def test_the_target_is_data_and_the_gap_follows(province: dict[str, Organisation]) -> None:
    figure = compute(ASKED)
    assert (figure.target and (figure.target.value, figure.target.year)) == (Decimal(50), 2030)
    assert figure.missing == 3  # half of nine is five, rounded up; two are linked


def test_an_unknown_indicator_is_named(context: Flask) -> None:
    with pytest.raises(DomainError, match="I99"):
        compute(replace(ASKED, code="I99"))


def test_a_union_or_group_is_no_agricultural_cooperative(province: dict[str, Organisation], cast: Cast) -> None:
    union = organisation("LHHTX", kind=OrganisationKind.LHHTX, verifier_id=cast.quan)
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    contract(Deal(union, buyer), entered_by=cast.binh, verified_by=cast.quan)
    assert counted(ASKED) == (2, 9)

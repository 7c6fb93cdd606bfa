"""Codes, size classes, shares of the State: rules that need no database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.organisations.codes import read_tax_code
from marketplace.organisations.models import Organisation, OrganisationKind, SizeClass, SoeClass
from marketplace.organisations.sizes import BILLION, size_class

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@pytest.mark.parametrize("code", ["0100047516", "0100109106", "0300588569", "6100123454", "6100000050"])
def test_codes_whose_check_digit_fits(code: str) -> None:
    assert read_tax_code(code).certain


@pytest.mark.parametrize("code", ["0312345678", "6100000090", "6100000091"])
def test_codes_whose_check_digit_does_not_fit_are_kept_as_doubtful(code: str) -> None:
    assert read_tax_code(code).text == code
    assert not read_tax_code(code).certain


@given(st.integers(0, 999_999_999).map(lambda number: f"{number:09}"))
def test_the_check_digit_is_the_one_of_the_circular(start: str) -> None:
    """TT 105/2020/TT-BTC: r = Σ N·w mod 11; no number when r = 0; else the tenth digit is 10 − r."""
    if start[2:] == "0000000":
        return
    rest = sum(int(digit) * weight for digit, weight in zip(start, WEIGHTS, strict=True)) % 11
    fitting = {last for last in range(10) if read_tax_code(f"{start}{last}").certain}
    assert fitting == ({10 - rest} if rest else set())


def test_branches_and_people() -> None:
    assert read_tax_code("0100109106001").text == "0100109106-001"
    assert read_tax_code(" 0100.109.106 - 001 ").text == "0100109106-001"
    assert not read_tax_code("0100109106-000").certain
    assert read_tax_code("068095001234").is_personal


@pytest.mark.parametrize("text", ["", "12345", "01001091061", "01001O9106", "٠١٠٠١٠٩١٠٦", "0100109106-01"])
def test_what_is_no_code_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="Mã số thuế"):
        read_tax_code(text)


@pytest.mark.parametrize(
    ("members", "revenue", "capital", "expected"),
    [
        (300, 50, 0, SizeClass.LARGE),
        (300, 0, 10, SizeClass.LARGE),
        (299, 50, 10, SizeClass.MEDIUM),
        (300, 49, 9, SizeClass.MEDIUM),
        (50, 2, 0, SizeClass.SMALL),
        (50, 1, 0, SizeClass.MICRO),
        (49, 100, 100, SizeClass.MICRO),
        (20, None, None, SizeClass.MICRO),
        (60, None, None, None),
        (60, 3, None, SizeClass.SMALL),
        (None, 100, 100, None),
        (None, 0, 0, SizeClass.MICRO),
    ],
)
def test_size_classes(
    members: int | None, revenue: int | None, capital: int | None, expected: SizeClass | None
) -> None:
    assert size_class(members, _billion(revenue), _billion(capital)) is expected


def _billion(number: int | None) -> int | None:
    return None if number is None else number * BILLION


@given(st.integers(0, 400), *([st.integers(0, 60 * BILLION)] * 2))
def test_what_is_unknown_is_never_guessed(members: int, revenue: int, capital: int) -> None:
    known = size_class(members, revenue, capital)
    assert known is not None
    for hidden in ((None, revenue, capital), (members, None, capital), (members, revenue, None)):
        assert size_class(*hidden) in {None, known}


@pytest.mark.parametrize(
    ("capital", "votes", "expected"),
    [
        (100, None, SoeClass.FULL),
        ("50.001", None, SoeClass.MAJORITY),
        (50, 50, SoeClass.MINORITY),
        (30, 51, SoeClass.MAJORITY),
        (0, 0, SoeClass.NONE),
        (None, None, None),
    ],
)
def test_half_of_the_capital_makes_no_state_enterprise(
    capital: str | int | None, votes: str | int | None, expected: SoeClass | None
) -> None:
    enterprise = Organisation(
        kind=OrganisationKind.ENTERPRISE,
        state_capital_pct=None if capital is None else Decimal(capital),
        state_voting_pct=None if votes is None else Decimal(votes),
    )
    assert enterprise.soe_class is expected

"""Strict Vietnamese numbers and the notation of reported figures."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.vocabulary.numbers import MOST_DIGITS, NumberTextError, parse_decimal_vi, parse_range

NO_NUMBERS = ["NaN", "inf", "-inf", "∞", "1e5", "1e308", "0x10", "1_000", "١٢٣", "๕", "Ⅴ", "五", "½", "1/2", "N/A"]
NO_NUMBERS += ["5-", "-", ".", ",", "≥10", "10+", "5‰", "5tr", "500k", "10₫"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.000.000", "1000000"),
        ("1 000 000", "1000000"),
        ("1.500", "1500"),
        (" 12,5 ", "12.5"),
        ("0,125", "0.125"),
        ("1.234,500", "1234.500"),
        ("０１２", "12"),
        ("-5", "-5"),
        ("-0", "0"),
        ("000123", "123"),
        ("999.999.999.999.999.999", "999999999999999999"),
    ],
)
def test_one_reading_is_read(text: str, value: str) -> None:
    assert str(parse_decimal_vi(text)) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("1.5", "use_comma"),
        ("0.000000001", "use_comma"),
        ("1,500", "two_readings"),
        ("1.00.000", "bad_grouping"),
        ("0.500", "use_comma"),
        ("5,", "bad_grouping"),
        ("10,0,0", "bad_grouping"),
        ("10-12", "range"),
        ("9223372036854775807", "too_many_digits"),
        ("9" * 5_000, "too_many_digits"),
        *((text, "not_a_number") for text in NO_NUMBERS),
        ("5 tấn", "not_a_number"),
        ("1 tỷ 2", "not_a_number"),
        ("--5", "not_a_number"),
        ("1\n2", "not_a_number"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(NumberTextError) as refused:
        parse_decimal_vi(text)
    assert refused.value.code == code


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_what_we_print_is_what_we_read(value: Decimal) -> None:
    text = f"{value:,.4f}".translate(str.maketrans(",.", ".,"))
    assert parse_decimal_vi(text) == value


@given(st.text(max_size=100))
def test_any_text_is_a_finite_number_or_a_reason(text: str) -> None:
    value = None
    with contextlib.suppress(NumberTextError):  # any other error fails the test
        value = parse_decimal_vi(text)
    assert value is None or (value.is_finite() and len(value.as_tuple().digits) <= MOST_DIGITS)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("25000", "25000", "25000"),
        ("2,5-3", "2.5", "3"),
        ("4-4,5", "4", "4.5"),
        ("1.5-2", "1.5", "2"),
        ("12000 – 15000", "12000", "15000"),
        ("12.95", "12.95", "12.95"),
        ("1.234.567", "1234567", "1234567"),
        ("1,234,567.5", "1234567.5", "1234567.5"),
        ("10 đến 12", "10", "12"),
    ],
)
def test_reported_ranges(text: str, low: str, high: str) -> None:
    assert parse_range(text) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("1.500", "two_readings"),
        ("40; 50", "several_values"),
        ("5-3", "reversed_range"),
        ("1-2-3", "not_a_number"),
        ("khoảng 10", "not_a_number"),
        ("1e5", "not_a_number"),
        ("٣", "not_a_number"),
        ("9" * 19, "too_many_digits"),
    ],
)
def test_unreadable_reports_are_refused(text: str, code: str) -> None:
    with pytest.raises(NumberTextError) as refused:
        parse_range(text)
    assert refused.value.code == code

"""A day of every year as people type it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from marketplace.catalogue.models import MonthDay
from marketplace.catalogue.month_days import MonthDayField


class Days(Form):
    day = MonthDayField("Từ ngày")


def sent(typed: str) -> Any:
    form = Days(MultiDict({"day": typed}))
    form.validate()
    return form.day


@pytest.mark.parametrize("typed", ["15/01", "15/1", " 15-01 ", "15.1", "15 / 1", "１５／０１"])
def test_a_day_is_read_day_first(typed: str) -> None:
    field = sent(typed)
    assert (field.data, field.errors, str(MonthDay(1, 15))) == (MonthDay(1, 15), [], "15/01")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02", "Tháng 2 không có ngày 31."),
        ("31/04", "Tháng 4 không có ngày 31."),
        ("0/5", "Tháng 5 không có ngày 0."),
        ("29/02", "Ngày 29/02 chỉ có trong năm nhuận. Hãy ghi 28/02 hoặc 01/03."),
        ("10/15", "Không có tháng 15. Viết ngày trước, tháng sau: 15/01."),
        ("15/01/2026", "Mùa vụ lặp lại hằng năm: chỉ ghi ngày và tháng, ví dụ 15/01."),
        ("2026-01-15", "Mùa vụ lặp lại hằng năm: chỉ ghi ngày và tháng, ví dụ 15/01."),
        ("tháng 5", "Không đọc được ngày này. Hãy nhập ngày/tháng, ví dụ 15/01."),
        ("١٥/٠١", "Không đọc được ngày này. Hãy nhập ngày/tháng, ví dụ 15/01."),
    ],
)
def test_what_is_no_day_is_told_in_words_and_kept(context: Flask, typed: str, said: str) -> None:
    with context.test_request_context():
        field = sent(typed)
        assert (field.data, field.errors, field._value()) == (None, [said], typed)


@given(st.dates())
def test_every_day_of_a_common_year_is_shown_as_it_is_read(day: Any) -> None:
    if (day.month, day.day) != (2, 29):
        read = sent(f"{day.day}/{day.month}")
        assert sent(read.show(read.data)).data == MonthDay(day.month, day.day)

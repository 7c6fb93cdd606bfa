"""Small readers: places to source from, press facts, periods in words, years of a copy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.listings.copying import years_to_next
from marketplace.listings.presenting import span_words
from marketplace.listings.quantities import MOST_KG, UNIT_CODES, countable_units, from_kg, kilograms_in_one, to_kg
from marketplace.listings.recurrence import a_year_later
from marketplace.listings.reported import reported_facts
from marketplace.needs.conditions import read_places
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.web.formats import format_source_day

THREE_PLACES = st.decimals(min_value="0.001", max_value=10**6, places=3)


@given(THREE_PLACES, st.sampled_from([Decimal(1), Decimal(10), Decimal(100), Decimal(1000)]))
def test_kilograms_lead_back_to_what_was_typed(value: Decimal, per_unit: Decimal) -> None:
    assert from_kg(to_kg(value, per_unit), per_unit) == value


def test_too_fine_and_too_much_are_refused() -> None:
    for value, words in ((Decimal("0.0001"), "gam"), (MOST_KG, "quá lớn")):
        with pytest.raises(DomainError, match=words):
            to_kg(value, Decimal("1.1"))


def test_every_unit_of_the_form_has_a_mass_or_asks_for_it(context: Flask) -> None:
    found = countable_units()
    assert [unit.code for unit in found] == list(UNIT_CODES)
    for unit in found:
        if unit.ambiguous:
            with pytest.raises(DomainError) as asked:
                kilograms_in_one(unit, None)
            assert asked.value.field == "unit_kg"
            assert kilograms_in_one(unit, Decimal("12.5")) == Decimal("12.5")
        else:
            assert kilograms_in_one(unit, None) == unit.factor


def test_places_are_read_by_old_names_and_new(context: Flask) -> None:
    found = read_places("Đắk Song, Đắk Nông\nGia Lai; xã Thuận Hạnh, Đắk Song, Đắk Nông")
    assert [place.as_written for place in found] == [
        "Đắk Song, Đắk Nông",
        "Gia Lai",
        "xã Thuận Hạnh, Đắk Song, Đắk Nông",
    ]
    assert found[0].province_code == found[2].province_code
    assert found[2].commune_code is not None
    with pytest.raises(DomainError, match="Atlantis") as unknown:
        read_places("Gia Lai\nAtlantis")
    assert unknown.value.field == "places"


def test_a_whole_month_is_named_by_its_name(context: Flask) -> None:
    assert span_words(date(2028, 2, 1), date(2028, 2, 29)) == "Tháng 2/2028"
    assert span_words(date(2027, 2, 1), date(2027, 2, 27)) == "01/02/2027 – 27/02/2027"


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_a_copy_never_ends_in_the_past_and_skips_no_season(last: date, today: date) -> None:
    years = years_to_next(last, today)
    assert years >= 1
    assert a_year_later(last, years) >= today
    assert years == 1 or a_year_later(last, years - 1) < today


def test_what_the_press_leaves_out_stays_unknown(context: Flask) -> None:
    offer = Offer(source_facts={"quantity_value": "1200", "quantity_unit": "tấn", "quantity_period": "year"})
    facts = {str(label): words for label, words in reported_facts(offer)}
    assert facts["Sản lượng"] == "1200 tấn mỗi năm"
    assert facts["Giá"] == facts["Chứng nhận"] == ""
    assert offer not in db.session


def test_codes_units_and_papers_of_a_report_are_read_as_words(context: Flask) -> None:
    told = {
        "price_value": "25",
        "price_unit": "% trên giá thị trường",
        "price_basis": "premium_over_market",
        "need_value": "72",
        "need_unit": "tons",
        "need_period": "contract",
        "certificates_required": "planting area code; packaging code; clean process",
    }
    need = Need(origin=Origin.REPORTED, source_facts=told)
    facts = {str(label): words for label, words in reported_facts(need)}
    assert facts["Cách tính giá"] == "cao hơn giá thị trường"
    assert facts["Nhu cầu"] == "72 tấn theo hợp đồng"
    assert facts["Chứng nhận cần có"] == "mã số vùng trồng; mã số cơ sở đóng gói; clean process"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-03-05", "05/03/2024"),
        ("2023-08", "08/2023"),
        ("2021", "2021"),
        ("", ""),
        ("vụ 2021-2022", "vụ 2021-2022"),
    ],
)
def test_the_day_of_a_report_is_written_as_every_other_day(written: str, read: str) -> None:
    assert format_source_day(written) == read

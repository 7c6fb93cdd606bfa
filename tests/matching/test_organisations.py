"""Organisations that may be one are found; namesakes elsewhere are left alone."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace

import pytest

from matching.organisation_names import read_name
from matching.organisations import Likeness, OrganisationRecord, duplicates, likenesses_of

HERE = OrganisationRecord(
    "1", "Hợp tác xã Nông nghiệp Tân Tiến", "6100123454", "Xã Thuận Hạnh", "Lâm Đồng", "0912 345 678"
)


def pair(left: OrganisationRecord, **changes: str | None) -> Likeness | None:
    """The likeness of a record and a changed copy of it."""
    found = duplicates([left, replace(left, id="2", **changes)])  # type: ignore[arg-type]
    assert len(found) <= 1
    return found[0] if found else None


def kinds(found: Likeness | None) -> set[str]:
    return {reason.kind for reason in found.reasons} if found else set()


@pytest.mark.parametrize(
    "name",
    [
        "HTX Nông nghiệp Tân Tiến",
        "HTX NN Tân Tiến",
        "HTXNN Tân Tiến",
        "HTX DVNN Tân Tiến",
        "htx nong nghiep tan tien",
        "Hợp tác xã dịch vụ nông nghiệp tổng hợp TÂN TIẾN",
        "HTX Tân Tiến (Đắk Nông)",
        "HTX Nông nghiệp Tân Tiến, xã Thuận Hạnh, huyện Đắk Song",
        "HTX nông nghiệp TânTiến",
        "Tan Tien Agricultural Cooperative",
        unicodedata.normalize("NFD", "HTX Nông nghiệp Tân Tiến"),
    ],
)
def test_another_way_to_write_the_name_is_found_by_commune(name: str) -> None:
    found = pair(HERE, name=name, tax_code=None, phone=None)
    assert {"name", "commune"} <= kinds(found)


def test_the_place_of_the_tone_mark_does_not_matter_but_another_tone_speaks_against() -> None:
    base = replace(HERE, name="HTX Hòa Thủy", tax_code=None, phone=None)
    same, other = pair(base, name="HTX Hoà Thuỷ"), pair(base, name="HTX Hoa Thúy")
    assert same is not None
    assert other is not None
    assert kinds(other) - kinds(same) == {"tones_other"}
    assert other.score < same.score


def test_old_names_of_places_are_the_places_of_today() -> None:
    found = pair(HERE, commune="Thuận Hạnh", province="Đắk Nông", tax_code=None, phone=None)
    assert "commune" in kinds(found)


@pytest.mark.parametrize("name", ["HTX Nông nghiệp Tân Tiến", "Hợp tác xã Tân Tiến"])
def test_a_namesake_in_another_province_is_another_cooperative(name: str) -> None:
    assert pair(HERE, name=name, commune=None, province="Đồng Tháp", tax_code=None, phone=None) is None
    assert pair(HERE, name=name, commune=None, province="Đồng Tháp", tax_code="0100109106") is None


def test_other_tax_codes_speak_against_and_a_branch_is_told() -> None:
    assert pair(HERE, tax_code="0100109106", phone=None) is None
    branch = pair(HERE, tax_code="6100123454-001", name="Chi nhánh HTX Tân Tiến")
    assert "branch" in kinds(branch)


def test_the_same_code_is_enough_whatever_the_name_and_place() -> None:
    found = pair(HERE, name="HTX Hoa Mai", tax_code="6100 123 454", phone=None, commune=None, province=None)
    assert found is not None
    assert kinds(found) == {"tax_code"}


@pytest.mark.parametrize("name", ["HTX Tân Tiến 2", "HTX Tân Tiến số 2", "HTX Tân Tiến II"])
def test_the_second_of_the_name_is_not_the_first(name: str) -> None:
    assert pair(HERE, name=name, tax_code=None, phone=None) is None
    second = replace(HERE, name="HTX Tân Tiến 2", tax_code=None, phone=None)
    assert pair(second, name=name) is not None


def test_a_typing_error_needs_the_commune_beside_it() -> None:
    base = replace(HERE, name="HTX Evergrowth", tax_code=None, phone=None)
    assert "name_like" in kinds(pair(base, name="HTX Evergrowht"))
    assert pair(base, name="HTX Evergrowht", commune=None, province=None) is None


def test_a_long_name_is_found_without_a_place_and_a_short_one_is_not() -> None:
    told = OrganisationRecord("1", "HTX Evergrowth")
    assert pair(told, province="Cần Thơ") is not None
    assert pair(OrganisationRecord("1", "HTX Tân Tiến"), province="Cần Thơ") is None


def test_the_same_telephone_is_read_in_every_writing() -> None:
    found = pair(HERE, tax_code=None, phone="+84 912.345.678", commune="Xã Đức An")
    assert "phone" in kinds(found)


def test_a_cooperative_and_an_enterprise_of_one_name_are_less_likely_one() -> None:
    company = pair(HERE, name="Công ty TNHH Tân Tiến", tax_code=None, phone=None)
    assert company is None
    group = pair(HERE, name="Tổ hợp tác Tân Tiến", tax_code=None, phone=None)
    assert group is not None, "a group that became a cooperative keeps its code and its name"


def test_a_new_one_meets_those_that_are_there() -> None:
    others = [replace(HERE, id="7"), replace(HERE, id="8", name="HTX Hoa Mai", tax_code=None, phone=None)]
    found = likenesses_of(replace(HERE, id="new"), others)
    assert [(one.left, one.right) for one in found] == [("new", "7")]


def test_the_order_of_the_records_changes_nothing() -> None:
    records = [replace(HERE, id=str(at), name=f"HTX Tân Tiến {at % 7}", tax_code=None) for at in range(60)]
    shuffled = random.Random(7).sample(records, len(records))
    assert duplicates(records) == duplicates(shuffled)


@pytest.mark.parametrize("name", ["", " ", "💥", "HTX", "HTX nông nghiệp", "x" * 1_000_000, "\u0000\u200b"])
def test_odd_names_are_read_without_an_error(name: str) -> None:
    read_name(name)
    found = pair(replace(HERE, name=name, tax_code=None, phone=None))
    assert found is None or found.score <= 100

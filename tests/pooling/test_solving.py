"""A group for a need: the promise of the search, whole kilograms, and why something cannot be, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from marketplace.errors import DomainError
from marketplace.offers.models import OfferPeriod
from marketplace.pooling.amounts import free_of
from marketplace.pooling.market import Option, Reading, Wanted
from marketplace.pooling.refusals import cell_name
from marketplace.pooling.solving import Locks, Wishes, solve, whole
from marketplace.pooling.words import change_sentence

MONTHS = [
    (date(2027, 1, 1), date(2027, 1, 31)),
    (date(2027, 2, 1), date(2027, 2, 28)),
    (date(2027, 3, 1), date(2027, 3, 31)),
]
LOT = Decimal(15_000)
kg = Decimal


def option(code: str, tonnes: int, price: int | None = 45_000, **more: Any) -> Option:
    """So many tonnes a month, in lots of at least fifteen."""
    number = ord(code)
    facts = {"minimum_lot_kg": LOT, "price": price, **more}
    return Option(code, number, number, f"HTX {code}", (kg(tonnes * 1000),) * 3, (kg(0),) * 3, **facts)


def reading(*options: Option, tonnes: int = 120) -> Reading:
    """Three months of so many tonnes; VietGAP must be held within 100 km."""
    wanted = tuple(Wanted(start, end, kg(tonnes * 1000)) for start, end in MONTHS)
    return Reading(wanted, options, frozenset({"vietgap"}), 100)


FIVE = reading(
    option("A", 60), option("B", 50, 44_000), option("C", 40, 46_000), option("D", 30, 47_000),
    option("E", 80, 40_000, rule="certificate", lacks=frozenset({"vietgap"})),
)  # fmt: skip
FOUR = Wishes(maximum_suppliers=4)


def test_the_months_are_filled_within_every_limit() -> None:
    found = solve(FIVE, replace(FOUR, largest_share=kg("0.4")), Locks())
    assert found.short_kg == (0, 0, 0)
    assert "E" not in found.given, "it does not hold the paper"
    assert all(sum(given[at] for given in found.given.values()) == 120_000 for at in range(3))
    assert all(amount == 0 or amount >= LOT for given in found.given.values() for amount in given)
    assert max(sum(given) for given in found.given.values()) <= kg("0.4") * 360_000
    assert found.gap is not None
    assert found.bound_dong is not None
    assert found.gap <= kg("0.001")
    assert found.bound_dong <= found.cost_dong


def test_what_is_locked_stays_and_the_rest_is_solved_around_it() -> None:
    locks = Locks(kg={("D", 0): kg(25_000)}, inside=frozenset({"C"}), outside=frozenset({"B"}))
    found = solve(FIVE, FOUR, locks)
    assert found.given["D"][0] == 25_000
    assert "C" in found.given
    assert "B" not in found.given


def test_who_keeps_its_price_to_itself_is_not_taken_for_free() -> None:
    hidden = reading(option("A", 120), option("B", 120, 44_000), option("C", 120, None), tonnes=100)
    found = solve(hidden, Wishes(maximum_suppliers=1), Locks())
    assert list(found.given) == ["B"], "the middle of the known prices is above the lowest"
    only = solve(hidden, Wishes(), Locks(inside=frozenset({"C"}), outside=frozenset({"A", "B"})))
    assert (only.parts["price"], only.parts["price_assumed"]) == (0, 300_000 * 44_500)


def test_without_time_there_is_a_group_and_no_claim_that_it_is_the_best() -> None:
    found = solve(FIVE, replace(FOUR, seconds=kg(0)), Locks())
    assert found.short_kg == (10_000,) * 3, "the quick group leaves less open than anybody's lot"
    assert found.gap is not None
    assert found.gap > 0


def test_what_stays_open_is_told_with_the_single_changes_that_close_it(context: Flask) -> None:
    far = option("F", 90, 45_000, km=kg(130), rule="distance")
    two = reading(option("A", 60), option("B", 50), option("C", 40), FIVE.options[4], far)
    found = solve(two, Wishes(maximum_suppliers=2), Locks())
    assert found.short_kg == (10_000, 10_000, 10_000)
    told = " ".join(change_sentence(one) for one in found.changes)
    for words in ("Nhận thêm một đơn vị", "HTX E có thêm VietGAP", "Nhận hàng xa tới 130 km", "bớt thiếu 30 tấn"):
        assert words in told


def test_all_or_nothing_takes_a_whole_order_or_nobody_and_says_what_would_help(context: Flask) -> None:
    whole_order = replace(FOUR, all_or_nothing=True)
    assert solve(FIVE, whole_order, Locks()).short_kg == (0, 0, 0)
    found = solve(reading(option("A", 60), option("B", 50)), whole_order, Locks())
    assert (found.given, found.short_kg) == ({}, (120_000,) * 3)
    assert "Nhận giao một phần đơn thì bớt thiếu 330 tấn." in [change_sentence(one) for one in found.changes]


def test_a_share_of_a_paper_is_kept_and_a_smaller_one_is_tried_where_it_leaves_too_little(context: Flask) -> None:
    halal = reading(option("A", 60, holds=frozenset({"halal"})), option("B", 70, 44_000), option("C", 40, 46_000))
    found = solve(halal, Wishes(certificate_shares={"halal": kg("0.5")}), Locks())
    assert sum(found.given["A"]) * 2 >= sum(map(sum, found.given.values())) == 360_000
    more = solve(halal, Wishes(certificate_shares={"halal": kg("0.6")}), Locks())
    assert (sum(more.given["A"]), sum(more.short_kg)) == (180_000, 60_000)
    told = [change_sentence(one) for one in more.changes]
    assert "Chỉ đòi Halal cho ít nhất 50% khối lượng thì bớt thiếu 60 tấn." in told
    assert "HTX B có thêm Halal thì bớt thiếu 60 tấn." in told


def test_locks_that_leave_something_open_are_told_one_by_one(context: Flask) -> None:
    """A cell below what its supplier has, and who was taken out: each is tried by solving again."""
    locks = Locks(kg={("A", 1): kg(20_000)}, outside=frozenset("D"))
    told = [change_sentence(one) for one in solve(FIVE, Wishes(), locks).changes]
    assert "Bỏ khóa ô tháng 2/2027 của HTX A thì bớt thiếu 10 tấn." in told
    assert "Nhận lại HTX D đã bỏ ra thì bớt thiếu 10 tấn." in told
    only = solve(FIVE, Wishes(maximum_suppliers=1), Locks(inside=frozenset("D")))
    assert "Không bắt buộc giữ HTX D trong nhóm thì bớt thiếu 90 tấn." in map(change_sentence, only.changes)


CELL = cell_name("A", MONTHS[0][0])


REFUSED: list[tuple[Wishes, Locks, str | None, str]] = [
    (FOUR, Locks(kg={("A", 0): kg(70_000)}), CELL, "HTX A chỉ còn 60 tấn cho kỳ tháng 1/2027"),
    (FOUR, Locks(kg={("A", 0): kg(60_000), ("B", 0): kg(50_000), ("C", 0): kg(15_000)}), None, "nhiều hơn 120 tấn"),
    (FOUR, Locks(inside=frozenset({"X"}), names={"X": "HTX Xa"}), "lock_X", "HTX Xa không còn đủ điều kiện"),
    (FOUR, Locks(inside=frozenset({"E"})), "lock_E", "HTX E không còn đủ điều kiện"),
    (Wishes(maximum_suppliers=1), Locks(inside=frozenset("AB")), "maximum_suppliers", "Đã khóa 2 đơn vị"),
    (Wishes(maximum_suppliers=2, largest_share=kg("0.4")), Locks(), "largest_share_pct", "không thể dưới 50%"),
    (
        Wishes(maximum_suppliers=5, largest_share=kg("0.52")),
        Locks(outside=frozenset("BCD")),
        "largest_share_pct",
        "Đã bỏ ra HTX B, HTX C, HTX D nên chỉ còn 1 đơn vị",
    ),
    (Wishes(latest=date(2026, 12, 31)), Locks(), "latest", "đứng trước mọi kỳ"),
    (
        replace(FOUR, all_or_nothing=True),
        Locks(kg={("A", 0): kg(15_000)}, outside=frozenset("BC")),
        "all_or_nothing",
        "hoặc nhận giao một phần",
    ),
    (Wishes(certificate_shares={"halal": kg("0.5")}), Locks(), "shares", "có Halal đến hết kỳ cuối"),
    (FOUR, Locks(kg={("A", at): kg(0) for at in range(3)}, inside=frozenset("A"), names={"A": "HTX A"}), None, "khóa"),
]


def test_what_cannot_be_kept_is_refused_beside_its_field(context: Flask) -> None:
    for wishes, locks, field, words in REFUSED:
        with pytest.raises(DomainError) as refused:
            solve(FIVE, wishes, locks)
        assert words in str(refused.value.message)
        assert field in {None, refused.value.field}


def test_a_lot_larger_than_every_month_leaves_all_open() -> None:
    found = solve(reading(option("A", 60, minimum_lot_kg=kg(500_000))), FOUR, Locks())
    assert (found.given, found.short_kg) == ({}, (120_000,) * 3)


def test_amounts_are_whole_kilograms_with_the_same_sums() -> None:
    third = kg("33333.333")
    rounded = whole({"A": (third,), "B": (third,), "C": (kg("33333.334"),)}, Locks())
    assert sum(given[0] for given in rounded.values()) == 100_000
    assert all(given[0] % 1 == 0 for given in rounded.values())


def test_one_lot_over_several_months_is_counted_once() -> None:
    wanted = FIVE.wanted
    quarter = _lot(date(2027, 1, 1), date(2027, 3, 31), 60)
    assert free_of([quarter], wanted, MONTHS[0][0]) == ((60_000,) * 3, (0,) * 3, 60_000)
    firm, flexible, most = free_of([quarter, _lot(*MONTHS[0], 20)], wanted, MONTHS[0][0])
    assert most is None
    assert 79_990 <= sum(firm) + sum(flexible) <= 80_000
    promised = _lot(*MONTHS[0], 20)
    promised.reserved_kg = kg(15_000)
    assert free_of([promised], wanted, MONTHS[0][0])[0][0] == 5_000


def _lot(start: date, end: date, tonnes: int) -> OfferPeriod:
    nothing = kg(0)
    return OfferPeriod(
        start=start, end=end, firm_kg=kg(tonnes * 1000), flexible_kg=nothing, reserved_kg=nothing, contracted_kg=nothing
    )

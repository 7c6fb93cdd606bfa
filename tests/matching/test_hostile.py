"""Input that means harm or is merely odd: a named error, or the right answer, and soon."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from matching.batch import match
from matching.candidates import build
from matching.errors import RecordError
from matching.records import Certificate, Criterion, Good, OfferRecord, PriceBasis, Site
from tests.matching.contract import MEKONG, must_hold, need, offer, period
from tests.matching.test_ranking import MATCHER


def test_empty_texts_are_texts_like_any_other() -> None:
    nameless = offer("", name="", organisation="", goods=(Good("", form="", variety=""),), sites=(Site(""),))
    found = MATCHER.suggest(build([nameless]), need("", name="", goods=(Good("", form="", variety=""),)))
    assert [one.offer_id for one in found.suggestions] == [""]
    assert found.suggestions[0].score == sum(part.points for part in found.suggestions[0].parts)


def test_a_form_that_is_empty_is_not_one_that_is_unknown() -> None:
    index = build([offer("O-1", goods=(Good("rice", form=""),)), offer("O-2", goods=(Good("rice"),))])
    assert [bucket.form for _, bucket in index.forms("rice")] == [None, ""]


def test_ten_million_letters_are_no_obstacle() -> None:
    long = "x" * 10_000_000
    index = build([offer(long, name=long, goods=(Good("durian", variety=long),)), offer("O-1")])
    found = MATCHER.suggest(index, need(name=long, criteria=(Criterion("certificate", long),)))
    assert [len(one.offer_id) for one in found.suggestions] == [3, len(long)]


def test_equal_scores_stand_by_id() -> None:
    ids = [f"O-{place:04}" for place in range(700)]
    table = match([offer(id_) for id_ in reversed(ids)], [need()], MATCHER, top=50)
    assert [table.offer_ids[place] for place in table.offer] == ids[:50]
    assert len(set(table.tenths.tolist())) == 1


def test_many_sites_of_one_offer_leave_room_for_the_others() -> None:
    wide = offer("A", sites=(MEKONG,) * 500)
    table = match([wide, *(offer(f"O-{place}") for place in range(30))], [need()], MATCHER, top=20)
    assert len(set(table.offer.tolist())) == 20


def test_one_good_that_holds_everything_is_ranked_whole() -> None:
    many = (offer(f"O-{place}", periods=(), annual_kg=Decimal(place)) for place in range(70_000))
    wanted = need(periods=(), annual_kg=Decimal(69_999))
    table = match(build(many, keep=False), [wanted], MATCHER, top=3)
    # From 99 % of the asked quantity on nothing more is gained, so these are equals and stand by id.
    assert [table.offer_ids[place] for place in table.offer] == ["O-69300", "O-69301", "O-69302"]


def test_dates_centuries_apart_touch_only_where_they_do() -> None:
    early = offer("O-1", periods=(period(date.min, date(1000, 1, 1), 1000),))
    late = offer("O-2", periods=(period(date(9000, 1, 1), date.max, 1000),))
    index = build([early, late])
    assert not MATCHER.suggest(index, need()).suggestions
    always = need(periods=(period(date.min, date.max, 90_000),))
    assert {one.offer_id for one in MATCHER.suggest(index, always).suggestions} == {"O-1", "O-2"}


@pytest.mark.parametrize("amount", [Decimal("1e400"), Decimal("1e-400"), Decimal(10) ** 30])
def test_amounts_beyond_counting_are_refused_or_ranked(amount: Decimal) -> None:
    try:
        odd = offer("O-1", annual_kg=amount, periods=(), minimum_lot_kg=None)
        found = MATCHER.suggest(build([odd]), need(periods=(), annual_kg=amount)).suggestions
    except RecordError:
        return
    assert [one.offer_id for one in found] == ["O-1"]
    assert all(0 <= part.value <= 1 for part in found[0].parts)


@pytest.mark.parametrize("price", [0, 10**30, 10**400])
def test_prices_beyond_counting_are_refused_or_ranked(price: int) -> None:
    try:
        odd = offer("O-1", price=PriceBasis("fixed", price))
        found = MATCHER.suggest(build([odd]), need(price=PriceBasis("fixed", price))).suggestions
    except RecordError:
        return
    assert [one.offer_id for one in found] == ["O-1"]
    assert all(0 <= part.value <= 1 for part in found[0].parts)


def test_hundreds_of_wishes_and_papers_are_counted() -> None:
    kinds = [f"paper {place}" for place in range(300)]
    holder = offer(certificates=tuple(Certificate(kind) for kind in kinds))
    found = MATCHER.suggest(build([holder, offer("O-2")]), need(criteria=tuple(map(must_hold, kinds))))
    assert [one.offer_id for one in found.suggestions] == ["O-1"]
    assert [one.rule for one in found.near_misses] == ["certificate"]


def test_nothing_against_nothing_is_nothing() -> None:
    assert len(match([], [], MATCHER)) == 0
    assert len(match([], [need()], MATCHER)) == 0
    assert len(match([offer()], [], MATCHER)) == 0
    assert len(match([OfferRecord("O-1", "a", ())], [need(goods=())], MATCHER)) == 0

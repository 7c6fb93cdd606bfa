"""Drafting terms: shares of several cooperatives, periods that can be booked truly, annexes of signed contracts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.brokering import actions
from marketplace.brokering.actions import GradeDraft, InputDraft, PeriodDraft
from marketplace.brokering.durations import last_day
from marketplace.brokering.models import Case, CaseStage, InputKind, Terms
from marketplace.brokering.shares import share_table
from marketplace.brokering.voices import Voice
from marketplace.brokering.wording import lines
from marketplace.clock import today
from marketplace.contracts.remarks import full_months
from marketplace.errors import DomainError, NotAllowedError, NotEnoughLeftError, WrongStateError
from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import Offer
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories import brokering, contracts, listings_by_hand

Browse = Callable[..., Browser]
DAY = timedelta(days=1)
kg = Decimal


def pooled(cast: Cast) -> Case:
    """Đoàn Kết and Bình Minh, a hundred tonnes each, have both met Hương Việt."""
    offer, need = brokering.pair(cast)
    other = listings_by_hand.offer(cast.binh_minh, brokering.GOODS)
    case = actions.open_case(by=user(cast.binh), offer=offer, need=need, others=[other])
    for person, side in ((cast.hoa, cast.doan_ket), (cast.tu, cast.binh_minh), (cast.minh, cast.huong_viet)):
        actions.answer(by=user(person), case=case, voice=Voice(side), yes=True)
    return case


def shares(case: Case, **tonnes: int) -> list[PeriodDraft]:
    """One period, so much of each cooperative by its place in the case."""
    period = case.offer.periods[0]
    order = dict(zip(("first", "second"), case.seller_ids, strict=True))
    return [PeriodDraft(period.start, period.end, kg(amount * 1000), order[who]) for who, amount in tonnes.items()]


def propose(cast: Cast, case: Case, **changes: Any) -> Terms:
    draft = brokering.draft(case, **changes)
    return actions.propose_terms(by=user(cast.binh), case=case, draft=draft, based_on=len(case.revisions))


def accept(cast: Cast, case: Case, *people: tuple[int, int]) -> None:
    for person, side in people:
        actions.accept_terms(by=user(person), case=case, number=len(case.revisions), voice=Voice(side))


@pytest.mark.usefixtures("context")
class TestShares:
    def test_each_cooperative_has_its_share_of_a_period_and_its_own_offer_holds_it(self, cast: Cast) -> None:
        case = pooled(cast)
        terms = propose(cast, case, periods=shares(case, first=60, second=35))
        table = share_table(terms)
        assert [producer.id for producer in table.producers] == [cast.doan_ket, cast.binh_minh]
        assert (table.totals_kg, table.total_kg) == ([kg(60_000), kg(35_000)], kg(95_000))
        accept(cast, case, (cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet))
        assert case.stage is CaseStage.NEGOTIATION, "two of three have agreed"
        accept(cast, case, (cast.tu, cast.binh_minh))
        assert case.stage is CaseStage.AGREED
        assert [offer.periods[0].reserved_kg for offer in case.offers.values()] == [kg(60_000), kg(35_000)]
        assert case.need.periods[0].reserved_kg == kg(95_000)

    def test_more_than_one_of_them_has_names_what_is_left(self, cast: Cast) -> None:
        case = pooled(cast)
        with pytest.raises(NotEnoughLeftError) as refusal:
            propose(cast, case, periods=shares(case, first=50, second=101))
        assert refusal.value.data["left_kg"] == kg(100_000)

    def test_shares_that_make_no_sense_are_refused_by_name(self, cast: Cast) -> None:
        case = pooled(cast)
        first, second = shares(case, first=10, second=10)
        for periods, words in [
            ([first, replace(second, quantity_kg=kg(0))], "khối lượng phải lớn hơn 0"),
            ([first, replace(second, quantity_kg=kg(-5))], "khối lượng phải lớn hơn 0"),
            ([first, second, replace(second, start=second.end)], "trùng ngày với kỳ khác"),
            ([first, replace(second, start=second.start - DAY)], "nằm ngoài thời hạn hợp đồng"),
            ([first, replace(second, organisation_id=cast.lua_vang)], "không còn trong vụ việc"),
        ]:
            with pytest.raises(DomainError, match=words) as refusal:
                propose(cast, case, periods=periods)
            assert refusal.value.field == "periods"
        assert case.revisions == []

    def test_who_has_not_said_yes_neither_proposes_nor_accepts(self, cast: Cast) -> None:
        case = brokering.introduced(cast)
        actions.add_member(by=user(cast.binh), case=case, offer=listings_by_hand.offer(cast.binh_minh, brokering.GOODS))
        with pytest.raises(NotAllowedError):
            actions.propose_terms(by=user(cast.tu), case=case, draft=brokering.draft(case))
        propose(cast, case)
        with pytest.raises(WrongStateError):
            accept(cast, case, (cast.tu, cast.binh_minh))


@pytest.mark.usefixtures("context")
class TestBooking:
    def test_days_in_several_periods_of_the_need_are_to_be_split(self, cast: Cast) -> None:
        """Booked by the longer overlap, the shorter period of the need would never be met."""
        case = brokering.introduced(cast)
        whole = case.need.periods[0]
        middle = whole.start + timedelta(days=60)
        case.need.periods.append(NeedPeriod(start=middle + DAY, end=whole.end, quantity_kg=kg(40_000)))
        whole.end = middle
        db.session.flush()
        last = case.need.periods[1].end
        with pytest.raises(DomainError, match="nhiều kỳ của nhu cầu") as refusal:
            propose(cast, case)
        assert (refusal.value.field, middle.strftime("%d/%m/%Y") in str(refusal.value)) == ("periods", True)
        start = case.offer.periods[0].start
        parts = [PeriodDraft(start, middle, kg(30_000)), PeriodDraft(middle + DAY, last, kg(10_000))]
        terms = propose(cast, case, periods=parts)
        assert [period.need_period_id for period in terms.periods] == [period.id for period in case.need.periods]

    @pytest.mark.parametrize(
        ("basis", "field", "value"),
        [
            (PriceBasis.FIXED, "premium_dong_per_kg", 500),
            (PriceBasis.MARKET, "price_dong_per_kg", 45_000),
            (PriceBasis.FLOOR, "margin_pct", Decimal(10)),
            (PriceBasis.TO_AGREE, "cost_dong_per_kg", 40_000),
        ],
    )
    def test_a_number_of_another_price_rule_is_refused_beside_it(
        self, cast: Cast, basis: PriceBasis, field: str, value: Any
    ) -> None:
        case = brokering.introduced(cast)
        with pytest.raises(DomainError) as refusal:
            propose(cast, case, **{"price_dong_per_kg": None, "price_basis": basis, field: value})
        assert refusal.value.field == field

    def test_rows_of_grades_and_inputs_are_terms_and_never_change(self, cast: Cast) -> None:
        case = brokering.introduced(cast)
        grades = [GradeDraft("Loại A", "trái 2–5 kg", Decimal(110), Decimal(60)), GradeDraft("Loại B", "còn lại")]
        given = [InputDraft(InputKind.CASH, "ứng đầu vụ", 50_000_000, today(), "trừ vào đợt giao đầu")]
        terms = propose(cast, case, grades=grades, inputs=given)
        said = {line.key: line.value for line in lines(terms)}
        assert said["grade:1"] == "Loại A: trái 2–5 kg; giá bằng 110 % đơn giá; ít nhất 60 % khối lượng"
        assert "50.000.000 ₫" in said["input:1"]
        assert "trừ vào đợt giao đầu" in said["input:1"]
        db.session.commit()
        for table in ("terms_grades", "terms_inputs"):
            with pytest.raises(sa.exc.DBAPIError):
                db.session.execute(sa.text(f"DELETE FROM {table}"))
            db.session.rollback()


@pytest.mark.usefixtures("context")
class TestAnnex:
    def test_an_annex_holds_only_what_it_adds_and_the_contract_stands(self, cast: Cast) -> None:
        contract = contracts.signed(cast, 40)
        case, period = contract.case, contract.case.offer.periods[0]
        both = (cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)
        with pytest.raises(WrongStateError):
            propose(cast, case, tonnes=60)
        actions.begin_amending(by=user(cast.binh), case=case)
        with pytest.raises(NotEnoughLeftError):
            propose(cast, case, tonnes=101)
        for tonnes, held in ((60, 20_000), (50, 10_000), (30, 0)):
            propose(cast, case, tonnes=tonnes)
            accept(cast, case, *both)
            assert (case.stage, period.contracted_kg, period.reserved_kg) == (
                CaseStage.CONTRACTED, kg(40_000), kg(held),
            )  # fmt: skip
        actions.end_amending(by=user(cast.binh), case=case)
        with pytest.raises(WrongStateError):
            propose(cast, case, tonnes=60)

    def test_what_was_on_the_table_before_the_annex_is_not_of_it(self, cast: Cast) -> None:
        case = brokering.agreed(cast)
        contract = contracts.drafted_for(cast, case)
        contracts.sign_all(cast, contract)
        actions.begin_amending(by=user(cast.binh), case=case)
        with pytest.raises(WrongStateError):
            actions.begin_amending(by=user(cast.binh), case=case)
        assert actions.annex_terms(case) is None


OF_MARKET = {
    "grades-0-name": "Loại A", "grades-0-criteria": "trái 2–5 kg", "grades-0-price_pct": "110",
    "inputs-0-kind": "cash", "inputs-0-description": "ứng đầu vụ", "inputs-0-value_dong": "50.000.000",
    "price_basis": "market", "price_dong_per_kg": "", "premium_dong_per_kg": "−1.500", "hardship_pct": "20",
    "periods-0-firm": "60", "periods-0-others-0": "35",
}  # fmt: skip


def pooled_page(app: Flask, cast: Cast) -> str:
    """The address of a case of two cooperatives that talks."""
    with app.app_context():
        page = f"/cases/{pooled(cast).public_id}"
        db.session.commit()
        return page


def test_terms_are_typed_without_script_and_kept_when_they_do_not_fit(app: Flask, cast: Cast, browser: Browse) -> None:
    """A table for two cooperatives, rows added by pressing, a total that is counted, one that does not fit."""
    form, minh = f"{pooled_page(app, cast)}/revisions/new", browser(cast.minh)
    start = minh.get(form)
    assert "periods-0-others-0" in start.fields()
    typed = start.fields() | {"periods-0-firm": "60", "periods-0-others-0": "35", "periods-0-total": "100"}
    for rows in ("grades", "inputs"):
        longer = minh.post(form, typed | {"add_row": rows}, status=200)
        assert f"{rows}-1-" in longer.text
    recounted = minh.post(form, typed | {"recount": "1"}, status=200)
    assert "tổng cộng 95 tấn" in recounted.words()
    typed |= {**OF_MARKET, "inputs-0-value_dong": "mười triệu"}
    refused = minh.post(form, typed, status=422)
    for kept in ("mười triệu", "Loại A", "−1.500", "cộng lại là 95 tấn, không phải 100 tấn"):
        assert kept in refused.text


def test_whoever_was_overtaken_looks_before_the_terms_are_replaced(app: Flask, cast: Cast, browser: Browse) -> None:
    page = pooled_page(app, cast)
    form, minh, hoa = f"{page}/revisions/new", browser(cast.minh), browser(cast.hoa)
    typed = minh.get(form).fields() | OF_MARKET | {"accept_now": "y"}
    hoa.submit(form, price_basis="fixed", price_dong_per_kg="52.000")
    stale = minh.post(form, typed, status=409)
    assert "−1.500" in stale.text
    assert "52.000" in stale.words()
    assert f"{page}/revisions?number=1" in stale.text
    again = minh.post(form, stale.fields(), status=409)
    assert "52.000" in again.words(), "pressing a second time is not having looked"
    assert "Tôi đã xem bản số 1" in again.words()
    seen = again.fields() | {"seen": "y"}
    hoa.submit(form, price_basis="fixed", price_dong_per_kg="53.000")
    newer = minh.post(form, seen, status=409)
    assert "Tôi đã xem bản số 2" in newer.words(), "what was seen is number 1"
    assert "seen" not in newer.fields()
    assert minh.post(form, newer.fields() | {"seen": "y"}).location == page, "seen and replaced on purpose"
    shown = hoa.get(f"{page}/revisions").words()
    assert "giá thị trường trừ 1.500 ₫" in shown
    assert shown.index("điều khoản khác nhau") < shown.index("điều khoản giống nhau")
    assert "giá bằng 110 % đơn giá" in hoa.get(f"{page}/acceptances").words()
    tried = hoa.get(f"{page}/price-rule?price=60.000").words()
    assert "58.500 ₫" in tried
    assert "Bên sản xuất" in tried
    hoa.get(f"{page}/price-rule?price=nhiều", status=422)
    hoa.submit(f"{page}/acceptances")
    browser(cast.tu).submit(f"{page}/acceptances")
    with app.app_context():
        assert db.session.scalars(sa.select(Case)).one().stage is CaseStage.AGREED
        assert {offer.periods[0].reserved_kg for offer in db.session.scalars(sa.select(Offer))} == {60_000, 35_000}


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 23), 36, date(2029, 11, 22)),
        (date(2027, 1, 1), 12, date(2027, 12, 31)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 30), 2, date(2027, 3, 29)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
    ],
)
def test_a_term_of_whole_months_is_not_a_day_longer(first: date, months: int, last: date) -> None:
    assert last_day(first, months) == last
    assert (full_months(first, last), full_months(first, last - DAY)) == (months, months - 1)


def test_another_price_rule_drops_the_numbers_filled_in_for_the_old_one(
    app: Flask, cast: Cast, browser: Browse
) -> None:
    """What the person typed is theirs to take back; what was filled in for them is not held against them."""
    with app.app_context():
        case = brokering.introduced(cast)
        case.need.contract_months = 36
        page, number = f"/cases/{case.public_id}/revisions/new", case.id
        brokering.proposed(cast, case, price_basis=PriceBasis.MARKET, price_dong_per_kg=None, premium_dong_per_kg=-500)
        db.session.commit()
    minh = browser(cast.minh)
    assert "nhân (cà phê)" in minh.get(page).words(), "forms of one name are told apart"
    changed = {"price_basis": "fixed", "price_dong_per_kg": "50.000"}
    typed = minh.submit(page, status=422, premium_dong_per_kg="−700", **changed)
    assert "hãy để trống" in typed.words()
    minh.submit(page, 302, None, **changed)
    with app.app_context():
        terms = db.session.get_one(Case, number).revisions[-1]
        assert (terms.price_dong_per_kg, terms.premium_dong_per_kg) == (50_000, None)


def test_a_complaint_names_the_row_and_the_cooperative(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        page = f"/cases/{pooled(cast).public_id}/revisions/new"
        db.session.commit()
    minh = browser(cast.minh)
    typed = minh.get(page).fields()
    typed |= {f"periods-1-{name}": typed[f"periods-0-{name}"] for name in ("start", "end")}
    refused = minh.post(page, typed | {"periods-1-firm": "1", "periods-1-others-0": "năm tấn"}, status=422)
    assert re.search(r"Dòng 2, [^:]*Bình Minh[^:]* \(tấn\):", refused.words())


def test_a_column_is_never_taken_for_another_cooperatives(app: Flask, cast: Cast, browser: Browse) -> None:
    """Somebody joins while the table is filled in: the typed shares are shown again and nothing is sent."""
    with app.app_context():
        page = f"/cases/{brokering.introduced(cast).public_id}/revisions/new"
        db.session.commit()
    minh = browser(cast.minh)
    typed = minh.get(page).fields() | {"periods-0-firm": "77"}
    with app.app_context():
        case = db.session.scalars(sa.select(Case)).one()
        other = listings_by_hand.offer(cast.binh_minh, brokering.GOODS)
        actions.add_member(by=user(cast.binh), case=case, offer=other)
        actions.answer(by=user(cast.tu), case=case, voice=Voice(cast.binh_minh), yes=True)
        db.session.commit()
    answer = minh.post(page, typed, status=409)
    assert "vừa thay đổi" in answer.words()
    assert answer.fields()["periods-0-firm"] == "77"
    assert minh.post(page, answer.fields()).status == 302


def test_more_rows_than_a_table_holds_are_refused_in_words_and_all_kept(
    app: Flask, cast: Cast, browser: Browse
) -> None:
    with app.app_context():
        page = f"/cases/{brokering.introduced(cast).public_id}/revisions/new"
        db.session.commit()
    minh = browser(cast.minh)
    typed = minh.get(page).fields() | {"periods-²-firm": "7"}
    for number in range(61):
        typed |= {f"periods-{number}-{name}": typed[f"periods-0-{name}"] for name in ("start", "end")}
        typed[f"periods-{number}-firm"] = f"{number + 1}"
    for number in range(21):
        typed |= {f"grades-{number}-name": f"Loại {number}", f"grades-{number}-criteria": "trái 2–5 kg"}
    refused = minh.post(page, typed, status=422)
    assert "Nhiều nhất 60 dòng, ở đây có 61 dòng" in refused.words()
    assert "Nhiều nhất 20 dòng, ở đây có 21 dòng" in refused.words()
    assert (refused.fields()["periods-60-firm"], refused.fields()["grades-20-name"]) == ("61", "Loại 20")

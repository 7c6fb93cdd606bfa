"""Pools of a need: who may be in one, what each side sees, what is looked at once more before anybody is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask

from marketplace.brokering import actions as cases
from marketplace.brokering import queries as case_queries
from marketplace.brokering.drafting import prefilled
from marketplace.brokering.sight import sight_of
from marketplace.brokering.voices import Voice
from marketplace.clock import now
from marketplace.errors import DomainError, NotAllowedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.listings.kinds import PriceVisibility
from marketplace.organisations.models import CertificateKind
from marketplace.pooling import actions
from marketplace.pooling.demands import Demands, read_demands
from marketplace.pooling.figures import Figures
from marketplace.pooling.near import near_of
from marketplace.pooling.solving import Locks, counted, solve
from marketplace.pooling.tables import amounts_of, locks_of, stored_rows, wishes_of
from tests.cast import Cast, user
from tests.factories import pools
from tests.factories.listings_by_hand import certificate
from tests.factories.pools import LOT, MONTHS, MOST, WANTED

pytestmark = pytest.mark.usefixtures("context")
ASKED = Decimal(WANTED * 1000)


def test_one_press_proposes_a_group_that_keeps_every_rule(cast: Cast) -> None:
    laid = pools.lay(cast)
    variant = pools.proposed(user(cast.minh), laid)
    figures = Figures(variant)
    assert [one.given_kg for one in figures.columns] == [ASKED] * MONTHS
    assert len(figures.group) <= MOST
    assert all(not cell.kg or cell.kg >= LOT * 1000 for one in variant.suppliers for cell in one.cells)
    assert laid.bare.id not in {one.offer_id for one in variant.suppliers}
    assert [one.offer.id for one in near_of(variant)] == [laid.bare.id], "the one without VietGAP is a near miss"
    assert "không nhóm nào" in figures.quality
    with pytest.raises(NotAllowedError):
        pools.proposed(user(cast.hoa), laid)


def test_who_is_kept_apart_and_a_price_for_parties_stay_out(cast: Cast) -> None:
    laid = pools.lay(cast)
    refused = cases.open_case(by=user(cast.minh), offer=laid.offers["binh_minh"], need=laid.need)
    cases.answer(by=user(cast.tu), case=refused, voice=Voice(cast.binh_minh), yes=False)
    cases.open_case(by=user(cast.minh), offer=laid.offers["moi_lap"], need=laid.need)
    laid.offers["doan_ket"].price_visibility = PriceVisibility.PARTIES
    db.session.flush()
    variant = pools.proposed(user(cast.minh), laid)
    found = {one.organisation_id: one.price_dong_per_kg for one in variant.suppliers}
    assert found == {cast.doan_ket: None, laid.offers["xuan_an"].organisation_id: 47_000}
    sellers = {cast.doan_ket, cast.binh_minh, cast.moi_lap}
    apart = {one for one in sellers if case_queries.refused_until(one, cast.huong_viet)}
    assert case_queries.refused_sellers(cast.huong_viet) == apart == {cast.binh_minh}
    assert variant.parts["price_assumed"] > 0, "its kilograms are weighed with the middle of the known prices"


def test_what_was_edited_is_locked_and_nobody_writes_over_a_newer_table(cast: Cast) -> None:
    laid, minh = pools.lay(cast), user(cast.minh)
    variant = pools.proposed(minh, laid)
    seen, reading = variant.version, pools.read_again(variant)
    rows = stored_rows(variant)
    answer = counted(reading, wishes_of(variant), amounts_of(rows, reading.wanted))
    assert (answer.cost_dong, answer.gap) == (variant.cost_dong, None), "typed amounts have no bound"
    locks = locks_of(rows, reading.wanted)
    actions.keep(by=minh, variant=variant, version=seen, reading=reading, answer=answer, locks=locks, solved=False)
    assert "sửa tay" in Figures(variant).quality
    with pytest.raises(StaleError):
        actions.keep(by=minh, variant=variant, version=seen, reading=reading, answer=answer, locks=locks, solved=False)


def test_up_to_three_variants_stand_beside_each_other(cast: Cast) -> None:
    minh = user(cast.minh)
    first = pools.proposed(minh, pools.lay(cast))
    second = actions.add_variant(by=minh, variant=first)
    assert Figures(second).total_kg == Figures(first).total_kg
    actions.add_variant(by=minh, variant=second)
    with pytest.raises(WrongStateError):
        actions.add_variant(by=minh, variant=first)
    actions.remove_variant(by=minh, variant=second)
    assert [one.number for one in first.pool.live_variants] == [1, 3]


def test_who_withdrew_meanwhile_is_named_and_nothing_is_opened(cast: Cast) -> None:
    laid, minh = pools.lay(cast), user(cast.minh)
    variant = pools.proposed(minh, laid)
    gone, less = laid.offers["doan_ket"], laid.offers["binh_minh"]
    gone.closed_at, gone.close_reason = now(), "Đã bán hết"
    less.periods[0].reserved_kg = Decimal(20_000)
    db.session.flush()
    reading = pools.read_again(variant)
    with pytest.raises(WrongStateError) as refused:
        actions.invite(by=minh, variant=variant, version=None, reading=reading, together=True)
    told = str(refused.value.message)
    assert f"{gone.organisation.name} không còn đủ điều kiện hoặc đã rút chào bán." in told
    assert f"{less.organisation.name} chỉ còn 30 tấn" in told
    assert (variant.pool.is_open, variant.pool.cases) == (True, [])
    assert Figures(variant).total_kg == 3 * ASKED, "the work is kept"


def test_what_was_demanded_of_the_whole_is_looked_at_before_anybody_is_asked(cast: Cast) -> None:
    """Typed amounts leave something open, and too little of them has the paper; a rounded share is no fault."""
    laid, minh = pools.lay(cast), user(cast.minh)
    paper = certificate(laid.offers["doan_ket"].organisation_id, CertificateKind.HALAL)
    laid.offers["doan_ket"].certificates.append(paper)
    variant = pools.proposed(minh, laid)
    demands = Demands(shares={"halal": 60}, all_or_nothing=True)
    actions.set_wishes(by=minh, variant=variant, version=None, values={"demands": demands})
    db.session.commit()
    assert variant.demands == demands
    read = pools.read_again(variant)
    assert [one.code for one in read.options if one.holds] == [laid.offers["doan_ket"].public_id]
    [told] = actions.faults(variant, read)
    assert "của nhóm có Halal, ít hơn 60% đã đòi" in told
    found = solve(read, wishes_of(variant), Locks())
    assert found.given == {}, "half of the order is all that it has"
    actions.set_wishes(by=minh, variant=variant, version=None, values={"demands": Demands(shares={"halal": 33})})
    actions.keep(by=minh, variant=variant, version=None, reading=read, locks=Locks(), solved=True,
                 answer=solve(read, wishes_of(variant), Locks()))  # fmt: skip
    assert actions.faults(variant, read) == []
    variant.suppliers[0].cells[0].kg -= 1000
    variant.demands = Demands(all_or_nothing=True)
    assert "chỉ nhận khi đủ cả đơn mà còn thiếu 1 tấn" in actions.faults(variant, read)[0]


def test_what_the_first_pools_kept_is_still_read() -> None:
    assert read_demands(["halal"]) == Demands(("halal",))
    assert read_demands(Demands(("halal",), {"ocop": 5}, all_or_nothing=True).kept).shares == {"ocop": 5}


def test_in_one_case_each_cooperative_sees_its_own_share_and_the_draft_starts_from_them(cast: Cast) -> None:
    laid = pools.lay(cast)
    variant = pools.proposed(user(cast.binh), laid)
    given = {one.organisation_id: one.total_kg for one in variant.suppliers if one.total_kg}
    reading = pools.read_again(variant)
    [case] = actions.invite(by=user(cast.binh), variant=variant, version=None, reading=reading, together=True)
    assert set(case.seller_ids) == set(given)
    hoa, minh = sight_of(user(cast.hoa).viewer(), case), sight_of(user(cast.minh).viewer(), case)
    assert {one.organisation_id for one in hoa.planned_shares} == {cast.doan_ket}
    assert sum(one.quantity_kg for one in hoa.planned_shares) == given[cast.doan_ket]
    assert sum(one.quantity_kg for one in minh.planned_shares) == 3 * ASKED
    for person, side in ((cast.hoa, cast.doan_ket), (cast.tu, cast.binh_minh), (cast.minh, cast.huong_viet)):
        cases.answer(by=user(person), case=case, voice=Voice(side), yes=True)
    assert (variant.pool.chosen, variant.pool.is_open) == (variant, False)
    with pytest.raises(WrongStateError):
        actions.add_variant(by=user(cast.binh), variant=variant)


def test_or_each_in_its_own_case(context: Flask, cast: Cast) -> None:
    laid, minh = pools.lay(cast), user(cast.minh)
    variant = pools.proposed(minh, laid)
    group = [one.organisation_id for one in Figures(variant).group]
    reading = pools.read_again(variant)
    made = actions.invite(by=minh, variant=variant, version=None, reading=reading, together=False, agree=True)
    assert [one.seller_id for one in made] == group
    assert all(one.has_consented(cast.huong_viet) for one in made), "the buyer's press is its yes"
    case = next(one for one in made if one.seller_id == cast.doan_ket)
    cases.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=True)
    with context.test_request_context():
        rows = prefilled(case).periods.entries
    assert [row.form.start.data for row in rows] == [start for start, _ in pools.months()]
    assert sum(row.form.firm.data for row in rows) * 1000 == sum(one.quantity_kg for one in case.planned_shares)


def test_a_need_that_asks_for_nothing_or_that_nobody_fits_is_refused_in_words(cast: Cast) -> None:
    laid, minh = pools.lay(cast), user(cast.minh)
    for period in laid.need.periods:
        period.reserved_kg = period.quantity_kg
    with pytest.raises(WrongStateError, match="đã đủ người cung cấp"):
        pools.proposed(minh, laid)
    laid.need.periods = []
    db.session.flush()
    with pytest.raises(WrongStateError, match="chưa ghi kỳ nào"):
        pools.proposed(minh, laid)


def test_nobody_to_show_is_told(cast: Cast) -> None:
    laid, minh = pools.lay(cast), user(cast.minh)
    for one in (*laid.offers.values(), laid.bare):
        one.closed_at, one.close_reason = now(), "Đã bán hết"
    db.session.flush()
    with pytest.raises(DomainError, match="Chưa có chào bán nào khớp"):
        pools.proposed(minh, laid)

"""Somebody declines: who said yes keeps its part, the rest is filled with the fewest changes, and cases follow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from marketplace.audit import events
from marketplace.audit.queries import history_of
from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case, CaseClosing, ConsentHow, LeavingReason
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.errors import NotAllowedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from marketplace.offers.actions import close_offer
from marketplace.pooling import actions
from marketplace.pooling.models import Pool
from marketplace.pooling.repair import Proposal, mended
from marketplace.pooling.solving import Wishes
from marketplace.pooling.standings import Standing, group_of
from tests.cast import Cast, user
from tests.factories import pools
from tests.factories.pools import Laid

pytestmark = pytest.mark.usefixtures("context")


@dataclass(frozen=True)
class Invited:
    """Bình invited a group for 120 tonnes in each of three months."""

    cast: Cast
    laid: Laid
    pool: Pool

    def case_of(self, name: str) -> Case:
        """The case in which somebody was asked."""
        offer = self.laid.offers[name]
        return next(
            one.case for one in self.pool.cases if offer in (one.case.offer, *(m.offer for m in one.case.members))
        )

    def says(self, name: str, *, yes: bool) -> None:
        """The broker writes down an answer."""
        voice = Voice(self.laid.offers[name].organisation_id, ConsentHow.PHONE, "gọi điện sáng nay")
        cases.answer(by=user(self.cast.binh), case=self.case_of(name), voice=voice, yes=yes)

    def proposal(self, *, may_change_agreed: bool = False) -> Proposal:
        """The group mended as the market is now."""
        return mended(group_of(self.pool, on=today()), may_change_agreed=may_change_agreed)

    def accept(self, found: Proposal, by: int | None = None) -> None:
        """Bình, or somebody else, carries it out as read."""
        person = user(by or self.cast.binh)
        actions.accept_repair(by=person, pool=self.pool, proposal=found, seen=found.fingerprint)

    def table(self, found: Proposal) -> dict[str, tuple[str, list[int], list[int]]]:
        """Where everybody stands, with tonnes before and after."""
        names = {offer.organisation_id: name for name, offer in self.laid.offers.items()}
        tonnes = [
            (line, [int(kg / 1000) for kg in line.before], [int(kg / 1000) for kg in line.after])
            for line in found.lines
        ]
        return {names[line.organisation_id]: (line.standing.value, before, after) for line, before, after in tonnes}


def invite(cast: Cast, *, together: bool = True) -> Invited:
    """A group of as few as possible: one of the four stands by."""
    laid = pools.lay(cast)
    variant = pools.proposed(user(cast.binh), laid, Wishes(maximum_suppliers=3, newly_linked=0, spread=0))
    reading = pools.read_again(variant)
    actions.invite(by=user(cast.binh), variant=variant, version=None, reading=reading, together=together)
    return Invited(cast, laid, variant.pool)


def test_who_said_yes_keeps_its_part_and_who_stood_by_fills_the_rest(cast: Cast) -> None:
    invited = invite(cast)
    for name in ("doan_ket", "binh_minh"):
        invited.says(name, yes=True)
    case = invited.case_of("moi_lap")
    kept = {share.organisation_id for share in case.planned_shares} - {cast.moi_lap}
    invited.says("moi_lap", yes=False)
    found = invited.proposal()
    assert invited.table(found) == {
        "doan_ket": ("agreed", [55, 55, 55], [55, 55, 55]), "binh_minh": ("agreed", [50, 50, 50], [50, 50, 50]),
        "xuan_an": ("new", [0, 0, 0], [15, 15, 15]), "moi_lap": ("left", [15, 15, 15], [0, 0, 0]),
    }  # fmt: skip
    assert (found.short_before, found.short_after) == (45_000, 0)
    invited.accept(found)
    new = invited.laid.offers["xuan_an"].organisation_id
    assert set(case.seller_ids) == {*kept, new}
    assert not case.has_consented(new), "it is asked before it sees anything"
    planned = [(share.organisation_id, share.quantity_kg) for share in case.planned_shares]
    assert sorted(planned) == sorted([(cast.doan_ket, 55_000), (cast.binh_minh, 50_000), (new, 15_000)] * 3)
    replanned = [
        event.data["after"]["organisation_id"] for event in history_of(case) if event.name == events.SHARES_PLANNED
    ]
    assert set(replanned[3:]) == {cast.moi_lap, new}, "nothing was planned anew for who said yes"
    assert history_of(invited.pool)[-1].name == events.POOL_REPAIRED
    with pytest.raises(WrongStateError, match="Không có gì để đổi"):
        invited.accept(invited.proposal())


def test_who_has_not_answered_is_asked_for_more_before_anybody_who_said_yes(cast: Cast) -> None:
    invited = invite(cast)
    invited.says("binh_minh", yes=True)
    invited.says("doan_ket", yes=False)
    assert invited.table(invited.proposal()) == {
        "binh_minh": ("agreed", [50, 50, 50], [50, 50, 50]), "moi_lap": ("asked", [15, 15, 15], [40, 40, 40]),
        "xuan_an": ("new", [0, 0, 0], [30, 30, 30]), "doan_ket": ("left", [55, 55, 55], [0, 0, 0]),
    }  # fmt: skip
    invited.says("moi_lap", yes=True)
    kept, changed = invited.proposal(), invited.proposal(may_change_agreed=True)
    assert (kept.short_after, changed.short_after) == (75_000, 0)
    assert [line.standing for line in kept.changed] == [Standing.NEW]
    assert {line.name for line in changed.changed if line.standing is Standing.AGREED} == {"Hợp tác xã Mới Lập"}
    assert [one["name"] for one in kept.changes if one["kind"] == "more_of_one"]
    invited.accept(changed)
    told = [line.sentence for line in db.session.scalars(db.select(Notification).filter_by(user_id=cast.mai))]
    assert any("đã đổi" in sentence for sentence in told), "who gave its word for less hears of it"


def test_what_was_read_is_what_is_done_by_the_one_whose_case_it_is(cast: Cast) -> None:
    invited = invite(cast)
    invited.says("moi_lap", yes=False)
    found = invited.proposal()
    with pytest.raises(NotAllowedError):
        invited.accept(found, by=cast.minh)
    invited.says("binh_minh", yes=True)
    with pytest.raises(StaleError):  # it answered while the group was searched
        invited.accept(found)
    invited.says("doan_ket", yes=False)
    with pytest.raises(StaleError):
        actions.accept_repair(
            by=user(cast.binh), pool=invited.pool, proposal=invited.proposal(), seen=found.fingerprint
        )


def test_each_in_a_case_of_its_own(cast: Cast) -> None:
    invited = invite(cast, together=False)
    before = {one.case for one in invited.pool.cases}
    invited.says("doan_ket", yes=True)
    invited.says("binh_minh", yes=False)
    assert invited.case_of("binh_minh").closing is CaseClosing.REFUSED
    invited.accept(invited.proposal())
    [new] = {one.case for one in invited.pool.cases} - before
    assert new.offer is invited.laid.offers["xuan_an"]
    amounts = {
        one.case.seller_id: sum(share.quantity_kg for share in one.case.planned_shares)
        for one in invited.pool.cases
        if one.case.closed_at is None
    }
    assert amounts == {cast.doan_ket: 165_000, cast.moi_lap: 120_000, new.seller_id: 75_000}


def test_whose_offer_is_gone_is_not_reckoned_with_though_it_said_yes(cast: Cast) -> None:
    invited = invite(cast)
    invited.says("doan_ket", yes=True)
    close_offer(by=user(cast.hoa), offer=invited.laid.offers["doan_ket"], reason="Đã bán hết")
    db.session.commit()
    found = invited.proposal()
    assert invited.table(found)["doan_ket"] == ("unable", [55, 55, 55], [0, 0, 0])
    assert (found.short_before, found.short_after) == (165_000, 0)
    invited.accept(found)
    planned = {share.organisation_id for share in invited.pool.cases[0].case.planned_shares}
    assert cast.doan_ket not in planned


def test_who_is_needed_no_longer_and_has_not_answered_is_let_go(cast: Cast) -> None:
    invited = invite(cast)
    for name in ("doan_ket", "binh_minh"):
        invited.says(name, yes=True)
    for period in invited.laid.need.periods:
        period.quantity_kg = Decimal(105_000)
    db.session.commit()
    invited.accept(invited.proposal())
    [gone] = [one for one in invited.pool.cases[0].case.members if one.left_at is not None]
    assert (gone.organisation_id, gone.left_because) == (cast.moi_lap, LeavingReason.REPLACED)


def test_nothing_is_mended_before_anybody_was_asked(cast: Cast) -> None:
    laid = pools.lay(cast)
    with pytest.raises(WrongStateError, match="chưa mời ai"):
        group_of(pools.proposed(user(cast.binh), laid).pool, on=today())

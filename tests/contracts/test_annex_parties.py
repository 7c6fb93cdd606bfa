"""A cooperative comes into a signed contract by an annex, or leaves it by one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.brokering import actions as cases
from marketplace.brokering.actions import PeriodDraft
from marketplace.brokering.models import Case, LeavingReason
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.actions import CHECKS, Signer, joinable, leavable
from marketplace.contracts.models import Annex, AnnexReason, Contract, ContractParty
from marketplace.contracts.paper import paper_of, paper_of_annex
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from tests.brokering.sums import broken_sums
from tests.cast import Cast, organisation, user
from tests.contracts.kept_spans import stale_spans
from tests.contracts.test_pooled import three_agreed
from tests.factories import brokering, contracts, listings_by_hand

pytestmark = pytest.mark.usefixtures("context")
kg = Decimal
SIGNER = Signer("Lê Văn Tú", "Giám đốc")


def opened(cast: Cast, contract: Contract) -> Annex:
    return actions.open_annex(by=user(cast.hoa), contract=contract, reason=AnnexReason.PARTY, note="Thêm, bớt đơn vị.")


def agreed_on(cast: Cast, case: Case, tonnes: dict[int, int]) -> None:
    """The next revision, of so many tonnes each, accepted by every side of the case."""
    span = case.offer.periods[0]
    periods = [PeriodDraft(span.start, span.end, kg(amount) * 1000, side) for side, amount in tonnes.items()]
    terms = brokering.proposed(cast, case, periods=periods, effective_from=today())
    managers = {cast.doan_ket: cast.hoa, cast.binh_minh: cast.tu, cast.moi_lap: cast.mai, cast.huong_viet: cast.minh}
    for side in sorted(case.party_organisation_ids):
        cases.accept_terms(by=user(managers[side]), case=case, number=terms.number, voice=Voice(side))


def asked_in(cast: Cast, contract: Contract, *, yes: bool = True) -> None:
    """Bình asks Bình Minh into the case of the contract; Tú answers."""
    offer = listings_by_hand.offer(cast.binh_minh, brokering.GOODS)
    cases.add_member(by=user(cast.binh), case=contract.case, offer=offer)
    assert cast.binh_minh not in contract.case.introduced_ids
    cases.answer(by=user(cast.tu), case=contract.case, voice=Voice(cast.binh_minh), yes=yes)


def of(contract: Contract, side: int) -> ContractParty:
    return next(party for party in contract.parties if party.organisation_id == side)


def counted(day: int = 0) -> int:
    """How many cooperatives count as linked so many days from now."""
    return int(compute(Question(today() + timedelta(days=day))).numerator)


def in_force(cast: Cast) -> Contract:
    """Đoàn Kết's verified contract, its term begun."""
    return contracts.verified(cast, effective_from=today() - timedelta(days=5))


def test_who_comes_by_an_annex_signs_it_and_counts_from_its_day(cast: Cast) -> None:
    contract = in_force(cast)
    before, first = counted(), paper_of(contract).digest
    annex = opened(cast, contract)
    asked_in(cast, contract)
    assert joinable(contract) == [organisation(cast.binh_minh)]
    agreed_on(cast, contract.case, {cast.doan_ket: 40, cast.binh_minh: 20})
    with pytest.raises(WrongStateError, match="chưa là một bên"):
        contracts.sign_all(cast, contract)
    tu = organisation(cast.binh_minh)
    actions.join_by_annex(by=user(cast.binh), contract=contract, annex=annex, organisation=tu, signer=SIGNER)
    paper = paper_of_annex(annex)
    assert paper is not None
    assert [party.name for party in paper.parties][-2:] == [tu.name, organisation(cast.huong_viet).name]
    assert any("tham gia hợp đồng" in sentence for article in paper.articles for sentence in article.sentences)
    contracts.sign_all(cast, contract)
    assert contract.case.offers[cast.binh_minh].periods[0].contracted_kg == 20_000
    assert counted() == before, "nobody has compared the annex yet"
    actions.verify_annex(by=user(cast.quan), contract=contract, annex=annex, checks=CHECKS)
    assert (counted(), of(contract, cast.binh_minh).counted_from) == (before + 1, today())
    assert paper_of(contract).digest == first, "the contract's own paper stays what was signed"
    assert not any((*broken_sums(), *stale_spans()))


@pytest.mark.parametrize("gone", ["moi_lap", "doan_ket"])
def test_who_leaves_by_an_annex_counts_until_its_day_and_is_asked_no_more(cast: Cast, gone: str) -> None:
    contract = contracts.drafted_for(cast, three_agreed(cast))
    contracts.sign_all(cast, contract)
    actions.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS)
    later = (contract.effective_from - today()).days + 1
    side, before = getattr(cast, gone), counted(later)
    annex = opened(cast, contract)
    staying = {one: 10 for one in (cast.doan_ket, cast.binh_minh, cast.moi_lap) if one != side}
    with pytest.raises(WrongStateError, match="chỉ rời được bằng phụ lục"):
        cases.leave(
            by=user(cast.binh), case=contract.case, member=contract.case.members[-1], because=LeavingReason.NO_ANSWER
        )
    actions.leave_by_annex(by=user(cast.binh), contract=contract, annex=annex, party=of(contract, side))
    agreed_on(cast, contract.case, staying)
    contracts.sign_all(cast, contract)
    assert counted(later) == before
    actions.verify_annex(by=user(cast.quan), contract=contract, annex=annex, checks=CHECKS)
    assert counted(later) == before - 1
    assert contract.case.party_organisation_ids == {*staying, cast.huong_viet}
    assert contract.signing_organisation_ids == {*staying, cast.huong_viet}
    assert len(leavable(contract)) == 2
    manager = user(cast.minh)
    second = actions.open_annex(by=manager, contract=contract, reason=AnnexReason.QUANTITY, note="Được mùa.")
    agreed_on(cast, contract.case, dict.fromkeys(staying, 12))
    contracts.sign_all(cast, contract)
    assert second.signed_on == today(), "who has left has no word in it"
    assert not any((*broken_sums(), *stale_spans()))


@pytest.mark.parametrize("how", ["dropped", "sent back", "taken back", "refused"])
def test_an_annex_that_does_not_come_about_leaves_the_parties_as_they_were(cast: Cast, how: str) -> None:
    contract = in_force(cast)
    sides, parties, before = contract.case.party_organisation_ids, contract.party_organisation_ids, counted()
    annex = opened(cast, contract)
    asked_in(cast, contract, yes=how != "refused")
    by: dict[str, Any] = {"by": user(cast.binh), "contract": contract, "annex": annex}
    if how == "refused":
        assert (contract.case.party_organisation_ids, joinable(contract)) == (sides, [])
        return
    party = actions.join_by_annex(**by, organisation=organisation(cast.binh_minh), signer=SIGNER)
    if how == "taken back":
        actions.keep_as_it_was(**by, party=party)
    agreed_on(cast, contract.case, {cast.doan_ket: 45})
    if how == "dropped":
        actions.drop_annex(**by, reason="Thôi.")
        assert contract.case.party_organisation_ids == sides
    else:
        contracts.sign_all(cast, contract)
    if how == "sent back":
        actions.refuse_annex(by=user(cast.quan), contract=contract, annex=annex, reason="Chưa khớp.")
        assert not of(contract, cast.binh_minh).has_come
    else:
        assert contract.party_organisation_ids == parties
    db.session.expire_all()
    assert counted() == before
    assert not any((*broken_sums(), *stale_spans()))

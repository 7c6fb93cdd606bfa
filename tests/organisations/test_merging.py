"""Records that may be one: listed, told apart, merged with their history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import Membership
from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.authorization.roles import Role
from marketplace.clock import now
from marketplace.contracts.models import ContractParty
from marketplace.errors import WrongStateError
from marketplace.extensions import Base, db
from marketplace.indicators.engine import Place, Question, compute
from marketplace.offers.actions import publish_offer
from marketplace.offers.models import Offer
from marketplace.organisations.jobs import compare
from marketplace.organisations.merging import merge, tell_apart, what_would_move
from marketplace.organisations.models import FoundLikeness, LegalStatus, Organisation, OrganisationKind, Origin
from marketplace.organisations.moves import MOVES, STAYS
from marketplace.organisations.queries import organisation_with_code
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.contracts_by_hand import Deal, contract
from tests.factories.contracts_by_hand import organisation as by_hand
from tests.factories.listings_by_hand import offer

DAY = date(2026, 6, 30)


def twin(cast: Cast, name: str = "HTX DVNN Đoàn Kết", verifier: bool = False) -> Organisation:
    """Another record of HTX Đoàn Kết, in the same province."""
    return by_hand(name, verifier_id=cast.quan if verifier else None)


def merged_into_doan_ket(cast: Cast, other: Organisation) -> Organisation:
    kept = organisation(cast.doan_ket)
    merge(by=user(cast.binh), merged=other, successor=kept, reason="Cùng giấy chứng nhận đăng ký")
    return kept


@pytest.mark.parametrize("between", [False, True])
def test_a_merger_makes_nobody_its_own_parent(context: Flask, cast: Cast, between: bool) -> None:
    """The successor belonged to the merged record itself, or to a subsidiary of it; what stands above both stays."""
    kept, gone = organisation(cast.huong_viet), enterprise("Công ty Hương Việt Cũ")
    middle, above = enterprise("Công ty Ở Giữa"), enterprise("Tổng công ty")
    middle.parent_id = gone.id
    kept.parent_id = middle.id if between else gone.id
    gone.parent_id = above.id
    db.session.flush()
    merge(by=user(cast.binh), merged=gone, successor=kept, reason="Cùng giấy chứng nhận đăng ký")
    assert (kept.parent_id, middle.parent_id) == (None, kept.id)
    told = db.session.scalars(sa.select(AuditEvent).filter_by(name=events.PARENT_SET)).one()
    assert told.data["after"] == {"parent": None}


def test_a_parent_that_is_no_part_of_the_merger_stays(context: Flask, cast: Cast) -> None:
    kept, gone, above = organisation(cast.huong_viet), enterprise("Công ty Cũ"), enterprise("Tổng công ty")
    kept.parent_id = above.id
    db.session.flush()
    merge(by=user(cast.binh), merged=gone, successor=kept, reason="Cùng giấy chứng nhận đăng ký")
    assert kept.parent_id == above.id


def enterprise(name: str) -> Organisation:
    return by_hand(name, verifier_id=None, kind=OrganisationKind.ENTERPRISE, agricultural=None)


def test_every_column_that_points_at_an_organisation_moves_or_stays_for_a_reason(app: Flask) -> None:
    pointing = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "organisations" for key in column.foreign_keys)
    }
    moved = [(move.table, move.column) for move in MOVES]
    assert len(moved) == len(set(moved))
    assert pointing == set(moved) | set(STAYS)
    assert set(moved).isdisjoint(STAYS)


def test_what_belonged_to_the_record_belongs_to_its_successor(context: Flask, cast: Cast) -> None:
    other = twin(cast)
    buyer = organisation(cast.huong_viet)
    deal = contract(Deal(other, buyer), entered_by=cast.binh, verified_by=cast.quan)
    db.session.add(Membership(user_id=cast.mai, organisation_id=other.id, role=Role.MANAGER))
    db.session.flush()
    kept = organisation(cast.doan_ket)
    told = {str(line.label): line.rows for line in what_would_move(other, kept)}
    assert told == {"Chào bán": 1, "Người của đơn vị": 1, "Vụ việc, bên bán": 1, "Tư cách trong hợp đồng": 1}
    merged_into_doan_ket(cast, other)
    parties = sa.select(ContractParty.organisation_id).filter_by(contract_id=deal.id)
    assert set(db.session.scalars(parties)) == {cast.doan_ket, cast.huong_viet}
    assert db.session.scalars(sa.select(Offer.organisation_id)).all() == [cast.doan_ket]
    assert other.merged_into_id == cast.doan_ket
    assert cast.doan_ket in user(cast.mai).viewer().organisation_roles


def test_the_figure_counts_the_two_once(context: Flask, cast: Cast) -> None:
    other = twin(cast, verifier=True)
    for seller in (other, organisation(cast.doan_ket)):
        contract(Deal(seller, organisation(cast.huong_viet)), entered_by=cast.binh, verified_by=cast.quan)
    question = Question(day=DAY, place=Place.province("68"))
    before = compute(question)
    merged_into_doan_ket(cast, other)
    after = compute(question)
    assert (before.numerator, before.denominator) == (2, 3)
    assert (after.numerator, after.denominator) == (1, 2)


def test_both_histories_tell_of_it_and_old_events_keep_their_numbers(context: Flask, cast: Cast) -> None:
    other = twin(cast)
    other.tax_code_reason, other.phone = None, "0912345678"
    tell_apart(by=user(cast.binh), one=other, other=organisation(cast.binh_minh))
    before = db.session.execute(sa.select(AuditEvent.id, AuditEvent.subject_id).order_by(AuditEvent.id)).all()
    merged_into_doan_ket(cast, other)
    after = db.session.execute(sa.select(AuditEvent.id, AuditEvent.subject_id).order_by(AuditEvent.id)).all()
    assert after[: len(before)] == before
    names = {event.name: event for event in db.session.scalars(sa.select(AuditEvent))}
    gone, took = names[events.ORGANISATION_MERGED], names[events.ORGANISATION_TOOK_OVER]
    assert (gone.subject_id, took.subject_id) == (other.id, cast.doan_ket)
    assert gone.data["into_id"] == cast.doan_ket
    assert took.data["after"] == {"phone": None}, "a personal field is named without its text"
    assert organisation(cast.doan_ket).phone == "0912345678"


def test_somebody_in_both_stays_once_and_keeps_the_larger_right(context: Flask, cast: Cast) -> None:
    other = twin(cast)
    db.session.add(Membership(user_id=cast.lan, organisation_id=other.id, role=Role.MANAGER))
    db.session.flush()
    merged_into_doan_ket(cast, other)
    assert user(cast.lan).viewer().organisation_roles == {cast.doan_ket: Role.MANAGER}


def test_a_code_is_taken_over_and_leads_to_the_successor(context: Flask, cast: Cast) -> None:
    kept, other = organisation(cast.moi_lap), twin(cast, "HTX Mới Lập")
    other.tax_code = "6100000050-001"
    db.session.flush()
    merge(by=user(cast.binh), merged=other, successor=kept, reason="Trùng")
    assert (kept.tax_code, other.tax_code) == ("6100000050-001", None)
    assert organisation_with_code("6100000050-001") == kept


def test_what_a_second_person_verified_is_not_filled_from_an_unverified_record(context: Flask, cast: Cast) -> None:
    other = twin(cast, "HTX Bình Minh")
    other.tax_code, other.address = "6100000050-001", "Thôn 3"
    db.session.flush()
    kept = organisation(cast.binh_minh)
    merge(by=user(cast.binh), merged=other, successor=kept, reason="Trùng")
    assert (kept.tax_code, kept.address) == (None, "Thôn 3")
    assert kept.is_verified


def test_reported_facts_keep_their_label(context: Flask, cast: Cast) -> None:
    told = twin(cast)
    told.origin = Origin.REPORTED
    offer = Offer(organisation_id=told.id, commodity_code="durian", origin=Origin.REPORTED, source_key="O-1")
    db.session.add(offer)
    db.session.flush()
    merged_into_doan_ket(cast, told)
    assert offer.organisation_id == cast.doan_ket
    assert offer.origin is Origin.REPORTED
    with pytest.raises(WrongStateError):
        merge(by=user(cast.binh), merged=organisation(cast.moi_lap), successor=told, reason="Trùng")


def test_a_broker_merges_in_two_steps_and_the_old_address_leads_on(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        other = twin(cast)
        db.session.commit()
        gone, kept = other.public_id, organisation(cast.doan_ket).public_id
        compared_over_night()
    broker = browser(cast.binh)
    listed = broker.get("/organisations/likenesses")
    assert "HTX DVNN Đoàn Kết" in listed.words()
    assert "cùng tên, không kể dấu và loại hình" in listed.words()
    address = f"/organisations/{gone}/mergers/{kept}"
    asked = broker.submit(address, status=422, reason="Cùng giấy đăng ký", certain=None)
    assert "Chưa chọn mục này" in asked.words()
    done = broker.submit(address, reason="Cùng giấy đăng ký", certain="y")
    assert done.location.endswith(kept)
    assert "Đã nhận gộp một hồ sơ trùng" in broker.get(done.location).words()
    for reader in (browser(), browser(cast.hoa), broker):
        led = reader.get(f"/organisations/{gone}", status=301)
        assert led.location.endswith(f"/organisations/{kept}")
    assert "HTX DVNN Đoàn Kết" not in broker.get("/organisations?q=doan+ket").words()
    assert "HTX DVNN Đoàn Kết" not in broker.get("/organisations/likenesses").words()
    assert browser(cast.hoa).get(address, status=404).status == 404


def test_the_address_of_a_record_merged_into_a_hidden_one_tells_a_stranger_nothing(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        other = twin(cast, "HTX Mới Lập")
        merge(by=user(cast.binh), merged=other, successor=organisation(cast.moi_lap), reason="Trùng")
        db.session.commit()
        gone = other.public_id
    assert browser().get(f"/organisations/{gone}", status=404).status == 404
    assert browser(cast.mai).get(f"/organisations/{gone}", status=301).status == 301


def test_a_pair_told_apart_is_not_asked_again_until_somebody_wants_to(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        pair = twin(cast).public_id, organisation(cast.doan_ket).public_id
        db.session.commit()
        compared_over_night()
    broker, address = browser(cast.binh), f"/organisations/{pair[0]}/distinctions/{pair[1]}"
    broker.post(address)
    broker.post(address)
    page = broker.get("/organisations/likenesses")
    assert "Không có hồ sơ nào có thể trùng" in page.words()
    assert "1 cặp đã ghi là hai tổ chức" in page.words()
    broker.post(f"{address}/withdrawal")
    assert "HTX DVNN Đoàn Kết" in broker.get("/organisations/likenesses").words()
    broker.post(f"{address}/withdrawal", status=409)


def test_a_merged_record_publishes_nothing_more(context: Flask, cast: Cast) -> None:
    left = offer(cast.doan_ket)
    other = twin(cast)
    left.published_at = None
    left.organisation.merged_into_id, left.organisation.merged_at, left.organisation.merged_by_id = (
        other.id,
        now(),
        cast.binh,
    )
    db.session.flush()
    with pytest.raises(WrongStateError, match="đã được gộp"):
        publish_offer(by=user(cast.hoa), offer=left)


def compared_over_night() -> int:
    """The nightly comparison; how many pairs it found."""
    compare()
    db.session.commit()
    return db.session.scalar(sa.select(sa.func.count()).select_from(FoundLikeness)) or 0


def test_pairs_found_over_night_are_replaced_as_a_whole_and_merged_records_are_compared_no_more(
    context: Flask, cast: Cast
) -> None:
    other = twin(cast)
    assert compared_over_night() == 1
    kept = db.session.scalars(sa.select(FoundLikeness)).one()
    assert {kept.first_id, kept.second_id} == {other.id, cast.doan_ket}
    assert compared_over_night() == 1
    merged_into_doan_ket(cast, other)
    assert compared_over_night() == 0


def test_while_entering_a_record_those_that_may_be_it_are_shown(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    typed = {"kind": "htx", "name": "HTX nông nghiep Đoàn kết", "place": "Thuận Hạnh, Đắk Song, Đắk Nông"}
    page = browser(cast.binh).submit("/organisations/new", status=422, **typed)
    assert "Có thể đã có trong hệ thống" in page.words()
    assert "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết" in page.words()
    other = browser(cast.binh).submit("/organisations/new", status=302, **typed | {"name": "HTX Hoa Mai"})
    assert other.status == 302


def test_a_successor_that_is_ended_by_the_register_is_still_counted_by_its_own_status(
    context: Flask, cast: Cast
) -> None:
    other = by_hand("HTX Đoàn Kết", verifier_id=cast.quan, status=LegalStatus.ENDED)
    before = compute(Question(day=DAY, place=Place.province("68"))).denominator
    merged_into_doan_ket(cast, other)
    assert compute(Question(day=DAY, place=Place.province("68"))).denominator == before


def test_the_address_of_a_done_merge_leads_to_the_record_that_was_kept(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        other = twin(cast)
        gone, kept = other.public_id, organisation(cast.doan_ket).public_id
        merged_into_doan_ket(cast, other)
        db.session.commit()
    broker = browser(cast.binh)
    done = broker.get(f"/organisations/{gone}/mergers/{kept}", status=302)
    assert done.location.endswith(f"/organisations/{kept}")
    assert "đã được gộp vào hồ sơ này" in broker.get(f"/organisations/{kept}").words()

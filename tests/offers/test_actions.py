"""Rules of offers that no form can go round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.queries import history_of
from marketplace.catalogue.models import Unit
from marketplace.clock import today
from marketplace.errors import DomainError, NotAllowedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.listings import lifecycle
from marketplace.listings.kinds import EnteredHow, ListingState, PriceBasis
from marketplace.listings.pricing import Price
from marketplace.listings.recurrence import PeriodDraft
from marketplace.notifications.models import OutboxMessage
from marketplace.offers import actions
from marketplace.offers.models import Offer, OfferKind, OfferPeriod, ServiceKind
from marketplace.organisations.belongings import add_certificate
from marketplace.organisations.models import CertificateKind, Origin
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.offers import coming, commodity, complete_offer, draft_offer, public_offer, tonne

Start = Callable[[], Offer]


def test_quantities_are_kept_in_kilograms_and_the_unit_is_remembered(context: Flask, cast: Cast) -> None:
    offer = draft_offer(cast.hoa, cast.doan_ket)
    basket, hoa = db.session.get_one(Unit, "gia"), user(cast.hoa)
    with pytest.raises(DomainError) as asked:
        actions.schedule_offer(by=hoa, offer=offer, version=None, unit=basket, periods=[coming()])
    assert asked.value.field == "unit_kg"
    assert "giạ" in str(asked.value)
    actions.schedule_offer(
        by=hoa,
        offer=offer,
        version=None,
        unit=basket,
        unit_kg=Decimal("22.5"),
        periods=[coming(firm="10", flexible="2")],
    )
    assert (offer.periods[0].firm_kg, offer.periods[0].flexible_kg) == (Decimal(225), Decimal(45))
    assert (offer.unit_code, offer.unit_kg, offer.total_kg) == ("gia", Decimal("22.5"), Decimal(270))


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        ([], "Cần ít nhất một kỳ"),
        ([PeriodDraft(date(2020, 1, 1), date(2020, 2, 1), Decimal(5))], "đã qua"),
        ([PeriodDraft(date(2031, 2, 1), date(2031, 1, 1), Decimal(5))], "từ ngày bắt đầu"),
        ([coming(firm="0")], "lớn hơn 0"),
        ([coming(), coming(days=35)], "Trùng ngày"),
        ([coming(firm="100000001")], "Số quá lớn"),
        ([coming(firm="0.0000001")], "lẻ quá một gam"),
        ([coming(days=30 * n, length=1) for n in range(61)], "Nhiều nhất 60"),
    ],
)
def test_a_bad_table_is_refused(context: Flask, cast: Cast, periods: list[PeriodDraft], words: str) -> None:
    offer = draft_offer(cast.hoa, cast.doan_ket)
    with pytest.raises(DomainError, match=words) as refused:
        actions.schedule_offer(by=user(cast.hoa), offer=offer, version=None, unit=tonne(), periods=periods)
    assert refused.value.field == "periods"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OfferPeriod)) == 0


def test_what_is_promised_of_a_period_cannot_be_edited_away(context: Flask, cast: Cast) -> None:
    offer = public_offer(cast.hoa, cast.doan_ket, coming(firm="20"))
    period = offer.periods[0]
    period.reserved_kg, period.contracted_kg = Decimal(5000), Decimal(7000)
    db.session.flush()
    hoa = user(cast.hoa)
    for table in ([coming(firm="11.999")], [coming(days=200)]):
        with pytest.raises(DomainError, match="12 tấn"):
            actions.schedule_offer(by=hoa, offer=offer, version=None, unit=tonne(), periods=table)
        db.session.expire(offer)
    actions.schedule_offer(by=hoa, offer=offer, version=None, unit=tonne(), periods=[coming(firm="12")])
    assert offer.state is ListingState.RESERVED
    assert offer.periods[0].free_kg == 0


def test_the_state_follows_from_dates_and_quantities(context: Flask, cast: Cast) -> None:
    offer = draft_offer(cast.hoa, cast.doan_ket)
    hoa, seen = user(cast.hoa), [offer.state]
    actions.schedule_offer(by=hoa, offer=offer, version=None, unit=tonne(), periods=[coming()])
    actions.publish_offer(by=hoa, offer=offer)
    seen.append(offer.state)
    offer.periods[0].contracted_kg = Decimal(20_000)
    seen.append(offer.state)
    offer.periods[0].start, offer.periods[0].end = today() - timedelta(days=9), today() - timedelta(days=1)
    seen.append(offer.state)
    actions.close_offer(by=hoa, offer=offer, reason="hết vụ")
    seen.append(offer.state)
    assert seen == [
        ListingState.DRAFT,
        ListingState.OPEN,
        ListingState.EXHAUSTED,
        ListingState.EXPIRED,
        ListingState.CLOSED,
    ]


def test_publishing_says_what_is_missing_and_where(context: Flask, cast: Cast) -> None:
    area = draft_offer(cast.hoa, cast.doan_ket, kind=OfferKind.PRODUCTION)
    assert [lack.step for lack in actions.missing_of(area)] == ["what", "schedule"]
    with pytest.raises(DomainError, match="diện tích") as refused:
        actions.publish_offer(by=user(cast.hoa), offer=area)
    assert refused.value.data["step"] == "what"


def test_a_service_needs_its_kind_and_no_goods(context: Flask, cast: Cast) -> None:
    home, hoa = organisation(cast.doan_ket), user(cast.hoa)
    with pytest.raises(DomainError) as refused:
        actions.draft_offer(by=hoa, organisation=home, commodity=None, kind=OfferKind.SERVICE)
    assert refused.value.field == "service"
    drying = actions.draft_offer(
        by=hoa, organisation=home, commodity=None, kind=OfferKind.SERVICE, service=ServiceKind.DRYING
    )
    assert drying.as_written == "Sấy"
    assert [lack.step for lack in actions.missing_of(drying)] == ["schedule"]


def test_an_old_version_is_refused_and_each_save_makes_a_new_one(context: Flask, cast: Cast) -> None:
    offer = complete_offer(cast.hoa, cast.doan_ket)
    first = offer.version
    actions.schedule_offer(by=user(cast.hoa), offer=offer, version=first, unit=tonne(), periods=[coming(firm="21")])
    assert offer.version > first, "a change of the table alone is a new version"
    with pytest.raises(StaleError):
        actions.qualify_offer(by=user(cast.lan), offer=offer, version=first, quality="muộn")


def test_the_figures_of_a_price_fit_its_basis(context: Flask, cast: Cast) -> None:
    for bad, field in (
        (Price(basis=PriceBasis.FIXED), "price"),
        (Price(basis=PriceBasis.TO_AGREE, dong_per_kg=9_000), "price"),
        (Price(basis=PriceBasis.FLOOR, dong_per_kg=9_000, premium=500), "premium"),
    ):
        with pytest.raises(DomainError) as refused:
            bad.checked()
        assert refused.value.field == field
    below = Price(basis=PriceBasis.MARKET, premium=-500)
    offer = draft_offer(cast.hoa, cast.doan_ket)
    actions.price_offer(by=user(cast.hoa), offer=offer, version=None, price=below)
    assert (offer.price_basis, offer.premium_dong_per_kg) == (PriceBasis.MARKET, -500)


def test_papers_of_others_are_no_papers(context: Flask, cast: Cast) -> None:
    offer = draft_offer(cast.hoa, cast.doan_ket)
    foreign = add_certificate(by=None, organisation=organisation(cast.binh_minh), kind=CertificateKind.VIETGAP)
    own = add_certificate(by=None, organisation=organisation(cast.doan_ket), kind=CertificateKind.VIETGAP)
    with pytest.raises(DomainError) as refused:
        actions.qualify_offer(by=user(cast.hoa), offer=offer, version=None, certificates=[foreign])
    assert refused.value.field == "certificates"
    actions.qualify_offer(by=user(cast.hoa), offer=offer, version=None, certificates=[own])
    assert offer.certificates == [own]


def test_every_write_is_in_the_history_with_before_and_after(context: Flask, cast: Cast) -> None:
    offer = public_offer(cast.hoa, cast.doan_ket)
    actions.qualify_offer(by=user(cast.lan), offer=offer, version=None, quality="loại 1")
    actions.qualify_offer(by=user(cast.lan), offer=offer, version=None, quality="loại 1")
    actions.close_offer(by=user(cast.hoa), offer=offer, reason="hết")
    told = history_of(offer)
    assert [event.name for event in told] == [
        events.OFFER_DRAFTED,
        events.OFFER_CHANGED,
        events.OFFER_PUBLISHED,
        events.OFFER_CHANGED,
        events.OFFER_CLOSED,
    ]
    assert told[3].data == {"before": {"quality": None}, "after": {"quality": "loại 1"}}
    assert told[3].actor_id == cast.lan


def test_staff_enter_and_the_organisation_decides(context: Flask, cast: Cast) -> None:
    offer = complete_offer(cast.binh, cast.doan_ket)
    binh = user(cast.binh)
    assert offer.state is ListingState.AWAITING_CONFIRMATION
    assert history_of(offer)[0].on_behalf_of_id == cast.doan_ket
    with pytest.raises(WrongStateError):
        actions.publish_offer(by=binh, offer=offer)
    with pytest.raises(DomainError) as empty:
        lifecycle.confirm_by_sheet(offer, by=binh, evidence="  ", names=actions.NAMES, missing=[])
    assert empty.value.field == "evidence"
    lifecycle.confirm_by_sheet(offer, by=binh, evidence="Bà Hoa ký 22/11", names=actions.NAMES, missing=[])
    assert offer.is_public
    assert (offer.confirmed_how, offer.confirmation_evidence) == (EnteredHow.SIGNED_SHEET, "Bà Hoa ký 22/11")
    actions.qualify_offer(by=binh, offer=offer, version=None, quality="cán bộ sửa sau khi xác nhận")
    assert offer.state is ListingState.AWAITING_CONFIRMATION, "a later change of staff is not what was confirmed"
    actions.publish_offer(by=user(cast.hoa), offer=offer)
    assert (offer.is_public, offer.confirmed_how) == (True, EnteredHow.ONLINE)


def test_nothing_is_entered_for_the_press(context: Flask, cast: Cast) -> None:
    reported = organisation(cast.moi_lap)
    reported.origin = Origin.REPORTED
    with pytest.raises(NotAllowedError):
        actions.draft_offer(by=user(cast.binh), organisation=reported, commodity=commodity())


def test_the_mailed_link_confirms_once_and_only_what_it_shows(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        organisation(cast.doan_ket).email = "htx@vidu.example"
        public_id = complete_offer(cast.binh, cast.doan_ket).public_id
        db.session.commit()
    binh, stranger = browser(cast.binh), browser()
    binh.post(f"/offers/{public_id}/confirmation-request")
    with app.app_context():
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert mail.recipient == "htx@vidu.example"
        link = next(word for word in mail.body.split() if "/offers/confirmation/" in word)
    path = "/offers/confirmation/" + link.rsplit("/", 1)[1]
    seen = stranger.get(path)
    assert "20 tấn" in seen.words()
    assert browser().get(f"/offers/{public_id}", status=404), "opening the link changes nothing"
    binh.submit(f"/offers/{public_id}/edit/quality", quality="đổi sau khi gửi thư")
    changed = stranger.post(path, seen.fields(), status=409)
    assert "đổi sau khi gửi thư" in changed.words()
    stranger.post(path, changed.fields())
    assert browser().get(f"/offers/{public_id}")
    assert stranger.get(path, status=None).status in {400, 404, 410}, "a link works once"

"""Every event has its sentence, in both languages' source, and tells before and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from marketplace.audit import events
from marketplace.audit.presenters import SENTENCES, timeline
from marketplace.audit.record import record
from marketplace.authorization.viewer import STRANGER
from marketplace.extensions import db
from marketplace.organisations.actions import change_organisation, record_status
from marketplace.organisations.models import LegalStatus, OrganisationKind
from tests.cast import Cast, organisation, user
from tests.client import Browser


def test_every_name_has_a_sentence() -> None:
    names = {value for name, value in vars(events).items() if name.isupper()}
    assert names == set(SENTENCES)


def test_a_timeline_says_who_what_and_how_it_changed(context: Flask, cast: Cast) -> None:
    made = organisation(cast.doan_ket)
    change_organisation(by=user(cast.hoa), organisation=made, official_members=1250, phone="+84912345678")
    change_organisation(by=user(cast.binh), organisation=made, kind=OrganisationKind.LHHTX)
    with context.test_request_context():
        first, second, third = timeline(STRANGER, made)
    assert (first.who, first.sentence) == ("Hoa", "Đã sửa hồ sơ tổ chức.")
    assert "Thành viên chính thức: 60 → 1.250" in first.detail
    assert "Điện thoại" in first.detail
    assert "912345678" not in first.detail
    assert second.detail.startswith(f"Cho {made.name}")
    assert "Loại: Hợp tác xã → Liên hiệp hợp tác xã" in second.detail
    assert third.sentence == "Đã bỏ xác minh tổ chức."


def test_values_read_as_people_write_them(context: Flask, cast: Cast) -> None:
    made = organisation(cast.doan_ket)
    record_status(by=user(cast.binh), organisation=made, status=LegalStatus.SUSPENDED, checked_on=date(2026, 3, 9))
    record("unheard.of", made, by=None, percent="12.500")
    with context.test_request_context():
        status, odd = timeline(STRANGER, made)
    assert "Tình trạng: Tạm ngừng kinh doanh" in status.detail
    assert "Ngày tra cứu: 09/03/2026" in status.detail
    assert (odd.who, odd.sentence) == ("Hệ thống", "Sự kiện unheard.of.")
    assert odd.detail == "Phần trăm: 12,5"


def test_the_journal_is_paged_and_filtered(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        for _ in range(60):
            record(events.SIGNED_IN, user(cast.hoa), by=user(cast.hoa))
        record(events.ORGANISATION_RATED, organisation(cast.doan_ket), by=None, year=2025)
        db.session.commit()
    admin = browser(cast.an)
    page = admin.get("/audit")
    assert "1–50 trong 61" in page.words()
    assert len(page.queries) <= 8
    only = admin.get("/audit?room=organisation").words()
    assert "Năm: 2025" in only
    assert "Đã đăng nhập." not in only

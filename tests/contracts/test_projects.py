"""Linkage beside contracts: a decision counts when a second person compared it; a declaration never pretends more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.clock import today
from marketplace.contracts.actions import projects
from marketplace.contracts.actions.declarations import declare_linkage
from marketplace.contracts.actions.projects import ProjectDraft, record_project, verify_project, withdraw_project
from marketplace.contracts.models import LinkageProject, ProjectKind
from marketplace.contracts.project_queries import linkage_beside
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.papers import pdf

Open = Callable[..., Browser]


def decision(cast: Cast) -> ProjectDraft:
    return ProjectDraft(
        kind=ProjectKind.PROJECT, name="Dự án sầu riêng", decision_number="12/QĐ-UBND", approved_on=date(2026, 2, 1),
        approving_body="UBND tỉnh", starts_on=date(2026, 3, 1), ends_on=date(2029, 2, 28),
        members=[organisation(cast.doan_ket), organisation(cast.huong_viet)], leads=organisation(cast.huong_viet),
    )  # fmt: skip


def test_a_decision_counts_only_after_a_second_person_and_until_it_is_withdrawn(context: Flask, cast: Cast) -> None:
    project = record_project(by=user(cast.binh), draft=decision(cast))
    assert [member.leads for member in project.members] == [False, True]
    with pytest.raises(NotAllowedError):
        verify_project(by=user(cast.binh), project=project, compared=True)
    with pytest.raises(DomainError) as unread:
        verify_project(by=user(cast.thu), project=project, compared=False)
    assert unread.value.field == "compared"
    verify_project(by=user(cast.thu), project=project, compared=True)
    assert project.verified_by_id == cast.thu
    withdraw_project(by=user(cast.binh), project=project, reason="Quyết định bị thay thế")
    assert linkage_beside(organisation(cast.doan_ket)).projects == []
    told = db.session.scalars(sa.select(AuditEvent).filter_by(name=events.PROJECT_WITHDRAWN)).one()
    assert told.data["reason"] == "Quyết định bị thay thế"
    with pytest.raises(WrongStateError):
        verify_project(by=user(cast.quan), project=project, compared=True)


def test_the_same_decision_is_entered_once_however_it_is_typed(context: Flask, cast: Cast) -> None:
    draft = decision(cast)
    first = record_project(by=user(cast.binh), draft=draft)
    for changed, field in (
        ({"decision_number": "12/qd-ubnd"}, "decision_number"),
        ({"approved_on": today() + timedelta(days=1)}, "approved_on"),
        ({"ends_on": date(2026, 2, 28)}, "ends_on"),
        ({"members": []}, "members"),
    ):
        with pytest.raises(DomainError) as refused:
            record_project(by=user(cast.quan), draft=replace(draft, **changed))
        assert refused.value.field == field
    record_project(by=user(cast.binh), draft=replace(draft, approved_on=date(2025, 2, 1)))  # numbers begin anew
    withdraw_project(by=user(cast.binh), project=first, reason="Nhập sai ngày")
    record_project(by=user(cast.binh), draft=draft)


def test_two_who_enter_one_decision_at_the_same_moment(
    context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who comes second, and could not see the first, reads why beside the field."""
    record_project(by=user(cast.binh), draft=decision(cast))
    monkeypatch.setattr(projects, "live_decisions_of", lambda day: [])
    with pytest.raises(DomainError) as refused:
        record_project(by=user(cast.quan), draft=decision(cast))
    assert refused.value.field == "decision_number"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LinkageProject)) == 1


def test_the_newest_word_of_a_year_holds_and_says_that_it_is_only_a_word(app: Flask, cast: Cast, browser: Open) -> None:
    with app.app_context():
        home = organisation(cast.doan_ket)
        page = f"/organisations/{home.public_id}"
        declare_linkage(by=user(cast.hoa), organisation=home, year=2025, linked=False)
        declare_linkage(by=user(cast.hoa), organisation=home, year=2025, linked=True, partner="Công ty Ngọn Đồi")
        for by, year, partner, field in (
            (cast.hoa, today().year + 1, "Ai đó", "year"),
            (cast.hoa, 2017, "Ai đó", "year"),
            (cast.hoa, 2025, " ", "partner"),
            (cast.binh, 2025, "Ai đó", "note"),
        ):
            with pytest.raises(DomainError) as refused:
                declare_linkage(by=user(by), organisation=home, year=year, linked=True, partner=partner)
            assert refused.value.field == field
        db.session.commit()
    words = browser(cast.hoa).get(page).words()
    assert "Đơn vị tự khai trong năm 2025: có liên kết với Công ty Ngọn Đồi." in words
    assert "Tự khai, không kèm hồ sơ." in words
    assert "không liên kết." not in words
    assert "Công ty Ngọn Đồi" not in browser().get(page).words()


def test_a_project_is_entered_compared_and_withdrawn_on_its_pages(app: Flask, cast: Cast, browser: Open) -> None:
    with app.app_context():
        seller, buyer = organisation(cast.doan_ket).name, organisation(cast.huong_viet).tax_code or ""
    binh, quan = browser(cast.binh), browser(cast.quan)
    typed: dict[str, Any] = {
        "kind": "plan", "name": "Kế hoạch sầu riêng", "decision_number": "7/QĐ-UBND", "approved_on": "1/2/2026",
        "approving_body": "UBND tỉnh", "starts_on": "1/3/2026", "ends_on": "28/2/2026", "commodity": "sầu riêng",
        "leads": buyer, "members": f"{seller}\nHTX Không Có Thật",
    }  # fmt: skip
    unknown = binh.submit("/linkage-projects/new", status=422, **typed)
    assert "HTX Không Có Thật." in unknown.words()
    nobody = binh.submit("/linkage-projects/new", status=422, **(typed | {"members": "", "leads": ""}))
    assert "Cần ít nhất một đơn vị tham gia." in nobody.words()
    assert "Kế hoạch sầu riêng" in nobody.text
    led = binh.submit("/linkage-projects/new", status=422, **(typed | {"members": ""}))  # its leader alone takes part
    assert "Cần ít nhất một đơn vị tham gia." not in led.words()
    reversed_ = binh.submit("/linkage-projects/new", status=422, **(typed | {"members": seller}))
    assert "Ngày kết thúc không thể trước ngày bắt đầu." in reversed_.words()
    assert "Kế hoạch sầu riêng" in reversed_.text
    paper = (BytesIO(pdf("quyet dinh")), "quyet-dinh.pdf")
    done = binh.submit("/linkage-projects/new", **(typed | {"members": seller, "ends_on": "28/2/2029", "file": paper}))
    assert "Chờ một cán bộ khác đối chiếu" in binh.get(done.location).words()
    binh.get(f"{done.location}/verification", status=404)
    assert "7/QĐ-UBND" in quan.get("/notifications").words()
    assert "7/QĐ-UBND" not in binh.get("/notifications").words()
    with app.app_context():
        told = db.session.scalars(sa.select(Notification).where(Notification.path == done.location)).all()
        assert {line.user_id for line in told} == {cast.quan, cast.thu}
    assert "chờ người thứ hai đối chiếu" in browser(cast.thu).get("/my-work").words()
    quan.submit(f"{done.location}/verification", status=422)
    quan.submit(f"{done.location}/verification", compared="y")
    assert "Đã xác minh" in quan.get("/linkage-projects").words()
    binh.submit(f"{done.location}/withdrawal", reason="Bị thu hồi")
    assert "Bị thu hồi" in binh.get(done.location).words()
    with app.app_context():
        kept = db.session.scalars(sa.select(LinkageProject)).one()
        assert {member.organisation_id for member in kept.members} == {cast.doan_ket, cast.huong_viet}
        assert kept.withdrawn_by_id == cast.binh
    browser(cast.hoa).get("/linkage-projects", status=404)

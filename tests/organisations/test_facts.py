"""Facts that indicators count, as people enter them: what is refused, what is kept, what the history says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.audit.words import show
from marketplace.catalogue.models import Commodity
from marketplace.clock import today
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators.engine import LeftOut, Question, compute
from marketplace.organisations.attested import attested_of
from marketplace.organisations.attesting import record_observation, record_recognition, set_parent, withdraw_recognition
from marketplace.organisations.models import (
    CheckDigit,
    ObservationKind,
    Organisation,
    OrganisationKind,
    Recognition,
)
from marketplace.organisations.models import RecognitionKind as Kind
from marketplace.organisations.tracing import (
    add_traced_product,
    confirm_traced_product,
    end_traced_product,
    read_trace_code,
)
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.papers import pdf

Open = Callable[..., Browser]
TOMORROW = timedelta(days=1)


def last_event(name: str) -> dict[str, Any]:
    found = db.session.scalars(sa.select(AuditEvent).filter_by(name=name).order_by(AuditEvent.id.desc())).first()
    assert found is not None
    return found.data


def recognise(cast: Cast, since: date, until: date | None = None, kind: Kind = Kind.HIGH_TECH) -> Recognition:
    return record_recognition(
        by=user(cast.thu), organisation=organisation(cast.doan_ket), kind=kind, since=since, until=until,
        basis="QĐ 5/QĐ-UBND", evidence="Đã xem bản giấy",
    )  # fmt: skip


def test_a_recognition_holds_once_at_a_time_and_is_withdrawn_with_its_reason(context: Flask, cast: Cast) -> None:
    first = recognise(cast, date(2024, 1, 1), date(2025, 12, 31))
    for since, until, field in (
        (today() + TOMORROW, None, "since"),
        (date(2026, 2, 1), date(2026, 1, 1), "until"),
        (date(2025, 12, 31), None, "since"),  # both days belong to it
    ):
        with pytest.raises(DomainError) as refused:
            recognise(cast, since, until)
        assert refused.value.field == field
    recognise(cast, date(2026, 1, 1))
    recognise(cast, date(2025, 1, 1), kind=Kind.MODEL)
    withdraw_recognition(by=user(cast.binh), recognition=first, reason="Nhập nhầm đơn vị")
    assert last_event(events.RECOGNITION_WITHDRAWN)["reason"] == "Nhập nhầm đơn vị"
    with pytest.raises(WrongStateError):
        withdraw_recognition(by=user(cast.binh), recognition=first, reason="Lần nữa")
    assert first not in attested_of(organisation(cast.doan_ket)).standing
    recognise(cast, date(2024, 1, 1), date(2025, 12, 31))  # what was withdrawn stands in nobody's way
    with pytest.raises(DomainError) as enterprise:
        record_recognition(
            by=user(cast.thu), organisation=organisation(cast.huong_viet), kind=Kind.MODEL, since=today(), until=None,
            basis="x", evidence="y",
        )  # fmt: skip
    assert enterprise.value.field == "kind"


@pytest.mark.parametrize(
    ("text", "kept", "digit"),
    [
        ("4006381333931", "4006381333931", "fits"),
        ("4006381 333932", "4006381333932", "misfit"),
        ("96385074", "96385074", "fits"),
        ("LO-2026/17", "LO-2026/17", "none"),
        ("https://vidu.example/nhat-ky?lo=7", "https://vidu.example/nhat-ky?lo=7", "none"),
        ("https://id.vidu.example/01/04006381333931/10/A7", "https://id.vidu.example/01/04006381333931/10/A7", "fits"),
        ("https://id.vidu.example/01/04006381333932", "https://id.vidu.example/01/04006381333932", "misfit"),
    ],
)
def test_a_code_of_gs1_is_checked_and_no_other(text: str, kept: str, digit: str) -> None:
    read = read_trace_code(text)
    assert (read.text, read.digit) == (kept, CheckDigit(digit))


def test_a_traced_product_is_kept_as_printed_and_never_twice(context: Flask, cast: Cast) -> None:
    durian = db.session.get_one(Commodity, "durian")
    given: dict[str, Any] = {
        "by": user(cast.hoa), "organisation": organisation(cast.doan_ket), "commodity": durian, "name": "Ri6",
        "system": "Cổng của tỉnh", "since": date(2026, 1, 1),
    }  # fmt: skip
    for wrong in (
        "4006381333932", "https://khong co cho trong", "http://x", "https://[x", "javascript:alert(1)",
        "data:text/html,<b>", "ftp://vidu.example/a", "--",
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            add_traced_product(trace_code=wrong, **given)
        assert refused.value.field == "trace_code"
    made = add_traced_product(trace_code="4006381333932", as_printed=True, **given)
    assert last_event(events.TRACED_PRODUCT_ADDED)["check_digit"] == "misfit"
    with pytest.raises(DomainError) as twice:
        add_traced_product(trace_code="400638133393-2", as_printed=True, **given)
    assert twice.value.field == "trace_code"
    with pytest.raises(DomainError) as early:
        end_traced_product(by=user(cast.hoa), product=made, until=date(2025, 12, 31))
    assert early.value.field == "until"


def test_what_an_organisation_says_of_its_products_counts_from_the_word_of_staff(
    app: Flask, cast: Cast, browser: Open
) -> None:
    with app.app_context():
        durian = db.session.get_one(Commodity, "durian")
        given: dict[str, Any] = {
            "organisation": organisation(cast.doan_ket), "commodity": durian, "name": "Ri6",
            "system": "Cổng của tỉnh", "since": date(2026, 1, 1),
        }  # fmt: skip
        own = add_traced_product(by=user(cast.hoa), trace_code="LO-1", **given)
        add_traced_product(by=user(cast.binh), trace_code="LO-2", **given)
        with pytest.raises(NotAllowedError):
            confirm_traced_product(by=user(cast.hoa), product=own)
        home, place = own.organisation.public_id, own.public_id
        before = compute(Question(day=today(), code="I8"))
        db.session.commit()
    assert (before.denominator, dict(before.left_out)) == (1, {LeftOut.UNVERIFIED: 1})
    page, thu = f"/organisations/{home}", browser(cast.thu)
    assert "Đã tra cứu, xác nhận" not in browser(cast.hoa).get(page).words()
    assert show("check_digit", CheckDigit.NONE.value) == "không kiểm tra được"
    thu.post(f"{page}/traced-products/{place}/confirmation")
    assert "chưa được xác nhận" not in thu.get(page).words()
    with app.app_context():
        after = compute(Question(day=today(), code="I8"))
        assert (after.denominator, dict(after.left_out)) == (2, {})


def test_an_observation_changes_no_status_and_no_parent_goes_in_a_circle(context: Flask, cast: Cast) -> None:
    home = organisation(cast.doan_ket)
    before = [(row.status, row.valid_from) for row in home.statuses]
    seen: dict[str, Any] = {"by": user(cast.thu), "organisation": home, "kind": ObservationKind.STOPPED}
    record_observation(observed_on=today(), note="Đóng cửa", **seen)
    with pytest.raises(DomainError):
        record_observation(observed_on=today() + TOMORROW, note="Sẽ đóng cửa", **seen)
    assert [(row.status, row.valid_from) for row in home.statuses] == before
    above, below = organisation(cast.lua_vang), organisation(cast.huong_viet)
    set_parent(by=user(cast.thu), organisation=below, parent=above)
    assert below.soe_class is None, "a subsidiary is not state-owned by itself"
    for child, parent in ((above, below), (above, above), (home, above)):
        with pytest.raises(DomainError) as circle:
            set_parent(by=user(cast.thu), organisation=child, parent=parent)
        assert circle.value.field == "parent"


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(app: Flask, cast: Cast, browser: Open) -> None:
    page, buyer = f"/organisations/{page_of(app, cast.doan_ket)}", f"/organisations/{page_of(app, cast.huong_viet)}"
    thu = browser(cast.thu)
    typed: dict[str, Any] = {
        "kind": "high_tech",
        "since": "31/02/2025",
        "until": "",
        "basis": "QĐ 9/QĐ-UBND",
        "evidence": "Bản giấy",
    }
    back = thu.submit(f"{page}/recognitions/new", status=422, **typed)
    assert "Lịch không có ngày này" in back.words()
    assert "QĐ 9/QĐ-UBND" in back.text
    assert "31/02/2025" in back.text
    wrong: dict[str, Any] = {"file": (BytesIO(b"MZ not a paper"), "quyet-dinh.exe")}
    refused = thu.submit(f"{page}/recognitions/new", status=422, **(typed | {"since": "1/2/2025"} | wrong))
    assert "Chỉ nhận tệp PDF, JPG, PNG" in refused.words()
    assert "QĐ 9/QĐ-UBND" in refused.text
    paper: dict[str, Any] = {"file": (BytesIO(pdf("cong nhan")), "quyet-dinh.pdf")}
    made = thu.submit(f"{page}/recognitions/new", **(typed | {"since": "1/2/2025"} | paper))
    assert "Ứng dụng công nghệ cao" in thu.get(made.location).words()
    nobody = thu.submit(f"{buyer}/parent", status=422, parent="Tổng Công Ty Ma")
    assert "Không có đơn vị đã xác minh nào" in nobody.words()
    assert "Tổng Công Ty Ma" in nobody.text


def page_of(app: Flask, organisation_id: int) -> str:
    with app.app_context():
        return organisation(organisation_id).public_id


def test_a_circle_that_a_merger_closed_is_walked_once(context: Flask, cast: Cast) -> None:
    above, below = organisation(cast.lua_vang), organisation(cast.huong_viet)
    above.parent_id, below.parent_id = below.id, above.id
    third = Organisation(kind=OrganisationKind.ENTERPRISE, name="Công ty Thứ Ba", folded="cong ty thu ba")
    db.session.add(third)
    db.session.flush()
    set_parent(by=user(cast.thu), organisation=third, parent=above)
    assert third.parent_id == above.id

"""Messages beside the talks: who reads them, that they are told once, and what comes with them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage

from marketplace.brokering import actions
from marketplace.brokering.models import CaseClosing, Message
from marketplace.errors import DomainError, FileRefusedError, NotAllowedError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories import brokering, listings_by_hand
from tests.factories.papers import upload

Browse = Callable[..., Browser]
TOLD = "Có tin nhắn mới trong vụ việc kết nối."


def told() -> list[int]:
    return list(db.session.scalars(sa.select(Notification.user_id).where(Notification.sentence == TOLD)))


@pytest.mark.usefixtures("context")
def test_a_message_is_told_to_the_others_once_and_stays_as_it_was(cast: Cast) -> None:
    case = brokering.introduced(cast)
    terms = brokering.proposed(cast, case)
    said = actions.send_message(
        by=user(cast.lan), case=case, text="Giao ở đâu? Gọi tôi 0912 345 678.", uploads=[upload("anh.pdf", "anh")],
        terms=terms,
    )  # fmt: skip
    assert (said.organisation_id, said.terms_id, len(said.files)) == (cast.doan_ket, terms.id, 1)
    assert sorted(told()) == sorted([cast.hoa, cast.minh, cast.binh]), "the manager beside the one who wrote, too"
    by_staff = actions.send_message(by=user(cast.binh), case=case, text="Đã nhận.")
    assert by_staff.organisation_id is None
    db.session.commit()
    for statement in ("UPDATE case_messages SET text = 'khác'", "DELETE FROM case_message_files"):
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(sa.text(statement))
        db.session.rollback()


@pytest.mark.usefixtures("context")
def test_what_is_refused(cast: Cast) -> None:
    case = brokering.introduced(cast)
    hoa = user(cast.hoa)
    many = [upload(f"{number}.pdf", str(number)) for number in range(6)]
    lying = FileStorage(io.BytesIO(b"MZ\x90\x00"), filename="anh.pdf")
    for problem, field, text, uploads in [
        (DomainError, "text", "  ", []),
        (DomainError, "text", "a" * 4001, []),
        (DomainError, "files", "Sáu tệp", many),
        (FileRefusedError, "files", "Không phải PDF", [lying]),
    ]:
        with pytest.raises(problem) as refusal:
            actions.send_message(by=hoa, case=case, text=text, uploads=uploads)
        assert refusal.value.field == field
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0
    actions.close_case(by=user(cast.binh), case=case, closing=CaseClosing.GONE)
    with pytest.raises(NotAllowedError):
        actions.send_message(by=hoa, case=case, text="Còn đó không?")


SENT = {"text": "Xin gửi ảnh\n<b>kho</b>", "number": "1"}


def talks(app: Flask, cast: Cast) -> str:
    """The page of a case in which terms are talked of, to which Tú has been asked and has not answered."""
    with app.app_context():
        case = brokering.introduced(cast)
        brokering.proposed(cast, case)
        waiting = listings_by_hand.offer(cast.binh_minh, brokering.GOODS)
        actions.add_member(by=user(cast.binh), case=case, offer=waiting)
        db.session.commit()
        return f"/cases/{case.public_id}"


def test_a_message_that_cannot_be_sent_is_refused_with_what_was_typed(app: Flask, cast: Cast, browser: Browse) -> None:
    page, minh = talks(app, cast), browser(cast.minh)
    empty = minh.submit(f"{page}/messages", status=422, text="  ")
    assert "field-error" in empty.text
    sent = minh.get(f"{page}/messages").fields() | SENT
    wrong = {"files": (io.BytesIO(b"<html>"), "kho.png")}
    kept = minh.post(f"{page}/messages", sent | wrong, status=422)
    assert "Xin gửi ảnh" in kept.text
    assert "cộng lại không quá" in kept.words()
    most = app.config["SETTINGS"].upload_limit_mb
    huge = {"files": (io.BytesIO(bytes(400_000)), "kho.png")}
    with pytest.MonkeyPatch.context() as less:  # a sent body that fits into memory: the client leaves others open
        less.setitem(app.config, "MAX_CONTENT_LENGTH", 300_000)
        refused = minh.post(f"{page}/messages", sent | huge, status=413)
    assert f"nhiều nhất {most} MB" in refused.words()
    assert "chưa được nhận, kể cả chữ đã gõ" in refused.words()
    assert f'href="{page}/messages"' in refused.text, "back to the page that was left"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0


def test_a_message_with_a_file_is_sent_once_and_read_by_who_has_met(app: Flask, cast: Cast, browser: Browse) -> None:
    page, minh, hoa = talks(app, cast), browser(cast.minh), browser(cast.hoa)
    sent, scan = minh.get(f"{page}/messages").fields() | SENT, upload("kho lạnh.pdf", "kho")
    for _again in range(2):  # a second tap sends nothing more
        scan.stream.seek(0)
        paper = {"files": (io.BytesIO(scan.stream.read()), "kho lạnh.pdf")}
        assert minh.post(f"{page}/messages", sent | paper).location == f"{page}/messages"
    read = hoa.get(f"{page}/messages")
    assert read.text.count("&lt;b&gt;kho&lt;/b&gt;") == 1
    assert "về bản số 1" in read.words()
    link = next(part.split('"')[0] for part in read.text.split('href="') if part.startswith(f"{page}/files/"))
    file = hoa.get(link).response.headers
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["X-Content-Type-Options"], file["Cache-Control"]) == ("nosniff", "no-store")
    for person in (cast.tu, cast.son, cast.quan, None):  # tu has been asked to join and has not answered
        stranger = browser(person)
        stranger.get(link, status=404)
        stranger.get(f"{page}/messages", status=404)
        stranger.post(f"{page}/messages", {"text": "Cho tôi vào"}, status=404)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 1

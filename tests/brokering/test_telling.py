"""What is stored for others to read is Vietnamese, whatever the one who caused it reads."""

from __future__ import annotations

import json

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext
from werkzeug.http import dump_cookie

from marketplace.authorization.roles import Role
from marketplace.brokering import actions
from marketplace.brokering.models import CaseClosing
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts.actions import confirm_signing, refuse_verification
from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMessage
from marketplace.organisations.members import invite
from marketplace.web.i18n import COOKIE
from tests.cast import Cast, organisation, user
from tests.factories import brokering, contracts

ENGLISH = {"Cookie": dump_cookie(COOKIE, json.dumps({"language": "en"})).split(";")[0]}


def test_an_english_readers_deed_is_told_in_vietnamese(context: Flask, cast: Cast) -> None:
    with context.test_request_context(headers=ENGLISH):
        assert gettext("Tổ chức") != "Tổ chức"  # the page is English indeed
        case = brokering.opened(cast)
        actions.close_case(by=user(cast.minh), case=case, closing=next(iter(CaseClosing)), note="")
        invite(by=user(cast.hoa), organisation=organisation(cast.doan_ket), email="moi@vidu.example", role=Role.MEMBER)
        assert gettext("Tổ chức") != "Tổ chức"
        sentences = db.session.scalars(sa.select(Notification.sentence).order_by(Notification.id)).all()
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert "Có đề nghị kết nối mới cho đơn vị của bạn." in sentences
    assert [words for words in sentences if words.startswith("Vụ việc đã đóng: ")]
    assert mail.subject.startswith("Lời mời vào")
    assert "vai trò: Thành viên đơn vị." in mail.body


def test_a_contract_signed_again_is_told_again(context: Flask, cast: Cast) -> None:
    contract = contracts.signed(cast)
    words = "Hợp đồng đã đủ chữ ký và đang chờ xác minh."
    told = sa.select(sa.func.count()).where(Notification.sentence == words, Notification.user_id == cast.hoa)
    assert db.session.scalar(told) == 1
    refuse_verification(by=user(cast.quan), contract=contract, reason="Thiếu trang 2")
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        confirm_signing(by=user(person), contract=contract, voice=Voice(side), signed_on=today(), signer="Người ký")
    assert db.session.scalar(told) == 2

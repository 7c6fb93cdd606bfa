"""The page of a mended group and the page of a cooperative, as they are walked."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case, ConsentHow
from marketplace.brokering.voices import Voice
from marketplace.extensions import db
from tests.cast import Cast, user
from tests.client import Browser
from tests.pooling.test_repair import invite

People = Callable[..., Browser]


def test_the_broker_mends_the_group_in_one_press_and_a_stale_page_shows_the_new_proposal(
    app: Flask, cast: Cast, browser: People
) -> None:
    with app.app_context():
        invited = invite(cast)
        invited.says("doan_ket", yes=True)
        invited.says("moi_lap", yes=False)
        page = f"/pools/{invited.pool.public_id}/repair"
        db.session.commit()
    asked = browser(cast.tu).get("/my-pools").words()
    assert "đề nghị góp 150 tấn, chờ trả lời" in asked
    assert "Bạn góp được" in asked
    broker = browser(cast.binh)
    shown = broker.get(page)
    for words in ("Đã đồng ý", "Mời thêm", "Đã rời nhóm", "Hợp tác xã Xuân An", "Sửa nhóm như trên"):
        assert words in shown.words()
    seen = shown.fields()
    assert "Cán bộ phụ trách vụ việc" in browser(cast.minh).get(page).words()
    browser(cast.hoa).get(page, status=404)
    with app.app_context():
        refusal = Voice(cast.binh_minh, ConsentHow.PHONE, "gọi điện sáng nay")
        case = db.session.scalars(db.select(Case)).one()
        cases.answer(by=user(cast.binh), case=case, voice=refusal, yes=False)
        db.session.commit()
    stale = broker.post(page, seen, status=422)
    assert "Đây là đề xuất mới" in stale.words()
    assert stale.fields()["seen"] != seen["seen"]
    broker.post(page, stale.fields())
    assert "Chưa có đơn vị nào khác góp thêm được lúc này" in broker.get(page).words()
    assert "đề nghị góp" not in browser(cast.tu).get("/my-pools").words(), "it has answered"

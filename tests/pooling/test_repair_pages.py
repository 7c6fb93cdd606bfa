"""The page of a mended group and the page of a cooperative, as they are walked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from flask import Flask

from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case, ConsentHow
from marketplace.brokering.voices import Voice
from marketplace.extensions import db
from marketplace.offers.actions import close_offer
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
        case_id = case.public_id
        cases.answer(by=user(cast.binh), case=case, voice=refusal, yes=False)
        db.session.commit()
    stale = broker.post(page, seen, status=422)
    assert "Đây là đề xuất mới" in stale.words()
    assert stale.fields()["seen"] != seen["seen"]
    broker.post(page, stale.fields())
    nobody = broker.get(page)
    assert "Chưa có đơn vị nào khác góp thêm được lúc này" in nobody.words()
    assert f"/cases/{case_id}/members" in nobody.text, "what to do instead stands there"
    assert "đề nghị góp" not in browser(cast.tu).get("/my-pools").words(), "it has answered"


def test_a_limit_in_the_way_is_named_and_can_be_let_go(app: Flask, cast: Cast, browser: People) -> None:
    with app.app_context():
        invited = invite(cast)
        invited.pool.variants[0].largest_share_pct = Decimal(52)
        invited.says("doan_ket", yes=True)
        for name in ("moi_lap", "binh_minh"):
            invited.says(name, yes=False)
        close_offer(by=user(cast.binh), offer=invited.laid.offers["xuan_an"], reason="Đã bán hết")
        page, pools = f"/pools/{invited.pool.public_id}", f"/needs/{invited.laid.need.public_id}/pools"
        db.session.commit()
    minh, broker = browser(cast.minh), browser(cast.binh)
    empty = minh.get(minh.submit(pools).location)
    assert "Đoàn Kết đã có vụ việc cho nhu cầu này" in empty.words()
    assert "một bên đã từ chối kết nối, đề nghị lại được sau ngày" in empty.words()
    assert "/invitations" not in empty.text, "there is nobody to invite"
    whole = broker.get(page).words()
    assert "đã rời nhóm" in whole
    assert "góp 165 tấn trong 360 tấn" in whole
    shown = broker.get(f"{page}/repair")
    assert "đơn vị lớn nhất không quá 52%" in shown.words()
    assert "195 tấn" in shown.words(), "what stays open is told"
    assert "without=share" in shown.text
    free = broker.get(f"{page}/repair?without=share").words()
    assert "Chưa có đơn vị nào khác góp thêm được lúc này" in free
    assert "Thêm đơn vị vào vụ việc" in free

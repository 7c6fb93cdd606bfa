"""Weights: changed with a reason, scaled to 100, named on every page, and taken back; never changed in place."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.errors import DomainError, NotFoundError, StaleError
from marketplace.extensions import db
from marketplace.suggestions import weights
from marketplace.suggestions.learning_models import WeightsVersion
from marketplace.suggestions.weights import ADJUSTABLE, whole_points
from marketplace.suggestions.weights_actions import change_weights, restore_weights
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories.listings_by_hand import Goods, need, offer

Open = Callable[..., Browser]
NEAR = dict(zip(ADJUSTABLE, (20, 10, 10, 5, 45, 5, 3, 2), strict=True))
REASON = "Bên mua than đường xa"


def change(cast: Cast, **other: Any) -> WeightsVersion:
    asked: dict[str, Any] = {
        "by": user(cast.an), "based_on": weights.version(), "points": NEAR, "soe_always": False, "soe_points": 5,
        "reason": REASON,
    }  # fmt: skip
    return change_weights(**asked | other)


def test_without_a_change_the_shipped_weights_rule(context: Flask) -> None:
    assert weights.version() == weights.shipped().version
    assert sum(weights.shipped().points.values()) == 100
    assert "soe" not in weights.current().weights
    assert weights.current() is weights.current(), "made once, not at every request"


def test_a_change_rules_at_once_and_keeps_who_why_and_what_it_was(context: Flask, cast: Cast) -> None:
    before = weights.in_force()
    made = change(cast)
    assert weights.version() == made.version != before.version
    assert weights.current().weights["distance"] == Decimal(45)
    assert weights.current().version == made.version
    told = db.session.scalars(sa.select(AuditEvent).filter_by(name=events.WEIGHTS_CHANGED)).one()
    assert (told.actor_id, told.data["reason"]) == (cast.an, REASON)
    assert told.data["before"]["weight_distance"] == before.points["distance"]
    assert told.data["after"]["weight_distance"] == 45


def test_the_optional_part_counts_when_asked_or_always(context: Flask, cast: Cast) -> None:
    assert "soe" in weights.current(soe=True).weights
    change(cast, soe_always=True, soe_points=25)
    found = weights.current().weights
    assert found["soe"] == Decimal(20), "25 of 125"
    assert sum(found.values()) == 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": NEAR | {"price": 6}},
        {"points": NEAR | {"price": -5, "window": 15}},
        {"points": {"product": 100}},
        {"points": NEAR | {"product": 9, "price": 16}},
        {"reason": " "},
        {"soe_always": True, "soe_points": 0},
        {"soe_points": 51},
    ],
)
def test_weights_that_are_no_weights_are_refused(context: Flask, cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        change(cast, **wrong)
    assert weights.version() == weights.shipped().version


def test_two_who_follow_the_same_version_do_not_overwrite_each_other(context: Flask, cast: Cast) -> None:
    seen = weights.version()
    change(cast)
    with pytest.raises(StaleError):
        change(cast, based_on=seen, points=weights.shipped().points)
    with pytest.raises(DomainError, match="đang được dùng"):
        change(cast)


def test_an_earlier_version_comes_back_as_a_version_of_its_own(context: Flask, cast: Cast) -> None:
    first = weights.shipped()
    moved = change(cast)
    back = restore_weights(by=user(cast.an), based_on=moved.version, version=first.version, reason="Không khá hơn")
    assert back.version not in {first.version, moved.version}
    assert back.restores == first.version
    assert weights.in_force().points == first.points
    assert [one.version for one in weights.history()] == [back.version, moved.version]
    with pytest.raises(NotFoundError):
        restore_weights(by=user(cast.an), based_on=back.version, version="1999-1-1", reason="x")


def test_a_version_is_never_changed_or_deleted(context: Flask, cast: Cast) -> None:
    change(cast)
    db.session.commit()
    for statement in (
        sa.update(WeightsVersion).values(reason="khác"),
        sa.delete(WeightsVersion),
    ):
        with pytest.raises(sa.exc.DatabaseError, match="insert-only"):
            db.session.execute(statement)
        db.session.rollback()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(st.lists(st.integers(0, 100), min_size=len(ADJUSTABLE), max_size=len(ADJUSTABLE)).filter(any))
def test_any_whole_numbers_are_brought_to_one_hundred(points: list[int]) -> None:
    asked = dict(zip(ADJUSTABLE, points, strict=True))
    made = whole_points(asked)
    assert sum(made.values()) == 100
    assert all(abs(made[name] - asked[name] * 100 / sum(points)) < 1 for name in asked)
    assert whole_points(made) == made


def market(cast: Cast) -> None:
    """A need in Lâm Đồng, one offer there of another variety, one far away of the wanted variety."""
    need(cast.huong_viet, Goods(variety="Ri6"))
    offer(cast.doan_ket, Goods(variety="Monthong", province="68"))
    offer(cast.binh_minh, Goods(variety="Ri6", province="01"))
    db.session.commit()


def trying(app: Flask, cast: Cast) -> Browser:
    """Weights are tried on eight needs at most, each ranked twice; another page asks far less."""
    return Browser(app, cast.an, most_queries=120)


def test_the_page_previews_what_would_change_and_saves_with_a_reason(app: Flask, cast: Cast, browser: Open) -> None:
    with app.app_context():
        market(cast)
        shipped = weights.shipped()
    an = browser(cast.an)
    sent: dict[str, Any] = {f"weight_{name}": str(points) for name, points in NEAR.items()}
    address = an.submit("/suggestions/weights", status=302, **sent).location
    assert all(f"{name}={points}" in address for name, points in sent.items()), "the way back needs no second sending"
    words = trying(app, cast).get(address).words()
    assert "Nếu dùng các trọng số này" in words
    assert "Trong 1 nhu cầu dưới đây" in words
    with app.app_context():
        assert weights.version() == shipped.version, "a look changes nothing"
    unexplained = an.submit("/suggestions/weights", status=422, save="1", **sent)
    assert "Chưa điền mục này" in unexplained.words()
    an.submit("/suggestions/weights", save="1", reason=REASON, **sent)
    assert REASON in an.get("/suggestions/method").words()
    assert REASON not in browser(cast.hoa).get("/suggestions/method").words(), "free words of staff are for staff"
    page = an.get("/suggestions/weights").words()
    assert REASON in page
    assert "Quay về bộ này" in page
    with app.app_context():
        version = weights.version()
        assert weights.in_force().points == NEAR
    for reader, path in ((browser(), "/suggestions/method"), (browser(cast.hoa), "/suggestions/method")):
        assert version in reader.get(path).words()


def test_points_that_do_not_add_up_stay_as_typed_and_the_page_says_what_to_change(
    app: Flask, cast: Cast, browser: Open
) -> None:
    an = browser(cast.an)
    typed: dict[str, Any] = {f"weight_{name}": str(points) for name, points in (NEAR | {"distance": 71}).items()}
    tried = an.get(an.submit("/suggestions/weights", status=302, **typed).location, status=422)
    for page in (tried, an.submit("/suggestions/weights", status=422, save="1", reason=REASON, **typed)):
        assert "Các phần cộng lại là 126: hãy bớt 26 điểm." in page.words()
        assert {name: page.fields()[name] for name in typed} == typed
        assert "Nếu dùng các trọng số này" not in page.words()
    scaled = re.search(r'href="([^"]*weight_distance=[^"]*)"', tried.text)
    assert scaled
    assert "Nếu dùng các trọng số này" in trying(app, cast).get(unescape(scaled[1])).words()
    few = an.submit("/suggestions/weights", status=422, save="1", reason=REASON, **typed | {"weight_distance": "40"})
    assert "hãy thêm 5 điểm" in few.words()
    with app.app_context():
        assert weights.version() == weights.shipped().version


def test_no_point_at_all_is_told_beside_the_first_part(app: Flask, cast: Cast, browser: Open) -> None:
    an = browser(cast.an)
    nothing: dict[str, Any] = {f"weight_{name}": "0" for name in NEAR}
    tried = an.get(an.submit("/suggestions/weights", status=302, **nothing).location, status=422)
    for page in (tried, an.submit("/suggestions/weights", status=422, save="1", reason=REASON, **nothing)):
        assert f'id="weight_{ADJUSTABLE[0]}-error"' in page.text
        assert "Mọi phần đều là 0" in page.words()
    wrong = an.submit("/suggestions/weights", status=422, save="1", reason=REASON, **nothing | {"weight_price": "năm"})
    assert "Cần một số nguyên từ 0 đến 100." in wrong.words()


def test_the_page_takes_an_earlier_version_back(app: Flask, cast: Cast, browser: Open) -> None:
    with app.app_context():
        change(cast)
        db.session.commit()
        shipped = weights.shipped()
    an = browser(cast.an)
    way_back = f"/suggestions/weights/{shipped.version}/restoration"
    assert "Quay về bộ trọng số" in an.get(way_back).words()
    assert "Điều khoản" not in an.get(way_back).words(), "the word of contracts"
    an.submit(way_back, reason="Thử xong")
    with app.app_context():
        assert weights.in_force().points == shipped.points
    an.get("/suggestions/weights/1999-1-1/restoration", status=404)


def test_only_administrators_tune(cast: Cast, browser: Open) -> None:
    for person in (cast.hoa, cast.binh, cast.thu):
        browser(person).get("/suggestions/weights", status=404)
        browser(person).post("/suggestions/weights", status=404)

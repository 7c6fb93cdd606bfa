"""The method page: words for everybody, figures for the signed in, goods and sizes for staff, and honest gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import STRANGER, Viewer
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.labels import lazy_gettext
from marketplace.learning import figures as counting
from marketplace.learning.figures import Cell, Counts, figures, told
from marketplace.organisations.models import Origin
from marketplace.suggestions.models import RejectionReason, SuggestionFeedback
from tests.cast import Cast, organisation
from tests.client import Browser
from tests.factories.brokering import introduced
from tests.factories.listings_by_hand import Goods, need, offer
from tests.learning.conftest import shown

Open = Callable[..., Browser]
STAFF = Viewer(user_id=1, platform_role=Role.BROKER)
METHOD = "/suggestions/method"
LONG_AGO = today() - timedelta(days=100)


@pytest.fixture
def market(app: Flask, cast: Cast) -> None:
    """Two offers of durian shown long ago, one of them introduced; one of pepper shown lately; one never shown."""
    with app.app_context():
        wanted, first, second = need(cast.huong_viet), offer(cast.doan_ket), offer(cast.binh_minh)
        pepper, peppers = need(cast.lua_vang, Goods(commodity="pepper")), offer(cast.binh_minh, Goods("pepper"))
        offer(cast.doan_ket, Goods("coffee"))
        shown(wanted, [first, second], LONG_AGO)
        shown(pepper, [peppers], today())
        introduced(cast, (first, wanted))
        db.session.add(SuggestionFeedback(
            offer_id=second.id, need_id=wanted.id, organisation_id=cast.huong_viet, user_id=cast.minh,
            reason=RejectionReason.DISTANCE,
        ))  # fmt: skip
        db.session.commit()


def test_a_stranger_reads_how_it_is_done_and_no_figure(browser: Open, cast: Cast, market: None) -> None:
    words = browser().get(METHOD).words()
    for part in ("Sản phẩm", "Khoảng cách", "Điều kiện cứng", "Không dùng đến", "xóa sau 12 tháng"):
        assert part in words
    assert "Đăng nhập" in words
    assert "Theo tháng" not in words
    assert "Vì sao bị gạt đi" not in words


def test_an_empty_market_says_that_there_is_too_little(browser: Open, cast: Cast) -> None:
    words = browser(cast.hoa).get(METHOD).words()
    assert "Chưa đủ dữ liệu" in words
    assert "Chưa ai gạt gợi ý nào đi" in words
    assert "Hệ thống chưa học lần nào" in words


def test_a_line_is_never_of_fewer_than_three_cooperatives_nor_can_one_be_reckoned() -> None:
    def cell(shown: int, *sellers: int) -> Cell:
        return Cell(Counts(shown=shown), frozenset(sellers))

    def lines(*cells: Cell) -> list[tuple[str, int]]:
        named = [(str(place), one) for place, one in enumerate(cells)]
        return [(str(line.label), line.counts.shown) for line in told(named, lazy_gettext("khác"), most=2)]

    many = cell(50, 1, 2, 3, 4), cell(40, 1, 2, 3)
    assert lines(*many) == [("0", 50), ("1", 40)]
    assert lines(*many, cell(9, 5, 6, 7)) == [("0", 50), ("1", 40), ("khác", 9)]
    assert lines(*many, cell(5, 1), cell(3, 2), cell(1, 9)) == [("0", 50), ("1", 40), ("khác", 9)]
    assert lines(*many, cell(7, 1)) == [("0", 50), ("khác", 47)]
    assert lines(cell(7, 1), cell(5, 2)) == []


def test_pairs_are_counted_in_the_month_they_were_first_shown(
    app: Flask, market: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "FEWEST", 1)
    with app.app_context():
        found = figures(STAFF, today())
        by_month = {line.month: line.counts for line in found.months}
        assert by_month[LONG_AGO.replace(day=1)] == Counts(shown=2, proposed=1, introduced=1, rejected=1)
        assert by_month[today().replace(day=1)].shown == 1
        assert found.all == Counts(shown=3, proposed=1, introduced=1, rejected=1)
        assert {str(line.label): line.counts.shown for line in found.goods} == {"Sầu riêng": 2, "Hồ tiêu": 1}
        assert sum((line.counts for line in found.sizes), Counts()) == found.all
        assert [(one.reason, one.times, one.share) for one in found.reasons] == [(RejectionReason.DISTANCE, 1, 1)]
        assert (found.unseen.offers, found.unseen.never_shown) == (4, 1)


def test_goods_and_sizes_are_for_staff(
    app: Flask, market: None, cast: Cast, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Theo mặt hàng" not in browser(cast.binh).get(METHOD).words(), "two cooperatives only"
    monkeypatch.setattr(counting, "FEWEST", 1)
    with app.app_context():
        for reader in (STRANGER, Viewer(user_id=cast.hoa, organisation_roles={cast.doan_ket: Role.MANAGER})):
            found = figures(reader, today())
            assert (found.goods, found.sizes) == ((), ())
    member, broker = browser(cast.hoa).get(METHOD).words(), browser(cast.binh).get(METHOD).words()
    assert "Theo mặt hàng" not in member
    assert "Theo mặt hàng" in broker
    browser(cast.hoa).get(f"{METHOD}/figures.csv", status=404)


def test_a_share_is_told_from_thirty_pairs_on() -> None:
    assert Counts(shown=29, introduced=29).introduced_share is None
    assert Counts(shown=30, introduced=3).introduced_share == Decimal("0.1")


def test_the_table_for_spreadsheets_has_what_the_page_has(
    market: None, cast: Cast, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "FEWEST", 1)
    lines = browser(cast.binh).get(f"{METHOD}/figures.csv").text.removeprefix("\ufeff").splitlines()
    assert lines[0].startswith("Theo,Nhóm,Đã hiện")
    assert "Tất cả,,3,1,1,0,0,0,1" in lines
    assert "Mặt hàng,Sầu riêng,2,1,1,0,0,0,1" in lines
    assert "Chào bán chưa từng hiện,,1,,,,,," in lines


def test_the_demonstration_is_named(app: Flask, market: None, cast: Cast, browser: Open) -> None:
    assert "minh họa" not in browser(cast.hoa).get(METHOD).words().lower()
    with app.app_context():
        organisation(cast.huong_viet).origin = Origin.DEMONSTRATION
        db.session.commit()
    assert "có cả các đơn vị minh họa" in browser(cast.hoa).get(METHOD).words()

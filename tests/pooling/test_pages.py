"""Gom đơn on the site: one press proposes, an edit stays, what cannot be is told beside its field, all are invited."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.extensions import db
from marketplace.offers.models import Offer
from marketplace.pooling.models import Variant
from marketplace.pooling.refusals import cell_name
from marketplace.pooling.wishing import WishesForm
from tests.cast import Cast
from tests.client import Browser, Page
from tests.factories import pools

Browse = Callable[..., Browser]


@pytest.fixture
def need(app: Flask, cast: Cast) -> str:
    """The address of the need's pools."""
    with app.app_context():
        laid = pools.lay(cast)
        db.session.commit()
        return f"/needs/{laid.need.public_id}/pools"


def cell(app: Flask, name: str, month: int = 0) -> str:
    """The field of a cooperative's tonnes in a month."""
    with app.app_context():
        offers = sa.select(Offer.public_id).where(Offer.organisation.has(name=name))
        return cell_name(db.session.scalars(offers).one(), pools.months()[month][0])


def stored(app: Flask, name: str) -> list[Decimal]:
    """The kilograms of a cooperative in the first variant."""
    with app.app_context():
        [variant] = db.session.scalars(sa.select(Variant))
        return [c.kg for one in variant.suppliers if one.organisation.name == name for c in one.cells]


def press(page: Browser, address: str, way: str = "solution", **typed: Any) -> Page:
    """Type into the table and press one of its two buttons."""
    return page.submit(address, to=f"{address}/{way}", status=None, **typed)


XUAN_AN, MOI_LAP = "Hợp tác xã Xuân An", "Hợp tác xã Mới Lập"


def test_from_need_to_invitations_in_a_few_presses(app: Flask, cast: Cast, browser: Browse, need: str) -> None:
    minh = browser(cast.minh)
    table = minh.submit(need).location
    assert "Hợp tác xã Thành Công" in minh.get(table).words(), "the near miss stands below"
    edited = cell(app, XUAN_AN)
    assert press(minh, table, **{edited: "20"}).status == 302
    assert stored(app, XUAN_AN)[0] == 20_000
    assert stored(app, MOI_LAP)[0] == 0, "ten tonnes are left for it, and its lot is fifteen"
    refused = press(minh, table, **{edited: "31"})
    assert (refused.status, refused.fields()[edited]) == (422, "31")
    assert "Hợp tác xã Xuân An chỉ còn 30 tấn" in refused.words()
    for absurd in ("-5", "một", "99999999"):
        assert (
            minh.post(f"{table}/solution", refused.fields() | {edited: absurd}, status=422).fields()[edited] == absurd
        )
    kept = press(minh, table, "amounts", **{edited: "15"})
    assert kept.status == 302
    assert "Tháng" in minh.get(table).words()
    assert "thiếu 5 tấn" in minh.get(table).words()
    limited = minh.submit(f"{table}/limits", status=422, maximum_suppliers="2", largest_share_pct="40")
    assert "không thể dưới 50%" in limited.words()
    assert limited.fields()["largest_share_pct"] == "40"
    demands(minh, table)
    minh.submit(f"{table}/limits", maximum_suppliers="4", seconds="0", name="Nhanh")
    assert press(minh, table, **{edited: "20"}).status == 302
    led = minh.submit(f"{table}/invitations").location
    assert "Đã mời các đơn vị" in minh.get(led).words()
    for page in ("limits", "invitations"):
        assert minh.get(f"{table}/{page}", status=302).location == led, "asked already"
    assert "Đã mời nhóm này nên bảng không sửa được nữa." in minh.get(led).words()
    again = minh.get(minh.submit(need).location)
    assert "đã có vụ việc cho nhu cầu này" in again.words()
    assert "không nhóm nào có chi phí so sánh thấp hơn" not in again.words()
    tu = browser(cast.tu)
    case = next(link for link in minh.get(led).text.split('"') if link.startswith("/cases/"))
    assert "Hợp tác xã Bình Minh" in tu.get(f"{case}/consents").words()
    assert "Xuân An" not in tu.get(f"{case}/consents").words()
    tu.submit(f"{case}/consents", answer="yes")
    assert tu.get(led, status=404)


def test_several_papers_may_each_be_asked_of_a_share(app: Flask) -> None:
    sent = {"shares-0-certificate": "vietgap", "shares-0-percent": "60", "shares-3-certificate": "halal"}
    for percent, fine in (("5", True), ("", False)):
        with app.test_request_context(method="POST", data=sent | {"shares-3-percent": percent}):
            form = WishesForm(meta={"csrf": False})
            form.validate()
            assert bool(form.shares.errors) is not fine
            assert not fine or form.demands.shares == {"vietgap": 60, "halal": 5}


PAPER = "shares-0-"


def demands(minh: Browser, table: str) -> None:
    """Shares of papers and all or nothing: half a wish is told beside its field, the whole is kept and shown."""
    limits = f"{table}/limits"
    half = minh.submit(limits, status=422, **{f"{PAPER}certificate": "vietgap"}, all_or_nothing="y")
    assert "Chưa điền mục này." in half.words()
    assert (half.fields()[f"{PAPER}certificate"], half.fields()["all_or_nothing"]) == ("vietgap", "y")
    for absurd in ("0", "101", "nhiều"):
        minh.post(limits, half.fields() | {f"{PAPER}percent": absurd}, status=422)
    grown = minh.post(limits, half.fields() | {f"{PAPER}percent": "60", "add_row": "shares"}, status=200).fields()
    assert (grown[f"{PAPER}percent"], grown["shares-1-certificate"], grown["all_or_nothing"]) == ("60", "", "y")
    for other, refused in (
        ("halal", "Không đơn vị nào tham gia được mà có Halal đến hết kỳ cuối"),
        ("vietgap", "Mỗi giấy chỉ nêu ở một dòng."),
    ):
        second = {"shares-1-certificate": other, "shares-1-percent": "10"}
        assert refused in minh.post(limits, grown | second, status=422).words()
    minh.post(limits, grown, status=302)
    assert "ít nhất 60% khối lượng có VietGAP, chỉ nhận khi đủ cả đơn" in minh.get(table).words()
    kept = minh.get(limits).fields()
    assert kept.pop("all_or_nothing")
    minh.post(limits, kept | {f"{PAPER}certificate": "", f"{PAPER}percent": ""}, status=302)
    assert "nhiều nhất 4 đơn vị" in minh.get(table).words()


def test_who_changed_the_table_meanwhile_is_not_written_over_unseen(
    app: Flask, cast: Cast, browser: Browse, need: str
) -> None:
    minh, binh = browser(cast.minh), browser(cast.binh)
    table = minh.submit(need).location
    edited = cell(app, XUAN_AN)
    typed = minh.get(table).fields() | {edited: "20"}
    press(binh, table, **{cell(app, MOI_LAP): "30"})
    late = minh.post(f"{table}/solution", typed, status=422)
    assert "Người khác vừa đổi phương án này" in late.words()
    assert late.fields()[edited] == "20"
    assert minh.post(f"{table}/solution", late.fields()).status == 302, "the second press is knowingly on it"
    assert stored(app, XUAN_AN)[0] == 20_000


def test_strangers_and_sellers_find_nothing(app: Flask, cast: Cast, browser: Browse, need: str) -> None:
    browser(cast.hoa).get(need, status=404)
    table = browser(cast.minh).submit(need).location
    for person in (cast.hoa, cast.son):
        browser(person).get(table, status=404)
    browser(cast.minh).get(table.replace("/variants/1", "/variants/x"), status=404)

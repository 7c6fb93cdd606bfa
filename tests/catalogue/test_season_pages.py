"""The pages of seasons: everybody reads, brokers and administrators keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from marketplace.catalogue.models import Season
from marketplace.extensions import db
from tests.cast import Cast
from tests.client import Browser
from tests.factories.offers import draft_offer

Open = Callable[..., Browser]
TYPED: dict[str, Any] = {
    "good": "sầu riêng", "region": "Xã Thuận Hạnh", "name": "trái vụ", "kind": "harvest", "start": "10/10",
    "end": "15/1", "grade": "U", "source": "Cán bộ xã cho biết",
}  # fmt: skip


def address(app: Flask, region: str = "Đắk Lắk") -> str:
    with app.app_context():
        return f"/catalogue/seasons/{db.session.query(Season).filter_by(region=region).one().public_id}"


def test_everybody_reads_seasons_with_their_source(browser: Open) -> None:
    page = browser().get("/catalogue/seasons")
    words = page.words()
    for expected in ("01/10 – 31/01 (năm sau)", "Theo nguồn thứ cấp", "Từ tệp dữ liệu", "thafaco.vn"):
        assert expected in words
    assert "trade blogs" not in words
    assert "/edit" not in page.text
    assert len(page.queries) <= 6


@pytest.mark.parametrize(
    ("question", "found", "left_out"),
    [
        ({"good": "sau rieng"}, "Sầu riêng", "Cà phê"),
        ({"good": "cafe"}, "Cà phê", "Sầu riêng"),
        ({"region": "Đắk Lắk"}, "Sầu riêng", "Cà phê"),
        ({"good": "xyzzyqwrt"}, "Không có mùa vụ nào khớp", "Sầu riêng"),
        ({"good": "\x01", "region": "nowhere", "page": "x"}, "Sầu riêng", "Không có mùa vụ nào khớp"),
    ],
)
def test_the_list_is_narrowed(browser: Open, question: dict[str, str], found: str, left_out: str) -> None:
    page = browser().get("/catalogue/seasons", query_string=question)
    body = page.text[page.text.index("<main") : page.text.index("</main")]
    assert found in body
    assert left_out not in body


def test_the_page_of_a_good_leads_to_its_seasons(browser: Open, cast: Cast) -> None:
    assert 'href="/catalogue/seasons?good=' in browser().get("/catalogue/durian").text
    page = browser(cast.binh).get("/catalogue/durian")
    assert page.text.count("/edit") >= 8
    assert 'href="/catalogue/seasons/new?good=durian"' in page.text
    assert 'value="sầu riêng"' in browser(cast.an).get("/catalogue/seasons/new?good=durian").text


def test_who_may_not_keep_seasons_finds_nothing(app: Flask, browser: Open, cast: Cast) -> None:
    season = address(app)
    for path in ("/catalogue/seasons/new", f"{season}/edit", f"{season}/ending"):
        for person in (cast.hoa, cast.lan, cast.thu):
            browser(person).get(path, status=404)
            browser(person).post(path, TYPED, status=404)
        browser().get(path, status=302 if path.endswith("new") else 404)
    browser(cast.binh).get(f"/catalogue/seasons/{'0' * 32}/edit", status=404)


def test_a_broker_adds_a_season(browser: Open, cast: Cast) -> None:
    broker = browser(cast.binh)
    done = broker.submit("/catalogue/seasons/new", **TYPED)
    words = broker.get(done.location).words()
    for expected in ("Đã thêm mùa vụ.", "10/10 – 15/01 (năm sau)", "Cán bộ xã cho biết", "Cán bộ nhập ngày"):
        assert expected in words


def test_an_edit_shows_its_day_and_its_history(app: Flask, browser: Open, cast: Cast) -> None:
    broker, path = browser(cast.binh), f"{address(app)}/edit"
    assert "lần nạp tệp sau giữ nguyên" in broker.get(path).words()
    done = broker.submit(path, end="5/10")
    assert "01/08 – 05/10" in broker.get(done.location).words()
    page = browser(cast.an).get(path)
    assert "Đến ngày: 30/09 → 05/10" in page.words()
    assert "Từ tệp dữ liệu, cán bộ sửa ngày" in page.words()
    assert len(page.queries) <= 12


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "31/02"}, "Tháng 2 không có ngày 31."),
        ({"end": ""}, "Chưa điền mục này."),
        ({"region": "   "}, "Chưa điền mục này."),
        ({"source": ""}, "Chưa điền mục này."),
        ({"grade": "Z"}, "Hãy chọn một mục trong danh sách."),
        ({"good": "trái cây"}, "là một nhóm hàng"),
        ({"good": "dua"}, "Hãy chọn bên dưới."),
        ({"name": "x" * 61}, "Nhiều nhất 60 ký tự"),
        ({"source": "Sá»‘ liá»‡u cá»§a xÃ£"}, "bảng mã"),
    ],
)
def test_errors_stand_beside_their_field_and_what_was_typed_stays(
    browser: Open, cast: Cast, changes: dict[str, Any], said: str
) -> None:
    page = browser(cast.binh).submit("/catalogue/seasons/new", status=422, **(TYPED | changes))
    assert said in page.words()
    for name, typed in (TYPED | changes).items():
        if name not in {"kind", "grade"} and typed.strip():
            assert page.fields()[name] == typed


def test_a_stale_form_shows_both_texts_and_may_be_sent_again(app: Flask, browser: Open, cast: Cast) -> None:
    broker, admin, path = browser(cast.binh), browser(cast.an), f"{address(app)}/edit"
    old: dict[str, Any] = broker.get(path).fields()
    admin.submit(path, name="vụ của An")
    page = broker.post(path, old | {"name": "vụ của Bình"}, status=409)
    for expected in ("Có người vừa sửa mục này", "vụ của An", "vụ của Bình"):
        assert expected in page.words()
    broker.post(path, page.fields())
    assert "vụ của Bình" in broker.get("/catalogue/durian").words()


def test_an_ended_season_is_kept_aside(app: Flask, browser: Open, cast: Cast) -> None:
    broker, season = browser(cast.binh), address(app)
    broker.submit(f"{season}/ending", status=422, reason=" ")
    broker.submit(f"{season}/ending", reason="nguồn đã rút")
    reader = browser()
    assert "Đắk Lắk" not in reader.get("/catalogue/durian").words()
    listed = "/catalogue/seasons?good=sau+rieng"
    assert "Ngừng dùng" not in reader.get(listed).words()
    assert "Ngừng dùng" in reader.get(f"{listed}&ended=y").words()
    assert "đã ngừng dùng" in broker.get(f"{season}/edit", status=409).words()


def test_offers_choose_from_what_staff_keep(app: Flask, browser: Open, cast: Cast) -> None:
    broker = browser(cast.binh)
    broker.submit("/catalogue/seasons/new", **TYPED)
    broker.submit(f"{address(app)}/ending", reason="nguồn đã rút")
    broker.submit(f"{address(app, 'Gia Lai')}/edit", end="15/11")
    with app.app_context():
        offer = draft_offer(cast.hoa, cast.doan_ket)
        db.session.commit()
        path = f"/offers/{offer.public_id}/edit/schedule"
    words = browser(cast.hoa).get(path).words()
    assert "trái vụ, Xã Thuận Hạnh (10/10 – 15/01)" in words
    assert "Gia Lai (01/09 – 15/11)" in words
    assert "Đắk Lắk" not in words

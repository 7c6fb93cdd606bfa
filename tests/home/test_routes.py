"""The first page, its map, the search box and "my work": only what is public and current, the same numbers twice."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.models import Province
from marketplace.extensions import db
from marketplace.home import map as home_map
from marketplace.indicators import outlines
from tests.cast import Cast
from tests.client import XHTML, Browser, Page
from tests.factories.listings_by_hand import Goods, need, offer

Open = Callable[..., Browser]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def market(app: Flask, cast: Cast) -> None:
    """Public: three offers in Lâm Đồng, one need in Đồng Tháp. Not public: a draft, and one of an unverified owner."""
    with app.app_context():
        for commodity in ("durian", "coffee", "pepper"):
            offer(cast.doan_ket, Goods(commodity=commodity, form=None))
        need(cast.huong_viet, Goods(commodity="mango", form=None, province="82"))
        offer(cast.doan_ket, Goods(commodity="tea", form=None, published=False))
        offer(cast.moi_lap, Goods(commodity="banana", form=None))
        db.session.commit()


def tables(page: Page) -> dict[str, list[str]]:
    """Of the tables beside the map: the numbers of each province."""
    assert page.tree is not None
    rows = [row for table in page.tree.iter(f"{XHTML}table") for row in table.iter(f"{XHTML}tr")]
    cells = [(_text(row, "th"), [_text(cell) for cell in row.iter(f"{XHTML}td")]) for row in rows]
    return {name: [words.split()[0] for words in numbers] for name, numbers in cells if numbers}


def _text(element: Element, tag: str | None = None) -> str:
    found = element if tag is None else next(element.iter(XHTML + tag))
    return " ".join("".join(found.itertext()).split())


@pytest.mark.usefixtures("market")
def test_the_map_and_its_table_tell_the_same_numbers(browser: Open) -> None:
    page = browser().get("/")
    assert tables(page) == {"Tỉnh Lâm Đồng": ["3", "0"], "Tỉnh Đồng Tháp": ["0", "1"]}
    assert page.tree is not None
    told = {title.text: step for step in range(5) for title in _titles(page.tree, step)}
    assert told["Tỉnh Lâm Đồng: 3 chào bán, 0 nhu cầu mua"] == 1
    assert told["Tỉnh Đồng Tháp: 0 chào bán, 1 nhu cầu mua"] == 1
    assert told["Thành phố Hà Nội: 0 chào bán, 0 nhu cầu mua"] == 0
    assert len(told) == 34
    assert "Quần đảo Hoàng Sa" in page.words()
    assert "Quần đảo Trường Sa" in page.words()


def _titles(tree: Element, step: int) -> list[Element]:
    groups = [group for group in tree.iter(f"{SVG}g") if group.get("class") == f"map-{step}"]
    return [title for group in groups for title in group.iter(f"{SVG}title")]


@pytest.mark.usefixtures("market")
def test_the_newest_are_public_and_current(app: Flask, cast: Cast, browser: Open) -> None:
    with app.app_context():
        offer(cast.binh_minh, Goods(commodity="maize", form=None, starts_in=-60, days=30))
        db.session.commit()
    words = browser().get("/").words()
    assert all(goods in words for goods in ("Sầu riêng", "Cà phê", "Xoài"))
    assert not any(goods in words for goods in ("Chuối", "Chè", "Ngô"))


def test_an_empty_market_offers_the_next_step(browser: Open) -> None:
    page = browser().get("/")
    assert "Chưa có nhu cầu mua nào" in page.words()
    assert 'href="/offers/new"' in page.text


@pytest.mark.usefixtures("context")
def test_every_province_is_drawn_and_the_file_stays_small() -> None:
    codes = set(db.session.scalars(sa.select(Province.code)))
    assert set(outlines.outlines()) == codes
    assert all(outline.land.startswith("M") for outline in outlines.outlines().values())
    assert set(outlines.archipelagos()) == {"paracels", "spratlys"}
    drawn = "".join(outline.land + outline.islands for outline in outlines.outlines().values())
    assert len(drawn) <= 9000


def test_the_legend_has_no_holes() -> None:
    shades = home_map.legend()
    assert [shade.least for shade in shades[1:]] == [(shade.most or 0) + 1 for shade in shades[:-1]]
    assert shades[-1].most is None


@pytest.mark.usefixtures("market")
def test_search_finds_goods_by_any_name_and_nothing_private(browser: Open) -> None:
    found = browser().get("/search?q=sau+rieng").words()
    assert "Chào bán (1)" in found
    assert "Đoàn Kết" in found
    assert "Không tìm thấy gì" in browser().get("/search?q=chuối").words()
    assert "Mới Lập" not in browser().get("/search?q=Mới+Lập").words().split("Không tìm thấy gì", 1)[0]


@pytest.mark.usefixtures("market")
def test_my_work_leads_from_what_is_published_to_its_suggestions(cast: Cast, browser: Open) -> None:
    mine = browser(cast.hoa).get("/my-work")
    assert mine.text.count("/suggestions/offers/") == 3
    assert mine.words().index("Bản nháp") < mine.words().index("Đang đăng")
    rival = browser(cast.tu).get("/my-work")
    assert "Không có việc nào đang chờ bạn" in rival.words()
    assert "/suggestions/offers/" not in rival.text


def test_the_masthead_signs_out_and_names_whom_one_works_for(cast: Cast, browser: Open) -> None:
    assert "Đăng xuất" not in browser().get("/").words()
    hoa = browser(cast.hoa)
    words = hoa.get("/").words()
    assert "Đang làm việc cho Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết" in words
    assert "Hộp tin" in words
    hoa.post("/sign-out")
    assert "Đăng nhập" in hoa.get("/").words()


def test_who_runs_the_site_finds_weights_models_and_doubles_from_my_work_and_from_lists(
    cast: Cast, browser: Open
) -> None:
    an = browser(cast.an)
    for page in ("/my-work", "/account"):
        text = an.get(page).text
        assert all(way in text for way in ("/suggestions/weights", "/suggestions/models", "/users"))
    assert "/suggestions/weights" not in browser(cast.hoa).get("/my-work").text
    binh = browser(cast.binh)
    for page in ("/brokering/today", "/organisations", "/organisations/awaiting-verification"):
        assert "/organisations/likenesses" in binh.get(page).text
    assert "/organisations/likenesses" not in browser(cast.hoa).get("/organisations").text

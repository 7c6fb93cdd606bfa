"""Saved searches: kept as typed, read anew, telling what is new."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.alerts import actions
from marketplace.alerts.answering import answers
from marketplace.alerts.audience import audience
from marketplace.alerts.models import SavedSearch, SearchKind, Telling
from marketplace.alerts.searching import read
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.listings.kinds import PriceVisibility
from tests.alerts.market import asks, send, told
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories.listings_by_hand import Goods

DURIAN = {"commodity": "sau rieng", "place": "Lâm Đồng"}
To = Callable[..., Browser]


def save(cast: Cast, filters: dict[str, str] | None = None, name: str = "Sầu riêng", **more: Telling) -> SavedSearch:
    made = actions.save_search(
        by=user(cast.hoa),
        kind=SearchKind.NEEDS,
        name=name,
        filters=DURIAN if filters is None else filters,
        telling=more.get("telling", Telling.SITE),
    )
    db.session.commit()
    return made


@pytest.mark.usefixtures("context")
def test_a_listing_that_comes_to_answer_is_told_once_with_the_criteria(cast: Cast) -> None:
    save(cast)
    save(cast, {"commodity": "sầu riêng"}, name="Chỉ sầu riêng")
    wanted = asks(cast)
    asks(cast, Goods(commodity="coffee", form=None))
    assert send() == 1
    (line,) = told(cast.hoa)
    assert line.sentence.startswith(
        "Nhu cầu mua khớp “Sầu riêng”: Sầu riêng (tươi) của Công ty TNHH Chế biến Hương Việt"
    )
    assert "Nơi: Lâm Đồng" in line.sentence
    assert line.path == f"/needs/{wanted.public_id}"
    wanted.note = "gấp"
    db.session.commit()
    assert send() == 0


@pytest.mark.usefixtures("context")
def test_many_searches_of_many_people_are_one_question_and_each_gets_its_own_answer(cast: Cast) -> None:
    filters = [{"commodity": "sầu riêng"}, DURIAN, {"commodity": "cà phê"}, {"place": "Lâm Đồng"}, {"price": "80.000"}]
    for person in (cast.hoa, cast.tu, cast.binh):
        for number, some in enumerate(filters):
            actions.save_search(
                by=user(person), kind=SearchKind.NEEDS, name=str(number), filters=some, telling=Telling.SITE
            )
    db.session.commit()
    wanted = asks(cast, Goods(price=81_000, price_visibility=PriceVisibility.PARTIES))
    asked = audience().searches[SearchKind.NEEDS]
    said: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    found = [(one.person.id, one.search.name) for one in answers(SearchKind.NEEDS, [wanted.id], asked)]
    assert sorted(found) == sorted((person, name) for person in (cast.hoa, cast.tu, cast.binh) for name in "013")
    assert len([one for one in said if "FROM needs" in one and "UNION ALL" in one]) == 1


@pytest.mark.usefixtures("context")
def test_a_hidden_price_is_not_found_out_by_filters(cast: Cast) -> None:
    save(cast, {"price": "80.000"})
    asks(cast, Goods(price=81_000, price_visibility=PriceVisibility.PARTIES))
    assert send() == 0
    asks(cast, Goods(price=81_000))
    assert send() == 1


@pytest.mark.usefixtures("context")
def test_what_was_published_before_and_did_not_change_is_not_told(cast: Cast) -> None:
    wanted = asks(cast)
    save(cast)
    wanted.periods[0].contracted_kg = wanted.periods[0].quantity_kg - 1000
    db.session.commit()
    assert send() == 0


@pytest.mark.usefixtures("context")
def test_filters_that_lost_their_meaning_are_kept_said_and_tell_nothing(cast: Cast) -> None:
    search = save(cast)
    search.filters = {"commodity": "sầu riêng", "place": "xứ sở thần tiên", "harvest_moon": "tròn"}
    db.session.commit()
    reading = read(search.filters, search.filters_version)
    assert not reading.narrows
    assert any("xứ sở thần tiên" in complaint for complaint in reading.complaints)
    assert any("harvest_moon" in complaint for complaint in reading.complaints)
    assert dict(reading.words)["Nơi"] == "xứ sở thần tiên"
    asks(cast)
    assert send() == 0
    assert search.filters["harvest_moon"] == "tròn"


@pytest.mark.usefixtures("context")
def test_a_good_that_left_the_catalogue_is_still_looked_for_by_its_words(cast: Cast) -> None:
    search = save(cast, {"commodity": "xyzzy"})
    reading = read(search.filters, search.filters_version)
    assert reading.narrows
    assert "xyzzy" in reading.complaints[0]


@pytest.mark.usefixtures("context")
def test_a_person_keeps_so_many_and_no_name_twice(cast: Cast) -> None:
    save(cast)
    with pytest.raises(DomainError) as taken:
        save(cast)
    assert taken.value.field == "name"
    db.session.rollback()
    for number in range(actions.MOST_SEARCHES - 1):
        save(cast, {"price": str(1000 + number)}, name=f"Tìm kiếm {number}")
    with pytest.raises(DomainError, match="20 tìm kiếm"):
        save(cast, name="một cái nữa")


@pytest.mark.usefixtures("context")
def test_the_same_search_under_another_name_is_told_of_the_first(cast: Cast) -> None:
    save(cast)
    with pytest.raises(DomainError, match="với tên “Sầu riêng”"):
        save(cast, {"commodity": " Sau  rieng ", "place": "Lâm Đồng"}, name="Lần nữa")


def test_from_the_list_to_a_saved_search_and_its_news(app: Flask, cast: Cast, browser: To) -> None:
    hoa = browser(cast.hoa)
    page = hoa.get("/needs?commodity=sau+rieng&place=L%C3%A2m+%C4%90%E1%BB%93ng")
    assert "Lưu tìm kiếm này" in page.words()
    assert "Lưu tìm kiếm này" not in browser().get("/needs?commodity=sau+rieng").words()
    address = "/saved-searches/new?kind=needs&commodity=sau+rieng&place=L%C3%A2m+%C4%90%E1%BB%93ng"
    assert hoa.submit(address, name="Sầu riêng Lâm Đồng").location == "/alerts"
    with app.app_context():
        search = db.session.scalars(sa.select(SavedSearch)).one()
        assert (search.kind, search.filters) == (SearchKind.NEEDS, DURIAN)
        asks(cast)
        one = f"/saved-searches/{search.public_id}"
    assert "Sầu riêng Lâm Đồng" in hoa.get("/alerts").words()
    assert hoa.post(f"{one}/visits").location == one
    assert "Công ty TNHH Chế biến Hương Việt" in hoa.get(one).words()
    assert "Công ty TNHH Chế biến Hương Việt" in hoa.get(one).words(), "looking again loses nothing"


def test_a_second_visit_starts_from_the_first(app: Flask, cast: Cast, browser: To) -> None:
    hoa = browser(cast.hoa)
    with app.app_context():
        one = f"/saved-searches/{save(cast).public_id}"
        asks(cast)
    hoa.post(f"{one}/visits")
    with app.app_context():
        search = db.session.scalars(sa.select(SavedSearch)).one()
        search.visited_at = search.visited_at.replace(year=search.visited_at.year + 1)
        db.session.commit()
    hoa.post(f"{one}/visits")
    assert "Chưa có tin mới" in hoa.get(one).words()


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 404), ("kind=contracts", 404), ("kind=needs&place=xyzzy", 422), ("kind=needs&price=abc", 422)],
)
def test_a_search_that_cannot_be_read_is_refused_in_words(cast: Cast, browser: To, query: str, status: int) -> None:
    hoa = browser(cast.hoa)
    page = hoa.post(f"/saved-searches/new?{query}", {"name": "Thử", "telling": "site"}, status=status)
    if status == 422:
        assert "Có điều kiện chưa đọc được" in page.words()
        assert 'value="Thử"' in page.text, "what was typed stays"


def test_renaming_pausing_and_removing(app: Flask, cast: Cast, browser: To) -> None:
    hoa = browser(cast.hoa)
    with app.app_context():
        one = f"/saved-searches/{save(cast).public_id}"
    hoa.submit(f"{one}/edit", name="Tên mới")
    hoa.post(f"{one}/pause")
    words = hoa.get("/alerts").words()
    assert "Tên mới" in words
    assert "Đang tạm dừng" in words
    assert "Xóa hẳn “Tên mới”? Việc này không hoàn tác được." in words, "deletion asks first"
    hoa.post(f"{one}/resumption")
    assert "Đang tạm dừng" not in hoa.get("/alerts").words()
    hoa.post(f"{one}/removal")
    assert "Tên mới" not in hoa.get("/alerts").words()
    hoa.get(one, status=404)


@pytest.mark.parametrize("place", ["", "/edit"])
def test_a_saved_search_of_others_is_as_if_it_were_not_there(app: Flask, cast: Cast, browser: To, place: str) -> None:
    with app.app_context():
        one = f"/saved-searches/{save(cast).public_id}"
    browser(cast.lan).get(f"{one}{place}", status=404)
    browser(cast.an).post(f"{one}/removal", status=404)

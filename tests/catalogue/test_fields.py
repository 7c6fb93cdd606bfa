"""Names of goods and places typed into a form: understood, asked about, or refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from marketplace.catalogue.fields import CommodityField, PlaceField
from marketplace.catalogue.models import Commodity, Commune
from marketplace.catalogue.naming import codes_for, form_code, resolve_good
from marketplace.extensions import db


class Goods(Form):
    good = CommodityField("Mặt hàng")
    product = CommodityField("Mặt hàng", groups=False)


class Places(Form):
    place = PlaceField("Nơi")
    wide = PlaceField("Nơi", province_is_enough=True)
    filter = PlaceField("Nơi", province_is_enough=True, district_is_enough=True)


def sent(form: type[Form], **typed: str) -> Any:
    filled = form(MultiDict(typed))
    filled.validate()
    return filled


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Any:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("khoai mì", "cassava"),
        ("khoai mi", "cassava"),
        ("sầu riêng Ri6", "durian"),
        ("hồ tiêu", "pepper"),
        ("rau", "vegetables"),
    ],
)
def test_a_name_gives_the_good(typed: str, code: str) -> None:
    field = sent(Goods, good=typed).good
    assert (field.data.code, field.errors, field._value()) == (code, [], typed)


def test_variety_and_form_come_along() -> None:
    resolved = sent(Goods, good="gạo ST25").good.resolved
    assert (resolved.variety, form_code(resolved)) == ("ST25", "milled")


def test_an_ambiguous_name_asks_and_a_choice_settles_it() -> None:
    asked = sent(Goods, good="dua").good
    assert asked.data is None
    assert len(asked.errors) == 1
    offered = {one.code for one in asked.candidates}
    assert {"pineapple", "coconut"} <= offered
    assert 'value="pineapple"' in str(asked())
    settled = sent(Goods, **{"good": "dua", "good-choice": "pineapple"}).good
    assert (settled.data.code, settled.errors) == ("pineapple", [])


def test_a_choice_of_another_text_does_not_count() -> None:
    assert sent(Goods, **{"good": "dua", "good-choice": "rice"}).good.data is None
    assert sent(Goods, **{"good": "khoai mì", "good-choice": "pineapple"}).good.data.code == "cassava"


@pytest.mark.parametrize("typed", ["xyzzy qwrt", "‮lúa", "a\x00b", "x" * 300, "<script>alert(1)</script>", "🍌🍌"])
def test_what_is_no_good_is_refused_and_kept_as_typed(typed: str) -> None:
    field = sent(Goods, good=typed).good
    assert field.data is None
    assert field.errors
    assert field._value() == typed
    assert "<script>" not in str(field())


def test_a_group_is_refused_where_one_good_is_needed() -> None:
    field = sent(Goods, product="rau").product
    assert field.data is None
    assert "nhóm hàng" in field.errors[0]


def test_several_goods_in_one_box_are_for_the_person_to_choose() -> None:
    field = sent(Goods, good="dứa, chuối").good
    assert field.data is None
    assert [one.code for one in field.candidates] == ["pineapple", "banana"]


def test_an_ended_good_is_not_taken() -> None:
    from marketplace.clock import today

    db.session.get_one(Commodity, "cassava").ended_on = today()
    db.session.flush()
    assert sent(Goods, good="khoai mì").good.errors
    db.session.rollback()


def test_a_stored_good_and_place_are_shown_by_name() -> None:
    good, commune = db.session.get_one(Commodity, "cassava"), db.session.get_one(Commune, "24722")
    assert Goods(data={"good": good}).good._value() == "sắn"
    assert Places(data={"place": commune}).place._value() == "Xã Thuận Hạnh, tỉnh Lâm Đồng"


def test_an_old_name_leads_to_the_new_one_and_says_so() -> None:
    field = sent(Places, place="Thuan Hanh, Dak Song, Dak Nong").place
    assert (field.data.code, field.province.code, field.errors) == ("24722", "68", [])
    assert "Nay là Xã Thuận Hạnh, tỉnh Lâm Đồng" in str(field())


def test_a_name_of_many_places_asks() -> None:
    field = sent(Places, place="Tân Phú").place
    assert field.data is None
    assert len(field.candidates) > 3
    chosen = field.candidates[0].code
    assert sent(Places, **{"place": "Tân Phú", "place-choice": chosen}).place.data.code == chosen


def test_a_former_district_offers_its_communes() -> None:
    field = sent(Places, place="huyện Đắk Song, Đắk Nông").place
    assert "24722" in {commune.code for commune in field.candidates}
    assert "cấp huyện" in field.errors[0]


@pytest.mark.parametrize("typed", ["di linh", "Tân Châu, Tây Ninh cũ"])
def test_a_former_district_is_not_its_province_unless_the_form_says_so(typed: str) -> None:
    asked = sent(Places, wide=typed).wide
    assert (asked.data, asked.province, len(asked.errors)) == (None, None, 1)
    chosen = asked.candidates[0].code
    settled = sent(Places, **{"wide": typed, "wide-choice": chosen}).wide
    assert (settled.data.code, settled.errors) == (chosen, [])
    assert sent(Places, filter=typed).filter.province == settled.province


def test_a_province_is_enough_only_where_the_form_says_so() -> None:
    assert "tỉnh" in sent(Places, place="Lâm Đồng").place.errors[0]
    wide = sent(Places, wide="Bình Phước").wide
    assert (wide.data, wide.province.code, wide.errors) == (None, "75", [])


@pytest.mark.parametrize("typed", ["Atlantis", "‮Huế", "123456", "," * 150])
def test_no_place_is_refused_and_kept_as_typed(typed: str) -> None:
    field = sent(Places, place=typed).place
    assert field.data is None
    assert field.errors
    assert field._value() == typed


def test_a_filter_by_group_finds_its_goods() -> None:
    assert {"fruit", "durian", "mango"} <= set(codes_for("trái cây"))
    assert resolve_good("trái cây").certain is not None


def test_a_filter_does_not_take_a_province_for_an_unknown_name_in_it() -> None:
    field = sent(Places, filter="xyz, Tây Ninh").filter
    assert field.errors == ["Chưa rõ “xyz, Tây Ninh” là nơi nào ở Tỉnh Tây Ninh. Hãy xem lại tên xã."]
    assert sent(Places, filter="Tây Ninh").filter.province.code == "80"


def test_a_province_that_was_divided_names_what_it_may_mean_today() -> None:
    field = sent(Places, filter="Sông Bé").filter
    assert field.errors == ["“Sông Bé” nay có thể là: Thành phố Đồng Nai, Thành phố Hồ Chí Minh. Hãy ghi tên hiện nay."]
    assert sent(Places, filter="Hà Bắc").filter.province.code == "24"

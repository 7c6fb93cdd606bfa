"""The tables of goods hold together: every code leads somewhere and every promise about a column is kept."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from matching.vocabulary import vocabulary
from matching.vocabulary.goods import ancestors

CODES = {good.code for good in vocabulary().goods}


def table(name: str) -> list[dict[str, str]]:
    text = files("matching.vocabulary").joinpath(f"data/goods/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_the_catalogue_is_wide_and_codes_and_names_are_unique() -> None:
    goods = vocabulary().goods
    assert len(goods) >= 400
    assert len(vocabulary().varieties) >= 300
    for column in ("code", "name_vi", "name_en"):
        often = Counter(getattr(good, column) for good in goods)
        assert [name for name, count in often.items() if count > 1] == []


def test_every_good_has_a_heading_a_class_and_a_path_to_the_top() -> None:
    without = [g.code for g in vocabulary().goods if g.hs is None and g.level == "product"]
    assert set(without) <= {"salt", "pesticide", "incense", "essential_oil"}
    for good in vocabulary().goods:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", good.code)
        assert good.level in ("product", "group")
        assert good.perishability in ("bulky_fresh", "fresh", "storable", "grain")
        assert good.cycle in ("annual", "perennial", "animal", "aquatic", "processed")
        assert good.bare_form in (None, "fresh", "live", "processed", "dried")
        assert good.code == "farm_produce" or ancestors(good.code)[-1] == "farm_produce"
        assert all(vocabulary().good(group).level == "group" for group in ancestors(good.code))


def test_other_tables_name_only_goods_and_forms_that_exist() -> None:
    forms = {form.code for form in vocabulary().forms}
    for synonym in vocabulary().synonyms:
        assert set(synonym.goods) <= CODES
        assert set(synonym.forms) <= forms
    for variety in vocabulary().varieties:
        assert variety.good in CODES
        assert variety.form is None or variety.form in forms
        assert variety.alone <= {variety.name, *variety.synonyms}
    for form in vocabulary().forms:
        assert form.goods <= CODES | {"all", "plants", "animals"}
        assert form.state in (None, "fresh", "dried", "milled", "live", "seed", "processed")
    for row in table("related.csv"):
        assert {row["good"], row["other"]} <= CODES
        assert 0 < float(row["weight"]) < 1


def test_seasons_are_days_of_the_year_with_a_grade() -> None:
    for row in table("seasons.csv"):
        assert row["good"] in CODES
        assert row["kind"] in ("sow", "harvest")
        assert row["grade"] in ("V", "S", "U")
        assert row["source"]
        for day in (row["from"], row["to"]):
            month, number = (int(part) for part in day.split("-"))
            assert 1 <= month <= 12
            assert 1 <= number <= 31


def test_made_and_raw_goods_are_related_both_ways() -> None:
    raw = {relation.other: relation.kind for relation in vocabulary().related("cassava")}
    made = {relation.other: relation.kind for relation in vocabulary().related("cassava_starch")}
    assert raw["cassava_starch"] == "made_into"
    assert made["cassava"] == "processed_from"


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        vocabulary().good("no_such_good")


@pytest.mark.parametrize("text", ["com", "COM", "me", "bo"])
def test_a_bare_word_without_marks_that_means_two_things_is_asked(text: str) -> None:
    found = vocabulary().resolve(text)
    assert found.goods == ()
    assert len(found.ambiguous[0]) > 1


def test_with_its_marks_the_word_is_plain() -> None:
    assert [good.code for good in vocabulary().resolve("cốm").goods] == ["cereal_powder"]
    assert [good.code for good in vocabulary().resolve("cơm dừa").goods] == ["desiccated_coconut"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hành ttây", "onion"),
        ("cần bán nấmm sò giá tốt", "oyster_mushroom"),
        ("hồng xoêm", "sapodilla"),
        ("sau rieng so luong lon", "durian"),
        ("HTX bán ca tra số lượng lớn, giá tốt", "pangasius"),
    ],
)
def test_typing_errors_and_words_of_the_trade_leave_the_good_to_be_found(text: str, code: str) -> None:
    assert [good.code for good in vocabulary().resolve(text).goods] == [code]

"""Texts as people write them lead to the goods they mean, and nothing ambiguous is decided silently."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.vocabulary import vocabulary
from matching.vocabulary.normalise import fold, untelex
from matching.vocabulary.resolver import ResolvedGood
from matching.vocabulary.slips import mistakes, one_slip_away
from matching.vocabulary.spellings import spellings

resolve = vocabulary().resolve
CASES = Path(__file__).parent / "data" / "names_cases.csv"


def codes(text: str, region: str | None = None) -> list[str]:
    return [good.code for good in resolve(text, region).goods]


def only(text: str) -> ResolvedGood:
    (good,) = resolve(text).goods
    return good


def is_right(row: dict[str, str]) -> bool:
    read = resolve(row["text"])
    varieties = {fold(part) for good in read.goods for part in (good.variety or "").split(";") if part}
    return (
        "|".join(good.code for good in read.goods) == row["goods"]
        and varieties == {fold(part) for part in row["variety"].split(";") if part}
        and [set(word) for word in read.ambiguous] == [set(w.split("+")) for w in row["ambiguous"].split("|") if w]
    )


def test_invented_texts_in_two_languages_dialects_and_typos() -> None:
    with CASES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wrong = [row["text"] for row in rows if not is_right(row)]
    assert len(rows) >= 150
    assert len(wrong) <= 0.05 * len(rows), wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trà hoa vàng", ["golden_camellia"]),
        ("rong nho", ["sea_grapes"]),
        ("bell pepper", ["bell_pepper"]),
        ("longan (thanh nhan)", ["longan"]),
        ("acacia mangoes", ["mango"]),
        ("chanh leo", ["passion_fruit"]),
        ("chuối tiêu hồng", ["banana"]),
        ("gạo thơm", ["rice"]),
        ("miến rau củ", ["vermicelli"]),
        ("sữa bò (bò F1, F2)", ["cow_milk"]),
        ("tiêu chuẩn, điều kiện, mục tiêu", []),
        ("google.com", []),
        ("CON", []),
        ("xoài, hỏi tại www.vuon-xoai.com.vn", ["mango"]),
    ],
)
def test_false_friends(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_words_that_differ_by_region_stay_open_until_the_region_is_known() -> None:
    assert codes("củ sắn") == []
    assert set(resolve("củ sắn").ambiguous[0]) == {"cassava", "yam_bean"}
    assert codes("củ sắn", "south") == ["yam_bean"]
    assert codes("củ sắn", "north") == ["cassava"]
    assert codes("mận", "south") == ["wax_apple"]
    assert codes("mận", "north") == ["plum"]


def test_marks_decide_and_their_absence_leaves_open() -> None:
    assert [codes(text) for text in ("dứa", "dừa", "bơ", "bò")] == [["pineapple"], ["coconut"], ["avocado"], ["cattle"]]
    for text in ("dua", "bo", "me"):
        assert codes(text) == []
        assert len(resolve(text).ambiguous[0]) > 1
    assert only("me chua").code == "tamarind"


def test_forms_and_varieties_are_those_beside_the_good() -> None:
    assert (only("gạo ST25").form, only("gạo ST25").variety) == ("milled", "ST25")
    assert only("cà phê nhân").trade_forms == ("green_bean",)
    assert (only("lúa giống").form, only("xoài").form, only("heo").form) == ("seed", "fresh", "live")
    assert only("lúa tươi OM 18").form == "fresh"
    assert only("hồ tiêu").form is None
    both = only("paddy, rice")
    assert (both.form, both.forms) == (None, (None, "milled"))
    assert only("rice (Jasmine 85, OM 18)").variety == "Jasmine 85; OM18"


def test_how_a_name_was_read_is_told() -> None:
    assert [only(text).how for text in ("thanh long", "thanh lomg", "ca phe")] == ["exact", "fuzzy", "folded"]
    assert only("thanh lomg").confidence < 0.9 < only("ca phe").confidence < only("cà phê").confidence


@pytest.mark.parametrize(
    ("text", "code", "variety"),
    [
        ("HTX bán khoai tâ Marabel số lượng lớn", "potato", "Marabel"),
        ("can ban qua sau rienh Chin Hoa dong lanh", "durian", "Chín Hóa"),
        ("dưa hấu An iTêm", "watermelon", "An Tiêm"),
        ("bán cải htìa chính vụ", "bok_choy", None),
    ],
)
def test_a_slip_anywhere_in_a_name_and_its_variety_is_asked_about(text: str, code: str, variety: str | None) -> None:
    good = only(text)
    assert (good.code, good.variety, good.how) == (code, variety, "fuzzy")
    assert good.confidence < 0.9


def test_a_form_behind_a_misspelt_name_hides_neither_the_slip_nor_the_variety() -> None:
    good = only("tahnh long LĐ4 khô")
    assert (good.code, good.variety, good.form, good.how) == ("dragon_fruit", "LĐ4", "dried", "fuzzy")
    assert only("mu cao su G1 mu chen").variety == "GT1"
    assert only("lúa mo").variety is None  # no variety is called like a whole series


def test_a_word_that_is_good_and_variety_tells_both_unless_another_is_named() -> None:
    assert [only(text).variety for text in ("luồng", "vầu trúc sào", "Toom he")] == ["Luồng", "Trúc sào", "Tôm he"]
    assert only("ổi lê Đài Loan").variety == "Lê"


def test_unknown_words_beside_a_good_leave_it_as_it_was_read() -> None:
    assert (only("xoài vườn nhà anh Thanh").code, only("xoài vườn nhà anh Thanh").how) == ("mango", "exact")
    assert only("sau rienng vuon nha chi Thanh").code == "durian"


def test_words_of_the_trade_and_conjunctions_hide_no_good_typed_without_marks() -> None:
    assert codes("mua vu sua") == ["star_apple"]
    assert codes("ban y di") == ["job_tears"]
    assert codes("mango y banana") == ["mango", "banana"]
    assert codes("không có gì") == []


def test_a_variety_behind_a_name_that_begins_with_a_classifier_is_read() -> None:
    assert (only("hoa hồng Cổ").code, only("hoa hồng Cổ").variety) == ("rose", "Cổ")


def test_decomposed_and_oddly_toned_text_reads_the_same() -> None:
    assert codes(unicodedata.normalize("NFD", "xoài cát Hòa Lộc")) == ["mango"]
    assert only("xoài cát Hoà Lộc").variety == only("xoài cát Hòa Lộc").variety == "Cát Hòa Lộc"
    assert codes("củ hoà\u0300ng sin cô") == ["yacon"]  # the mark typed twice


@given(st.data())
@settings(max_examples=25, deadline=None)  # the first text builds the tables
def test_names_one_slip_away_are_those_that_comparing_with_every_name_finds(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(spellings())))
    at, letter = data.draw(st.integers(0, len(name))), data.draw(st.sampled_from("an "))
    swapped = name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
    typed = data.draw(st.sampled_from([name, name[:at] + name[at + 1 :], name[:at] + letter + name[at:], swapped]))
    assert one_slip_away(typed) == sorted(other for other in spellings() if mistakes(typed, other) <= 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ca phee", "ca phê"),
        ("suwax", "sữa"),
        ("suaw", "sưa"),
        ("dduwowngf", "đường"),
        ("sa62u", "sầu"),
        ("lua1", "lúa"),
    ],
)
def test_telex_and_vni(typed: str, meant: str) -> None:
    assert untelex(typed) == meant


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    read = resolve(text)
    assert read.text == text
    assert all(0 < good.confidence <= 1 for good in read.goods)
    assert all(len(word) > 1 for word in read.ambiguous)


def test_a_huge_text_is_cut_and_an_ordinary_one_is_quick() -> None:
    assert codes("cà phê, " * 1_250_000) == ["coffee"]
    resolve("sầu riênh")
    start = time.process_time()
    for _ in range(20):
        resolve("rice (Jasmine 85, OM18), sầu riênh, khoai lang tím Nhật; mangoes and bananas")
    assert time.process_time() - start < 20 * 0.05


def test_an_unknown_region_is_an_error() -> None:
    with pytest.raises(ValueError, match="region"):
        resolve("mận", "west")
    with pytest.raises(ValueError, match="region"):
        vocabulary().resolve_all([], "west")


def as_typed() -> st.SearchStrategy[str]:
    """Names of the catalogue with letters swapped, lost or without marks, several in a text, beside any other words."""
    names = st.sampled_from([good.name_vi for good in vocabulary().goods])
    names |= st.sampled_from([f"{variety.good} {variety.name}" for variety in vocabulary().varieties])
    plain = st.one_of(names, names.map(fold))
    swapped = st.tuples(plain, st.integers(0, 12)).map(lambda one: one[0][: one[1]] + one[0][one[1] + 1 :])
    part = st.one_of(
        plain, swapped, st.sampled_from(["bán", "khô", "giá tốt", "dua", "(", ")", "và"]), st.text(max_size=8)
    )
    return st.lists(part, max_size=6).map(" ".join)


@pytest.mark.slow
@settings(deadline=None)  # the first text far from every name builds an index
@given(st.lists(as_typed(), max_size=8), st.sampled_from([None, "north", "south"]))
def test_texts_read_together_are_read_as_one_by_one(texts: list[str], region: str | None) -> None:
    texts += texts[:2]
    assert vocabulary().resolve_all(texts, region) == [resolve(text, region) for text in texts]


def test_a_name_without_errors_loads_no_heavy_library() -> None:
    program = (
        "import sys\nfrom matching.vocabulary import vocabulary\n"
        "assert vocabulary().resolve('cà phê nhân, sau rieng').goods\n"
        "assert not {'sklearn', 'scipy', 'rapidfuzz', 'flask', 'sqlalchemy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

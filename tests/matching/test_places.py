"""Places as people write them, read against the official tables."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.vocabulary.gazetteer_build import places
from matching.vocabulary.normalise import fold
from matching.vocabulary.places import distance_km, gazetteer

CASES = Path(__file__).parent / "data" / "places_cases.csv"


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"])
def test_a_written_place_is_read_as_reviewed(case: dict[str, str]) -> None:
    answer = gazetteer().resolve(case["text"])
    fields = (
        "level",
        "province_code",
        "commune_code",
        "legacy_province_code",
        "legacy_district_code",
        "region",
        "how",
    )
    assert {f: getattr(answer, f) or "" for f in fields} == {f: case[f] for f in fields}
    assert bool(answer.ambiguous) is (case["ambiguous"] == "yes")


def test_there_are_120_reviewed_cases() -> None:
    assert len({case["text"] for case in cases()}) >= 120


def test_the_tables_are_whole() -> None:
    ids = [i[0] for i in places().by_id]
    assert [ids.count(kind) for kind in "POCDK"] == [34, 63, 3321, 696, 10035]
    assert {p.province_code for p in gazetteer().provinces()} == {
        p.province_code for p in places().by_id.values() if p.id[0] == "C"
    }
    assert all(7 < p.lat < 23.5 and 102 < p.lon < 115 for p in places().by_id.values())


@pytest.mark.slow
def test_every_former_commune_leads_to_todays_when_its_parents_are_named() -> None:
    """By design 60-odd of 10,035 stay open: a town and a commune of one name in one district."""
    gaz, names = gazetteer(), places().by_id
    former = [p for p in names.values() if p.legacy_commune_code]
    wrong = 0
    for place in former:
        district, province = names[f"D{place.legacy_district_code}"], names[f"O{place.legacy_province_code}"]
        answer = gaz.resolve_parts(fold(place.name), fold(district.name), fold(province.name))
        assert answer.ambiguous or answer.commune_code in (place.commune_code, None)
        wrong += answer.commune_code != place.commune_code
    assert wrong / len(former) < 0.02


def test_parts_say_which_level_is_meant() -> None:
    answer = gazetteer().resolve_parts("Dong Nai", "Bu Dang", "Binh Phuoc")
    assert (answer.level, answer.legacy_district_code, answer.province_code) == ("commune", "696", "75")
    assert answer.name == "Xã Thọ Sơn, thành phố Đồng Nai"


def test_an_unknown_commune_still_gives_its_district() -> None:
    answer = gazetteer().resolve_parts("Không Có", "Tri Tôn", "An Giang")
    assert (answer.level, answer.legacy_district_code, answer.commune_code) == ("district", "891", None)


def test_marks_that_contradict_a_name_word_for_word_are_no_place() -> None:
    assert gazetteer().resolve("củ sắn").commune_code is None
    assert gazetteer().resolve("cu san").commune_code == gazetteer().resolve("Cư San").commune_code == "24444"


def test_two_districts_in_one_field_decide_the_province_only() -> None:
    answer = gazetteer().resolve_parts("", "Châu Thành; Tân Trụ", "Long An")
    assert (answer.province_code, answer.legacy_district_code) == ("80", None)
    assert len(answer.ambiguous) == 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đồng Tháp; An Giang; huyện Tri Tôn", ["82", "91", "891"]),
        ("Cam Lộ, Đakrông, Gio Linh, Vĩnh Linh (Quảng Trị)", ["468", "467", "466", "464"]),
        ("Mẫu Sơn (Lộc Bình), Công Sơn (Cao Lộc)", ["188", "183"]),
        ("An Giang; Lấp Vò (Đồng Tháp)", ["91", "875"]),
        ("Lam Ha, Di Linh, Da Teh (Lam Dong)", ["676", "679", "682"]),
        ("Bình Dương, Bình Phước, Đắc Lắc, Gia Lai", ["79", "75", "66", "52"]),
        ("xã Đông Quý (Tiền Hải)", ["342"]),
        ("15 co-operative teams and co-operatives", []),
    ],
)
def test_a_list_of_places_keeps_its_order(text: str, names: list[str]) -> None:
    found = gazetteer().resolve_many(text)
    assert [r.legacy_district_code or r.province_code for r in found] == names


def test_a_province_known_from_elsewhere_decides_between_namesakes() -> None:
    open_, decided = (gazetteer().resolve_many("Châu Thành", province)[0] for province in (None, "Bến Tre"))
    assert open_.ambiguous
    assert open_.province_code is None
    assert (decided.legacy_district_code, decided.ambiguous) == ("831", ())


def test_a_picker_finds_old_and_new_names_without_accents() -> None:
    first = gazetteer().search("tan phu chau thanh ben tre", 1)[0]
    assert first.text == "Xã Tân Phú, huyện Châu Thành, tỉnh Bến Tre"
    assert first.name == "Xã Tân Phú, tỉnh Vĩnh Long"
    assert [r.name for r in gazetteer().search("hcm", 1)] == ["Thành phố Hồ Chí Minh"]
    assert gazetteer().search(" ", 5) == ()


def test_a_divided_commune_knows_all_successors() -> None:
    divided = next(code for code, parts in places().splits.items() if parts)
    assert len(gazetteer().successors(divided)) > 1
    assert gazetteer().successors("00000") == ()


def test_distance_and_neighbours() -> None:
    assert distance_km(21.0285, 105.8542, 10.7769, 106.7009) == pytest.approx(1144, abs=3)
    assert gazetteer().legacy_neighbours("83") == {"82", "84", "86"}  # Bến Tre
    assert gazetteer().legacy_neighbours("xx") == frozenset()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("xãhuyện TPQ.,;()-/&'’\u0301\u200bĐắkSong19\n漢"), max_size=80))
def test_odd_text_is_answered_the_same_way_every_time(text: str) -> None:
    gaz = gazetteer()
    assert gaz.resolve(text) == gaz.resolve(text)
    assert all(r.province_code is None or len(r.province_code) == 2 for r in gaz.resolve_many(text))


def test_a_very_long_text_is_cut() -> None:
    assert gazetteer().resolve("Tri Tôn, An Giang" + " " * 3_000 + "x" * 100_000).province_code == "91"


@pytest.mark.parametrize(
    ("text", "province_code"),
    [("Hà Bắc", "24"), ("tinh Minh Hai", "96"), ("Hà Tuyên", "08"), ("Bắc Thái", "19"), ("Vĩnh Phú", "25")],
)
def test_a_province_of_before_1997_that_lies_in_one_of_today_is_that_one(text: str, province_code: str) -> None:
    found = gazetteer().resolve(text)
    assert (found.province_code, found.level, found.ambiguous) == (province_code, "province", ())


@pytest.mark.parametrize("text", ["Sông Bé", "Hà Sơn Bình", "Thuận Hải", "Phú Khánh", "Bình Trị Thiên"])
def test_a_province_of_before_1997_that_was_divided_is_asked(text: str) -> None:
    found = gazetteer().resolve(text)
    assert found.province_code is None
    assert len(found.ambiguous) >= 2


def test_an_old_province_still_holds_its_communes() -> None:
    assert gazetteer().resolve("Yên Dũng, Hà Bắc").province_code == "24"
    assert gazetteer().resolve("xã Hà Bắc, Hải Phòng").commune_code == "10816"


@pytest.mark.parametrize("text", ["xyz, Tây Ninh", "Xã Xyz, tỉnh Tây Ninh", "xyz tay, Tây Ninh"])
def test_an_unknown_name_beside_a_province_is_asked_and_not_taken_for_the_province(text: str) -> None:
    found = gazetteer().resolve(text)
    assert (found.province_code, found.commune_code) == ("80", None)
    assert found.ambiguous == ("Tỉnh Tây Ninh",)


@pytest.mark.parametrize("text", ["Tây Ninh", "tỉnh Tây Ninh", "các huyện của tỉnh Tây Ninh", "Tây Ninh, Việt Nam"])
def test_a_province_alone_is_the_province(text: str) -> None:
    assert gazetteer().resolve(text).ambiguous == ()

"""Every sentence is whole, in both languages, and names values from both records."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from matching.arguments import _in_time
from matching.candidates import build
from matching.parameters import parameters
from matching.ranking import Matcher
from matching.records import Certificate, Criterion, Good, NeedRecord, OfferRecord, PriceBasis, Site, Suggestion
from matching.sentences import Lang, gap_sentence, mend_sentence, near_miss_sentence, sentence
from tests.matching.contract import HIGHLANDS, MEKONG, PLANT, SPRING, TableCatalogue, must_hold, need, offer, period

MATCHER = Matcher(TableCatalogue(), parameters(soe=True))
RICH_OFFER = offer(certificates=(Certificate("globalgap"),), price=PriceBasis("fixed", 61_500))
RICH_NEED = need(
    goods=(Good("durian", variety="Dona"),),
    criteria=(Criterion("certificate", "growing_area_code"),),
    price=PriceBasis("fixed", 58_000),
    state_owned=True,
)


def _pair(offered: OfferRecord, wanted: NeedRecord) -> Suggestion:
    matcher = Matcher(TableCatalogue(), replace(MATCHER.parameters, minimum_score=Decimal(0)))
    found = matcher.pair(offered, wanted)
    assert found is not None
    return found


def _sentences(found: Suggestion, lang: Lang) -> dict[str, str]:
    return {part.name: sentence(part, lang) for part in found.parts}


def test_sentences_name_values_from_both_records() -> None:
    told = _sentences(_pair(RICH_OFFER, RICH_NEED), "vi")
    values = {
        "product": ("sầu riêng", "Dona"),
        "form_variety": ("Ri6", "Dona"),
        "quantity": ("60 tấn", "90 tấn"),
        "window": ("01/01/2027", "30/06/2027"),
        "distance": ("Cai Lậy", "Mỹ Tho", "25 km"),
        "price": ("61.500 đ/kg", "58.000 đ/kg"),
        "certificates": ("GlobalGAP", "mã số vùng trồng"),
        "track_record": ("HTX O-1", "Công ty N-1"),
        "soe": ("HTX O-1", "Công ty N-1"),
    }
    assert told.keys() == values.keys()
    for name, named in values.items():
        assert all(value in told[name] for value in named), told[name]


def test_what_a_part_names_stays_the_same_however_it_is_kept_and_read() -> None:
    part, again = (_pair(RICH_OFFER, RICH_NEED).parts[0] for _ in range(2))
    kept = pickle.loads(pickle.dumps(part))
    assert part == again == kept
    assert hash(part) == hash(again) == hash(kept)
    assert kept.args == tuple(part.args)
    assert part.args == kept.args
    assert sentence(part, "vi") == sentence(kept, "vi")
    assert part != replace(part, args=part.args[1:])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_unknown_is_said_plainly_and_no_place_stays_open(lang: Lang) -> None:
    bare = offer(periods=(), certificates=None, sites=(), goods=(Good("durian"),))
    pairs = [_pair(bare, need(periods=(), plant=None)), _pair(RICH_OFFER, RICH_NEED), _pair(bare, RICH_NEED)]
    for found in pairs:
        for name, told in _sentences(found, lang).items():
            assert told.endswith("."), (name, told)
            assert not set("{}") & set(told)
    unknown = {"vi": "chưa rõ", "en": "not known"}[lang]
    assert unknown in _sentences(pairs[0], lang)["quantity"]


@pytest.mark.parametrize(
    ("offered", "wanted", "case"),
    [
        (Good("durian"), Good("durian", variety="Ri6"), "variety_silent"),
        (Good("durian", system="organic", system_part=True), Good("durian", system="organic"), "system_part"),
        (Good("durian"), Good("durian", system="organic"), "system_silent"),
        (Good("rice", form="milled"), Good("rice", form="paddy"), "form"),
        (Good("durian"), Good("durian", origin_province="66"), "origin"),
        (Good("durian", system="hydroponic"), Good("durian", system="ecological"), "system_other"),
    ],
)
def test_each_kind_of_gap_in_form_and_variety_has_its_sentence(offered: Good, wanted: Good, case: str) -> None:
    found = _pair(offer(goods=(offered,)), need(goods=(wanted,)))
    part = next(part for part in found.parts if part.name == "form_variety")
    assert part.case == case
    assert part.value < 1
    assert sentence(part, "vi") != sentence(part, "en")


def test_a_gap_and_a_near_miss_speak_both_languages() -> None:
    found = _pair(offer(), need(criteria=(Criterion("certificate", "vietgap"),)))
    gap = found.gaps[0]
    assert gap_sentence(gap, "vi").startswith("Thiếu VietGAP")
    assert str(gap.score_after).replace(".", ",").removesuffix(",0") in gap_sentence(gap, "vi")
    far = build([offer(sites=(HIGHLANDS,))])
    miss = MATCHER.suggest(far, need(maximum_km=100.0)).near_misses[0]
    assert "100 km" in near_miss_sentence(miss, "vi")
    assert "100 km" in mend_sentence(miss, "en")
    missing = MATCHER.suggest(build([offer()]), need(criteria=(must_hold("vietgap|gap"),))).near_misses[0]
    assert "VietGAP hoặc GAP" in near_miss_sentence(missing, "vi")


GROWING, PACKING = "growing_area_code", "packing_code"
SELLS_TO_CHINA = offer(certificates=(Certificate("vietgap"),), markets=frozenset({"china"}))
HAS_GROWING_CODE = offer(certificates=(Certificate(GROWING),))


@pytest.mark.parametrize(
    ("offered", "asked", "because"),
    [
        (SELLS_TO_CHINA, GROWING, "bán sang Trung Quốc"),
        (replace(SELLS_TO_CHINA, certificates=None), GROWING, "bán sang Trung Quốc"),
        (HAS_GROWING_CODE, PACKING, "có mã số vùng trồng"),
    ],
)
def test_a_required_paper_that_is_only_supposed_is_asked_for_and_never_said_to_be_held(
    offered: OfferRecord, asked: str, because: str
) -> None:
    found = _pair(offered, need(criteria=(must_hold(asked),)))
    part = next(part for part in found.parts if part.name == "certificates")
    told = sentence(part, "vi")
    assert (part.value, part.case) == (1.0, "supposed")
    assert told.startswith("Chưa thấy giấy mã số")
    assert because in told
    assert "Đáp ứng" not in told
    assert [(gap.kind, gap.value) for gap in found.gaps] == [("certificate_must", asked)]
    assert found.gaps[0].score_after == found.score


def test_a_paper_that_is_there_is_told_as_held_and_one_out_of_date_is_not() -> None:
    wanted = need(criteria=(must_hold(GROWING),))
    held = _pair(replace(SELLS_TO_CHINA, certificates=(Certificate(GROWING),)), wanted)
    stale = Certificate(GROWING, valid_to=date(2027, 1, 31))
    elsewhere = Certificate(GROWING, goods=("mango",))
    assert (held.gaps, _case(held)) == ((), "met")
    for paper in (stale, elsewhere):
        found = _pair(replace(SELLS_TO_CHINA, certificates=(paper,)), wanted)
        assert ([gap.kind for gap in found.gaps], _case(found)) == (["certificate_must"], "supposed")


def test_what_is_missing_stands_apart_from_what_is_supposed() -> None:
    wishes = (Criterion("certificate", GROWING), Criterion("certificate", "vietgap"))
    told = _sentences(_pair(replace(SELLS_TO_CHINA, certificates=()), need(criteria=wishes)), "vi")["certificates"]
    first, second = told.split(". ", 1)
    assert "Chưa thấy VietGAP" in first
    assert "mã số vùng trồng bên mua cần" in second


def _case(found: Suggestion) -> str:
    return next(part.case for part in found.parts if part.name == "certificates")


def _way(offered: OfferRecord, wanted: NeedRecord) -> tuple[str, str]:
    part = next(part for part in _pair(offered, wanted).parts if part.name == "distance")
    return part.case, sentence(part, "vi")


def test_words_about_the_way_name_the_reach_they_are_measured_by() -> None:
    cabbage = offer(goods=(Good("cabbage"),), sites=(MEKONG,))
    near = _way(cabbage, need(goods=(Good("cabbage"),)))
    far = _way(replace(cabbage, sites=(HIGHLANDS,)), need(goods=(Good("cabbage"),)))
    assert near[0] == "none"
    assert "trong tầm chở (hàng tươi, khoảng 150 km)" in near[1]
    assert far[0] == "minor"
    assert "hơi xa (hàng tươi, tầm chở khoảng 150 km)" in far[1]
    assert _way(cabbage, need(goods=(Good("cabbage"),), plant=MEKONG))[0] == "here"


def test_near_goods_in_the_wrong_place_are_not_called_far() -> None:
    named = need(goods=(Good("vegetables", "group"),), sites=(PLANT,))
    beside = Site("Vĩnh Long", 10.25, 105.97, "86", "86", "855", "mekong", "district")
    case, told = _way(offer(goods=(Good("cabbage"),), sites=(beside,)), named)
    assert case == "minor_named"
    assert "không phải nơi bên mua nêu" in told
    assert "xa" not in told


def test_a_vague_name_is_told_of_the_side_that_wrote_it() -> None:
    vague, plain = (Good("durian", unsure=True),), (Good("durian"),)
    theirs = _sentences(_pair(offer(goods=plain), need(goods=vague)), "vi")["product"]
    ours = _sentences(_pair(offer(goods=vague), need(goods=plain)), "vi")["product"]
    assert theirs.startswith("Bên mua ghi tên hàng có thể hiểu là")
    assert ours.startswith("Bên bán ghi tên hàng có thể hiểu là")


def test_amounts_say_whether_they_are_of_a_year_and_how_much_comes_in_time() -> None:
    yearly = _sentences(_pair(offer(periods=(), annual_kg=Decimal(99_364_000)), need()), "vi")["quantity"]
    assert "bên bán 99.364 tấn một năm, bên mua cần 90 tấn" in yearly
    early = replace(SPRING, start=date(2026, 7, 5))
    some = _sentences(_pair(offer(periods=(early,)), need()), "vi")["quantity"]
    assert "bên bán có 60 tấn (30,1 tấn vào kỳ cần), bên mua cần 90 tấn" in some


def test_what_comes_on_days_that_are_asked_for_counts_once_however_the_asked_periods_lie() -> None:
    """A hundred kilograms on each of ten days, asked for on five of them by two periods that overlap."""
    offered = (period(date(2027, 1, 1), date(2027, 1, 10), 1_000),)
    asked = (
        period(date(2027, 1, 4), date(2027, 1, 6), 1),
        period(date(2027, 1, 5), date(2027, 1, 7), 1),
        period(date(2027, 1, 10), date(2027, 3, 1), 1),
    )
    assert _in_time(offered, asked) == "500"
    assert _in_time(offered, asked[2:]) == "100"
    assert _in_time(offered, ()) == ""


def test_of_many_near_misses_as_many_are_told_as_are_asked_for_and_all_are_counted() -> None:
    far = build([offer(f"O-{number}", sites=(HIGHLANDS,)) for number in range(4)])
    whole, brief = (MATCHER.suggest(far, need(maximum_km=100.0), misses=misses) for misses in (None, 1))
    assert len(whole.near_misses) == whole.missed == 4
    assert (brief.near_misses, brief.missed) == (whole.near_misses[:1], 4)

"""Every sentence is whole, in both languages, and names values from both records."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal

import pytest

from matching.candidates import build
from matching.parameters import parameters
from matching.ranking import Matcher
from matching.records import Certificate, Criterion, Good, NeedRecord, OfferRecord, PriceBasis, Suggestion
from matching.sentences import Lang, gap_sentence, mend_sentence, near_miss_sentence, sentence
from tests.matching.contract import HIGHLANDS, TableCatalogue, must_hold, need, offer

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

"""The measures, against numbers worked out by hand."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from matching.errors import SourceFileError
from matching.evaluation import evaluate, read_qrels
from matching.text_baselines import tfidf_rankings, wratio_rankings

QRELS = {"N-1": {"a": 3, "b": 2, "c": 1}, "N-2": {"a": 1}, "N-3": {"x": 2}}


def test_the_best_order_is_one_and_needs_without_good_offers_do_not_count() -> None:
    report = evaluate({"N-1": ["a", "b", "c"], "N-3": ["x"]}, QRELS)
    assert [one.need_id for one in report.needs] == ["N-1", "N-3"]
    assert (report.ndcg, report.mrr, report.good_in_five) == (1, 1, 1)


def test_measures_of_a_poor_order() -> None:
    report = evaluate({"N-1": ["z", "b", "a"], "N-3": ["1", "2", "3", "4", "5", "x"]}, QRELS)
    first = next(one for one in report.needs if one.need_id == "N-1")
    best = 7 + 3 / log2(3) + 1 / log2(4)
    assert first.ndcg == pytest.approx((3 / log2(3) + 7 / log2(4)) / best)
    assert report.mrr == pytest.approx((1 / 2 + 1 / 6) / 2)
    assert report.good_in_five == 0.5
    assert report.needs[0].need_id == "N-3"


def test_nothing_ranked_is_nothing_gained() -> None:
    report = evaluate({}, QRELS)
    assert (report.ndcg, report.mrr, report.good_in_five) == (0, 0, 0)


def test_a_wrong_grade_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "qrels.csv"
    path.write_text("need_id,offer_id,grade\nN-1,O-1,3\nN-1,O-2,NaN\n", encoding="utf-8")
    with pytest.raises(SourceFileError, match=r"qrels\.csv:3: grade"):
        read_qrels(path)
    path.write_text("need_id,offer_id,grade\nN-1,O-1,3\n", encoding="utf-8")
    assert read_qrels(path) == {"N-1": {"O-1": 3}}


def test_text_baselines_find_the_same_words() -> None:
    needs, offers = {"N-1": "xoài cát Hòa Lộc"}, {"a": "sầu riêng", "b": "xoài cát", "c": "lúa"}
    assert tfidf_rankings(needs, offers)["N-1"][0] == "b"
    assert wratio_rankings(needs, offers)["N-1"][0] == "b"

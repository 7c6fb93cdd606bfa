"""Ranking of judged needs beside text baselines, its steadiness over halves of the needs, and the worst ten."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from matching.comparison import compare
from matching.evaluation import Report
from tests.benchmarks.report import Fields

RIVALS = {"tfidf": "TF-IDF alone", "wratio": "WRatio alone"}
FILES = ("needs", "offers", "linkages", "qrels")


def lines(folder: Path) -> Iterator[Fields]:
    """nDCG@10 and a good offer in the first five, beside each baseline; then the ten worst needs, one a line.

    `folder` holds needs.csv, offers.csv, linkages.csv and qrels.csv. `halves` are the 5th and 95th percentile of the
    mean over random halves of the needs.
    """
    reports = compare(*(folder / f"{name}.csv" for name in FILES))
    ours = reports["lienket"]
    size = f"{len(ours.needs)} judged needs"
    for key, rival in RIVALS.items():
        for measure, value, other in (
            ("real_ndcg10", ours.ndcg, reports[key].ndcg),
            ("real_good_in_five", ours.good_in_five, reports[key].good_in_five),
        ):
            more: Fields = {"halves": halves(ours)} if measure == "real_ndcg10" else {}
            yield {
                "measure": measure,
                "size": size,
                "rival": rival,
                "ratio": round(value / other, 3) if other else None,
                "quality": round(value, 4),
                "rival_quality": round(other, 4),
                **more,
            }
    for one in ours.needs[:10]:
        yield {"measure": "real_worst", "size": size, "need_id": one.need_id, "quality": round(one.ndcg, 4)}


def halves(report: Report, times: int = 400) -> list[float]:
    """The 5th and 95th percentile of the mean nDCG over random halves of the needs."""
    draw = random.Random(20261122)
    scores = [one.ndcg for one in report.needs]
    size = max(len(scores) // 2, 1)
    means = sorted(sum(draw.sample(scores, size)) / size for _ in range(times))
    return [round(means[times // 20], 4), round(means[-times // 20], 4)]

"""Ranking of judged needs beside text baselines, its steadiness over halves of the needs, and the worst ten."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from matching.comparison import DEPTH, compare
from matching.evaluation import Report, read_qrels
from matching.reader import rankings, read_source
from tests.benchmarks.report import Fields

RIVALS = {"tfidf": "TF-IDF alone", "wratio": "WRatio alone"}
FILES = ("needs", "offers", "linkages", "qrels")
WORST, DEEP = 10, 400


def lines(folder: Path) -> Iterator[Fields]:
    """nDCG@10 and a good offer in the first five, beside each baseline; then the ten worst needs with an account.

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
    account = _Account(folder)
    for one in ours.needs[:WORST]:
        line: Fields = {"measure": "real_worst", "size": size, "need_id": one.need_id, "quality": round(one.ndcg, 4)}
        yield line | account.of(one.need_id)


class _Account:
    """What went wrong with a need: grades of what was shown first, of the best there are, and who was left out."""

    def __init__(self, folder: Path) -> None:
        self._judged = read_qrels(folder / "qrels.csv")
        source = read_source(*(folder / f"{name}.csv" for name in FILES[:3]))
        self._ranked = {ranking.need_id: ranking for ranking in rankings(source, DEEP)}

    def of(self, need_id: str) -> Fields:
        """`left_out`: offers better than the worst shown, with their place, or the rule that keeps them out."""
        grades, ranking = self._judged[need_id], self._ranked[need_id]
        places = {one.offer_id: place for place, one in enumerate(ranking.suggestions, start=1)}
        rules = {miss.offer_id: miss.rule for miss in ranking.near_misses}
        shown = [grades.get(one.offer_id, 0) for one in ranking.suggestions[:DEPTH]]
        better = [
            one for one, grade in grades.items() if grade > min(shown, default=0) and places.get(one, DEEP) > DEPTH
        ]
        return {
            "shown": "".join(map(str, shown)),
            "best": "".join(map(str, sorted(grades.values(), reverse=True)[:DEPTH])),
            "left_out": ", ".join(
                f"{one} ({grades[one]}): {places.get(one) or rules.get(one, 'out')}" for one in better
            ),
        }


def halves(report: Report, times: int = 400) -> list[float]:
    """The 5th and 95th percentile of the mean nDCG over random halves of the needs."""
    draw = random.Random(20261122)
    scores = [one.ndcg for one in report.needs]
    size = max(len(scores) // 2, 1)
    means = sorted(sum(draw.sample(scores, size)) / size for _ in range(times))
    return [round(means[times // 20], 4), round(means[-times // 20], 4)]

"""Ranking of the judged real needs beside text baselines, its steadiness over halves, and the time of one need.

`python -m tests.benchmarks.ranking FOLDER` prints one JSON object; FOLDER holds needs.csv, offers.csv, linkages.csv
and qrels.csv.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from matching.candidates import build
from matching.comparison import compare
from matching.evaluation import Report
from matching.ranking import Matcher
from matching.records import Criterion, Good, OfferRecord, Site
from tests.matching.contract import TableCatalogue, need, offer, period

GOODS = ["durian", "mango", "rice", "coffee", "sugarcane", "cabbage", "carrot", *(f"good {i}" for i in range(100))]
REGIONS = ["mekong", "highlands", "north_mountains"]


def measure(folder: Path) -> dict[str, object]:
    """Means of each ranking, the 5th and 95th percentile of ours over random halves, and the ten worst needs."""
    names = ("needs", "offers", "linkages", "qrels")
    reports = compare(*(folder / f"{name}.csv" for name in names))
    found: dict[str, object] = {name: _means(report) for name, report in reports.items()}
    ours = reports["lienket"]
    found["halves"] = halves(ours)
    found["worst"] = [{"need_id": one.need_id, "ndcg": round(one.ndcg, 3)} for one in ours.needs[:10]]
    return found


def halves(report: Report, times: int = 400) -> list[float]:
    """The 5th and 95th percentile of the mean nDCG over random halves of the needs."""
    draw = random.Random(20261122)
    scores = [one.ndcg for one in report.needs]
    size = max(len(scores) // 2, 1)
    means = sorted(sum(draw.sample(scores, size)) / size for _ in range(times))
    return [round(means[times // 20], 4), round(means[-times // 20], 4)]


def speed(count: int = 100_000, rounds: int = 100) -> dict[str, float]:
    """CPU milliseconds of building an index of `count` made-up offers, and of one need against it."""
    draw = random.Random(1)
    offers = [_made_up(number, draw) for number in range(count)]
    start = time.process_time()
    index = build(offers)
    built = time.process_time() - start
    matcher = Matcher(TableCatalogue())
    wanted = need(goods=(Good("durian", variety="Ri6"),), criteria=(Criterion("certificate", "vietgap"),))
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        matcher.suggest(index, wanted)
        taken.append(1000 * (time.process_time() - start))
    taken.sort()
    return {
        "offers": count,
        "build_ms": round(1000 * built),
        "need_p50_ms": round(taken[rounds // 2], 2),
        "need_p95_ms": round(taken[rounds * 95 // 100], 2),
    }


def _made_up(number: int, draw: random.Random) -> OfferRecord:
    start = date(2027, 1, 1) + timedelta(days=draw.randrange(300))
    first = [start + timedelta(days=30 * step) for step in range(6)]
    region, province = draw.choice(REGIONS), str(draw.randrange(63))
    place = Site("", draw.uniform(9, 23), draw.uniform(103, 109), province, province, None, region, "commune")
    return offer(
        f"O-{number}",
        goods=(Good(draw.choice(GOODS), variety=draw.choice(["Ri6", "Dona", None])),),
        sites=(place,),
        periods=tuple(period(day, day + timedelta(days=29), draw.randrange(1000, 90_000), 500) for day in first),
    )


def _means(report: Report) -> dict[str, float]:
    return {
        "ndcg_at_10": round(report.ndcg, 4),
        "mrr": round(report.mrr, 4),
        "good_in_five": round(report.good_in_five, 4),
        "needs": len(report.needs),
    }


if __name__ == "__main__":
    result = measure(Path(sys.argv[1])) | {"speed": speed()}
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")

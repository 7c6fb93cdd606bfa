"""`python3 -m tests benchmarks …`: every measure of the matcher beside its rivals, in one run.

matching --size 100kx20k   rebuild, one need, one change, names, nDCG, both sides, on the synthetic season
learning --outcomes 300,…  the ladder of learning on later outcomes of the season
names GOLD, places FOLDER, real FOLDER    judged texts, places and needs (an invented set without a path)
http                       suggestions of a need over HTTP: PostgreSQL, the production server, 16 connections
desk --cases 5000           the broker's board and lists with many open cases
indicators --scale 1        figures of a synthetic country, on SQLite and PostgreSQL
planning                   pools and plans of growing size, with their gaps to the bound
all                        the matcher, learning, names, places, judged needs, planning and HTTP, in one table

`--json` prints one object a line as it is measured, `--markdown` a table for notes. CPU seconds, never wall time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.benchmarks.report import Fields, as_json, as_table, lines
from tests.benchmarks.sizes import market_size

ROOT = Path(__file__).resolve().parent.parent.parent
HELD_OUT = ROOT / "tests" / "matching" / "data" / "held_out"
SEED = 20261122


class RunError(Exception):
    """A run ended badly; the message says which and why."""


def main(words: list[str]) -> int:
    """Run what the words ask for: 0 done, 1 a run failed, 2 wrong use."""
    if words[:1] == ["http"]:
        from tests.benchmarks.http import main as over_http  # brings the whole site with it

        return over_http(words[1:])
    if words[:1] == ["desk"]:
        from tests.benchmarks.desk import main as of_the_desk

        return of_the_desk(words[1:])
    if words[:1] == ["indicators"]:
        from tests.benchmarks.indicators.command import main as of_a_country

        return of_a_country(words[1:])
    asked = _parser().parse_args(words)
    try:
        found = _printed(_KINDS[asked.kind](asked), asked)
        if not asked.json:
            sys.stdout.write(as_table(found, markdown=asked.markdown) + "\n")
    except KeyError as error:
        sys.stderr.write(f"{error.args[0]}\n")
        return 2
    except RunError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = f"{{{','.join(sorted([*_KINDS, 'desk', 'http', 'indicators']))}}}"  # these have options of their own
    parser.add_argument("kind", choices=sorted(_KINDS), metavar=kinds)
    parser.add_argument("path", nargs="?", type=Path, help="judged file or folder, for names, places and real")
    parser.add_argument("--size", default="10kx2k", type=market_size, help="offers x needs: 2kx400, 100kx20k, 1Mx100k")
    parser.add_argument("--only", default=[], type=lambda text: text.split(","), help="measures, by commas")
    parser.add_argument("--outcomes", default="300,1000,3000,10000", type=counts, help="to learn from, by commas")
    parser.add_argument("--judged", default=10_000, type=int, help="later outcomes that judge what was learned")
    parser.add_argument("--seed", default=SEED, type=int)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--markdown", action="store_true")
    return parser


def counts(text: str) -> list[int]:
    """Whole numbers parted by commas."""
    return [int(part) for part in text.split(",")]


def _printed(found: Iterator[Fields], asked: argparse.Namespace) -> list[Fields]:
    kept = []
    for line in found:
        kept.append(line)
        if asked.json:
            sys.stdout.write(as_json(line) + "\n")
            sys.stdout.flush()
    return kept


def _matching(asked: argparse.Namespace) -> Iterator[Fields]:
    # The benches bring numpy along; this process starts the others and stays small.
    from tests.benchmarks.measures import OURS, benches_for

    name, offers, needs = asked.size
    for key, bench in benches_for(asked.only).items():
        ours = _child(key, OURS, offers, needs, asked.seed)
        left_out = {rival: one.why for rival, one in bench.rivals.items() if offers * needs > one.most_pairs}
        rivals = {
            rival: _child(key, rival, offers, needs, asked.seed) for rival in bench.rivals if rival not in left_out
        }
        found = lines(name, ours, rivals, left_out)
        yield from (line for line in found if not asked.only or line["measure"] in asked.only)


def _child(bench: str, contender: str, offers: int, needs: int, seed: int) -> Mapping[str, Fields]:
    """The fields of one run in a process of its own. Raises `RunError`, with its last words, when it fails."""
    words = [sys.executable, "-m", "tests.benchmarks.child", bench, contender, str(offers), str(needs), str(seed)]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, **threads}, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise RunError(f"{bench}, {contender}: {done.stderr.strip().splitlines()[-1]}")
    found: Mapping[str, Fields] = json.loads(done.stdout.splitlines()[-1])
    return found


def _learning(asked: argparse.Namespace) -> Iterator[Fields]:
    from tests.benchmarks import ladder

    yield from ladder.measures(asked.outcomes, asked.judged, asked.seed)


def _names(asked: argparse.Namespace) -> Iterator[Fields]:
    from tests.benchmarks import names

    found = names.measure(asked.path or HELD_OUT / "commodity_gold.csv")
    for check in names.CHECKS:
        line: Fields = {"measure": f"judged_{check}", "size": f"{found['texts']} texts", "quality": found[check]}
        yield line | {"ms_per_text": found["ms_per_text"], "wrong": found[f"wrong_{check}"]}


def _places(asked: argparse.Namespace) -> Iterator[Fields]:
    from tests.benchmarks import places

    for level, found in places.measure(asked.path or HELD_OUT).items():
        stated = f"{found['stated']} stated"
        yield {"measure": f"judged_{level}", "size": stated, "quality": found["share"], "left": found["left"]}


def _real(asked: argparse.Namespace) -> Iterator[Fields]:
    from tests.benchmarks import ranking

    yield from ranking.lines(asked.path or HELD_OUT)


def _planning(asked: argparse.Namespace) -> Iterator[Fields]:
    from tests.benchmarks import plans

    yield from plans.measured(asked.seed)


def _http(asked: argparse.Namespace) -> Iterator[Fields]:
    from tests.benchmarks.http import NoServerError, measures  # brings the whole site with it

    try:
        yield from measures(asked.size)
    except NoServerError as error:
        yield {"measure": "http_suggestions", "size": asked.size[0], "skipped": str(error)}


def _all(asked: argparse.Namespace) -> Iterator[Fields]:
    for kind in (_matching, _learning, _names, _places, _real, _planning, _http):
        yield from kind(asked)


_KINDS: dict[str, Callable[[argparse.Namespace], Iterator[Fields]]] = {
    "matching": _matching,
    "learning": _learning,
    "names": _names,
    "places": _places,
    "real": _real,
    "planning": _planning,
    "all": _all,
}

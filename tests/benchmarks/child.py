"""One run of one contender in a process of its own, so that its CPU time and its peak of memory are nobody else's.

`python -m tests.benchmarks.child BENCH CONTENDER OFFERS NEEDS SEED` prints one JSON object: fields by measure.
"""

from __future__ import annotations

import json
import sys

from tests.benchmarks.clock import peak_mb
from tests.benchmarks.measures import BENCHES, OURS
from tests.benchmarks.season import Season


def main(words: list[str]) -> None:
    """Run what the five words say."""
    bench, contender, offers, needs, seed = words
    chosen = BENCHES[bench]
    run = chosen.ours if contender == OURS else chosen.rivals[contender].run
    found = run(Season(int(offers), int(needs), int(seed)))
    peak = {"peak_mb": peak_mb()}
    sys.stdout.write(json.dumps({measure: {**peak, **fields} for measure, fields in found.items()}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""CPU time and memory of this process. Wall time would tell of the neighbours more than of us."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
BATCH = 5_000


class CpuClock:
    """Adds up the CPU seconds of what runs inside `running`, threads and finished child processes included."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what happens inside."""
        start = cpu_seconds()
        try:
            yield
        finally:
            self.seconds += cpu_seconds() - start

    def outside(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, whose making is left out of a clock that runs; made by thousands, never all at once."""
        source = iter(items)
        while True:
            start = cpu_seconds()
            made = list(islice(source, BATCH))
            self.seconds -= cpu_seconds() - start
            if not made:
                return
            yield from made


def cpu_seconds() -> float:
    """CPU seconds of this process and of its finished children so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_mb() -> float:
    """The most memory this process has held at once, in megabytes (10^6 bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0..1) of the values do not exceed."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]

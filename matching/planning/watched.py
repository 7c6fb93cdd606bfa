"""Searches that end when nobody wants them any more: what takes long runs in a process of its own, which can be ended.

HiGHS as SciPy brings it hears nothing while it searches, so a thread would run on until its time is up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection

from matching.planning.plan import Plan
from matching.planning.problem import PlanProblem
from matching.planning.provinces import plan_each

AT_ONCE = 2.0
"""Seconds a search is given here first: most end in them, and a process of its own costs more than that."""
LOOK = 0.5
"""Seconds between two looks whether anybody still wants it."""
Wanted = Callable[[float], None]


def plan_each_while(
    problems: Mapping[str, PlanProblem], seconds: float, wanted: Wanted, backend: str = "sequential", jobs: int = 1
) -> dict[str, Plan]:
    """The plans of `plan_each`; what `wanted` raises ends the search with all its work, within moments.

    `wanted` hears how much of the time is used, from 0 to 1, twice a second once the search takes long. EOFError when
    the process of the search is lost.
    """
    if seconds <= 2 * AT_ONCE:
        return plan_each(problems, seconds, backend, jobs)
    found = plan_each(problems, AT_ONCE, backend, jobs)
    left = {name: problems[name] for name, plan in found.items() if not plan.finished}
    return found | (_apart(left, seconds - AT_ONCE, wanted, backend, jobs) if left else {})


def _apart(
    problems: Mapping[str, PlanProblem], seconds: float, wanted: Wanted, backend: str, jobs: int
) -> dict[str, Plan]:
    process = get_context("spawn")
    ours, theirs = process.Pipe(duplex=False)
    child = process.Process(target=_search, args=(theirs, problems, seconds, backend, jobs), daemon=True)
    child.start()
    theirs.close()  # the child holds the only end that writes: when it is lost, we hear of it
    begun, long = time.monotonic(), max(seconds * len(problems) / jobs, LOOK)
    try:
        wanted(0.0)
        while not ours.poll(LOOK):
            wanted(min((time.monotonic() - begun) / long, 1.0))
        found: dict[str, Plan] = ours.recv()
    finally:
        child.kill()
        child.join()
        ours.close()
    return found


def _search(answer: Connection, problems: Mapping[str, PlanProblem], seconds: float, backend: str, jobs: int) -> None:
    answer.send(plan_each(problems, seconds, backend, jobs))

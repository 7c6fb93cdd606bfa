"""Searches that end when nobody wants them any more: what takes long runs in a process of its own, which can be ended.

HiGHS as SciPy brings it hears nothing while it searches, so a thread would run on until its time is up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from threading import Thread

from matching.planning.plan import Plan
from matching.planning.problem import PlanProblem
from matching.planning.provinces import plan_each

AT_ONCE = 2.0
"""Seconds a search is given here first: most end in them, and a process of its own costs more than that."""
LOOK = 0.5
"""Seconds between two looks whether anybody still wants it."""
LONGEST, GRACE = 2, 60.0
"""A search that has said nothing after so many times its time, and so many seconds, is given up."""
Wanted = Callable[[float], None]


def plan_each_while(
    problems: Mapping[str, PlanProblem], seconds: float, wanted: Wanted, backend: str = "sequential", jobs: int = 1
) -> dict[str, Plan]:
    """The plans of `plan_each`; what `wanted` raises ends the search with all its work, within moments.

    `wanted` hears how much of the time is used, from 0 to 1, twice a second once the search takes long. Where the
    process of the search is lost, or says nothing for long after its time, the plans of the first seconds stand; of two
    plans the better one does.
    """
    if seconds <= 2 * AT_ONCE:
        return plan_each(problems, seconds, backend, jobs)
    found = plan_each(problems, AT_ONCE, backend, jobs)
    left = {name: problems[name] for name, plan in found.items() if not plan.finished}
    later = _apart(left, seconds - AT_ONCE, wanted, backend, jobs) if left else {}
    return found | {name: min(found[name], plan, key=_worse) for name, plan in later.items()}


def _worse(plan: Plan) -> tuple[int, float, bool]:
    """The fewer links, the dearer, the worse; of equal ones what was proven comes first."""
    return -len(plan.links), plan.cost, not plan.finished


def _apart(
    problems: Mapping[str, PlanProblem], seconds: float, wanted: Wanted, backend: str, jobs: int
) -> dict[str, Plan]:
    process = get_context("spawn")
    ours, theirs = process.Pipe(duplex=False)
    child = process.Process(target=_search, args=(theirs, problems, seconds, backend, jobs), daemon=True)
    child.start()
    theirs.close()  # the child holds the only end that writes: when it is lost, we hear of it
    begun, long = time.monotonic(), max(seconds * len(problems) / jobs, LOOK)
    found: dict[str, Plan] = {}
    try:
        wanted(0.0)
        while not (told := ours.poll(LOOK)) and time.monotonic() - begun < LONGEST * long + GRACE:
            wanted(min((time.monotonic() - begun) / long, 1.0))
        if told:
            with suppress(EOFError):  # it was ended from outside, out of memory perhaps
                found = ours.recv()
    finally:
        child.kill()
        child.join()
        ours.close()
    return found


def _search(answer: Connection, problems: Mapping[str, PlanProblem], seconds: float, backend: str, jobs: int) -> None:
    Thread(target=_end_with_its_parent, daemon=True).start()
    answer.send(plan_each(problems, seconds, backend, jobs))


def _end_with_its_parent() -> None:
    """Whoever asked may be killed, and tells nobody then: nothing is searched for nobody."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)

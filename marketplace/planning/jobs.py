"""Solving a scenario and opening its cases take a while: both are done beside requests."""

from __future__ import annotations

from datetime import timedelta

from marketplace.jobs import periodic, task
from marketplace.planning import ending, opening, running, waiting

LATE = timedelta(minutes=15)


@task()
def solve(scenario_id: int) -> None:
    """Solve a scenario that waits for it."""
    running.solve(scenario_id=scenario_id)


@task()
def open_cases(scenario_id: int) -> None:
    """Open the cases of an accepted scenario that are not opened yet."""
    opening.open_cases(scenario_id=scenario_id)


@periodic(every=timedelta(minutes=15))
def take_up_what_was_missed() -> None:
    """Ask again for searches and openings that were lost with the queue or a process."""
    for scenario_id in waiting.unsolved(LATE):
        solve.soon(scenario_id)
    for scenario_id in waiting.unopened(LATE):
        open_cases.soon(scenario_id)


@periodic(every=timedelta(hours=1))
def end_needless_tasks() -> None:
    """Take work off the brokers' lists whose cooperative left or whose case was closed."""
    ending.end_needless_tasks()

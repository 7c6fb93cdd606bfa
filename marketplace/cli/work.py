"""`lienket work`: does the jobs that pages leave for later."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

PATIENCE = 20  # seconds for the job at hand to end


@click.command()
@click.option("--threads", type=click.IntRange(1, 32), default=2, show_default=True, help="Jobs at the same time.")
@click.option("--beside", type=int, hidden=True, help="Stop when this process, which started us, is gone.")
def work(threads: int, beside: int | None) -> None:
    """Send mail, renew the market's snapshot and do all other jobs until stopped.

    `lienket serve` and `lienket demo` do this by themselves, unless told not to.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from marketplace.app import create_app
    from marketplace.jobs.working import work as do_jobs

    do_jobs(create_app(), threads=threads, beside=beside)


@contextmanager
def working_beside() -> Iterator[None]:
    """Do the jobs in a process beside this one: a long job slows no page, and both end together."""
    command = [sys.executable, "-m", "marketplace", "work", "--beside", str(os.getpid())]
    worker = subprocess.Popen(command)  # noqa: S603 - ourselves
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()

"""Work that happens beside requests. Jobs take ids, are safe to repeat, and commit at their own end.

A room writes its jobs in `<room>/jobs.py` with `@task()` or `@periodic(…)`; `create_app` imports them. In the test
environment a job runs at once, in the process that asked for it, and its failure is the test's.
"""

from marketplace.jobs.registry import Job, periodic, task

__all__ = ["Job", "periodic", "task"]

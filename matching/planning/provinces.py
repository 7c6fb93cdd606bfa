"""A country by province: each province's plan is its own, so provinces are what many cores share."""

from __future__ import annotations

from collections.abc import Mapping

from matching.batch import BACKENDS
from matching.errors import ParameterError
from matching.planning.plan import Plan
from matching.planning.problem import PlanProblem
from matching.planning.solving import plan


def plan_each(
    problems: Mapping[str, PlanProblem], seconds: float = 3.0, backend: str = "sequential", jobs: int = 1
) -> dict[str, Plan]:
    """The plan of each problem by its name, on joblib's `backend` (sequential, threading, loky, dask), `jobs` at once.

    The plans are those of `plan` one after another, whatever the back end. ParameterError for a back end that is none.
    """
    from joblib import Parallel, delayed, parallel_config

    if backend not in BACKENDS or jobs < 1:
        raise ParameterError(f"no such way to run: {backend!r} with {jobs} jobs")
    names = sorted(problems)
    with parallel_config(backend=backend, n_jobs=jobs):
        found = Parallel()(delayed(plan)(problems[name], seconds) for name in names)
    return dict(zip(names, found, strict=True))

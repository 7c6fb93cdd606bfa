"""Pooling: one need filled from several offers. `pool(problem)` gives a plan with its bound, `mends` what a gap needs.

Quantities are kilograms and money is đồng in every record. Nothing here knows of a database or a clock; the same
problem gives the same plan.
"""

from matching.pooling.mending import Mend, MendKind, mends
from matching.pooling.plan import PoolPlan, Stage, Supply
from matching.pooling.problem import Ask, Candidate, Limits, PoolProblem, Weights
from matching.pooling.repairing import Repair, repair
from matching.pooling.solving import pool
from matching.pooling.verifying import faults

__all__ = [
    "Ask",
    "Candidate",
    "Limits",
    "Mend",
    "MendKind",
    "PoolPlan",
    "PoolProblem",
    "Repair",
    "Stage",
    "Supply",
    "Weights",
    "faults",
    "mends",
    "pool",
    "repair",
]

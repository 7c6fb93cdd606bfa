"""Planning: which unlinked cooperatives to link with which needs so that the count reaches its target.

`plan(problem)` gives the fewest and likeliest links with a bound, or the highest count that can be reached; `lacking`
says what is missing then; `with_plant` and `sites` ask what a plant would change and where one would be full.
Quantities are kilograms. Nothing here knows of a database or a clock; the same problem gives the same plan.
"""

from matching.planning.lacking import Lacking, Shortage, lacking
from matching.planning.plan import Link, Plan
from matching.planning.plants import Grower, Plant, PlantCase, Site, sites, with_plant
from matching.planning.problem import Chance, Cooperative, Opening, PlanProblem, PlanWeights
from matching.planning.provinces import plan_each
from matching.planning.solving import plan
from matching.planning.verifying import faults
from matching.planning.watched import plan_each_while

__all__ = [
    "Chance",
    "Cooperative",
    "Grower",
    "Lacking",
    "Link",
    "Opening",
    "Plan",
    "PlanProblem",
    "PlanWeights",
    "Plant",
    "PlantCase",
    "Shortage",
    "Site",
    "faults",
    "lacking",
    "plan",
    "plan_each",
    "plan_each_while",
    "sites",
    "with_plant",
]

"""`lienket matching pool` and `matching plan`: problems out of files, answers as words or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import click

from marketplace.cli.output import json_option, print_json
from marketplace.cli.planning_files import plan_problem, pool_problem, text_of
from marketplace.cli.problems import FoundWanting, WrongUse

if TYPE_CHECKING:
    from matching.planning import Plan, PlanProblem
    from matching.pooling import Mend, PoolPlan

seconds_option = click.option(
    "--seconds", type=click.FloatRange(0, 600), default=1.0, show_default=True, help="How long to search; 0 is at once."
)


@click.command("pool")
@click.argument("file", type=click.File(encoding="utf-8"))
@seconds_option
@json_option
def pool_command(file: TextIO, seconds: float, as_json: bool) -> None:
    """Fill the need in FILE (- for standard input) from several offers. Exit status 1 when something stays open."""
    from matching.errors import PoolError
    from matching.pooling import mends, pool

    problem = pool_problem(text_of(file))
    try:
        plan = pool(problem, seconds)
        changes = mends(problem, plan, min(seconds, 1.0))
    except PoolError as wrong:
        raise WrongUse(f"{wrong}.") from wrong
    if as_json:
        print_json(_pool_object(plan, changes))
    else:
        _print_pool(plan)
    if not plan.is_complete:
        raise FoundWanting(f"{sum(plan.short_kg):f} kg stay open.")


@click.command("plan")
@click.argument("file", type=click.File(encoding="utf-8"))
@seconds_option
@json_option
def plan_command(file: TextIO, seconds: float, as_json: bool) -> None:
    """Plan the links that bring the count to the target in FILE (- for standard input); exit status 1 if none can."""
    from matching.planning import plan

    problem = plan_problem(text_of(file))
    found = plan(problem, seconds)
    if as_json:
        print_json(_plan_object(problem, found))
    else:
        for link in found.links:
            click.echo(f"{link.cooperative} → {link.need}: {link.kg:f} kg, likelihood {link.likelihood:.0%}")
        click.echo(f"{found.linked_before} + {len(found.links)} of {found.total}; the target asks {found.wanted}.")
    if found.reaches:
        return
    if found.reachable < problem.missing:
        raise FoundWanting(f"No plan links more than {found.reachable} of the {problem.missing} that are missing.")
    raise FoundWanting(f"Found {len(found.links)} of the {problem.missing} that are missing; give it more --seconds.")


def _pool_object(plan: PoolPlan, changes: list[Mend]) -> dict[str, Any]:
    return {
        "complete": plan.is_complete,
        "supplies": [{"code": one.code, "kg": [f"{kg:f}" for kg in one.kg]} for one in plan.supplies],
        "short_kg": [f"{kg:f}" for kg in plan.short_kg],
        "cost_dong": f"{plan.cost_dong:f}",
        "parts_dong": {name: f"{dong:f}" for name, dong in plan.parts.items()},
        "bound_dong": f"{plan.bound_dong:f}",
        "gap": round(float(plan.gap), 6),
        "stage": plan.stage.value,
        "finished": plan.finished,
        "mends": [
            {
                "kind": mend.kind.value,
                "code": mend.code,
                "closes_kg": f"{mend.closes_kg:f}",
                "certificates": sorted(mend.certificates),
                "kilometres": None if mend.kilometres is None else f"{mend.kilometres:f}",
                "kg": None if mend.kg is None else f"{mend.kg:f}",
                "share": None if mend.share is None else f"{mend.share:f}",
                "without_multiple": mend.without_multiple,
            }
            for mend in changes
        ],
    }


def _plan_object(problem: PlanProblem, found: Plan) -> dict[str, Any]:
    from matching.planning import lacking

    missing = lacking(problem, found)
    return {
        "reaches": found.reaches,
        "linked_before": found.linked_before,
        "linked_after": found.linked_after,
        "expected": round(found.expected, 3),
        "wanted": found.wanted,
        "total": found.total,
        "reachable": found.linked_before + found.reachable,
        "gap": round(found.gap, 6),
        "finished": found.finished,
        "links": [
            {"cooperative": one.cooperative, "need": one.need, "kg": f"{one.kg:f}", "likelihood": one.likelihood}
            for one in found.links
        ],
        "missing": [
            {"good": one.good, "commune": one.commune, "cooperatives": list(one.cooperatives), "no_buyer": one.no_buyer}
            for one in missing.shortages
        ],
        "full_needs": list(missing.full_needs),
        "full_desks": list(missing.full_desks),
    }


def _print_pool(plan: PoolPlan) -> None:
    for one in plan.supplies:
        click.echo(f"{one.code}: {'  '.join(f'{kg:f}' for kg in one.kg)} kg")
    click.echo(f"open: {'  '.join(f'{kg:f}' for kg in plan.short_kg)} kg; at most {float(plan.gap):.2%} from the best")

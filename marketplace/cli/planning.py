"""`lienket matching pool` and `matching plan`: problems out of files or the database, answers as words or JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import click

from marketplace.cli.asking import Day
from marketplace.cli.output import json_option, print_json
from marketplace.cli.planning_files import plan_problem, pool_problem, text_of
from marketplace.cli.pooling_options import limit_options, limits_of, says_any
from marketplace.cli.problems import FoundWanting, WrongUse

if TYPE_CHECKING:
    from marketplace.planning.drafts import ScenarioDraft
    from matching.planning import Plan, PlanProblem
    from matching.pooling import Mend, PoolPlan

seconds_option = click.option(
    "--seconds", type=click.FloatRange(0, 600), default=1.0, show_default=True, help="How long to search; 0 is at once."
)


Command = Callable[..., None]
PRIORITY = click.IntRange(0, 100)


def database_options(command: Command) -> Command:
    """What a plan on the database can be asked: the choices of the page."""
    for option in (
        click.option("--no-renewal", is_flag=True, help="A contract that ends before the day counts for nothing."),
        click.option("--workload", type=click.IntRange(min=1), help="Most new links of a broker."),
        click.option("--plants", type=PRIORITY, default=0, help="Priority of buyers with a plant, 0 to 100."),
        click.option("--poor-communes", type=PRIORITY, default=0, help="Priority of poor communes, 0 to 100."),
        click.option("--soe", type=PRIORITY, default=0, help="Priority of state-owned buyers, 0 to 100."),
        click.option("--denominator", type=click.Choice(["D1", "D2", "D3"]), default="D1", show_default=True),
        click.option("--definition", type=click.Choice(["L1", "L2", "L3"]), default="L1", show_default=True),
        click.option("--indicator", default="I1", show_default=True, help="I1, I2a, I2b or I4."),
        click.option("--on", type=Day(), help="The day by which the target is to be reached."),
        click.option("--target", help="The share to be reached, in percent."),
        click.option("--province", help="Code of a province; without it the country, province by province."),
    ):
        command = option(command)
    return command


@click.command("pool")
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@click.option("--need", "public_id", help="Public id of an open need, instead of a file: the offers of the database.")
@limit_options
@seconds_option
@json_option
def pool_command(file: TextIO | None, public_id: str | None, seconds: float, as_json: bool, **asked: Any) -> None:
    """Fill the need in FILE (- for standard input) from several offers. Exit status 1 when something stays open.

    The limits are for a --need; a FILE holds its own.
    """
    if (file is None) == (public_id is None):
        raise WrongUse("Name a FILE or a --need, one of the two.")
    if file is None:
        from marketplace.cli.planning_doors import pool_of_need

        pool_of_need(str(public_id), limits_of(asked), seconds, as_json)
    elif says_any(asked):
        raise WrongUse("A FILE holds its own limits: leave these options out.")
    else:
        _pool_file(file, seconds, as_json)


def _pool_file(file: TextIO, seconds: float, as_json: bool) -> None:
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
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@database_options
@seconds_option
@json_option
def plan_command(file: TextIO | None, seconds: float, as_json: bool, **asked: Any) -> None:
    """Plan the links that bring the count to the target in FILE (- for standard input); exit status 1 if none can.

    Without FILE, plan on the database: --target and --on are needed then.
    """
    if file is None:
        from marketplace.cli.planning_doors import plan_on_database

        plan_on_database(_draft(seconds, asked), as_json)
        return
    if any(asked[name] is not None for name in ("target", "on", "province", "workload")):
        raise WrongUse("A FILE holds its own target, places and limits: leave the options for the database out.")
    _plan_file(file, seconds, as_json)


def _draft(seconds: float, asked: Mapping[str, Any]) -> ScenarioDraft:
    """What the options ask of the database; WrongUse where they say too little."""
    from decimal import Decimal, InvalidOperation

    from marketplace.indicators.definitions import Definition, Denominator
    from marketplace.planning.drafts import ScenarioDraft

    if asked["target"] is None or asked["on"] is None:
        raise WrongUse("Name a FILE, or --target and --on for a plan on the database.")
    try:
        target = Decimal(asked["target"].replace(",", "."))
    except InvalidOperation as wrong:
        raise WrongUse(f"{asked['target']!r} is no percentage.") from wrong
    return ScenarioDraft(
        name="lienket matching plan", target_pct=target, target_on=asked["on"], province_code=asked["province"],
        indicator=asked["indicator"], definition=Definition(asked["definition"]),
        denominator=Denominator(asked["denominator"]), soe_priority=asked["soe"],
        poor_commune_priority=asked["poor_communes"], plant_priority=asked["plants"], workload=asked["workload"],
        renewal_assumed=not asked["no_renewal"], seconds=round(seconds),
    )  # fmt: skip


def _plan_file(file: TextIO, seconds: float, as_json: bool) -> None:
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
                "ask": mend.ask,
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

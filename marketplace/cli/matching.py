"""`lienket matching …`: rankings of reported rows and their quality without a database, and learning with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketplace.cli.application import with_app
from marketplace.cli.learning import train
from marketplace.cli.output import json_option, print_json
from marketplace.cli.planning import plan_command, pool_command
from marketplace.cli.problems import FoundWanting, WrongUse

if TYPE_CHECKING:
    from matching.evaluation import Report

EXISTING = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
Command = Callable[..., None]


def source_options(command: Command) -> Command:
    """`--needs`, `--offers`, `--linkages`: files of the form of the reported rows."""
    for name in ("linkages", "offers", "needs"):
        command = click.option(f"--{name}", type=EXISTING, required=True, help=f"CSV file of {name}.")(command)
    return command


@click.group()
def matching() -> None:
    """Rank and measure reported offers and needs; learn from outcomes."""


for command in (train, pool_command, plan_command):
    matching.add_command(command)


@matching.command()
@source_options
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Offers for each need.")
@json_option
def rank(needs: Path, offers: Path, linkages: Path, top: int, as_json: bool) -> None:
    """Rank the offers (and the cooperatives of the linkages) for each need, with parts and reasons."""
    from matching.reader import rank as ranked

    for found in ranked(needs, offers, linkages, top):
        if as_json:
            print_json(found)
        else:
            _print_ranking(found)


def _print_ranking(found: Mapping[str, Any]) -> None:
    click.echo(found["need_id"])
    for place, one in enumerate(found["ranked"], start=1):
        click.echo(f"  {place:>2}. {one['offer_id']}  {one['score']:g}  {' '.join(one['reasons'])}")
    for miss in found["near_misses"]:
        click.echo(f"   –  {miss['offer_id']}  {miss['reason']}")


@matching.command()
@source_options
@click.option("--qrels", type=EXISTING, required=True, help="CSV file of judged pairs.")
@click.option("--at-least", type=click.FloatRange(0, 1), help="Exit with 1 when our nDCG@10 is below this.")
@json_option
def evaluate(needs: Path, offers: Path, linkages: Path, qrels: Path, at_least: float | None, as_json: bool) -> None:
    """Measure our ranking and two text baselines: nDCG@10, MRR, share of needs with a good offer in five."""
    from matching.evaluation import GOOD_GRADE, read_qrels
    from matching.evaluation import evaluate as measured

    judged = read_qrels(qrels)
    if not any(grade >= GOOD_GRADE for grades in judged.values() for grade in grades.values()):
        raise WrongUse(f"{qrels}: no pair is graded {GOOD_GRADE} or better, so there is nothing to measure.")
    reports = {name: measured(rankings, judged) for name, rankings in _rankings(needs, offers, linkages).items()}
    for name, report in reports.items():
        _print_report(name, report, as_json)
    if at_least is not None and reports["ours"].ndcg < at_least:
        raise FoundWanting(f"nDCG@10 is {reports['ours'].ndcg:.4f}, below {at_least:g}.")


def _rankings(needs: Path, offers: Path, linkages: Path) -> dict[str, Mapping[str, Sequence[str]]]:
    from matching.reader import rankings, read_source
    from matching.text_baselines import tfidf_rankings, wratio_rankings

    source = read_source(needs, offers, linkages)
    return {
        "ours": {one.need_id: [found.offer_id for found in one.suggestions] for one in rankings(source)},
        "tfidf": tfidf_rankings(source.need_texts, source.offer_texts),
        "wratio": wratio_rankings(source.need_texts, source.offer_texts),
    }


def _print_report(name: str, report: Report, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "ranking": name,
                "ndcg_at_10": round(report.ndcg, 6),
                "mrr": round(report.mrr, 6),
                "good_in_first_five": round(report.good_in_five, 6),
                "needs": len(report.needs),
            }
        )
    else:
        click.echo(
            f"{name}: nDCG@10 {report.ndcg:.4f}, MRR {report.mrr:.4f}, "
            f"good offer in the first five {report.good_in_five:.1%} of {len(report.needs)} needs"
        )


@matching.command()
@json_option
@with_app
def refresh(as_json: bool) -> None:
    """Read the market anew, keep its index in the data folder, and weigh both sides' wishes, now."""
    from marketplace.suggestions.balancing import refresh_balance, refresh_snapshot

    done = {"offers": refresh_snapshot(), "pairs": refresh_balance()}
    if as_json:
        print_json(done)
    else:
        click.echo(f"{done['offers']} offers kept, {done['pairs']} pairs weighed.")

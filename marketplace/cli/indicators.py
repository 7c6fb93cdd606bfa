"""`lienket indicators …`: the figure and its rows, the same as on the page."""

from __future__ import annotations

from typing import Any

import click

from marketplace.cli.application import with_app
from marketplace.cli.asking import question, question_options
from marketplace.cli.output import json_option, print_json
from marketplace.cli.problems import FoundWanting, WrongUse


@click.group()
def indicators() -> None:
    """Figures at a date, and the rows behind them."""


@indicators.command()
@question_options
@json_option
@with_app
def show(as_json: bool, **asked: Any) -> None:
    """The figure of indicator CODE. As JSON: the object of `/indicators/CODE/figure.json` without its places."""
    from marketplace.indicators.answer import name_of
    from marketplace.indicators.documents import figure_object
    from marketplace.indicators.engine import compute
    from marketplace.indicators.words import asked_words, gap_words, nothing_words, part_words, value_words, when_words

    figure = compute(question(**asked))
    if as_json:
        print_json(figure_object(figure, name_of(figure.question)))
        return
    said = part_words(figure) if figure.value is not None else nothing_words(figure)
    words = [value_words(figure), said, when_words(figure.question), asked_words(figure.question), gap_words(figure)]
    click.echo(f"{figure.question.code}: " + "; ".join(one for one in words if one))


@indicators.command()
@question_options
@json_option
@with_app
def rows(as_json: bool, **asked: Any) -> None:
    """The rows that add up to the figure, those above the line first. As JSON: the objects of `rows.json`."""
    from marketplace.indicators.documents import row_object
    from marketplace.indicators.queries.rows import rows_of_all
    from marketplace.indicators.tables import shows_amounts

    whole = question(**asked)
    amounts = shows_amounts(whole)
    for line in rows_of_all(whole):
        if as_json:
            print_json(row_object(line, amounts=amounts))
            continue
        counts = line.left_out.value if line.left_out else "counts" if line.counts else "-"
        click.echo("\t".join([counts, line.words.name, line.words.detail]))


@indicators.command()
@click.argument("public_id", required=False)
@json_option
@with_app
def snapshot_verify(public_id: str | None, as_json: bool) -> None:
    """Compare closed figures and rows with the hash taken when they were counted.

    All snapshots, or the one with PUBLIC_ID. Exit status 1 when one does not fit.
    """
    from marketplace.indicators.queries.snapshots import counted_snapshots
    from marketplace.indicators.sealing import fits

    found = counted_snapshots(public_id)
    if public_id and not found:
        raise WrongUse(f"There is no counted snapshot {public_id!r}.")
    results = [(snapshot, fits(snapshot)) for snapshot in found]
    for snapshot, whole in results:
        if as_json:
            print_json({"snapshot": snapshot.public_id, "fits": whole, "sha256": snapshot.sha256})
        else:
            click.echo(f"{snapshot.public_id}\t{snapshot.title}\t{'fits' if whole else 'CHANGED'}")
    if broken := sum(not whole for _, whole in results):
        raise FoundWanting(f"{broken} of {len(results)} snapshots no longer fit their hash.")

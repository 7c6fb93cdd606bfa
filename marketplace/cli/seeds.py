"""`lienket seeds …`: the real rows and how well they are read."""

from __future__ import annotations

from pathlib import Path

import click

from marketplace.cli.output import json_option, print_json


@click.group()
def seeds() -> None:
    """Real reported rows."""


@seeds.command()
@click.option("--gold", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Judged product names.")
@json_option
def report(gold: Path | None, as_json: bool) -> None:
    """Say how many product names and places of the real rows are read, and which are not. No database.

    With --gold, a CSV file of text, canonical_vi and level, also how many are read right.
    """
    from marketplace.seeds.resolution import resolution_report

    found = resolution_report(gold=gold)
    for part in found.parts:
        if as_json:
            print_json({"part": part.name, "stated": part.stated, "read": part.read, "share": round(part.share, 6)})
        else:
            click.echo(f"{part.name}: {part.read} of {part.stated} read ({part.share:.1%})")
    for missing in found.unresolved:
        if as_json:
            print_json({"unresolved": missing.part, "text": missing.text, "rows": list(missing.rows)})
        else:
            click.echo(f"  not read ({missing.part}): {missing.text!r} in {', '.join(missing.rows)}")

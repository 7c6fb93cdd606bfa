"""`lienket maintenance …`: housekeeping."""

from __future__ import annotations

from dataclasses import asdict

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import json_option, print_json


@click.group()
def maintenance() -> None:
    """Housekeeping."""


@maintenance.command()
@json_option
@with_app
def tidy(as_json: bool) -> None:
    """Remove files without a row, and receipts, tries, sessions and links that have outlived their use."""
    from marketplace.accounts.tidying import tidy as tidy_up
    from marketplace.extensions import db

    removed = asdict(tidy_up())
    db.session.commit()
    if as_json:
        print_json(removed)
    else:
        click.echo("Removed: " + ", ".join(f"{count} {what}" for what, count in removed.items()) + ".")

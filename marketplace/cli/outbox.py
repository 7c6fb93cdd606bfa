"""`lienket outbox …`: mail that waits."""

from __future__ import annotations

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import json_option, print_json
from marketplace.cli.problems import FoundWanting


@click.group()
def outbox() -> None:
    """Mail that waits in the database."""


@outbox.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most so many.")
@json_option
@with_app
def send(limit: int, as_json: bool) -> None:
    """Send what waits; exit status 1 when some could not be sent."""
    from marketplace.notifications.actions import send_outbox

    sent, failed = send_outbox(limit)
    if as_json:
        print_json({"sent": sent, "failed": failed})
    else:
        click.echo(f"{sent} sent, {failed} failed.")
    if failed:
        raise FoundWanting(f"{failed} messages could not be sent; they will be tried again.")

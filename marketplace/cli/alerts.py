"""`lienket alerts …`: telling people, where no jobs run."""

from __future__ import annotations

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import json_option, print_json


@click.group()
def alerts() -> None:
    """Messages about suggestions and saved searches."""


@alerts.command()
@json_option
@with_app
def send(as_json: bool) -> None:
    """Follow the market's changes to the last and tell whom they concern."""
    from marketplace.alerts.sending import send_all

    sent = send_all()
    if as_json:
        print_json({"changes": sent.changes, "messages": sent.messages})
    else:
        click.echo(f"{sent.changes} changes, {sent.messages} messages.")


@alerts.command()
@json_option
@with_app
def digest(as_json: bool) -> None:
    """Mail what waits for the mail of the day, once a day to each person."""
    from marketplace.alerts.digests import run_digests
    from marketplace.clock import today
    from marketplace.extensions import db

    mails = run_digests(today())
    db.session.commit()
    if as_json:
        print_json({"mails": mails})
    else:
        click.echo(f"{mails} mails.")

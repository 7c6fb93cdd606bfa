"""`lienket audit …`: whether the history is whole."""

from __future__ import annotations

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import json_option, print_json
from marketplace.cli.problems import FoundWanting


@click.group()
def audit() -> None:
    """The history."""


@audit.command()
@json_option
@with_app
def verify(as_json: bool) -> None:
    """Check every chain of events; exit status 1 when one is broken."""
    import sqlalchemy as sa

    from marketplace.audit.models import AuditEvent
    from marketplace.audit.record import verify_chain
    from marketplace.extensions import db

    chains = db.session.scalars(sa.select(AuditEvent.chain).where(AuditEvent.chain.is_not(None)).distinct()).all()
    broken = 0
    for chain in sorted(name for name in chains if name):
        wrong = verify_chain(chain)
        broken += wrong is not None
        if as_json:
            print_json({"chain": chain, "whole": wrong is None, "broken_at": wrong})
        elif wrong is not None:
            click.echo(f"{chain}: broken at event {wrong}")
    if broken:
        raise FoundWanting(f"{broken} of {len(chains)} chains are broken.")
    click.echo(f"{len(chains)} chains are whole.", err=True)

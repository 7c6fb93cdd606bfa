"""`lienket db …`: the schema."""

from __future__ import annotations

import click

from marketplace.cli.application import with_app


@click.group()
def db() -> None:
    """The database."""


@db.command()
@with_app
def upgrade() -> None:
    """Bring the schema to this version's."""
    migrate()
    click.echo("The schema is up to date.", err=True)


def migrate() -> None:
    """Run the migrations of the current application; makes the folder of an embedded database.

    Contracts from before spans were kept get theirs.
    """
    import logging

    from flask import current_app
    from flask_migrate import upgrade as run

    from marketplace.contracts.spans import fill_spans
    from marketplace.extensions import db as database

    current_app.config["SETTINGS"].data_dir.mkdir(parents=True, exist_ok=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run()
    fill_spans()
    database.session.commit()

"""`lienket users …`: the first people of a new site."""

from __future__ import annotations

import click

from marketplace.cli.application import with_app

ROLES = ("broker", "official", "administrator")


@click.group()
def users() -> None:
    """People of the platform."""


@users.command()
@click.argument("email")
@click.option("--name", required=True, help="Name shown to others.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--password", help="Asked for when not given.")
@with_app
def add(email: str, name: str, role: str, password: str | None) -> None:
    """Add a broker, official or administrator who signs in with EMAIL."""
    from marketplace.accounts.actions import create_user
    from marketplace.authorization.roles import Role
    from marketplace.extensions import db

    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    user = create_user(by=None, email=email, name=name, password=password, platform_role=Role(role))
    db.session.commit()
    click.echo(f"{user.email} is here as {role}.")

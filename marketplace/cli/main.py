"""The group of all commands. Each command imports what it needs when it runs."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import FlaskGroup

from marketplace.app import create_app


def use_data_folder(_context: click.Context, _option: click.Parameter, folder: Path | None) -> Path | None:
    """Let `--data DIR` decide where the database and the files live, before the settings are read."""
    if folder is not None:
        os.environ["LIENKET_DATA"] = str(folder.resolve())
        os.environ.pop("DATABASE_URL", None)
    return folder


data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    callback=use_data_folder,
    is_eager=True,
    expose_value=False,
    help="Folder of the database and the files.",
)


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False, add_version_option=False)
@data_option
def lienket() -> None:
    """Liên Kết: linkages between cooperatives and enterprises."""

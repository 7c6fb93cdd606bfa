"""The group of all commands. A command is imported when it is called; what it needs, when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from marketplace.cli.output import use_utf8, utf8_arguments
from marketplace.cli.problems import told_in_words

PLACES = {
    "alerts": "marketplace.cli.alerts",
    "audit": "marketplace.cli.audit",
    "catalogue": "marketplace.cli.catalogue",
    "db": "marketplace.cli.database",
    "demo": "marketplace.cli.demo",
    "indicators": "marketplace.cli.indicators",
    "maintenance": "marketplace.cli.maintenance",
    "matching": "marketplace.cli.matching",
    "outbox": "marketplace.cli.outbox",
    "seeds": "marketplace.cli.seeds",
    "serve": "marketplace.cli.serve",
    "users": "marketplace.cli.users",
    "work": "marketplace.cli.work",
}


class Commands(click.Group):
    """The commands by name, each in a module of its own; every failure ends in a sentence and a status."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(PLACES)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in PLACES:
            return None
        command: click.Command = getattr(import_module(PLACES[name]), name)
        return command

    def invoke(self, context: click.Context) -> Any:
        with told_in_words():
            return super().invoke(context)

    def main(self, args: Sequence[str] | None = None, *positional: Any, **named: Any) -> Any:
        use_utf8()
        return super().main(utf8_arguments(sys.argv[1:] if args is None else args), *positional, **named)


def use_data_folder(_context: click.Context, _option: click.Parameter, folder: Path | None) -> Path | None:
    """Let `--data DIR` decide where the database and the files live, before the settings are read."""
    if folder is not None:
        os.environ["LIENKET_DATA"] = str(folder.resolve())
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("STORAGE_DIR", None)
    return folder


data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    callback=use_data_folder,
    is_eager=True,
    expose_value=False,
    metavar="DIR",
    help="Folder of the database and the files.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@data_option
def lienket() -> None:
    """Liên Kết: linkages between cooperatives and enterprises.

    Exit status: 0 done, 1 found wanting, 2 wrong use.
    """

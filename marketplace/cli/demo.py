"""`lienket demo`: everything for a first look, with one command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

import click

from marketplace.cli.application import with_app
from marketplace.cli.main import data_option
from marketplace.cli.serve import check_free, port_option, run_server

if TYPE_CHECKING:
    from marketplace.seeds.demo import Account

HOST = "127.0.0.1"
DEMO_STEPS = 6


@click.command()
@port_option
@data_option
@click.option("--no-serve", is_flag=True, help="Stop after loading.")
@click.option("--password", metavar="TEXT", help="One password for all new demo accounts; random ones by default.")
def demo(port: int, no_serve: bool, password: str | None) -> None:
    """Migrate, load reference, real and demonstration data, and serve the site on this machine.

    What is loaded already is not loaded again. The demo accounts are printed, and kept in the data folder; so are the
    mails that would have been sent.
    """
    if not no_serve:
        check_free(HOST, port)
    os.environ.setdefault("PUBLIC_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("MAIL_URL", "file://")  # on the terminal they would push the accounts out of sight
    _make_secret()
    accounts = _load(password)
    _print_accounts(accounts)
    if not no_serve:
        click.echo(f"Liên Kết: http://{HOST}:{port}  (Ctrl+C to stop)")
        run_server(HOST, port)


def _make_secret() -> None:
    """A trial needs no operator: the secret is made where the data are, unless one is given."""
    from pathlib import Path

    from marketplace.config import default_data_dir, make_local_secret

    if not os.environ.get("SECRET_KEY"):
        make_local_secret(Path(os.environ.get("LIENKET_DATA") or default_data_dir()))


@with_app
def _load(password: str | None) -> list[Account]:
    """Everything in order, committed after each part, so that a broken run goes on where it stopped."""
    from flask import current_app

    from marketplace.cli.database import migrate
    from marketplace.extensions import db
    from marketplace.seeds.demo import is_loaded, load_demo
    from marketplace.seeds.real import load_real
    from marketplace.seeds.reference import DATASETS, load_reference

    migrate()
    with Progress(len(DATASETS) + 1 + (0 if is_loaded() else DEMO_STEPS)) as progress:
        load_reference(lambda done: progress.step(f"{done.dataset}: {done.rows} rows", done.changed))
        db.session.commit()
        real = load_real()
        progress.step(f"reported rows: {real.rows}", real.changed)
        db.session.commit()
        folder = current_app.config["SETTINGS"].data_dir
        accounts = load_demo(folder, password=password, report=lambda line: progress.step(f"demonstration: {line}"))
        db.session.commit()
    return accounts


class Progress:
    """A bar on a terminal, plain lines elsewhere; both on standard error."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self._show: Callable[[str], None] = lambda line: click.echo(line, err=True)
        self._close: Callable[[], None] = lambda: None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from tqdm import tqdm

            bar = tqdm(total=self.steps, unit="step", bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt} {postfix}")

            def show(line: str) -> None:
                bar.set_postfix_str(line, refresh=False)
                bar.update()

            self._show, self._close = show, bar.close
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._close()

    def step(self, line: str, changed: bool = True) -> None:
        """One more step is done; on plain lines, steps with nothing to do are not told."""
        if changed or sys.stderr.isatty():
            self._show(line)


def _print_accounts(accounts: list[Account]) -> None:
    if not accounts:
        click.echo("The list of demo accounts is gone; `lienket users add` makes new people.", err=True)
        return
    click.echo("Demo accounts (e-mail, password, who):")
    for one in accounts:
        click.echo(f"  {one.email}  {one.password}  {one.says}")

"""`lienket serve`: the production server."""

from __future__ import annotations

import gc
import os
import socket
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from marketplace.cli.problems import WrongUse
from marketplace.cli.work import working_beside

if TYPE_CHECKING:
    from flask import Flask

SELDOM = 20_000
"""So many objects more than before bring the collector; Python's own 700 bring it several times a page."""

port_option = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@port_option
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--no-work", is_flag=True, help="Leave the jobs to a `lienket work` of your own.")
def serve(host: str, port: int, workers: int, no_work: bool) -> None:
    """Serve the site until stopped, and do its jobs. Migrations are run by `lienket db upgrade`."""
    from marketplace.app import create_app

    create_app()  # says at once what is missing, before workers are started
    run_server(host, port, workers, jobs=not no_work)


def run_server(host: str, port: int, workers: int = 1, *, jobs: bool = True) -> None:
    """Serve until a signal; numerical libraries keep to one thread each, the processes share the cores."""
    check_free(host, port)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with working_beside() if jobs else nullcontext():
        _serve(host, port, workers)


def _serve(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        f"{__name__}:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2 * (os.cpu_count() or 1),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def application() -> Flask:
    """The site as a worker of the server serves it.

    What is there from the start stays, so the garbage collector looks at it no more, and rarely at the rest: one look
    at everything takes a fifth of a second, and whoever asks meanwhile waits.
    """
    from marketplace.app import create_app

    app = create_app()
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, 20, 20)
    return app


def check_free(host: str, port: int) -> None:
    """Say at once, and in words, that somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise WrongUse(f"Port {port} of {host} cannot be used ({problem.strerror}); choose another.") from problem

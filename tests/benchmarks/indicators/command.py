"""`python3 -m tests benchmarks indicators`: figures of a synthetic country, on SQLite and on a PostgreSQL server.

Milliseconds of CPU a question: of this process, and on PostgreSQL of the server's process besides (parallel workers
are off, so that nothing escapes); `wall_ms` is the clock on the wall. Every cold question has a day of its own; a
cached one was asked before. `ratio` is ours over a hand-written count on the same days. One JSON object a line.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import sqlalchemy as sa
from flask import Flask

from marketplace.app import create_app
from marketplace.cli.serve import SELDOM
from marketplace.contracts.spans import rebuild_spans
from marketplace.extensions import db
from tests import postgres
from tests.benchmarks.addresses import address_of
from tests.benchmarks.clock import peak_mb
from tests.benchmarks.indicators.books import fill_books
from tests.benchmarks.indicators.country import Row, Size, World
from tests.benchmarks.indicators.linkages import fill_linkages
from tests.benchmarks.indicators.measures import Clock, measured
from tests.benchmarks.indicators.mix import mixed
from tests.benchmarks.indicators.organisations import fill_organisations
from tests.benchmarks.indicators.past import past
from tests.cast import Cast
from tests.databases import fill, people, settings_for

SEED = 20261123


def main(words: list[str]) -> int:
    """Measure and print; 0 when it is done, 1 where PostgreSQL is wanted and not installed."""
    asked = _parser().parse_args(words)
    if asked.kept:
        return _print("postgresql", asked.kept, asked.data or Path(tempfile.gettempdir()), asked)
    for engine in asked.engine.split(","):
        with (
            tempfile.TemporaryDirectory() as temporary,
            address_of(engine, (asked.data or Path(temporary)) / "country.sqlite3") as url,
        ):
            if url is None:
                sys.stderr.write(f"PostgreSQL is not installed: `{postgres.INSTALL}`\n")
                return 1
            _print(engine, url, asked.data or Path(temporary), asked)
    return 0


def _print(engine: str, url: str, folder: Path, asked: argparse.Namespace) -> int:
    for line in _run(url, folder, asked):
        sys.stdout.write(json.dumps({"engine": engine, "scale": asked.scale, **line}) + "\n")
        sys.stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests benchmarks indicators")
    parser.add_argument("--scale", type=float, default=1.0, help="part of the country, 0.1 while developing")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--questions", type=int, default=20, help="cold questions of each kind, each on its own day")
    parser.add_argument("--engine", default="sqlite,postgresql", help="sqlite, postgresql, or both by a comma")
    parser.add_argument("--only", default=[], type=lambda text: text.split(","), help="measures, by commas")
    parser.add_argument("--views", type=int, default=60, help="dashboards of the mix, at each pace of writing")
    parser.add_argument("--write-every", default=[1, 5, 20], type=lambda text: [int(one) for one in text.split(",")],
                        help="views between two writes, by commas")  # fmt: skip
    parser.add_argument("--kept", help="the address of a PostgreSQL database that holds the country already")
    parser.add_argument("--data", type=Path, help="keep the SQLite country here, and use the one that is kept")
    return parser


def _run(url: str, folder: Path, asked: argparse.Namespace) -> Iterator[Row]:
    kept = bool(asked.kept) or (url.startswith("sqlite") and (folder / "country.sqlite3").exists())
    app = create_app(settings_for(url, folder))
    if not kept:
        fill(url, folder)
        cast = people(url, folder)
        with app.app_context():
            yield _filled(app, cast, asked)
    gc.freeze()  # as a serving process does: garbage is looked for seldom, and never among what it began with
    gc.set_threshold(SELDOM, 20, 20)
    if not asked.only or "mix" in asked.only:
        with app.app_context():
            yield from mixed(Clock(), asked.views, asked.write_every, asked.seed)
    if not asked.only or "past" in asked.only:
        with app.app_context():
            yield from past(Clock(), asked.views, asked.seed)
    yield from measured(app, asked.questions, asked.seed, asked.only)
    yield {"measure": "memory", "peak_mb": round(peak_mb())}
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _filled(app: Flask, cast: Cast, asked: argparse.Namespace) -> Row:
    """Put the country in, commit it, and let the database count its rows."""
    started = time.perf_counter()
    if db.engine.dialect.name == "postgresql":
        # The rows are made to fit together; checking each reference by its trigger would take most of the time.
        db.session.execute(sa.text("SET session_replication_role = replica"))
    world = World(Size.scaled(asked.scale), Random(asked.seed), cast.binh, cast.quan)
    rows = fill_organisations(world)
    further, deals = fill_linkages(world)
    rows += further + fill_books(world, deals)
    db.session.commit()
    put = time.perf_counter()
    rebuild_spans()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET session_replication_role = origin"))
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    spans = time.perf_counter() - put
    return {"measure": "filled", "rows": rows, "put_s": round(put - started), "spans_s": round(spans)}

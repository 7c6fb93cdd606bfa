"""Suggestions of a need over HTTP: the production server on PostgreSQL, 100,000 offers, 16 connections.

`python3 -m tests benchmarks http [--offers N --needs N --connections N --seconds N --workers N --different N …
--first-views]` prints a JSON object for each number of different needs: percentiles as seen by the clients in
milliseconds, requests a second, and the server's CPU milliseconds a request, which is the figure to compare on a
machine that others use too. Its `case` says what was measured: "again", pages that one session reads again and again,
as people who go back to a list do; or "first_view", with --first-views: every request is for a page never given before.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.extensions import db
from marketplace.needs.models import Need
from tests import postgres
from tests.benchmarks.crowd import fill_market
from tests.cast import Cast
from tests.client import Browser
from tests.databases import SECRET, fill, people

ROOT = Path(__file__).resolve().parents[2]
PORT = 8231


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 0 when it ran, 1 when an answer was not the page."""
    asked = _parser().parse_args(list(arguments))
    server = postgres.start()
    if server is None:
        sys.stderr.write(f"PostgreSQL is not installed: `{postgres.INSTALL}`\n")
        return 1
    try:
        wrong = 0
        for found in _measure(asked, server.url, Path(tempfile.mkdtemp(prefix="lienket-http-"))):
            sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            wrong += found["wrong"]
    finally:
        server.stop()
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests benchmarks http")
    for name, value in {"offers": 100_000, "needs": 20_000, "connections": 16, "seconds": 20, "workers": 2}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--different", type=int, nargs="+", default=[200], help="so many needs take turns; 1 asks for one alone"
    )
    parser.add_argument("--first-views", action="store_true", help="measure pages never given before, too")
    return parser


def _measure(asked: argparse.Namespace, maintenance: str, folder: Path) -> Iterator[dict[str, Any]]:
    url, started = _database(maintenance), time.perf_counter()
    settings = _settings(url, folder)
    fill(url, folder)
    cast = people(url, folder)
    cookie, paths = _market(asked, settings, cast)
    filled = round(time.perf_counter() - started)
    with _server(asked.workers, settings) as pid:
        first = time.perf_counter()
        _get(cookie, paths[0])
        first_ms = round((time.perf_counter() - first) * 1000)
        _load(asked.connections, max(2 * first_ms / 1000, 3), cookie, paths[:1], fresh=False)  # all workers read it
        for fresh in (False, True)[: 1 + asked.first_views]:
            for different in asked.different:
                found = _case(asked, pid, cookie, _spread(paths, different), fresh=fresh)
                yield found | {"first_request_ms": first_ms, "filled_s": filled}


def _case(asked: argparse.Namespace, pid: int, cookie: str, paths: Sequence[str], *, fresh: bool) -> dict[str, Any]:
    """One case under load, after three seconds of the same."""
    _load(asked.connections, 3, cookie, paths, fresh=fresh)
    before, started = _cpu_seconds(pid), time.perf_counter()
    times, wrong = _load(asked.connections, asked.seconds, cookie, paths, fresh=fresh)
    took, cpu = time.perf_counter() - started, _cpu_seconds(pid) - before
    times.sort()
    return {
        "measure": "http_suggestions", "case": "first_view" if fresh else "again", "different": len(paths),
        "offers": asked.offers, "needs": asked.needs, "connections": asked.connections, "workers": asked.workers,
        "requests": len(times), "wrong": wrong, "p50_ms": _at(times, 0.5), "p95_ms": _at(times, 0.95),
        "p99_ms": _at(times, 0.99), "per_second": round(len(times) / took, 1),
        "server_cpu_ms": round(cpu * 1000 / max(len(times), 1), 2), "load_average": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _spread(paths: Sequence[str], different: int) -> Sequence[str]:
    """So many of the addresses, from all over the list."""
    return paths[:: max(len(paths) // different, 1)][:different]


def _database(maintenance: str) -> str:
    name = f"http_{secrets.token_hex(4)}"
    engine = sa.create_engine(maintenance, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return sa.make_url(maintenance).set(database=name).render_as_string(hide_password=False)


def _settings(url: str, folder: Path) -> Settings:
    values = {"secret_key": SECRET, "database_url": url, "LIENKET_DATA": folder, "log_level": "ERROR"}
    return Settings.model_validate(values)


def _market(asked: argparse.Namespace, settings: Settings, cast: Cast) -> tuple[str, list[str]]:
    """Fill the market; a broker's cookie and the addresses of needs to ask for."""
    app = create_app(settings)
    with app.app_context():
        fill_market(asked.offers, asked.needs, checker=cast.quan, seed=asked.seed)
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        most = max(asked.different)
        step = max(asked.needs // most, 1)
        wanted = sa.select(Need.public_id).where(Need.id % step == 0).order_by(Need.id).limit(most)
        paths = [f"/suggestions/needs/{public_id}" for public_id in db.session.scalars(wanted)]
    cookie = Browser(app, cast.binh).client.get_cookie("lienket")
    with app.app_context():
        db.engine.dispose()
    if cookie is None:
        raise RuntimeError("nobody is signed in")
    return f"lienket={cookie.value}", paths


@contextmanager
def _server(workers: int, settings: Settings) -> Iterator[int]:
    """`lienket serve` as operators run it; its process id."""
    environment = {
        **os.environ, "SECRET_KEY": SECRET, "DATABASE_URL": settings.database, "LIENKET_DATA": str(settings.data_dir),
        "LOG_LEVEL": "ERROR", "OMP_NUM_THREADS": "1", "PUBLIC_URL": f"http://127.0.0.1:{PORT}",
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "marketplace",
        "serve",
        "--port",
        str(PORT),
        "--workers",
        str(workers),
        "--no-work",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(server)
        yield server.pid
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _wait(server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if _get("", "/healthz") == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _get(cookie: str, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _load(
    connections: int, seconds: float, cookie: str, paths: Sequence[str], *, fresh: bool
) -> tuple[list[float], int]:
    """Every connection asks one page after the other, its own way round the needs; milliseconds, and wrong answers.

    A `fresh` page is at an address nobody asked for before.
    """
    times: list[float] = []
    wrong = [0]
    deadline = time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)
        place = number * 37
        while (started := time.perf_counter()) < deadline:
            path = paths[place % len(paths)] + (f"?once={time.perf_counter_ns()}" if fresh else "")
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - started) * 1000)
            wrong[0] += answer.status != 200
            place += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, wrong[0]


def _cpu_seconds(pid: int) -> float:
    """User and system seconds of a process and its children that live."""
    ticks, todo = 0, [pid]
    while todo:
        one = todo.pop()
        ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        todo += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return ticks / os.sysconf("SC_CLK_TCK")


def _at(times: Sequence[float], share: float) -> float:
    return round(times[min(int(len(times) * share), len(times) - 1)], 1) if times else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

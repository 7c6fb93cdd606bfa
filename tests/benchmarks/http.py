"""Suggestions of a need over HTTP: the production server on PostgreSQL, 100,000 offers × 20,000 needs, 16 connections.

`python3 -m tests benchmarks http [--size 100kx20k --connections N --seconds N --workers N --json]` fills a market,
serves it and tells for each case the percentiles as the clients see them in milliseconds, requests a second, and the
CPU milliseconds a request of the server, of the database and of the clients on the same processors; the first two are
what to compare on a machine that others use:

again       pages that a session reads again and again, as people who go back to a list do: every worker has given each
first_view  pages never given before, of needs that somebody looked at since the market last changed, minutes ago
amid_changes  as `again`, while one offer of the market changes every second and every worker reads it
new_need    needs that nobody has asked for before: ranked, told and drawn from the beginning
"""

from __future__ import annotations

import argparse
import http.client
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path

import sqlalchemy as sa

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.extensions import db
from marketplace.needs.models import Need
from tests import postgres
from tests.benchmarks.changes import changing
from tests.benchmarks.crowd import fill_market
from tests.benchmarks.load import Answers, load
from tests.benchmarks.report import Fields, as_json, as_table
from tests.benchmarks.sizes import market_size
from tests.cast import Cast
from tests.client import Browser
from tests.databases import SECRET, fill, people

ROOT = Path(__file__).resolve().parents[2]


CASES = ("again", "amid_changes", "first_view", "new_need")
DIFFERENT = 64
"""So many needs take turns where pages are read again: four for each of sixteen readers."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 0 when it ran, 1 when an answer was not the page."""
    asked = _parser().parse_args(list(arguments))
    found = []
    try:
        for line in measures(asked.size, asked):
            found.append(line)
            if asked.json:
                sys.stdout.write(as_json(line) + "\n")
                sys.stdout.flush()
    except NoServerError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not asked.json:
        sys.stdout.write(as_table(found) + "\n")
    return 1 if any(line["wrong"] for line in found) else 0


class NoServerError(Exception):
    """PostgreSQL is not installed; the message says how it gets here."""


def measures(size: tuple[str, int, int], asked: argparse.Namespace | None = None) -> Iterator[Fields]:
    """A line for each case. Raises `NoServerError` where there is no PostgreSQL to start."""
    options = asked or _parser().parse_args([])
    server = postgres.start()
    if server is None:
        raise NoServerError(f"PostgreSQL is not installed: `{postgres.INSTALL}`")
    try:
        with tempfile.TemporaryDirectory(prefix="lienket-http-") as folder:
            yield from _measure(size, options, server, Path(folder))
    finally:
        server.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests benchmarks http")
    parser.add_argument("--size", default="100kx20k", type=market_size, help="offers x needs")
    for name, value in {"connections": 16, "seconds": 20, "workers": 2, "port": 8231, "seed": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--json", action="store_true", help="one object a line, as it is measured")
    return parser


def _measure(
    size: tuple[str, int, int], asked: argparse.Namespace, server: postgres.Server, folder: Path
) -> Iterator[Fields]:
    url, started = _database(server.url), time.perf_counter()
    settings = _settings(url, folder)
    fill(url, folder)
    cast = people(url, folder)
    cookie, paths = _market(size, asked.seed, settings, cast)
    filled = round(time.perf_counter() - started)
    postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    with _server(asked, settings) as pid:
        site = Site(asked.port, cookie, (pid, postmaster))
        first_ms = site.awake(paths[0], asked.connections)
        for case in asked.cases:
            around = changing(settings, every_s=1, seed=asked.seed) if case == "amid_changes" else nullcontext()
            told = _case(case, size, asked, site, paths, around)
            yield told | {"first_request_ms": first_ms, "filled_s": filled}


def _case(
    case: str,
    size: tuple[str, int, int],
    asked: argparse.Namespace,
    site: Site,
    paths: Sequence[str],
    around: AbstractContextManager[None],
) -> Fields:
    """One case under load, with what goes on `around` it; of pages read before, every connection has read each."""
    some = paths if case == "new_need" else paths[:: max(len(paths) // DIFFERENT, 1)][:DIFFERENT]
    if case != "new_need":
        site.load(asked.connections, None, some, fresh=False)
    before, started = site.cpu_seconds(), time.perf_counter()
    with around:
        answers = site.load(asked.connections, asked.seconds, some, fresh=case in ("first_view", "new_need"))
    took, after = time.perf_counter() - started, site.cpu_seconds()
    times = sorted(answers.times)
    server_ms, database_ms = (1000 * (b - a) / max(len(times), 1) for a, b in zip(before, after, strict=True))
    client_ms = 1000 * answers.cpu_s / max(len(times), 1)
    return {
        "measure": "http_suggestions", "size": size[0], "case": case, "connections": asked.connections,
        "workers": asked.workers, "requests": len(times), "wrong": answers.wrong, "p50_ms": _at(times, 0.5),
        "p95_ms": _at(times, 0.95), "p99_ms": _at(times, 0.99), "per_second": round(len(times) / took, 1),
        "server_cpu_ms": round(server_ms, 2), "database_cpu_ms": round(database_ms, 2),
        "client_cpu_ms": round(client_ms, 2), "peak_mb": site.peak_mb(), "load_average": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _database(maintenance: str) -> str:
    name = f"http_{secrets.token_hex(4)}"
    engine = sa.create_engine(maintenance, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return sa.make_url(maintenance).set(database=name).render_as_string(hide_password=False)


def _settings(url: str, folder: Path) -> Settings:
    values = {"secret_key": SECRET, "database_url": url, "LIENKET_DATA": folder, "log_level": "ERROR"}
    return Settings.model_validate(values)


def _market(size: tuple[str, int, int], seed: int, settings: Settings, cast: Cast) -> tuple[str, list[str]]:
    """Fill the market; a broker's cookie and the addresses of the needs."""
    app = create_app(settings)
    with app.app_context():
        fill_market(size[1], size[2], checker=cast.quan, seed=seed)
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        paths = [f"/suggestions/needs/{one}" for one in db.session.scalars(sa.select(Need.public_id).order_by(Need.id))]
    cookie = Browser(app, cast.binh).client.get_cookie("lienket")
    with app.app_context():
        db.engine.dispose()
    if cookie is None:
        raise RuntimeError("nobody is signed in")
    return f"lienket={cookie.value}", paths


@contextmanager
def _server(asked: argparse.Namespace, settings: Settings) -> Iterator[int]:
    """`lienket serve` as operators run it; its process id."""
    environment = {
        **os.environ, "SECRET_KEY": SECRET, "DATABASE_URL": settings.database, "LIENKET_DATA": str(settings.data_dir),
        "LOG_LEVEL": "ERROR", "OMP_NUM_THREADS": "1", "PUBLIC_URL": f"http://127.0.0.1:{asked.port}",
    }  # fmt: skip
    words = ["serve", "--port", str(asked.port), "--workers", str(asked.workers), "--no-work"]
    server = subprocess.Popen([sys.executable, "-m", "marketplace", *words], cwd=ROOT, env=environment)
    try:
        _wait(server, Site(asked.port, "", ()))
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)


def _wait(server: subprocess.Popen[bytes], site: Site) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if site.get("/healthz") == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


@dataclass(frozen=True, slots=True)
class Site:
    """The served site as one session sees it; `processes` are those of the server and of the database."""

    port: int
    cookie: str
    processes: tuple[int, ...]

    def awake(self, path: str, connections: int) -> int:
        """Ask until every worker has read the market; the milliseconds of the first answer."""
        started = time.perf_counter()
        self.get(path)
        took = time.perf_counter() - started
        self.load(connections, max(2 * took, 3), [path], fresh=False)
        return round(took * 1000)

    def get(self, path: str) -> int:
        """The status of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def load(self, connections: int, seconds: float | None, paths: Sequence[str], *, fresh: bool) -> Answers:
        """Every connection asks for one page after the other, each from its own place of the list on.

        Each for so many seconds, or once round the list if None. A `fresh` page is at an address nobody asked for
        before.
        """
        first = [number * len(paths) // connections for number in range(connections)]
        rounds = [range(one, one + len(paths)) if seconds is None else count(one) for one in first]
        once = (f"?once={number}" for number in count(time.time_ns())) if fresh else repeat("")
        asked = [(paths[place % len(paths)] + next(once) for place in places) for places in rounds]
        return load(self.port, asked, f"Cookie: {self.cookie}\r\nAccept-Encoding: gzip\r\n", seconds)

    def cpu_seconds(self) -> list[float]:
        """User and system seconds of the server and of the database, with all that lives of their children."""
        ticks = os.sysconf("SC_CLK_TCK")
        return [sum(sum(map(int, _stat(one)[11:13])) for one in _family(process)) / ticks for process in self.processes]

    def peak_mb(self) -> float:
        """The most memory that a worker has held, in megabytes."""
        lines = [
            line.split()[1]
            for one in _family(self.processes[0])
            for line in Path(f"/proc/{one}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        ]
        return round(max(map(int, lines)) * 1024 / 1e6, 1)


def _family(pid: int) -> list[int]:
    """A process and its children that live."""
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        with suppress(FileNotFoundError):
            todo += map(int, Path(f"/proc/{found[-1]}/task/{found[-1]}/children").read_text().split())
    return found


def _stat(pid: int) -> list[str]:
    """The fields of a process behind its name; zeros for one that has ended."""
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return ["0"] * 13


def _at(times: Sequence[float], share: float) -> float:
    return round(times[min(int(len(times) * share), len(times) - 1)], 1) if times else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

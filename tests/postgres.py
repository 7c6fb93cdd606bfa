"""A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, on a free port of 127.0.0.1."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSTALL = "apt-get install postgresql"
CARELESS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off", "max_connections=100",
)  # fmt: skip
"""What a server that is thrown away need not care for."""


@dataclass(frozen=True)
class Server:
    """A running cluster; `url` leads to its maintenance database."""

    folder: Path
    programs: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """End the server and remove its folder."""
        _run(self.programs / "pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate", "-w")
        shutil.rmtree(self.folder, ignore_errors=True)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return kept[-1].parent if kept else None


def start() -> Server | None:
    """A new server, or None where PostgreSQL is not installed."""
    folder = programs()
    if folder is None:
        return None
    home = Path(tempfile.mkdtemp(prefix="lienket-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    server = Server(home, folder, _free_port())
    _run(
        folder / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
    )
    with (home / "data" / "postgresql.conf").open("a") as settings:
        settings.write("".join(f"{line}\n" for line in CARELESS))
    options = f"-p {server.port} -c listen_addresses=127.0.0.1 -k {home}"
    _run(folder / "pg_ctl", "start", "-D", home / "data", "-w", "-o", options, "-l", home / "log")
    return server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(program: Path, *arguments: object) -> None:
    """Run as the postgres user when we are root: the server refuses to be."""
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        person = pwd.getpwnam("postgres")
        as_user = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    # Files, not pipes: a started server would keep a pipe open and we would wait for ever.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, **as_user,
        )  # fmt: skip
        said.seek(0)
        if done.returncode:
            raise RuntimeError(f"{program.name} failed: {said.read()}")

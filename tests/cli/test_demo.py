"""`lienket demo`, `serve` and what needs a database, as an operator runs them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, inside, lienket

PASSWORD = "lua-chin-vang-dong"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]  # its data are made once


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = lienket("demo", "--no-serve", "--data", folder, "--password", PASSWORD)
    assert done.status == 0, done.err
    assert "communes: 3321 rows" in done.err
    assert done.out.count(PASSWORD) == 8
    return folder


def test_the_second_start_loads_nothing(data: Path) -> None:
    done = lienket("demo", "--no-serve", "--data", data)
    assert done.status == 0
    assert done.err == ""
    assert done.out.count(PASSWORD) == 8


def test_the_figure_and_its_rows(data: Path) -> None:
    shown = inside("--data", data, "indicators", "show", "I1", "--json")
    assert shown.status == 0
    figure = shown.objects[0]
    rows = inside("--data", data, "indicators", "rows", "I1", "--json").objects
    assert figure["numerator"] == sum(row["numerator"] for row in rows) == 2
    assert figure["denominator"] == len(rows)
    assert figure["value"] == pytest.approx(figure["numerator"] / figure["denominator"])
    assert (figure["target"]["value"], figure["target"]["year"]) == (0.5, 2030)
    before = inside("--data", data, "indicators", "show", "I1", "--date", "2020-01-01", "--json").objects[0]
    assert before["numerator"] == 0


def test_places_and_definitions_narrow_the_figure(data: Path) -> None:
    def figure(*options: str) -> tuple[int, int]:
        found = inside("--data", data, "indicators", "show", "I1", *options, "--json").objects[0]
        return found["numerator"], found["denominator"]

    assert figure("--place", "Đồng Tháp") == figure("--place", "82") == (2, 4)
    assert figure("--place", "Tiền Giang") == (2, 4), "an old name counts for the province it became part of"
    assert figure("--place", "Hà Nội") == (0, 0)
    assert figure("--definition", "L2") == (1, 9), "the mango contract runs for a year only"
    assert figure("--group", "fruit") == (1, 9)
    assert figure("--denominator", "D3") == (0, 0), "the ratings of this year are made next spring"


@pytest.mark.parametrize(
    "options",
    [
        ["I99"],
        ["I1", "--place", "Tân Phú"],
        ["I1", "--place", "Atlantis"],
        ["I1", "--definition", "L9"],
        ["I1", "--group", "x"],
    ],
)
def test_an_unknown_question_is_wrong_use(data: Path, options: list[str]) -> None:
    done = inside("--data", data, "indicators", "show", *options)
    assert (done.status, done.out) == (2, "")
    assert done.err.strip()


def test_the_history_is_whole_and_a_changed_event_is_found(data: Path, tmp_path: Path) -> None:
    import shutil
    import sqlite3

    assert inside("--data", data, "audit", "verify").status == 0
    copy = shutil.copytree(data, tmp_path / "copy")
    with sqlite3.connect(copy / "lienket.sqlite3") as connection:
        connection.execute("DROP TRIGGER audit_events_no_update")
        connection.execute("UPDATE audit_events SET data = '{}' WHERE chain IS NOT NULL AND name = 'contract.verified'")
    connection.close()
    wanting = inside("--data", copy, "audit", "verify", "--json")
    assert wanting.status == 1
    assert [one["whole"] for one in wanting.objects] == [False, False, False]


def test_people_are_added_once(data: Path) -> None:
    new = ("users", "add", "moi@vidu.example", "--name", "Mới", "--role", "broker", "--password", PASSWORD)
    assert inside("--data", data, *new).status == 0
    again = inside("--data", data, *new)
    assert again.status == 2
    assert "đã có tài khoản" in again.err


def test_a_fresh_database_says_what_to_do(tmp_path: Path) -> None:
    fresh = {"LIENKET_DATA": str(tmp_path), "SECRET_KEY": "k" * 40}
    done = inside("catalogue", "load", environment=fresh)
    assert done.status == 2
    assert "lienket db upgrade" in done.err
    assert inside("db", "upgrade", environment=fresh).status == 0
    loaded = inside("catalogue", "load", "--json", environment=fresh)
    assert all(one["changed"] for one in loaded.objects)


def test_the_site_answers(data: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "from marketplace.__main__ import main; main()"
    command = [sys.executable, "-c", code, "demo", "--data", str(data), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd="/", env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert time.monotonic() < deadline, "the site did not start"
                assert server.poll() is None, "the server ended by itself"
                time.sleep(0.2)
    finally:
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in out.decode()
    assert "Traceback" not in err.decode()
    assert server.returncode == 0

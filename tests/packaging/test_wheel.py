"""The wheel works far from its checkout: commands, pages, static files, migrations, data and languages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.databases import SECRET

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]

DATA = {".csv", ".toml", ".txt", ".geojson", ".ini", ".mako", ".mo", ".po"}
SERVE = """
from flask_migrate import upgrade
from marketplace.app import create_app
app = create_app()
with app.app_context():
    upgrade()
client = app.test_client()
for path in ("/", "/styleguide", "/readyz", "/static/css/site.css", "/static/img/icons.svg", "/no/such/page"):
    answer = client.get(path, buffered=True)
    print(path, answer.status_code, len(answer.data) > 20)
import marketplace, matching
print(marketplace.__file__, matching.__file__)
"""


def run(*command: str | Path, **options: str) -> str:
    """Standard output of a command; AssertionError with what it said when it fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LIENKET", "DATABASE_URL"))}
    cwd = options.pop("cwd", str(ROOT))
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=clean | {"PYTHONPATH": ""} | {name: text for name, text in options.items() if name != "input"},
        input=options.get("input"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the tracked files, as a release would be."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in ("marketplace", "matching", "templates", "static"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "wsgi.py"):
        shutil.copy(ROOT / name, source)
    uv = shutil.which("uv")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source)
    run(*((uv, "build", "--quiet", "--wheel", "--out-dir", folder, source) if uv else pip))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and its pinned dependencies, nothing else."""
    home = tmp_path_factory.mktemp("installed") / "môi trường"
    uv = shutil.which("uv")
    run(sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), home)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    by_uv = (str(uv), "pip", "install", "--quiet", "--python", programs / "python")
    run(*(by_uv if uv else pip), wheel, "-c", ROOT / "requirements.txt")
    return programs


def files(folder: str) -> list[str]:
    """Every file of a folder of the checkout, as the wheel would name it."""
    found = (file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return [file.relative_to(ROOT).as_posix() for file in found]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A working folder that has nothing to do with the checkout."""
    folder = tmp_path / "nơi khác"
    folder.mkdir()
    return folder


def test_the_wheel_carries_everything_that_is_not_code(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    wanted = [f"marketplace/_assets/{name}" for folder in ("templates", "static") for name in files(folder)]
    wanted += [name for room in ("marketplace", "matching") for name in files(room) if Path(name).suffix in DATA]
    assert len(wanted) > 150
    assert [name for name in wanted if name not in carried] == []
    assert any(name.endswith("licenses/LICENSE") for name in carried)
    assert not [name for name in carried if name.startswith(("tests/", ".")) or "__pycache__" in name]


def test_every_catalogue_of_words_is_compiled() -> None:
    texts = list((ROOT / "marketplace" / "translations").rglob("*.po"))
    stale = [text for text in texts if not text.with_suffix(".mo").is_file()]
    assert stale == []


def test_the_commands_work_elsewhere(installed: Path, elsewhere: Path) -> None:
    help_text = run(installed / "lienket", "--help", cwd=str(elsewhere), HOME=str(elsewhere))
    assert {"catalogue", "db", "demo", "serve"} <= set(help_text.split())
    answer = run(installed / "lienket", "catalogue", "resolve", "-", cwd=str(elsewhere), input="Lúa OM 18\nsầu riêng\n")
    assert len(answer.splitlines()) == 2
    assert "sầu riêng" in answer.lower()


def test_pages_static_files_and_migrations_work_elsewhere(installed: Path, elsewhere: Path) -> None:
    said = run(
        installed / "python", "-c", SERVE, cwd=str(elsewhere), SECRET_KEY=SECRET, LIENKET_DATA=str(elsewhere)
    ).splitlines()
    answers = dict(line.split(" ", 1) for line in said if line.startswith("/") and line.endswith("True"))
    assert answers.pop("/no/such/page") == "404 True"
    assert set(answers.values()) == {"200 True"}
    assert len(answers) == 5
    assert said[-1].count("site-packages") == 2

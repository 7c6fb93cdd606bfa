"""A fresh clone needs Python alone: when an environment is used, made, healed, or refused in words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from marketplace import bootstrap


class RanAgainError(Exception):
    """The command would have been started again inside the environment."""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one pin, and every command recorded instead of run."""
    root = tmp_path / "Thư mục của tôi"
    root.mkdir()
    (root / "pyproject.toml").touch()
    (root / "pins.txt").write_text("no-such-package==1.0\n    # via nobody\n")
    monkeypatch.setattr(bootstrap, "ROOT", root)
    monkeypatch.setattr(bootstrap, "VENV", root / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", root / ".venv" / "bin" / "python")
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    def run_again() -> None:
        raise RanAgainError

    monkeypatch.setattr(bootstrap, "_run_again", run_again)
    return root


def outcomes(monkeypatch: pytest.MonkeyPatch, checkout: Path, *, fails: str = "") -> list[str]:
    """Commands that were asked for; those holding `fails` fail."""
    asked: list[str] = []

    def run(*command: str, quiet: bool = False) -> bool:
        asked.append(" ".join(command))
        if "venv" in command:
            (checkout / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
            (checkout / ".venv" / "bin" / "python").unlink(missing_ok=True)
            (checkout / ".venv" / "bin" / "python").touch()
        return not (fails and fails in asked[-1]) and (not quiet or Path(command[0]).exists())

    monkeypatch.setattr(bootstrap, "_run", run)
    return asked


def start() -> None:
    bootstrap.ensure_environment("pins.txt")


def test_the_first_start_makes_the_environment_and_the_second_uses_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = outcomes(monkeypatch, checkout)
    with pytest.raises(RanAgainError):
        start()
    assert any("-m venv --clear" in command for command in asked)
    assert asked[-1].endswith(str(checkout / "pins.txt"))
    asked.clear()
    with pytest.raises(RanAgainError):
        start()
    assert asked == []


def test_new_pins_are_installed_into_the_same_environment(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = outcomes(monkeypatch, checkout)
    with pytest.raises(RanAgainError):
        start()
    asked.clear()
    (checkout / "pins.txt").write_text("no-such-package==2.0\n")
    with pytest.raises(RanAgainError):
        start()
    assert not any("venv --clear" in command for command in asked)
    assert any("pip install" in command for command in asked)


def test_an_environment_without_its_python_is_made_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = outcomes(monkeypatch, checkout)
    with pytest.raises(RanAgainError):
        start()
    asked.clear()
    (checkout / ".venv" / "bin" / "python").unlink()
    (checkout / ".venv" / "bin" / "python").symlink_to("/nonexistent/python")
    with pytest.raises(RanAgainError):
        start()
    assert any("venv --clear" in command for command in asked)


@pytest.mark.parametrize(
    ("fails", "words"), [("-m venv", "python3-venv"), ("pip install", "Could not install pins.txt")]
)
def test_a_failure_says_what_to_do_and_leaves_no_stamp(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, fails: str, words: str
) -> None:
    outcomes(monkeypatch, checkout, fails=fails)
    with pytest.raises(SystemExit, match=words):
        start()
    assert not list(checkout.rglob("*.sha256"))


def test_a_prepared_interpreter_is_used_as_it_is(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = outcomes(monkeypatch, checkout)
    pytest_, numpy, psycopg = (metadata.version(name) for name in ("pytest", "numpy", "psycopg"))
    pins = [
        f"pytest=={pytest_}",
        "numpy==0.1 ; python_version < '3'",
        f"numpy=={numpy} ; python_version >= '3'",
        "not-here==1 ; sys_platform == 'win32'",
        f"psycopg[binary]=={psycopg}",
    ]
    (checkout / "pins.txt").write_text("\n".join(pins))
    start()
    assert asked == []
    assert not (checkout / ".venv").exists()


def test_an_installed_package_is_left_alone(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = outcomes(monkeypatch, checkout)
    (checkout / "pyproject.toml").unlink()
    start()
    assert asked == []


def test_the_bootstrap_needs_the_standard_library_only() -> None:
    command = [sys.executable, "-S", "-c", "import marketplace.bootstrap, sys; print('flask' in sys.modules)"]
    done = subprocess.run(command, cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

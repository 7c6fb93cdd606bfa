"""The environment of a checkout, made with nothing but the standard library.

When the packages of the pins are missing and this is a checkout, make `.venv`, install them (with uv where
there is one, else pip), remember the pins' SHA-256, and run the same command again inside.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def ensure_environment(pins: str) -> None:
    """Return when running inside an environment with these pins; otherwise make it and never return."""
    if sys.version_info < OLDEST:
        sys.exit("Python 3.11 or newer is needed.")
    if not (ROOT / "pyproject.toml").is_file():
        return  # an installed package brought its own environment
    wanted = _digest(pins)
    if _stamp(pins).is_file() and _stamp(pins).read_text() == wanted:
        if Path(sys.prefix).resolve() == VENV.resolve():
            return
    else:
        _make(pins)
        _stamp(pins).write_text(wanted)
    _run_again()


def _digest(pins: str) -> str:
    return hashlib.sha256((ROOT / pins).read_bytes()).hexdigest()


def _stamp(pins: str) -> Path:
    return VENV / f"{pins}.sha256"


def _python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _make(pins: str) -> None:
    print(f"Installing {pins} into .venv …", file=sys.stderr, flush=True)
    if not _python().exists():
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    uv = shutil.which("uv")
    if uv and _install([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(_python())], pins):
        return
    if not _install([str(_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"], pins):
        sys.exit(f"Could not install {pins}; the lines above say why.")


def _install(command: list[str], pins: str) -> bool:
    return subprocess.run([*command, "-r", str(ROOT / pins)], check=False).returncode == 0


def _run_again() -> None:
    command = [str(_python()), *sys.orig_argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)

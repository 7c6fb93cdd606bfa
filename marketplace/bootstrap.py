"""The environment of a checkout, made with nothing but the standard library.

When the pinned packages are missing and this is a checkout, make `.venv`, install them (with uv where there is
one, else pip), remember the pins' SHA-256, and run the same command again inside. A broken `.venv` is made anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def ensure_environment(pins: str) -> None:
    """Return when this interpreter has the pinned packages; otherwise run again where they are."""
    if sys.version_info < OLDEST:
        sys.exit("Python 3.11 or newer is needed.")
    if not (ROOT / "pyproject.toml").is_file():
        return  # an installed package brought its own environment
    wanted, stamp = hashlib.sha256((ROOT / pins).read_bytes()).hexdigest(), VENV / f"{pins}.sha256"
    ready = stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists()
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if ready and inside:
        return
    if not VENV.exists() and _has_all(pins):
        return
    if not ready:
        _make(pins)
        stamp.write_text(wanted)
    _run_again()


def _has_all(pins: str) -> bool:
    """Whether somebody else prepared this interpreter. Pins with a condition may be absent or be one of several."""
    lines = re.findall(r"^([\w.-]+)(?:\[.*\])?(==\S+)( ;)?", (ROOT / pins).read_text(), re.MULTILINE)
    installed = {re.sub("[_.]", "-", found.name.lower()): f"=={found.version}" for found in metadata.distributions()}
    fits = {name for name, version, condition in lines if installed.get(name, version if condition else "") == version}
    return fits == {name for name, _, _ in lines}


def _make(pins: str) -> None:
    print(f"Installing {pins} into .venv …", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    if not _run(str(PYTHON), "-c", "" if uv else "import pip", quiet=True):
        if Path(sys.prefix).resolve() == VENV.resolve():
            sys.exit("The environment is broken: delete .venv and start again.")
        if not _run(sys.executable, "-m", "venv", "--clear", str(VENV)):
            sys.exit("Could not make .venv; on Debian and Ubuntu: apt-get install python3-venv")
    requirements = ("-r", str(ROOT / pins))
    if uv and _run(uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON), *requirements):
        return
    if not _run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements):
        sys.exit(f"Could not install {pins}; the lines above say why.")


def _run(*command: str, quiet: bool = False) -> bool:
    """Whether the command could be started and succeeded."""
    say = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, check=False, stdout=say, stderr=say).returncode == 0
    except OSError:
        return False


def _run_again() -> None:
    command = [str(PYTHON), *sys.orig_argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)

"""`python3 -m tests`: every check and test, in order, stopping at the first that fails; types are checked meanwhile.

`python3 -m tests fast` is the quick tier: checks, then everything that needs neither a database nor a browser;
`python3 -m tests sqlite` adds what works on a database, on SQLite alone; `python3 -m tests checks` runs the checks
alone; further words after `--` go to pytest.

`python3 -m tests benchmarks matching` measures the matcher beside its rivals; `benchmarks --help` says more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from marketplace.bootstrap import ensure_environment

ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "dependencies": ["deptry", "."],
}
TYPES = ["-m", "mypy"]
TIERS = {
    "all": [],
    "sqlite": ["-m", "not postgres and not browser and not slow"],
    "fast": ["-m", "not database and not browser and not slow"],
}
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30


def main(words: list[str]) -> int:
    """Run what the words ask for; the exit status is that of the first failure."""
    if words[:1] == ["benchmarks"]:
        return benchmarks(words[1:])
    tier, rest = (words[0] if words else "all"), words[words.index("--") + 1 :] if "--" in words else []
    tier = "all" if tier == "--" else tier
    if tier not in {*TIERS, "checks"}:
        print(f"unknown: {tier}. Say `fast`, `sqlite`, `checks`, `benchmarks` or nothing.", file=sys.stderr)
        return 2
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # who may not keep it compiles all of us anew in every process
    for name, command in CHECKS.items():
        if status := run(name, ["-m", *command]):
            return status
    if tier == "checks":
        return run("types", TYPES)
    if tier != "all":
        os.environ["LIENKET_TEST_SQLITE_ONLY"] = "1"
    with in_memory(), beside("types", TYPES) as types:
        spread = ["-n", str(workers()), "--dist", "loadgroup"]
        status = run("tests", ["-m", "pytest", *spread, *TIERS[tier], *rest])
        return types() or status


def workers() -> int:
    """One for each processor: one more makes applications of its own, and pushes the others out of the caches."""
    return os.cpu_count() or 1


@contextmanager
def in_memory() -> Iterator[None]:
    """Databases of tests live in memory where there is room: a fresh one on PostgreSQL takes a tenth of the time."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        yield
        return
    if shutil.disk_usage(MEMORY).free < ROOM or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        yield
        return
    folder = tempfile.mkdtemp(prefix="lienket-tests-", dir=MEMORY)
    Path(folder).chmod(0o755)  # the server's own user goes through it
    os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def beside(name: str, arguments: list[str]) -> Iterator[Callable[[], int]]:
    """Run a step beside another; what is given waits for it, prints what it said and returns its exit status."""
    with tempfile.TemporaryFile("w+") as said:
        step = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)

        def ended() -> int:
            status = step.wait()
            said.seek(0)
            print(f"— {name}\n{said.read().rstrip()}\n  {'ok' if status == 0 else 'FAILED'}", flush=True)
            return status

        try:
            yield ended
        finally:
            step.kill()
            step.wait()


def benchmarks(words: list[str]) -> int:
    """Measure; see `tests.benchmarks.command`."""
    from tests.benchmarks.command import main as measure

    return measure(words)


def run(name: str, arguments: list[str]) -> int:
    """One step, with its name and its seconds."""
    print(f"— {name}", flush=True)
    started = time.monotonic()
    status = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
    print(f"  {'ok' if status == 0 else 'FAILED'}, {time.monotonic() - started:.1f} s", flush=True)
    return status


if __name__ == "__main__":
    ensure_environment("requirements-bench.txt" if sys.argv[1:2] == ["benchmarks"] else "requirements-dev.txt")
    sys.exit(main(sys.argv[1:]))

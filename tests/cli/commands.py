"""Running a command as scripts do: a process of its own, bytes in, bytes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CACHE_VARIABLE = "LIENKET_TEMPLATE_CACHE"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as one JSON object a line; anything else there is a failure."""
        lines = self.out.split("\n")
        assert lines.pop() == "", "the last line ends"
        return [json.loads(line) for line in lines]


def lienket(*args: str | Path, stdin: bytes = b"", environment: dict[str, str] | None = None) -> Done:
    """Run `python -m marketplace …` in a poor environment: C locale, no settings, somewhere else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", CACHE_VARIABLE) if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", "from marketplace.__main__ import main; main()", *map(str, args)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd="/",
        timeout=300,
        env=kept | {"PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0"} | (environment or {}),
    )
    result = Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in result.err, result.err
    return result


def inside(*args: str | Path, stdin: bytes = b"", environment: dict[str, str] | None = None) -> Done:
    """The same within this process: quicker, for what does not hang on the surroundings."""
    from click.testing import CliRunner

    from marketplace.cli.commands import lienket as group

    unset = dict.fromkeys(("LIENKET_DATA", "DATABASE_URL", "STORAGE_DIR", "SECRET_KEY", "PUBLIC_URL"))
    result = CliRunner().invoke(group, [str(one) for one in args], input=stdin, env=unset | (environment or {}))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout, result.stderr)

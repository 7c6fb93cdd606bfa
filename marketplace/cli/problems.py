"""What went wrong, as one sentence on standard error and an exit status; never a traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click


class WrongUse(click.ClickException):
    """The command was called in a way that makes no sense, or where it cannot work."""

    exit_code = 2


class FoundWanting(click.ClickException):
    """The command ran, and what it looked at is not as it should be."""

    exit_code = 1


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn every error into a sentence. LIENKET_TRACEBACK=1 lets it through for whoever mends the program."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as problem:
        if os.environ.get("LIENKET_TRACEBACK"):
            raise
        raise WrongUse(_sentence(problem)) from problem


def _sentence(problem: Exception) -> str:
    name = type(problem).__name__
    if name == "ValidationError":  # of pydantic, imported only where settings are read
        errors = problem.errors()  # type: ignore[attr-defined]
        return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'settings'}: {one['msg']}" for one in errors)
    text = str(getattr(problem, "orig", None) or problem).strip().splitlines()
    first = text[0] if text else "no further explanation"
    if name in {"OperationalError", "ProgrammingError"}:
        return f"The database answered: {first}. Has `lienket db upgrade` been run?"
    return first if _explains_itself(problem) else f"{name}: {first}"


def _explains_itself(problem: Exception) -> bool:
    """Errors that are raised on purpose, with a sentence for people."""
    ours = type(problem).__module__.startswith(("marketplace.", "matching."))
    return ours or isinstance(problem, RuntimeError | OSError)

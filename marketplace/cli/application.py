"""Commands that need the application: it is made when the command runs, and its context is open meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from flask import Flask

P = ParamSpec("P")
R = TypeVar("R")


def with_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command within the application's context, with the environment's settings; no connection is left."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from marketplace.extensions import db

        with _made().app_context():
            try:
                return command(*args, **kwargs)
            finally:
                db.session.remove()
                db.engine.dispose()

    return run


def _made() -> Flask:
    """The application. What is read for it stays, so that looking for what is left over meanwhile finds nothing."""
    looked = gc.isenabled()
    gc.disable()
    try:
        from marketplace.app import create_app

        return create_app()
    finally:
        if looked:
            gc.enable()

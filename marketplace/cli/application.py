"""Commands that need the application: it is made when the command runs, and its context is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def with_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command within the application's context, with the environment's settings; no connection is left."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from marketplace.app import create_app
        from marketplace.extensions import db

        with create_app().app_context():
            try:
                return command(*args, **kwargs)
            finally:
                db.session.remove()
                db.engine.dispose()

    return run

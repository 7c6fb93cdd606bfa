"""Weighty steps ask for a password not older than a quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import redirect, request, url_for
from flask_login import current_user

from marketplace.accounts.sessions import PROVED_FOR
from marketplace.clock import now
from marketplace.web.guards import safe_next

P = ParamSpec("P")
R = TypeVar("R")


def is_fresh() -> bool:
    """Whether this device's person gave the password a short while ago."""
    return bool(current_user.is_authenticated) and now() - current_user.session.proved_at < PROVED_FOR


def proved(view: Callable[P, R]) -> Callable[P, R]:
    """Lead to the password page first when the last proof is too old; stands below the guard."""

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> Any:
        if is_fresh():
            return view(*args, **kwargs)
        here = request.full_path.rstrip("?") if request.method == "GET" else _page_of_the_button()
        return redirect(url_for("accounts.prove", next=here))

    return asked


def _page_of_the_button() -> str | None:
    """The page whose button was pressed: the path of the referrer, if it is ours."""
    referrer = request.referrer or ""
    ours = referrer.removeprefix(request.host_url.rstrip("/"))
    return safe_next(ours) if ours != referrer else None

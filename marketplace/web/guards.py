"""Who may enter a view. Every view states one guard; `tests/architecture` fails the build otherwise."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import STRANGER, Viewer
from marketplace.errors import NotFoundError

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]
PUBLIC_PLACES = {"code"}  # places in addresses that everybody knows: an indicator, a good


def viewer() -> Viewer:
    """Who is looking, read once a request."""
    found: Viewer | None = g.get("viewer")
    if found is None:
        found = g.viewer = current_user.viewer() if current_user.is_authenticated else STRANGER
    return found


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Everybody may enter; the view's queries still take the viewer."""
    view.__guard__ = "public"  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only people who have this permission for some subject; the view asks again for its own subject.

    People without the right get the 404 of a page that never was, and so do strangers at a record's address; at
    other addresses strangers are asked to sign in.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if not can(viewer(), permission):
                return _turned_away()
            return view(*args, **kwargs)

        guarded.__guard__ = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def _turned_away() -> Any:
    """A record's address tells a stranger nothing; elsewhere the stranger is asked to sign in, and comes back."""
    names_a_record = bool(set(request.view_args or ()) - PUBLIC_PLACES)
    if viewer().is_signed_in or names_a_record:
        raise NotFoundError
    if request.method != "GET":
        raise Unauthorized  # its page gives back what was typed
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def safe_next(target: str | None) -> str | None:
    """`target` when it is a path of our own, else None: nobody is led elsewhere by a link to us."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if "\\" in target or any(ord(letter) < 32 or ord(letter) == 127 for letter in target):
        return None
    return target

"""One commit for one request, in a visible place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import make_response, redirect, request
from sqlalchemy.exc import IntegrityError

from marketplace.extensions import db
from marketplace.web.guards import viewer
from marketplace.web.receipts import earlier_result, remember

P = ParamSpec("P")
R = TypeVar("R")


def commits(view: Callable[P, R]) -> Callable[P, R]:
    """Commit when the view answers with a redirect, undo otherwise; replay a form that was sent twice.

    A view that shows its form again has changed nothing. The form's `form_key` names the press: the first
    press writes, a later one with the same key is led where the first one led.
    """

    @wraps(view)
    def within(*args: P.args, **kwargs: P.kwargs) -> Any:
        if request.method in {"GET", "HEAD"}:
            return view(*args, **kwargs)
        key, person = request.form.get("form_key", "")[:64], _person()
        if key and (led := earlier_result(key, person)):
            return redirect(led)
        try:
            return _carry_out(make_response(view(*args, **kwargs)), key, person)
        except IntegrityError:
            db.session.rollback()
            if key and (led := earlier_result(key, person)):
                return redirect(led)
            raise

    within.__commits__ = True  # type: ignore[attr-defined]
    return within


def _carry_out(response: Any, key: str, person: str) -> Any:
    if response.status_code not in {302, 303}:
        db.session.rollback()
        return response
    if key:
        remember(key, person, response.location)
    db.session.commit()
    return response


def _person() -> str:
    return str(viewer().user_id or request.remote_addr or "")[:64]

"""One commit for one request, in a visible place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import make_response, redirect, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.web.guards import viewer
from marketplace.web.receipts import earlier_result, is_key, remember

P = ParamSpec("P")
R = TypeVar("R")
MOST_TRIES = 3
TRY_AGAIN = {"40001", "40P01"}  # PostgreSQL's serialization failure and deadlock: one of the two may go on


def commits(view: Callable[P, R]) -> Callable[P, R]:
    """Commit when the view answers with a redirect, undo otherwise; replay a form that was sent twice.

    A view that shows its form again has changed nothing. The form's `form_key` names the press: the first
    press writes, a later one with the same key is led where the first one led, also when both come at once.
    """

    @wraps(view)
    def within(*args: P.args, **kwargs: P.kwargs) -> Any:
        if request.method in {"GET", "HEAD"}:
            return view(*args, **kwargs)
        key, person = request.form.get("form_key", ""), _person()
        if not is_key(key):
            key = ""
        if led := _led(key, person):
            return redirect(led)
        try:
            answer = _try(lambda: make_response(view(*args, **kwargs)), key, person)
        except (IntegrityError, StaleDataError, DomainError):
            db.session.rollback()
            if led := _led(key, person):
                return redirect(led)
            raise
        return redirect(led) if not _is_done(answer) and (led := _led(key, person)) else answer

    within.__commits__ = True  # type: ignore[attr-defined]
    return within


def _try(carry_out: Callable[[], Any], key: str, person: str) -> Any:
    """The view's answer, committed if it is a redirect; again when the database asks for it."""
    for left in reversed(range(MOST_TRIES)):
        try:
            answer = carry_out()
            if not _is_done(answer):
                db.session.rollback()
                return answer
            if key:
                remember(key, person, answer.location)
            db.session.commit()
        except OperationalError as problem:
            db.session.rollback()
            if not left or getattr(problem.orig, "sqlstate", None) not in TRY_AGAIN:
                raise
        else:
            return answer
    raise AssertionError("the last try returns or raises")


def _is_done(answer: Any) -> bool:
    return answer.status_code in {302, 303}


def _led(key: str, person: str) -> str | None:
    return earlier_result(key, person) if key else None


def _person() -> str:
    return str(viewer().user_id or request.remote_addr or "")[:64]

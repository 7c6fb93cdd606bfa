"""Errors as people should meet them: what to do next, nothing about how we are built, what was typed kept."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import structlog
from flask import Flask, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from marketplace.authorization.viewer import STRANGER
from marketplace.errors import DomainError
from marketplace.extensions import db, login
from marketplace.web.guards import viewer
from marketplace.web.logs import loggable_path

_log = structlog.get_logger()
PAGES = {400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503}
SECRET_WORDS = ("password", "token", "form_key")


def typed_text() -> list[tuple[str, str]]:
    """What the person had typed, so that an error page can give it back; secrets are left out."""
    if request.method != "POST" or request.content_length is None:
        return []
    try:
        return [(k, v) for k, v in request.form.items(multi=True) if v.strip() and not _is_secret(k)]
    except HTTPException:  # the body itself was refused: too large or too many parts
        return []


def _is_secret(field: str) -> bool:
    return any(word in field for word in SECRET_WORDS)


def _page(status: int, message: Any = "") -> tuple[str, int]:
    known = status if status in PAGES else 500 if status >= 500 else 400
    page = f"errors/{known}.html"
    return render_template(page, status=status, message=message, typed=typed_text()), status


def _not_ours(problem: HTTPException) -> Any:
    status = problem.code or 500
    if 300 <= status < 400:
        return problem
    if status in {403, 404} and viewer().is_signed_in:
        _log.info("denied", user=viewer().user_id, path=loggable_path(), status=status)
    return _page(status)


def _domain(problem: DomainError) -> Any:
    db.session.rollback()
    if problem.status in {403, 404} and viewer().is_signed_in:
        _log.info("denied", user=viewer().user_id, path=loggable_path(), status=problem.status)
    answer, status = _page(problem.status, problem.message)
    wait = problem.data.get("retry_after")
    return (answer, status, {"Retry-After": str(wait)}) if wait else (answer, status)


def _stale(_problem: StaleDataError) -> Any:
    db.session.rollback()
    return _page(409, _("Người khác vừa sửa bản ghi này. Nội dung bạn đã gõ ở bên dưới; hãy mở lại trang và nhập lại."))


def _busy(problem: SQLAlchemyError) -> Any:
    """The page is a stranger's: who is signed in cannot be asked now."""
    g.viewer, g._login_user = STRANGER, login.anonymous_user()
    with suppress(SQLAlchemyError):
        db.session.rollback()
    _log.error("database unavailable", error=type(problem).__name__, cause=str(getattr(problem, "orig", problem)))
    answer, status = _page(503)
    return answer, status, {"Retry-After": "5"}


def _conflict(problem: IntegrityError) -> Any:
    db.session.rollback()
    _log.warning("constraint refused", error=str(problem.orig))
    return _page(409, _("Dữ liệu này trùng hoặc trái với dữ liệu đã có."))


def _unkept(problem: DataError) -> Any:
    db.session.rollback()
    _log.warning("value refused", error=type(problem.orig).__name__)
    return _page(400)


def _csrf(_problem: CSRFError) -> Any:
    return _page(400, _("Trang đã mở quá lâu hoặc bạn vừa đăng nhập lại. Hãy tải lại trang rồi gửi lại."))


def _crash(problem: Exception) -> Any:
    db.session.rollback()
    _log.exception("unexpected", path=loggable_path(), error=type(problem).__name__)
    return _page(500)


def register_errors(app: Flask) -> None:
    """One handler for each kind of trouble."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _not_ours)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(StaleDataError, _stale)
    for unavailable in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(unavailable, _busy)
    app.register_error_handler(DataError, _unkept)
    app.register_error_handler(IntegrityError, _conflict)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _crash)

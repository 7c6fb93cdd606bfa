"""JSON log lines on standard error, each with the request and the person it belongs to."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request
from structlog.tracebacks import ExceptionDictTransformer


def _add_request(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if has_request_context():
        event.setdefault("request", g.get("request_id"))
        if "viewer" in g and g.viewer.is_signed_in:  # never asks: the database may be what the line is about
            event.setdefault("user", g.viewer.user_id)
    return event


def configure_logs(level: str) -> None:
    """One configuration for the process. Standard output stays free for the commands' own lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _add_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without local variables: they would carry people's private texts into the log.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def loggable_path() -> str:
    """The path of the request without the token of a one-time link: who reads the log could use it first."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path


def register_logs(app: Flask) -> None:
    """Name each request and log it when answered: method, path without query and tokens, status, milliseconds."""
    configure_logs(app.config["SETTINGS"].log_level)
    log = structlog.get_logger("request")

    @app.before_request
    def start() -> None:
        g.request_id, g.started = secrets.token_hex(8), time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint != "static" and "started" in g:
            took = round((time.perf_counter() - g.started) * 1000, 1)
            log.info("answered", method=request.method, path=loggable_path(), status=response.status_code, ms=took)
        return response

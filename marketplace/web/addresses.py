"""Addresses in templates: those of places without an id are put together once, not in every page anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, has_request_context, request

PlainAddress = Callable[[str, str], str]
KEY = "plain addresses"


def address_of(endpoint: str, /, **values: Any) -> str:
    """`url_for` as Flask has it. What depends on the request (a name of the same room, an id) is asked there."""
    if values or endpoint.startswith(".") or not has_request_context():
        return current_app.url_for(endpoint, **values)
    plain: PlainAddress = current_app.extensions[KEY]
    return plain(request.script_root, endpoint)


def register_addresses(app: Flask) -> None:
    """Give templates `url_for`; what it keeps is of this application, by the folder under which it is served."""

    @lru_cache(maxsize=1024)
    def plain(_root: str, endpoint: str) -> str:
        return app.url_for(endpoint)

    app.extensions[KEY] = plain
    app.jinja_env.globals["url_for"] = address_of

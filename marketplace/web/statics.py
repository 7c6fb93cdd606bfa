"""Static files by their content: `asset(path)` adds a hash, so that a copy can be kept for ever."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from typing import Any

from flask import Flask, Response, request, url_for
from markupsafe import Markup

from marketplace.assets import STATIC

ONE_YEAR = 365 * 24 * 3600
ICON = Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>')


@cache
def _fingerprint(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file, changed whenever its bytes change; FileNotFoundError for a wrong name."""
    return _address(request.script_root, path)


@lru_cache(maxsize=256)
def _address(_under: str, path: str) -> str:
    """The same for every request under one root: a page draws a hundred icons."""
    return url_for("static", filename=path, v=_fingerprint(path))


def icon(name: str) -> Markup:
    """A decorative icon beside words; the left column of `static/tools/icons.txt` has the names."""
    return _drawn(request.script_root, name)


@lru_cache(maxsize=512)
def _drawn(_under: str, name: str) -> Markup:
    return ICON.format(asset("img/icons.svg"), name)


def register_statics(app: Flask) -> None:
    """Give templates `asset` and `icon`, and let browsers keep what carries its hash."""
    app.jinja_env.globals.update(asset=asset, draw_icon=icon)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200 and request.args.get("v"):
            response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
        return response


def guard_static(app: Flask) -> None:
    """The static view is Flask's own; it is public like the files it serves."""
    view: Any = app.view_functions["static"]
    view.__guard__ = "public"

"""Handing a file out, inert: as an attachment that no browser will run. The caller has checked who may have it."""

from __future__ import annotations

from flask import Response, send_file

from marketplace.errors import NotFoundError
from marketplace.files.actions import path_of
from marketplace.files.models import StoredFile


def send(file: StoredFile) -> Response:
    """The bytes as an attachment under the person's own name (RFC 6266), never cached, sandboxed."""
    path = path_of(file)
    if not path.is_file():
        raise NotFoundError
    response = send_file(
        path,
        mimetype=file.content_type,
        as_attachment=True,
        download_name=file.original_name,
        etag=False,
        conditional=False,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response

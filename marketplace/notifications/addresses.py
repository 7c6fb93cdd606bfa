"""Pages of ours as people outside reach them: from the configured public address, never from the request's."""

from __future__ import annotations

from flask import current_app

from marketplace.config import Settings


def absolute(endpoint: str, **values: str) -> str:
    """The full address of a page of ours, as people outside reach it."""
    return at_public_address(path_to(endpoint, **values))


def path_to(endpoint: str, **values: str) -> str:
    """The path of a page of ours, also outside of a request."""
    return current_app.url_map.bind("localhost").build(endpoint, values)


def at_public_address(path: str) -> str:
    """A path of ours as people outside reach it."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url.rstrip("/") + path

"""What may stand in a log line."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.web.logs import loggable_path

TOKEN = "q7-only-the-letter-box-knows"


@pytest.mark.parametrize("before", ["/passwords/reset/", "/invitations/", "/offers/confirmation/"])
def test_the_token_of_a_link_is_not_logged(app: Flask, before: str) -> None:
    with app.test_request_context(before + TOKEN):
        assert loggable_path() == f"{before}…"


def test_other_paths_are_logged_whole(app: Flask) -> None:
    with app.test_request_context("/offers/mine?page=2"):
        assert loggable_path() == "/offers/mine"

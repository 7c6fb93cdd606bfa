"""The gallery, served by the real application on an empty database: no component reads one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.serving import make_server

from marketplace.app import create_app
from marketplace.extensions import db
from tests.databases import settings_for

if TYPE_CHECKING:
    pass


@pytest.fixture(scope="module")
def gallery_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with a database that holds nothing."""
    folder: Path = tmp_path_factory.mktemp("look")
    app = create_app(settings_for(f"sqlite:///{folder / 'empty.sqlite3'}", folder))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def gallery_html(gallery_app: Flask) -> str:
    """The gallery's page as text."""
    answer = gallery_app.test_client().get("/styleguide")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def gallery_url(gallery_app: Flask) -> Iterator[str]:
    """The gallery's address on a server of this module's own."""
    server = make_server("127.0.0.1", 0, gallery_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/styleguide"
    server.shutdown()
    thread.join()
    server.server_close()

"""A site on which something of everything has happened, made once a run and copied for whoever looks at it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from marketplace.app import create_app
from tests.databases import SqliteTemplate, alone, leave, made_to_stay, settings_for
from tests.factories.populated import Populated, populate

DATABASE, NAMES = "site.sqlite3", "names.json"


@contextmanager
def a_populated_site(template: SqliteTemplate, folder: Path) -> Iterator[tuple[Flask, Populated]]:
    """The application of a copy of its own in an empty `folder`, and what its records are called."""
    made = template.file.parent / "populated"
    with alone(template.file.parent / "populated.lock"):
        if not (made / NAMES).is_file():
            _make(template, made)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    with made_to_stay():
        app = create_app(settings_for(f"sqlite:///{folder / DATABASE}", folder))
    yield app, Populated(template.cast, json.loads((folder / NAMES).read_text("utf-8")))
    leave(app)


def _make(template: SqliteTemplate, folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(template.with_cast, folder / DATABASE)
    with made_to_stay():
        app = create_app(settings_for(f"sqlite:///{folder / DATABASE}", folder))
        with app.test_request_context():
            names = populate(template.cast).ids
        leave(app)
    (folder / NAMES).write_text(json.dumps(names), "utf-8")

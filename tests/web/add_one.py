"""Add one to a number, again and again: `python -m tests.web.add_one PERSON TIMES`, with the environment's settings.

A process of its own with all of the application but its pages; it says "ready", and waits for a word to go on.
"""

from __future__ import annotations

import sys

from flask import Flask

from marketplace.accounts.models import User
from marketplace.app import register_extensions
from marketplace.config import Settings, flask_config
from marketplace.extensions import db


def add_one(person: int, times: int) -> None:
    """Read and write the same row so many times, each time in a transaction."""
    for _ in range(times):
        found = db.session.get_one(User, person, with_for_update=True, populate_existing=True)
        found.phone = str(int(found.phone or 0) + 1)
        db.session.commit()


def main(person: int, times: int) -> None:
    """Once to be ready, the others when the word is given."""
    app = Flask("marketplace")
    app.config.from_mapping(flask_config(Settings()))
    register_extensions(app)
    with app.app_context():
        add_one(person, 1)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        add_one(person, times - 1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""The demonstration: a small cast, labelled as such, made through the rooms' own actions.

Loaded once for a database. Passwords are random, or one that is given; they are kept in the data folder, readable
by their owner only, and nowhere else in clear.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from marketplace.catalogue.models import DataVersion
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.seeds.demo.accounts import Account, keep_accounts, kept_accounts
from marketplace.seeds.demo.cast import Stage

DATASET = "demonstration"
Report = Callable[[str], None]


def is_loaded() -> bool:
    """Whether this database has its demonstration."""
    return db.session.get(DataVersion, DATASET) is not None


def load_demo(folder: Path, *, password: str | None = None, report: Report = lambda _line: None) -> list[Account]:
    """The accounts of the demonstration, which is made if the database has none; flushes, never commits.

    `folder` keeps the list of accounts. DomainError when `password` breaks the rules for passwords.
    """
    if is_loaded():
        return kept_accounts(folder)
    stage = Stage(password)
    for step in stage.steps():
        report(step)
    db.session.add(DataVersion(dataset=DATASET, sha256="1", rows=len(stage.organisations), loaded_at=now()))
    db.session.flush()
    keep_accounts(folder, stage.accounts)
    return stage.accounts


__all__ = ["Account", "is_loaded", "kept_accounts", "load_demo"]

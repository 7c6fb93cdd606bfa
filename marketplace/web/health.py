"""For operators: is the process alive, and can it serve."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from marketplace.assets import MIGRATIONS
from marketplace.extensions import db
from marketplace.jobs.turns import is_running
from marketplace.web.guards import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """The database answers and its schema is the one this code expects; and whether anybody does the jobs.

    Pages are served without jobs, so their absence is told and does not take the site out of service.
    """
    checks = {"database": _database_answers(), "migrations": False}
    checks["migrations"] = checks["database"] and _schema_is_current()
    status = 200 if all(checks.values()) else 503
    jobs = "running" if status == 200 and is_running() else "not running"
    return jsonify(status="ok" if status == 200 else "unavailable", checks=checks, jobs=jobs), status


def _database_answers() -> bool:
    try:
        return db.session.scalar(sa.select(sa.literal(1))) == 1
    except SQLAlchemyError:
        db.session.rollback()
        return False


def _schema_is_current() -> bool:
    expected = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    return set(MigrationContext.configure(db.session.connection()).get_current_heads()) == expected

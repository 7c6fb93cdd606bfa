"""A database that is in use is brought up to date with nothing lost, and is then what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade

from marketplace.app import create_app
from marketplace.extensions import Base, db
from marketplace.organisations.models import Organisation, Site
from tests.conftest import Template
from tests.databases import settings_for

FIRST = "0001"


@pytest.fixture
def untouched(template: Template, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without a table."""
    with template.empty(tmp_path) as url:
        application = create_app(settings_for(url, tmp_path))
        with application.app_context():
            yield application
            db.session.remove()
            db.engine.dispose()


def insert(table: str, **values: object) -> None:
    """A row as it was written when the table still had its first columns."""
    names = ", ".join(values)
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES (:{', :'.join(values)})"), values)


def test_what_stood_there_before_is_kept_and_still_belongs_together(untouched: Flask) -> None:
    upgrade(revision=FIRST)
    then = datetime(2026, 11, 1, tzinfo=UTC)
    insert(
        "organisations",
        kind="htx",
        name="Hợp tác xã Minh họa Đồng Tâm",
        folded="hop tac xa",
        contact_published=False,
        created_at=then,
        origin="demonstration",
        source_facts="{}",
        public_id="a" * 32,
        version=1,
    )
    insert("sites", organisation_id=1, name="Kho số 1", kind="warehouse", public_id="b" * 32)
    upgrade()
    kept = db.session.scalars(sa.select(Organisation)).one()
    assert (kept.name, kept.merged_into_id) == ("Hợp tác xã Minh họa Đồng Tâm", None)
    assert db.session.scalars(sa.select(Site)).one().organisation is kept
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []


def test_the_migrations_lead_to_what_the_models_say(untouched: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_models_is_kept_by_the_database(untouched: Flask) -> None:
    upgrade()
    inspector = sa.inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        said = {str(rule.name) for rule in table.constraints if isinstance(rule, sa.CheckConstraint)}
        kept = {str(rule["name"]) for rule in inspector.get_check_constraints(table.name)}
        assert said <= kept, table.name

"""A database that is in use is brought up to date with nothing lost, and is then what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.brokering.actions import close_case
from marketplace.brokering.models import Case, CaseClosing, TermsPeriod
from marketplace.extensions import Base, db
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod
from marketplace.organisations.models import Organisation, Site
from tests.brokering.sums import broken_sums
from tests.databases import Template, settings_for
from tests.schema import at_first

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


def test_what_stood_there_before_is_kept_and_still_belongs_together(untouched: Flask) -> None:
    upgrade(revision=FIRST)
    at_first.organisation(1, "Hợp tác xã Minh họa Đồng Tâm")
    at_first.insert("sites", organisation_id=1, name="Kho số 1", kind="warehouse", public_id="b" * 32)
    upgrade()
    kept = db.session.scalars(sa.select(Organisation)).one()
    assert (kept.name, kept.merged_into_id) == ("Hợp tác xã Minh họa Đồng Tâm", None)
    assert db.session.scalars(sa.select(Site)).one().organisation is kept
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []


def test_a_case_in_use_keeps_its_producers_and_promises(untouched: Flask) -> None:
    upgrade(revision=FIRST)
    at_first.market()
    upgrade()
    offered, wanted = db.session.get_one(OfferPeriod, 1), db.session.scalars(sa.select(NeedPeriod)).all()
    assert (offered.reserved_kg, offered.contracted_kg) == (40_000, 30_000)
    assert [(period.reserved_kg, period.contracted_kg) for period in wanted] == [(40_000, 0), (0, 30_000)]
    drawn = db.session.scalars(sa.select(TermsPeriod).order_by(TermsPeriod.terms_id)).all()
    assert [(row.quantity_kg, row.organisation_id) for row in drawn] == [
        (tonnes * 1000, at_first.SELLER) for tonnes in (25, 40, 45, 30)
    ]
    case = db.session.get_one(Case, at_first.AGREED)
    assert [terms.number for terms in case.revisions if terms.is_agreed] == [1, 2]
    assert not any(broken_sums())
    close_case(by=db.session.get_one(User, at_first.BROKER), case=case, closing=CaseClosing.GONE)
    assert (offered.reserved_kg, wanted[0].reserved_kg) == (0, 0), "what was held before the upgrade can be let go"
    assert not any(broken_sums())


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

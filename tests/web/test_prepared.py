"""On PostgreSQL what is asked again and again is prepared once; what was not committed is undone as ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from tests.cast import Cast

OFTEN = 8
"""More often than the driver asks before it prepares."""
WRITES = "UPDATE organisations SET name = 'Khác' WHERE id = :one RETURNING id"
Deed = Callable[[int], object]

pytestmark = pytest.mark.engines("postgresql")


def name_of(organisation: int) -> str | None:
    return db.session.scalar(sa.select(Organisation.name).where(Organisation.id == organisation))


def is_prepared() -> bool:
    own = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT organisations.name%'")
    return bool(db.session.scalar(own))


def test_what_is_asked_in_one_request_after_the_other_is_prepared(app: Flask, cast: Cast) -> None:
    with app.app_context():
        db.engine.dispose()  # from here on one connection serves one request after the other
    for _ in range(OFTEN):
        with app.app_context():
            name_of(cast.doan_ket)
    with app.app_context():
        assert is_prepared()


@pytest.mark.parametrize(
    "deed",
    [
        lambda one: db.session.execute(sa.update(Organisation).where(Organisation.id == one).values(name="Khác")),
        lambda one: db.session.execute(sa.text(f"WITH new AS ({WRITES}) SELECT id FROM new"), {"one": one}),
        lambda one: [db.session.execute(sa.text(WRITES), {"one": one}), name_of(one)],
        lambda one: [db.session.execute(sa.text(WRITES), {"one": one}), fails()],
        lambda _one: fails(),
    ],
)
def test_what_was_not_committed_is_undone(app: Flask, cast: Cast, deed: Deed) -> None:
    with app.app_context():
        before = name_of(cast.doan_ket)
        db.session.rollback()
        deed(cast.doan_ket)
    with app.app_context():
        assert name_of(cast.doan_ket) == before


def fails() -> bool:
    with pytest.raises(sa.exc.DBAPIError) as problem:
        db.session.execute(sa.text("SELECT 1 / 0"))
    return problem.type is not None

"""Alembic's environment: our metadata, in batches so that SQLite can follow."""

from alembic import context
from flask import current_app

from marketplace.extensions import Base

config = context.config


def run() -> None:
    """Migrate over the application's own engine; offline scripts are not offered."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()

"""Stamps by commune: of a province nothing need be counted anew but where something changed.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from marketplace.schema.stamps import forget_stamps, stamp_places

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Stamps and what was counted begin anew: they are only kept, and counted again when somebody asks."""
    dialect = op.get_bind().dialect.name
    for statement in forget_stamps(dialect):
        op.execute(statement)
    op.drop_table("indicator_stamps")
    op.create_table(
        "indicator_stamps",
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("place", "commune", "slot", name=op.f("pk_indicator_stamps")),
    )
    op.drop_table("indicator_parts")
    op.create_table(
        "indicator_parts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "place", name=op.f("pk_indicator_parts")),
    )
    for statement in stamp_places(dialect):
        op.execute(statement)

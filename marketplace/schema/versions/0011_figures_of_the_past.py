"""Where the changes of figures from day to day are kept, by commune and by month of a province.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty at first: days of the past are counted as before until the job has been there."""
    op.create_table(
        "indicator_changes",
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=24), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "commune", name=op.f("pk_indicator_changes")),
    )
    op.create_table(
        "indicator_months",
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("made_of", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "first", name=op.f("pk_indicator_months")),
    )


def downgrade() -> None:
    op.drop_table("indicator_months")
    op.drop_table("indicator_changes")

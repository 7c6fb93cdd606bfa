"""What was counted of places before anybody asked, for all processes.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "indicator_parts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "place", name=op.f("pk_indicator_parts")),
    )

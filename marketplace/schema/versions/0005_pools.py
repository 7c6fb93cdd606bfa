"""Pooled orders: variants of a group, what a case plans for each cooperative, shares of a union's offer.

Revision ID: 0005
Revises: 0004
"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass

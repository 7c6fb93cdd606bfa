"""Corrections of what indicators and contracts keep.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    languages_of_readers()
    parties_by_annex()
    stamps_of_places()


def languages_of_readers() -> None:
    """What people are told is kept in both languages, and in which of them each person is mailed."""
    op.execute("ALTER TABLE notifications ADD COLUMN sentence_en TEXT")
    op.create_table(
        "mail_languages",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mail_languages_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mail_languages")),
    )


def parties_by_annex() -> None:
    """A cooperative may come into a signed contract, or leave it, by an annex."""
    for added in (
        "joined_annex_id INTEGER CONSTRAINT fk_contract_parties_joined_annex_id_contract_annexes "
        "REFERENCES contract_annexes (id)",
        "left_annex_id INTEGER CONSTRAINT fk_contract_parties_left_annex_id_contract_annexes "
        "REFERENCES contract_annexes (id)",
        "counted_from DATE",
        "counted_until DATE",
    ):
        op.execute(f"ALTER TABLE contract_parties ADD COLUMN {added}")


def stamps_of_places() -> None:
    """Whoever changes what figures count changes the stamp of its places: kept figures are right or not used.

    The triggers that do so are made by 0010, which made them anew wherever they stood before.
    """
    op.create_table(
        "indicator_stamps",
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("place", "slot", name=op.f("pk_indicator_stamps")),
    )

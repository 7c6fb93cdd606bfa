"""Which task an accepted plan gave for which of its links, and one more reason for a link without a case.

Links from before do not know their task: it was found again by words, which is why it is kept now.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

from marketplace.schema.checks import replace_check

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REASONS = "not_built", "linked", "offer_closed", "need_closed", "refused", "nobody_free", "not_renewable", "other"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE plan_links ADD COLUMN task_id INTEGER "
        "CONSTRAINT fk_plan_links_task_id_case_tasks REFERENCES case_tasks (id) "
        "CONSTRAINT ck_plan_links_task_of_case CHECK (task_id IS NULL OR case_id IS NOT NULL)"
    )
    replace_check(op.get_bind(), "plan_links", "ck_plan_links_leftbecause", f"left_because IN {REASONS}")


def downgrade() -> None:
    raise NotImplementedError("which task is whose is not forgotten; restore a backup instead")

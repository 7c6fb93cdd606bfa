"""From introduction to delivered contract: members, desk, messages, ledger, full terms, annexes, delivery book.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from marketplace.extensions import Milli, UtcDateTime
from marketplace.schema.checks import replace_check
from marketplace.schema.triggers import INSERT_ONLY_OF_LINKAGES, refuse_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PRICE_BASES = "price_basis IN ('to_agree', 'fixed', 'floor', 'market', 'cost_plus')"


def upgrade() -> None:
    new_tables()
    more_of_what_there_is()
    producers_of_periods()
    reserved_of_needs()
    opening_of_the_ledger()
    op.drop_table("contract_shares")  # each row said again what the periods of the contract's terms say
    for table in ("offers", "needs", "terms"):
        replace_check(op.get_bind(), table, f"ck_{table}_pricebasis", PRICE_BASES)
    for statement in refuse_changes(op.get_bind().dialect.name, INSERT_ONLY_OF_LINKAGES):
        op.execute(statement)


def new_tables() -> None:
    op.create_table(
        "organisation_likenesses",
        sa.Column("first_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("second_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_organisation_likenesses_in_order")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_organisation_likenesses_score")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["organisations.id"], name=op.f("fk_organisation_likenesses_first_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["organisations.id"], name=op.f("fk_organisation_likenesses_second_id_organisations")
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_organisation_likenesses")),
    )
    with op.batch_alter_table("organisation_likenesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_likenesses_score"), ["score"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_likenesses_second_id"), ["second_id"], unique=False)
    op.create_table(
        "market_snapshots",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_market_snapshots")),
    )
    op.create_table(
        "short_links",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_short_links")),
        sa.UniqueConstraint("path", name=op.f("uq_short_links_path")),
    )
    op.create_table(
        "notification_preferences",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "case",
                "contract",
                "delivery",
                "task",
                "organisation",
                "suggestion",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "mail",
            sa.Enum(
                "at_once", "digest", "never", name="mailhabit", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notification_preferences_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_notification_preferences")),
    )
    op.create_table(
        "track_records",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("periods_due", sa.Integer(), nullable=False),
        sa.Column("periods_met", sa.Integer(), nullable=False),
        sa.Column("due_kg", Milli(), nullable=False),
        sa.Column("delivered_kg", Milli(), nullable=False),
        sa.Column("rejected_kg", Milli(), nullable=False),
        sa.Column("payments_due", sa.Integer(), nullable=False),
        sa.Column("payments_on_time", sa.Integer(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "periods_met <= periods_due AND payments_on_time <= payments_due", name=op.f("ck_track_records_parts")
        ),
        sa.CheckConstraint("rejected_kg <= delivered_kg", name=op.f("ck_track_records_rejected")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_track_records_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_track_records")),
    )
    op.create_table(
        "track_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_track_replies_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_track_replies_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_replies")),
    )
    with op.batch_alter_table("track_replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_track_replies_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "case_handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_case_handovers_to_another")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_case_handovers_by_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_handovers_case_id_cases")),
        sa.ForeignKeyConstraint(["from_id"], ["users.id"], name=op.f("fk_case_handovers_from_id_users")),
        sa.ForeignKeyConstraint(["to_id"], ["users.id"], name=op.f("fk_case_handovers_to_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_handovers")),
    )
    with op.batch_alter_table("case_handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_handovers_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column(
            "left_because",
            sa.Enum(
                "refused",
                "no_answer",
                "replaced",
                name="leavingreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(left_at IS NULL) = (left_because IS NULL)", name=op.f("ck_case_members_left_has_reason")),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_case_members_added_by_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_members_case_id_cases")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_case_members_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_case_members_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_members")),
    )
    with op.batch_alter_table("case_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_members_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_members_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_members_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_case_members_live",
            ["case_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "case_talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "meeting",
                "chat",
                "visit",
                name="talkkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("spoken_with", sa.String(length=120), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_case_talks_by_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_talks_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_case_talks_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_talks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_talks_public_id")),
    )
    with op.batch_alter_table("case_talks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_talks_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assigned_to_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_case_tasks_done_by_somebody")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["users.id"], name=op.f("fk_case_tasks_assigned_to_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_tasks_case_id_cases")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_case_tasks_created_by_id_users")),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_case_tasks_done_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tasks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_tasks_public_id")),
    )
    with op.batch_alter_table("case_tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_tasks_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_case_tasks_open",
            ["assigned_to_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "case_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_case_messages_by_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_messages_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_case_messages_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_case_messages_terms_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_messages")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_messages_public_id")),
    )
    with op.batch_alter_table("case_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_messages_case_id"), ["case_id"], unique=False)

    op.create_table(
        "ledger_movements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opening",
                "reserved",
                "released",
                "contracted",
                "returned",
                "ended",
                name="movementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("offer_period_id", sa.Integer(), nullable=True),
        sa.Column("need_period_id", sa.Integer(), nullable=True),
        sa.Column("reserved_kg", Milli(), nullable=False),
        sa.Column("contracted_kg", Milli(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("terms_id IS NOT NULL OR kind = 'opening'", name=op.f("ck_ledger_movements_has_terms")),
        sa.CheckConstraint(
            "(offer_period_id IS NULL) <> (need_period_id IS NULL)", name=op.f("ck_ledger_movements_one_period")
        ),
        sa.CheckConstraint("reserved_kg <> 0 OR contracted_kg <> 0", name=op.f("ck_ledger_movements_moves_something")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_ledger_movements_by_id_users")),
        sa.ForeignKeyConstraint(
            ["need_period_id"], ["need_periods.id"], name=op.f("fk_ledger_movements_need_period_id_need_periods")
        ),
        sa.ForeignKeyConstraint(
            ["offer_period_id"], ["offer_periods.id"], name=op.f("fk_ledger_movements_offer_period_id_offer_periods")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_ledger_movements_terms_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_movements")),
    )
    with op.batch_alter_table("ledger_movements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_movements_need_period_id"), ["need_period_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_movements_offer_period_id"), ["offer_period_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_movements_terms_id"), ["terms_id"], unique=False)

    op.create_table(
        "terms_grades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("criteria", sa.String(length=300), nullable=False),
        sa.Column("price_pct", Milli(), nullable=True),
        sa.Column("share_min_pct", Milli(), nullable=True),
        sa.CheckConstraint("price_pct > 0", name=op.f("ck_terms_grades_price")),
        sa.CheckConstraint("share_min_pct BETWEEN 0 AND 100000", name=op.f("ck_terms_grades_share")),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_terms_grades_terms_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_grades")),
        sa.UniqueConstraint("terms_id", "position", name=op.f("uq_terms_grades_terms_id_position")),
    )
    op.create_table(
        "terms_inputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "seed",
                "material",
                "cash",
                "service",
                "packaging",
                name="inputkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("value_dong", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("offset_rule", sa.String(length=300), nullable=True),
        sa.CheckConstraint("value_dong > 0", name=op.f("ck_terms_inputs_value")),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_terms_inputs_terms_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_inputs")),
        sa.UniqueConstraint("terms_id", "position", name=op.f("uq_terms_inputs_terms_id_position")),
    )
    op.create_table(
        "annex_suppliers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("for_organisation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("quantity_kg", Milli(), nullable=True),
        sa.Column("area_ha", Milli(), nullable=True),
        sa.CheckConstraint("quantity_kg > 0", name=op.f("ck_annex_suppliers_quantity")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_annex_suppliers_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["for_organisation_id"],
            ["organisations.id"],
            name=op.f("fk_annex_suppliers_for_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_annex_suppliers_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annex_suppliers")),
    )
    with op.batch_alter_table("annex_suppliers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annex_suppliers_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "case_message_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_case_message_files_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["case_messages.id"], name=op.f("fk_case_message_files_message_id_case_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_message_files")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_message_files_public_id")),
    )
    with op.batch_alter_table("case_message_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_message_files_message_id"), ["message_id"], unique=False)

    op.create_table(
        "contract_annexes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "quantity",
                "price",
                "schedule",
                "quality",
                "party",
                "force_majeure",
                "hardship",
                "other",
                name="annexreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("before_terms_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(verified_at IS NULL) = (verified_by_id IS NULL)", name=op.f("ck_contract_annexes_verified_by_somebody")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_contract_annexes_number")),
        sa.CheckConstraint("signed_on IS NULL OR dropped_at IS NULL", name=op.f("ck_contract_annexes_signed_stays")),
        sa.CheckConstraint(
            "signed_on IS NULL OR terms_id IS NOT NULL", name=op.f("ck_contract_annexes_signed_has_terms")
        ),
        sa.CheckConstraint(
            "verified_by_id IS NULL OR verified_by_id <> opened_by_id", name=op.f("ck_contract_annexes_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["before_terms_id"], ["terms.id"], name=op.f("fk_contract_annexes_before_terms_id_terms")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_annexes_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_contract_annexes_opened_by_id_users")),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_contract_annexes_terms_id_terms")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["users.id"], name=op.f("fk_contract_annexes_verified_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_annexes")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_annexes_contract_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_annexes_public_id")),
    )
    with op.batch_alter_table("contract_annexes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_annexes_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(
            "uq_contract_annexes_open",
            ["contract_id"],
            unique=True,
            sqlite_where=sa.text("signed_on IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("signed_on IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("delivered_kg", Milli(), nullable=False),
        sa.Column("accepted_kg", Milli(), nullable=False),
        sa.Column(
            "reject_cause",
            sa.Enum(
                "moisture",
                "impurity",
                "grade",
                "ripeness",
                "damage",
                "residue",
                "late",
                "papers",
                "other",
                name="rejectcause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reject_note", sa.String(length=300), nullable=True),
        sa.Column("grade", sa.String(length=60), nullable=True),
        sa.Column("price_dong_per_kg", sa.BigInteger(), nullable=True),
        sa.Column("offset_dong", sa.BigInteger(), nullable=True),
        sa.Column("offset_note", sa.String(length=200), nullable=True),
        sa.Column("invoice", sa.String(length=60), nullable=True),
        sa.Column("evidence", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_for_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "accepted_kg = delivered_kg OR reject_cause IS NOT NULL", name=op.f("ck_deliveries_rejected_has_cause")
        ),
        sa.CheckConstraint("accepted_kg >= 0 AND accepted_kg <= delivered_kg", name=op.f("ck_deliveries_accepted")),
        sa.CheckConstraint("delivered_kg > 0", name=op.f("ck_deliveries_delivered")),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_deliveries_period")),
        sa.CheckConstraint("price_dong_per_kg > 0", name=op.f("ck_deliveries_price")),
        sa.CheckConstraint("offset_dong > 0", name=op.f("ck_deliveries_offset")),
        sa.CheckConstraint(
            "offset_dong IS NULL OR offset_note IS NOT NULL", name=op.f("ck_deliveries_offset_has_words")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_deliveries_contract_id_contracts")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_deliveries_entered_by_id_users")),
        sa.ForeignKeyConstraint(
            ["entered_for_id"], ["organisations.id"], name=op.f("fk_deliveries_entered_for_id_organisations")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_deliveries_file_id_stored_files")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_deliveries_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["deliveries.id"], name=op.f("fk_deliveries_replaces_id_deliveries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliveries_public_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_deliveries_replaces_id")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deliveries_contract_id_organisation_id_period_start"),
            ["contract_id", "organisation_id", "period_start"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_deliveries_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "contract_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("annex_id", sa.Integer(), nullable=True),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["annex_id"], ["contract_annexes.id"], name=op.f("fk_contract_prints_annex_id_contract_annexes")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_prints_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(["printed_by_id"], ["users.id"], name=op.f("fk_contract_prints_printed_by_id_users")),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_contract_prints_terms_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_prints")),
        sa.UniqueConstraint(
            "contract_id",
            "annex_id",
            "sha256",
            "template",
            name=op.f("uq_contract_prints_contract_id_annex_id_sha256_template"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_prints_public_id")),
    )
    with op.batch_alter_table("contract_prints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_prints_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "delivery_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "how",
            sa.Enum(
                "online",
                "phone",
                "signed_sheet",
                name="consenthow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(length=500), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "how = 'online' OR evidence IS NOT NULL", name=op.f("ck_delivery_answers_recorded_has_evidence")
        ),
        sa.CheckConstraint("agrees OR note IS NOT NULL", name=op.f("ck_delivery_answers_dispute_has_words")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_delivery_answers_by_id_users")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_answers_delivery_id_deliveries")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_delivery_answers_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_answers")),
    )
    with op.batch_alter_table("delivery_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_answers_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "digital_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("serial", sa.String(length=80), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("valid_from", UtcDateTime(), nullable=True),
        sa.Column("valid_to", UtcDateTime(), nullable=True),
        sa.Column("is_intact", sa.Boolean(), nullable=False),
        sa.Column("covers_whole", sa.Boolean(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["contract_documents.id"],
            name=op.f("fk_digital_signatures_document_id_contract_documents"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_signatures")),
    )
    with op.batch_alter_table("digital_signatures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digital_signatures_document_id"), ["document_id"], unique=False)

    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "goods", "deposit", "advance", name="paymentkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount_dong", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind <> 'goods' OR delivery_id IS NOT NULL", name=op.f("ck_payments_goods_has_delivery")),
        sa.CheckConstraint("(paid_on IS NULL) = (paid_by_id IS NULL)", name=op.f("ck_payments_paid_by_somebody")),
        sa.CheckConstraint("amount_dong > 0", name=op.f("ck_payments_amount")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_payments_contract_id_contracts")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_payments_delivery_id_deliveries")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_payments_entered_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_payments_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["paid_by_id"], ["users.id"], name=op.f("fk_payments_paid_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payments_public_id")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_payments_delivery",
            ["delivery_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "payment_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "how",
            sa.Enum(
                "online",
                "phone",
                "signed_sheet",
                name="consenthow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(length=500), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "how = 'online' OR evidence IS NOT NULL", name=op.f("ck_payment_answers_recorded_has_evidence")
        ),
        sa.CheckConstraint("agrees OR note IS NOT NULL", name=op.f("ck_payment_answers_dispute_has_words")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_payment_answers_by_id_users")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payment_answers_payment_id_payments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_answers")),
    )
    with op.batch_alter_table("payment_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_answers_payment_id"), ["payment_id"], unique=False)


def more_of_what_there_is() -> None:
    """Columns with their references and rules in one statement each: SQLite then keeps the table as it stands."""
    one_of = "CONSTRAINT ck_{table}_{name} CHECK ({column} IN ({values}))"
    for table, column, name, values in (
        ("cases", "closing_cause", "rejectionreason",
         "'quality', 'quantity', 'time', 'price', 'distance', 'papers', 'known_already', 'not_reliable', 'other'"),
        ("notifications", "topic", "topic", "'case', 'contract', 'delivery', 'task', 'organisation', 'suggestion'"),
        ("terms", "commitment", "commitment", "'all_output', 'fixed', 'minimum'"),
        ("terms", "transport_payer", "transportpayer", "'seller', 'buyer', 'shared'"),
        ("terms", "payment_method", "paymentmethod", "'transfer', 'cash'"),
        ("terms", "dispute_forum", "disputeforum", "'court', 'arbitration'"),
    ):  # fmt: skip
        rule = one_of.format(table=table, name=name, column=column, values=values)
        if table == "cases":
            rule += " CONSTRAINT ck_cases_cause_of_closing CHECK (closing_cause IS NULL OR closed_at IS NOT NULL)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(40) {rule}")
    for added in (
        "cases ADD COLUMN renews_id INTEGER CONSTRAINT fk_cases_renews_id_cases REFERENCES cases (id) "
        "CONSTRAINT ck_cases_renews_another CHECK (renews_id <> id)",
        "score_alerts ADD COLUMN is_unread BOOLEAN DEFAULT FALSE NOT NULL",
        "consents ADD COLUMN file_id INTEGER CONSTRAINT fk_consents_file_id_stored_files REFERENCES stored_files (id)",
        "need_periods ADD COLUMN reserved_kg BIGINT DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_need_periods_reserved CHECK (reserved_kg >= 0)",
        "terms ADD COLUMN area_ha BIGINT CONSTRAINT ck_terms_area CHECK (area_ha > 0)",
        "terms ADD COLUMN cost_dong_per_kg BIGINT CONSTRAINT ck_terms_cost CHECK (cost_dong_per_kg > 0)",
        "terms ADD COLUMN notice_days INTEGER CONSTRAINT ck_terms_notice CHECK (notice_days >= 0)",
    ):
        op.execute(f"ALTER TABLE {added}")
    op.add_column("cases", sa.Column("amending_since", UtcDateTime(), nullable=True))
    op.add_column("contract_states", sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
    op.add_column("notifications", sa.Column("mailed_at", UtcDateTime(), nullable=True))
    for name, kind in (
        ("standard", sa.String(200)), ("growing_area_codes", sa.String(300)), ("moisture_max_pct", Milli()),
        ("impurity_max_pct", Milli()), ("inspection", sa.Text()), ("rejects", sa.Text()),
        ("premium_dong_per_kg", sa.BigInteger()), ("margin_pct", Milli()), ("price_reference", sa.String(200)),
        ("price_fixing", sa.String(200)), ("handover", sa.Text()), ("late_interest_pct", Milli()),
        ("damages_too", sa.Boolean()), ("hardship_pct", Milli()), ("force_majeure", sa.Text()),
        ("termination", sa.Text()), ("mediator", sa.String(200)),
    ):  # fmt: skip
        op.add_column("terms", sa.Column(name, kind, nullable=True))
    _indexes()


def _indexes() -> None:
    op.drop_index("uq_cases_live_pair", table_name="cases")
    _unique("uq_cases_live_pair", "cases", ["offer_id", "need_id"], "closed_at IS NULL AND renews_id IS NULL")
    _unique("uq_cases_live_renewal", "cases", ["renews_id"], "closed_at IS NULL")
    op.create_index("ix_cases_renews_id", "cases", ["renews_id"])
    op.drop_index("uq_signatures_standing", table_name="signatures")
    columns = ["contract_id", "organisation_id", "terms_id"]
    _unique("uq_signatures_standing", "signatures", columns, "withdrawn_at IS NULL")


def _unique(name: str, table: str, columns: list[str], where: str) -> None:
    rule = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=rule, postgresql_where=rule)


def producers_of_periods() -> None:
    """Each delivery period names its producer; those there were belong to the seller of their case."""
    seller = (
        "SELECT cases.seller_id FROM cases JOIN terms ON terms.case_id = cases.id "
        "WHERE terms.id = terms_periods.terms_id"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE terms_periods DISABLE TRIGGER USER")
        op.add_column("terms_periods", sa.Column("organisation_id", sa.Integer(), nullable=True))
        op.execute(f"UPDATE terms_periods SET organisation_id = ({seller})")  # noqa: S608 - words of this file
        op.alter_column("terms_periods", "organisation_id", nullable=False)
        op.execute("ALTER TABLE terms_periods ENABLE TRIGGER USER")
        op.create_foreign_key(
            "fk_terms_periods_organisation_id_organisations",
            "terms_periods",
            "organisations",
            ["organisation_id"],
            ["id"],
        )
        op.drop_constraint("uq_terms_periods_terms_id_start", "terms_periods")
        op.create_unique_constraint(
            "uq_terms_periods_terms_id_organisation_id_start", "terms_periods", ["terms_id", "organisation_id", "start"]
        )
        return
    # Nothing points to this table, so SQLite may have it written anew.
    columns = 'id, terms_id, offer_period_id, need_period_id, start, "end", quantity_kg'
    op.execute("ALTER TABLE terms_periods RENAME TO terms_periods_before")
    for column in ("terms_id", "offer_period_id", "need_period_id"):
        op.drop_index(f"ix_terms_periods_{column}", table_name="terms_periods_before")
    _create_terms_periods()
    op.execute(
        f"INSERT INTO terms_periods ({columns}, organisation_id) "  # noqa: S608 - words of this file
        f"SELECT {columns}, ({seller.replace('terms_periods', 'terms_periods_before')}) FROM terms_periods_before"
    )
    op.drop_table("terms_periods_before")
    for column in ("terms_id", "offer_period_id", "need_period_id"):
        op.create_index(f"ix_terms_periods_{column}", "terms_periods", [column])
    for statement in refuse_changes("sqlite", ("terms_periods",)):
        op.execute(statement)


def _create_terms_periods() -> None:
    op.create_table(
        "terms_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("offer_period_id", sa.Integer(), nullable=True),
        sa.Column("need_period_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("quantity_kg", Milli(), nullable=False),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_terms_periods_end_after_start")),
        sa.CheckConstraint("quantity_kg > 0", name=op.f("ck_terms_periods_quantity")),
        sa.ForeignKeyConstraint(
            ["need_period_id"], ["need_periods.id"], name=op.f("fk_terms_periods_need_period_id_need_periods")
        ),
        sa.ForeignKeyConstraint(
            ["offer_period_id"], ["offer_periods.id"], name=op.f("fk_terms_periods_offer_period_id_offer_periods")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_terms_periods_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_terms_periods_terms_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_periods")),
        sa.UniqueConstraint(
            "terms_id", "organisation_id", "start", name=op.f("uq_terms_periods_terms_id_organisation_id_start")
        ),
    )


def reserved_of_needs() -> None:
    """Agreed cases hold their newest terms that both sides accepted, of the need as they always did of the offer."""
    op.execute(
        "UPDATE need_periods SET reserved_kg = (SELECT COALESCE(SUM(held.quantity_kg), 0) FROM terms_periods AS held "
        "JOIN terms ON terms.id = held.terms_id JOIN cases ON cases.id = terms.case_id "
        "WHERE held.need_period_id = need_periods.id AND cases.stage = 'agreed' AND terms.number = ("
        "SELECT MAX(agreed.number) FROM terms AS agreed WHERE agreed.case_id = cases.id AND 2 = ("
        "SELECT COUNT(*) FROM acceptances WHERE acceptances.terms_id = agreed.id)))"
    )


def opening_of_the_ledger() -> None:
    """What was promised before the ledger kept its movements stands in it as one opening row for each period."""
    op.execute(
        "INSERT INTO ledger_movements (kind, offer_period_id, reserved_kg, contracted_kg, at) "
        "SELECT 'opening', id, reserved_kg, contracted_kg, CURRENT_TIMESTAMP FROM offer_periods "
        "WHERE reserved_kg <> 0 OR contracted_kg <> 0 ORDER BY id"
    )
    op.execute(
        "INSERT INTO ledger_movements (kind, need_period_id, reserved_kg, contracted_kg, at) "
        "SELECT 'opening', id, reserved_kg, contracted_kg, CURRENT_TIMESTAMP FROM need_periods "
        "WHERE reserved_kg <> 0 OR contracted_kg <> 0 ORDER BY id"
    )


def downgrade() -> None:
    """Terms, movements and deliveries would be lost: the way back is the backup made before."""
    raise NotImplementedError("Restore the backup made before this migration.")

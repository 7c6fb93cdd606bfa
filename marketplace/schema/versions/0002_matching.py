"""The tables of the matcher: market, exposures, weights, models, alerts, jobs; merged organisations.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from marketplace.extensions import Milli, UtcDateTime
from marketplace.schema.triggers import INSERT_ONLY_OF_MATCHING, refuse_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_cursors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_alert_cursors_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_cursors")),
    )
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    op.create_table(
        "market_balance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("weights_version", sa.String(length=40), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_market_balance_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_balance")),
    )
    op.create_table(
        "market_changes",
        sa.Column(
            "kind",
            sa.Enum("offer", "need", name="listingkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("listing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change_no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "listing_id", name=op.f("pk_market_changes")),
        sa.UniqueConstraint("change_no", name=op.f("uq_market_changes_change_no")),
    )
    op.create_table(
        "market_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.BigInteger(), nullable=False),
        sa.Column("renewed_no", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_market_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_clock")),
    )
    op.create_table(
        "model_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("is_better", sa.Boolean(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("folder", sa.String(length=120), nullable=True),
        sa.Column("trained_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("outcomes >= 0", name=op.f("ck_model_versions_outcomes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_versions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_model_versions_public_id")),
        sa.UniqueConstraint("version", name=op.f("uq_model_versions_version")),
    )
    op.create_table(
        "alert_digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_alert_digests_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_digests")),
        sa.UniqueConstraint("user_id", "day", name=op.f("uq_alert_digests_user_id_day")),
    )
    op.create_table(
        "model_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column(
            "verb",
            sa.Enum(
                "promoted",
                "withdrawn",
                "returned",
                name="modelverb",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_model_decisions_by_id_users")),
        sa.ForeignKeyConstraint(
            ["model_id"], ["model_versions.id"], name=op.f("fk_model_decisions_model_id_model_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_decisions")),
    )
    with op.batch_alter_table("model_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_decisions_model_id"), ["model_id"], unique=False)

    op.create_table(
        "saved_searches",
        sa.Column(
            "kind",
            sa.Enum("offers", "needs", name="searchkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("filters_version", sa.Integer(), nullable=False),
        sa.Column("visited_at", UtcDateTime(), nullable=False),
        sa.Column("new_since", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "telling",
            sa.Enum(
                "never",
                "site",
                "at_once",
                "daily",
                name="telling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_searches_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_searches_public_id")),
    )
    with op.batch_alter_table("saved_searches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_searches_user_id"), ["user_id"], unique=False)

    op.create_table(
        "weights_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("follows", sa.String(length=40), nullable=False),
        sa.Column("restores", sa.String(length=40), nullable=True),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("soe_always", sa.Boolean(), nullable=False),
        sa.Column("soe_points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.CheckConstraint("soe_points BETWEEN 0 AND 50", name=op.f("ck_weights_versions_soe_points")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_weights_versions_author_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weights_versions")),
        sa.UniqueConstraint("follows", name=op.f("uq_weights_versions_follows")),
        sa.UniqueConstraint("version", name=op.f("uq_weights_versions_version")),
    )
    op.create_table(
        "organisation_distinctions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_organisation_distinctions_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_organisation_distinctions_by_id_users")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["organisations.id"], name=op.f("fk_organisation_distinctions_first_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["organisations.id"], name=op.f("fk_organisation_distinctions_second_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_distinctions")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_organisation_distinctions_first_id_second_id")),
    )
    with op.batch_alter_table("organisation_distinctions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_distinctions_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_distinctions_second_id"), ["second_id"], unique=False)

    op.create_table(
        "balanced_pairs",
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("buyer_score", Milli(), nullable=False),
        sa.Column("seller_score", Milli(), nullable=False),
        sa.Column("mutual", Milli(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_balanced_pairs_need_id_needs")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_balanced_pairs_offer_id_offers")),
        sa.PrimaryKeyConstraint("turn", "need_id", "offer_id", name=op.f("pk_balanced_pairs")),
    )
    with op.batch_alter_table("balanced_pairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_balanced_pairs_offer_id"), ["offer_id"], unique=False)

    op.create_table(
        "exposures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("to_staff", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("weights_version", sa.String(length=40), nullable=False),
        sa.Column("model_version", sa.String(length=80), nullable=True),
        sa.CheckConstraint("rank > 0", name=op.f("ck_exposures_rank")),
        sa.CheckConstraint("tenths BETWEEN 0 AND 1000", name=op.f("ck_exposures_tenths")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_exposures_need_id_needs")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_exposures_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_exposures_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposures")),
        sa.UniqueConstraint(
            "day",
            "organisation_id",
            "offer_id",
            "need_id",
            "to_staff",
            name=op.f("uq_exposures_day_organisation_id_offer_id_need_id_to_staff"),
        ),
    )
    with op.batch_alter_table("exposures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exposures_need_id"), ["need_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_exposures_offer_id_need_id_day"), ["offer_id", "need_id", "day"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_exposures_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "score_alerts",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "telling",
            sa.Enum(
                "never",
                "site",
                "at_once",
                "daily",
                name="telling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("telling != 'never'", name=op.f("ck_score_alerts_tells")),
        sa.CheckConstraint("at_least BETWEEN 1 AND 100", name=op.f("ck_score_alerts_at_least")),
        sa.CheckConstraint("offer_id IS NULL OR need_id IS NULL", name=op.f("ck_score_alerts_one_listing")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_score_alerts_need_id_needs")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_score_alerts_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_score_alerts_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_score_alerts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_alerts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_score_alerts_public_id")),
    )
    with op.batch_alter_table("score_alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_alerts_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_alerts_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_alerts_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_alerts_user_id"), ["user_id"], unique=False)

    op.create_table(
        "alert_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("search_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("score", Milli(), nullable=True),
        sa.Column(
            "telling",
            sa.Enum(
                "never",
                "site",
                "at_once",
                "daily",
                name="telling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("path", sa.String(length=300), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(told_at IS NULL) = (sentence IS NULL)", name=op.f("ck_alert_messages_told")),
        sa.CheckConstraint("offer_id IS NOT NULL OR need_id IS NOT NULL", name=op.f("ck_alert_messages_about")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["score_alerts.id"], name=op.f("fk_alert_messages_alert_id_score_alerts")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["alert_digests.id"], name=op.f("fk_alert_messages_digest_id_alert_digests")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_alert_messages_need_id_needs")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_alert_messages_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_searches.id"], name=op.f("fk_alert_messages_search_id_saved_searches")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_alert_messages_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_messages")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_alert_messages_user_id_key")),
    )
    with op.batch_alter_table("alert_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_messages_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_messages_digest_id"), ["digest_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_messages_search_id"), ["search_id"], unique=False)

    # Columns with their references and rules in one statement each: SQLite then keeps the table, which others point to.
    op.add_column("organisations", sa.Column("merged_at", UtcDateTime(), nullable=True))
    for added in (
        "merged_by_id INTEGER CONSTRAINT fk_organisations_merged_by_id_users REFERENCES users (id)",
        "merged_into_id INTEGER CONSTRAINT fk_organisations_merged_into_id_organisations REFERENCES organisations (id) "
        "CONSTRAINT ck_organisations_merged_into_another CHECK (merged_into_id <> id) "
        "CONSTRAINT ck_organisations_merged_has_date CHECK ((merged_into_id IS NULL) = (merged_at IS NULL)) "
        "CONSTRAINT ck_organisations_merged_by_somebody CHECK ((merged_into_id IS NULL) = (merged_by_id IS NULL))",
    ):
        op.execute(f"ALTER TABLE organisations ADD COLUMN {added}")
    op.create_index(op.f("ix_organisations_merged_into_id"), "organisations", ["merged_into_id"])

    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("reference_prices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("variety", sa.String(length=120), nullable=True))
        batch_op.add_column(
            sa.Column(
                "trade_stage",
                sa.Enum(
                    "farm_gate",
                    "collected",
                    "delivered",
                    "retail",
                    name="tradestage",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )

    for statement in refuse_changes(op.get_bind().dialect.name, INSERT_ONLY_OF_MATCHING):
        op.execute(statement)


def downgrade() -> None:
    """Weights, decisions and exposures would be lost: the way back is the backup made before."""
    raise NotImplementedError("Restore the backup made before this migration.")

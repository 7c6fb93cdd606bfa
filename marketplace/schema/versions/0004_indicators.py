"""Indicators proven row by row: attested facts, spans of contracts, targets, snapshots, schedules of reports.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from marketplace.extensions import Milli, UtcDateTime
from marketplace.schema.triggers import INSERT_ONLY_OF_INDICATORS, lock_snapshots, refuse_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    new_tables()
    more_of_what_there_is()
    op.drop_table("targets")  # reference data: loaded anew from its file into indicator_targets
    dialect = op.get_bind().dialect.name
    for statement in (*refuse_changes(dialect, INSERT_ONLY_OF_INDICATORS), *lock_snapshots(dialect)):
        op.execute(statement)


def more_of_what_there_is() -> None:
    """Columns with their references and rules in one statement each: SQLite then keeps the table as it stands."""
    for added in (
        "communes ADD COLUMN former_district_code VARCHAR(5)",
        "organisations ADD COLUMN parent_id INTEGER "
        "CONSTRAINT fk_organisations_parent_id_organisations REFERENCES organisations (id) "
        "CONSTRAINT ck_organisations_parent_is_another CHECK (parent_id <> id)",
        "ratings ADD COLUMN rater VARCHAR(200)",
        "ratings ADD COLUMN file_id INTEGER CONSTRAINT fk_ratings_file_id_stored_files REFERENCES stored_files (id)",
    ):
        op.execute(f"ALTER TABLE {added}")
    op.add_column("ratings", sa.Column("recorded_at", UtcDateTime(), nullable=True))
    op.create_index("ix_communes_former_district_code", "communes", ["former_district_code"])
    op.create_index("ix_organisations_parent_id", "organisations", ["parent_id"])
    for table, *columns in (
        ("contracts", "effective_to"),
        ("payments", "due_on"),
        ("terms_periods", "end"),
        ("terms_periods", "organisation_id", "end"),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def new_tables() -> None:
    op.create_table(
        "external_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("place_code", sa.String(length=5), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("as_stated", sa.String(length=200), nullable=False),
        sa.Column("value", Milli(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_figures")),
        sa.UniqueConstraint(
            "series", "place_code", "on", "source", name=op.f("uq_external_figures_series_place_code_on_source")
        ),
    )
    with op.batch_alter_table("external_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_figures_series"), ["series"], unique=False)

    op.create_table(
        "indicator_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=10), nullable=False),
        sa.Column(
            "organisation_kind",
            sa.Enum(
                "htx",
                "lhhtx",
                "tht",
                "enterprise",
                "household",
                "area",
                "other",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "baseline", "step", "target", name="targetkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("value", Milli(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_indicator_targets_value")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_indicator_targets_year")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_indicator_targets_entered_by_id_users")),
        sa.ForeignKeyConstraint(
            ["province_code"], ["provinces.code"], name=op.f("fk_indicator_targets_province_code_provinces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_targets")),
        sa.UniqueConstraint("public_id", name=op.f("uq_indicator_targets_public_id")),
    )
    with op.batch_alter_table("indicator_targets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_indicator_targets_indicator_province_code_year"),
            ["indicator", "province_code", "year"],
            unique=False,
        )

    op.create_table(
        "report_schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column(
            "rhythm",
            sa.Enum(
                "monthly", "quarterly", "yearly", name="rhythm", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_report_schedules_made_by_id_users")),
        sa.ForeignKeyConstraint(
            ["province_code"], ["provinces.code"], name=op.f("fk_report_schedules_province_code_provinces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedules")),
        sa.UniqueConstraint(
            "email", "province_code", "rhythm", name=op.f("uq_report_schedules_email_province_code_rhythm")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_schedules_public_id")),
    )
    with op.batch_alter_table("report_schedules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_schedules_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(
            "uq_report_schedules_country",
            ["email", "rhythm"],
            unique=True,
            sqlite_where=sa.text("province_code IS NULL"),
            postgresql_where=sa.text("province_code IS NULL"),
        )

    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column(
            "period",
            sa.Enum(
                "system_year",
                "year",
                "half",
                "quarter",
                "custom",
                name="periodkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("dropped_by_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_snapshots_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "(dropped_at IS NULL) = (dropped_by_id IS NULL)", name=op.f("ck_snapshots_dropped_by_somebody")
        ),
        sa.CheckConstraint(
            "approved_at IS NULL OR counted_at IS NOT NULL", name=op.f("ck_snapshots_approved_is_counted")
        ),
        sa.CheckConstraint("approved_at IS NULL OR dropped_at IS NULL", name=op.f("ck_snapshots_approved_stays")),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> prepared_by_id", name=op.f("ck_snapshots_second_person")
        ),
        sa.CheckConstraint(
            "corrects_id IS NULL OR reason IS NOT NULL", name=op.f("ck_snapshots_correction_has_reason")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_snapshots_dates")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_snapshots_approved_by_id_users")),
        sa.ForeignKeyConstraint(["corrects_id"], ["snapshots.id"], name=op.f("fk_snapshots_corrects_id_snapshots")),
        sa.ForeignKeyConstraint(["dropped_by_id"], ["users.id"], name=op.f("fk_snapshots_dropped_by_id_users")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["users.id"], name=op.f("fk_snapshots_prepared_by_id_users")),
        sa.ForeignKeyConstraint(
            ["province_code"], ["provinces.code"], name=op.f("fk_snapshots_province_code_provinces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("public_id", name=op.f("uq_snapshots_public_id")),
    )
    with op.batch_alter_table("snapshots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshots_province_code"), ["province_code"], unique=False)

    op.create_table(
        "linkage_declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("partner", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_linkage_declarations_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_linkage_declarations_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linkage_declarations")),
    )
    with op.batch_alter_table("linkage_declarations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_linkage_declarations_organisation_id_year"), ["organisation_id", "year"], unique=False
        )

    op.create_table(
        "linkage_projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("project", "plan", name="projectkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("decision_number", sa.String(length=80), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("approving_body", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("commodity_code", sa.String(length=60), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(verified_at IS NULL) = (verified_by_id IS NULL)", name=op.f("ck_linkage_projects_verified_by_somebody")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_linkage_projects_withdrawn_by_somebody")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_linkage_projects_dates")),
        sa.CheckConstraint(
            "verified_by_id IS NULL OR verified_by_id <> recorded_by_id", name=op.f("ck_linkage_projects_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["commodity_code"], ["commodities.code"], name=op.f("fk_linkage_projects_commodity_code_commodities")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_linkage_projects_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_linkage_projects_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["users.id"], name=op.f("fk_linkage_projects_verified_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["users.id"], name=op.f("fk_linkage_projects_withdrawn_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linkage_projects")),
        sa.UniqueConstraint("public_id", name=op.f("uq_linkage_projects_public_id")),
    )
    with op.batch_alter_table("linkage_projects", schema=None) as batch_op:
        batch_op.create_index(
            "uq_linkage_projects_one_live_decision",
            ["decision_number", "approved_on"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "working",
                "stopped",
                "awaiting_dissolution",
                "ineffective",
                name="observationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_observations_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_observations_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_observations_organisation_id_observed_on"), ["organisation_id", "observed_on"], unique=False
        )

    op.create_table(
        "recognitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("high_tech", "model", name="recognitionkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_recognitions_withdrawn_by_somebody")
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_recognitions_dates")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_recognitions_file_id_stored_files")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_recognitions_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_recognitions_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name=op.f("fk_recognitions_withdrawn_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognitions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recognitions_public_id")),
    )
    with op.batch_alter_table("recognitions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recognitions_organisation_id_kind_since"), ["organisation_id", "kind", "since"], unique=False
        )

    op.create_table(
        "report_sendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["report_schedules.id"], name=op.f("fk_report_sendings_schedule_id_report_schedules")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sendings")),
        sa.UniqueConstraint("schedule_id", "as_of", name=op.f("uq_report_sendings_schedule_id_as_of")),
    )
    op.create_table(
        "snapshot_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("definition", sa.String(length=4), nullable=False),
        sa.Column("denominator_choice", sa.String(length=4), nullable=False),
        sa.Column("organisation_kind", sa.String(length=10), nullable=False),
        sa.Column("place_code", sa.String(length=5), nullable=False),
        sa.Column("numerator", Milli(), nullable=False),
        sa.Column("denominator", Milli(), nullable=True),
        sa.Column("demonstration", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_snapshot_figures_snapshot_id_snapshots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot_figures")),
        sa.UniqueConstraint(
            "snapshot_id",
            "indicator",
            "definition",
            "denominator_choice",
            "organisation_kind",
            "place_code",
            name="uq_snapshot_figures_one",
        ),
    )
    op.create_table(
        "snapshot_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=10), nullable=False),
        sa.Column("definition", sa.String(length=4), nullable=False),
        sa.Column("denominator_choice", sa.String(length=4), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("numerator", Milli(), nullable=False),
        sa.Column("denominator", Milli(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshots.id"], name=op.f("fk_snapshot_rows_snapshot_id_snapshots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot_rows")),
    )
    with op.batch_alter_table("snapshot_rows", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_snapshot_rows_snapshot_id_indicator_definition_denominator_choice"),
            ["snapshot_id", "indicator", "definition", "denominator_choice"],
            unique=False,
        )

    op.create_table(
        "traced_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("commodity_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("system", sa.String(length=120), nullable=False),
        sa.Column("trace_code", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_traced_products_dates")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_traced_products_confirmed_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["users.id"], name=op.f("fk_traced_products_confirmed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["commodity_code"], ["commodities.code"], name=op.f("fk_traced_products_commodity_code_commodities")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_traced_products_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_traced_products_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traced_products")),
        sa.UniqueConstraint(
            "organisation_id", "trace_code", name=op.f("uq_traced_products_organisation_id_trace_code")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_traced_products_public_id")),
    )
    with op.batch_alter_table("traced_products", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_traced_products_commodity_code"), ["commodity_code"], unique=False)

    op.create_table(
        "linkage_project_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_linkage_project_members_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["linkage_projects.id"], name=op.f("fk_linkage_project_members_project_id_linkage_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linkage_project_members")),
        sa.UniqueConstraint(
            "project_id", "organisation_id", name=op.f("uq_linkage_project_members_project_id_organisation_id")
        ),
    )
    with op.batch_alter_table("linkage_project_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_linkage_project_members_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "contract_spans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("enterprise", sa.Boolean(), nullable=False),
        sa.Column("state_owned", sa.Boolean(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("commodity_code", sa.String(length=60), nullable=False),
        sa.Column("quantity_kg", Milli(), nullable=False),
        sa.Column("area_ha", Milli(), nullable=True),
        sa.Column("price_dong_per_kg", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contract_spans_dates")),
        sa.ForeignKeyConstraint(
            ["commodity_code"], ["commodities.code"], name=op.f("fk_contract_spans_commodity_code_commodities")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_spans_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_contract_spans_terms_id_terms")),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["organisations.id"], name=op.f("fk_contract_spans_seller_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["organisations.id"], name=op.f("fk_contract_spans_buyer_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_spans")),
        sa.UniqueConstraint("contract_id", "starts_on", name=op.f("uq_contract_spans_contract_id_starts_on")),
    )
    with op.batch_alter_table("contract_spans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_spans_ends_on_starts_on"), ["ends_on", "starts_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_spans_terms_id"), ["terms_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_spans_seller_id"), ["seller_id"], unique=False)

    op.create_table(
        "snapshot_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_snapshot_links_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_snapshot_links_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_snapshot_links_snapshot_id_snapshots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot_links")),
        sa.UniqueConstraint(
            "snapshot_id",
            "organisation_id",
            "contract_id",
            name=op.f("uq_snapshot_links_snapshot_id_organisation_id_contract_id"),
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("what was signed and logged is not unmade; restore a backup instead")

"""Plans toward the target: scenarios, their links, plants and shortages.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from marketplace.extensions import Milli, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_scenarios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=True),
        sa.Column("indicator", sa.String(length=10), nullable=False),
        sa.Column(
            "definition",
            sa.Enum(
                "L1", "L2", "L3", "L4", "L5", name="definition", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "denominator",
            sa.Enum("D1", "D2", "D3", name="denominator", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("target_pct", Milli(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("soe_priority", sa.Integer(), nullable=False),
        sa.Column("poor_commune_priority", sa.Integer(), nullable=False),
        sa.Column("plant_priority", sa.Integer(), nullable=False),
        sa.Column("workload", sa.Integer(), nullable=True),
        sa.Column("renewal_assumed", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("progress_pct", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum("reading", "solving", "keeping", name="step", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("beat_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column(
            "ending",
            sa.Enum("done", "stopped", "failed", name="ending", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "failure",
            sa.Enum("nobody", "broken", name="failure", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.Column("dropped_by_id", sa.Integer(), nullable=True),
        sa.Column("data_at", UtcDateTime(), nullable=True),
        sa.Column("linked_today", sa.Integer(), nullable=True),
        sa.Column("linked_before", sa.Integer(), nullable=True),
        sa.Column("linked_after", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("reachable", sa.Integer(), nullable=True),
        sa.Column("expected", Milli(), nullable=True),
        sa.Column("gap_pct", Milli(), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=True),
        sa.Column("without_goods", sa.Integer(), nullable=True),
        sa.Column("full_needs", sa.Integer(), nullable=True),
        sa.Column("brokers_full", sa.Boolean(), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=True),
        sa.Column("provinces", sa.JSON(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(failure IS NOT NULL) = (ending IS NOT NULL AND ending = 'failed')",
            name=op.f("ck_plan_scenarios_failed_says_why"),
        ),
        sa.CheckConstraint(
            "ending IS NULL OR ending <> 'done' OR data_at IS NOT NULL", name=op.f("ck_plan_scenarios_done_has_data")
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_plan_scenarios_accepted_by_somebody")
        ),
        sa.CheckConstraint(
            "(dropped_at IS NULL) = (dropped_by_id IS NULL)", name=op.f("ck_plan_scenarios_dropped_by_somebody")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_plan_scenarios_ended_somehow")),
        sa.CheckConstraint(
            "accepted_at IS NULL OR data_at IS NOT NULL", name=op.f("ck_plan_scenarios_accepted_is_done")
        ),
        sa.CheckConstraint("accepted_at IS NULL OR dropped_at IS NULL", name=op.f("ck_plan_scenarios_accepted_stays")),
        sa.CheckConstraint("plant_priority BETWEEN 0 AND 100", name=op.f("ck_plan_scenarios_plant_priority")),
        sa.CheckConstraint(
            "poor_commune_priority BETWEEN 0 AND 100", name=op.f("ck_plan_scenarios_poor_commune_priority")
        ),
        sa.CheckConstraint("progress_pct BETWEEN 0 AND 100", name=op.f("ck_plan_scenarios_progress")),
        sa.CheckConstraint("soe_priority BETWEEN 0 AND 100", name=op.f("ck_plan_scenarios_soe_priority")),
        sa.CheckConstraint("target_pct > 0 AND target_pct <= 100000", name=op.f("ck_plan_scenarios_target")),
        sa.CheckConstraint("workload > 0", name=op.f("ck_plan_scenarios_workload")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["users.id"], name=op.f("fk_plan_scenarios_accepted_by_id_users")),
        sa.ForeignKeyConstraint(["dropped_by_id"], ["users.id"], name=op.f("fk_plan_scenarios_dropped_by_id_users")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_plan_scenarios_made_by_id_users")),
        sa.ForeignKeyConstraint(
            ["province_code"], ["provinces.code"], name=op.f("fk_plan_scenarios_province_code_provinces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_scenarios")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_scenarios_public_id")),
    )
    with op.batch_alter_table("plan_scenarios", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_scenarios_province_code"), ["province_code"], unique=False)

    op.create_table(
        "plan_plants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("commodity_code", sa.String(length=60), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("kg_a_year", Milli(), nullable=False),
        sa.Column("reach_km", sa.Integer(), nullable=False),
        sa.Column("growers", sa.Integer(), nullable=True),
        sa.CheckConstraint("kg_a_year > 0", name=op.f("ck_plan_plants_throughput")),
        sa.CheckConstraint("reach_km > 0", name=op.f("ck_plan_plants_reach")),
        sa.ForeignKeyConstraint(
            ["commodity_code"], ["commodities.code"], name=op.f("fk_plan_plants_commodity_code_commodities")
        ),
        sa.ForeignKeyConstraint(["commune_code"], ["communes.code"], name=op.f("fk_plan_plants_commune_code_communes")),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["plan_scenarios.id"], name=op.f("fk_plan_plants_scenario_id_plan_scenarios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_plants")),
    )
    with op.batch_alter_table("plan_plants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_plants_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "plan_shortages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("commodity_code", sa.String(length=60), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("organisations", sa.Integer(), nullable=False),
        sa.Column("organisation_ids", sa.JSON(), nullable=False),
        sa.Column("no_buyer", sa.Boolean(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "certificate",
                "form",
                "window",
                "minimum_lot",
                "distance",
                name="hindrance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("rule IS NULL OR no_buyer", name=op.f("ck_plan_shortages_rule_keeps_out")),
        sa.ForeignKeyConstraint(
            ["commodity_code"], ["commodities.code"], name=op.f("fk_plan_shortages_commodity_code_commodities")
        ),
        sa.ForeignKeyConstraint(
            ["commune_code"], ["communes.code"], name=op.f("fk_plan_shortages_commune_code_communes")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["plan_scenarios.id"], name=op.f("fk_plan_shortages_scenario_id_plan_scenarios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_shortages")),
    )
    with op.batch_alter_table("plan_shortages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_shortages_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "plan_plant_months",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("available_kg", Milli(), nullable=False),
        sa.Column("filled", Milli(), nullable=False),
        sa.CheckConstraint("filled BETWEEN 0 AND 1000", name=op.f("ck_plan_plant_months_filled")),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_plan_plant_months_month")),
        sa.ForeignKeyConstraint(
            ["plant_id"], ["plan_plants.id"], name=op.f("fk_plan_plant_months_plant_id_plan_plants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_plant_months")),
        sa.UniqueConstraint("plant_id", "month", name=op.f("uq_plan_plant_months_plant_id_month")),
    )
    op.create_table(
        "plan_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("plant_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("quantity_kg", Milli(), nullable=False),
        sa.Column("likelihood", Milli(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("sale_only", sa.Boolean(), nullable=False),
        sa.Column("broker_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column(
            "left_because",
            sa.Enum(
                "not_built",
                "linked",
                "offer_closed",
                "need_closed",
                "refused",
                "nobody_free",
                "other",
                name="leftbecause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(need_id IS NULL) <> (plant_id IS NULL)", name=op.f("ck_plan_links_need_or_plant")),
        sa.CheckConstraint("case_id IS NULL OR left_because IS NULL", name=op.f("ck_plan_links_case_or_reason")),
        sa.CheckConstraint("likelihood > 0 AND likelihood <= 1000", name=op.f("ck_plan_links_likelihood")),
        sa.CheckConstraint("need_id IS NULL OR offer_id IS NOT NULL", name=op.f("ck_plan_links_offer_for_need")),
        sa.CheckConstraint("quantity_kg > 0", name=op.f("ck_plan_links_quantity")),
        sa.ForeignKeyConstraint(["broker_id"], ["users.id"], name=op.f("fk_plan_links_broker_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_plan_links_case_id_cases")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_plan_links_need_id_needs")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_plan_links_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_plan_links_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["plant_id"], ["plan_plants.id"], name=op.f("fk_plan_links_plant_id_plan_plants")),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["plan_scenarios.id"], name=op.f("fk_plan_links_scenario_id_plan_scenarios")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_links")),
        sa.UniqueConstraint("scenario_id", "organisation_id", name=op.f("uq_plan_links_scenario_id_organisation_id")),
    )
    with op.batch_alter_table("plan_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_links_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_links_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_links_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a plan that was accepted is not unmade; restore a backup instead")

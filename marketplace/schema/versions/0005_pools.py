"""Pooled orders: variants of a group, what a case plans for each cooperative, shares of a union's offer.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from marketplace.extensions import Milli, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    member_shares()
    pools()


def member_shares() -> None:
    """What each member cooperative brings to an offer of its union."""
    op.create_table(
        "offer_member_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("quantity_kg", Milli(), nullable=False),
        sa.CheckConstraint("quantity_kg > 0", name=op.f("ck_offer_member_shares_quantity")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_member_shares_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_offer_member_shares_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_member_shares")),
        sa.UniqueConstraint(
            "offer_id", "organisation_id", name=op.f("uq_offer_member_shares_offer_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_offer_member_shares_organisation_id"), "offer_member_shares", ["organisation_id"])


def pools() -> None:
    """Pools with their variants, suppliers by periods, the cases they became, and what a case plans for each side."""
    op.create_table(
        "pools",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column(
            "closing",
            sa.Enum("invited", "dropped", name="poolclosing", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(closed_at IS NULL) = (closing IS NULL)", name=op.f("ck_pools_closed_has_reason")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_pools_made_by_id_users")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_pools_need_id_needs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pools")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pools_public_id")),
    )
    with op.batch_alter_table("pools", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pools_need_id"), ["need_id"], unique=False)

    op.create_table(
        "case_planned_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("quantity_kg", Milli(), nullable=False),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_case_planned_shares_end_after_start")),
        sa.CheckConstraint("quantity_kg > 0", name=op.f("ck_case_planned_shares_quantity")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_planned_shares_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_case_planned_shares_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_planned_shares")),
        sa.UniqueConstraint(
            "case_id", "organisation_id", "start", name=op.f("uq_case_planned_shares_case_id_organisation_id_start")
        ),
    )
    with op.batch_alter_table("case_planned_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_planned_shares_case_id"), ["case_id"], unique=False)

    op.create_table(
        "pool_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_pool_cases_case_id_cases")),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], name=op.f("fk_pool_cases_pool_id_pools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_cases")),
        sa.UniqueConstraint("case_id", name=op.f("uq_pool_cases_case_id")),
    )
    with op.batch_alter_table("pool_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_cases_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "pool_variants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("chosen_at", UtcDateTime(), nullable=True),
        sa.Column("maximum_suppliers", sa.Integer(), nullable=True),
        sa.Column("largest_share_pct", Milli(), nullable=True),
        sa.Column("maximum_distance_km", sa.Integer(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column("weight_transport", sa.BigInteger(), nullable=False),
        sa.Column("weight_flexible", sa.BigInteger(), nullable=False),
        sa.Column("weight_unreliable", sa.BigInteger(), nullable=False),
        sa.Column("weight_spread", sa.BigInteger(), nullable=False),
        sa.Column("weight_newly_linked", sa.BigInteger(), nullable=False),
        sa.Column("seconds", Milli(), nullable=False),
        sa.Column("data_at", UtcDateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("cost_dong", sa.BigInteger(), nullable=True),
        sa.Column("bound_dong", sa.BigInteger(), nullable=True),
        sa.Column("gap", Milli(), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "largest_share_pct > 0 AND largest_share_pct <= 100000", name=op.f("ck_pool_variants_largest_share")
        ),
        sa.CheckConstraint("maximum_distance_km > 0", name=op.f("ck_pool_variants_maximum_distance")),
        sa.CheckConstraint("maximum_suppliers > 0", name=op.f("ck_pool_variants_maximum_suppliers")),
        sa.CheckConstraint("number > 0", name=op.f("ck_pool_variants_number")),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_pool_variants_seconds")),
        sa.CheckConstraint(
            "weight_transport >= 0 AND weight_flexible >= 0 AND weight_unreliable >= 0 AND weight_spread >= 0 AND weight_newly_linked >= 0",
            name=op.f("ck_pool_variants_weights"),
        ),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], name=op.f("fk_pool_variants_pool_id_pools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_variants")),
        sa.UniqueConstraint("pool_id", "number", name=op.f("uq_pool_variants_pool_id_number")),
    )
    with op.batch_alter_table("pool_variants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_variants_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "pool_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("wanted_kg", Milli(), nullable=False),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_pool_periods_end_after_start")),
        sa.CheckConstraint("wanted_kg > 0", name=op.f("ck_pool_periods_wanted")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["pool_variants.id"], name=op.f("fk_pool_periods_variant_id_pool_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_periods")),
        sa.UniqueConstraint("variant_id", "start", name=op.f("uq_pool_periods_variant_id_start")),
    )
    with op.batch_alter_table("pool_periods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_periods_variant_id"), ["variant_id"], unique=False)

    op.create_table(
        "pool_suppliers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "lock",
            sa.Enum("none", "in", "out", name="supplierlock", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("distance_km", Milli(), nullable=True),
        sa.Column("price_dong_per_kg", sa.BigInteger(), nullable=True),
        sa.Column("on_time", Milli(), nullable=True),
        sa.Column("newly_linked", sa.Boolean(), nullable=False),
        sa.Column("minimum_lot_kg", Milli(), nullable=True),
        sa.Column("lot_multiple_kg", Milli(), nullable=True),
        sa.Column("most_kg", Milli(), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_pool_suppliers_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_pool_suppliers_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["pool_variants.id"], name=op.f("fk_pool_suppliers_variant_id_pool_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_suppliers")),
        sa.UniqueConstraint("variant_id", "offer_id", name=op.f("uq_pool_suppliers_variant_id_offer_id")),
        sa.UniqueConstraint("variant_id", "organisation_id", name=op.f("uq_pool_suppliers_variant_id_organisation_id")),
    )
    with op.batch_alter_table("pool_suppliers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_suppliers_variant_id"), ["variant_id"], unique=False)

    op.create_table(
        "pool_cells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("kg", Milli(), nullable=False),
        sa.Column("firm_kg", Milli(), nullable=False),
        sa.Column("flexible_kg", Milli(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_pool_cells_end_after_start")),
        sa.CheckConstraint("firm_kg >= 0 AND flexible_kg >= 0", name=op.f("ck_pool_cells_free")),
        sa.CheckConstraint("kg >= 0", name=op.f("ck_pool_cells_kg")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["pool_suppliers.id"], name=op.f("fk_pool_cells_supplier_id_pool_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_cells")),
        sa.UniqueConstraint("supplier_id", "start", name=op.f("uq_pool_cells_supplier_id_start")),
    )
    with op.batch_alter_table("pool_cells", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_cells_supplier_id"), ["supplier_id"], unique=False)

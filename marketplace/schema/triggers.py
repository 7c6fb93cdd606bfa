"""Rows that are never changed: the triggers that refuse it, for both databases."""

from collections.abc import Sequence

INSERT_ONLY = ("audit_events", "terms", "terms_periods", "acceptances", "consents")
INSERT_ONLY_OF_MATCHING = ("weights_versions", "model_versions", "model_decisions")
INSERT_ONLY_OF_LINKAGES = (
    "ledger_movements", "terms_grades", "terms_inputs", "case_talks", "case_handovers", "case_messages",
    "case_message_files", "contract_prints", "digital_signatures", "deliveries", "delivery_answers", "payment_answers",
    "track_replies",
)  # fmt: skip

INSERT_ONLY_OF_INDICATORS = (
    "snapshot_figures", "snapshot_rows", "snapshot_links", "report_sendings", "observations", "linkage_declarations",
)  # fmt: skip


def refuse_changes(dialect: str, tables: Sequence[str] = INSERT_ONLY) -> list[str]:
    """The statements that make the tables insert-only."""
    return [statement for table in tables for statement in _MAKE[dialect](table)]


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


_MAKE = {"sqlite": _sqlite, "postgresql": _postgresql}

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

PARTS_OF_SNAPSHOTS = ("snapshot_figures", "snapshot_rows", "snapshot_links")
FIXED_WHEN_PREPARED = (
    "public_id", "title", "period", "starts_on", "ends_on", "province_code", "note", "corrects_id", "reason",
    "prepared_by_id", "prepared_at",
)  # fmt: skip
FIXED_WHEN_COUNTED = ("counted_at", "sha256")
FIXED_WHEN_DECIDED = ("approved_by_id", "approved_at", "dropped_by_id", "dropped_at")


def refuse_changes(dialect: str, tables: Sequence[str] = INSERT_ONLY) -> list[str]:
    """The statements that make the tables insert-only."""
    return [statement for table in tables for statement in _MAKE[dialect](table)]


def lock_snapshots(dialect: str) -> list[str]:
    """The statements that let a snapshot be counted once and decided once, and take in nothing afterwards."""
    return _LOCK[dialect]()


def _lock_sqlite() -> list[str]:
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _fixed_always())
    again = _when_set("IS NOT")
    refuse = "BEGIN SELECT RAISE(ABORT, 'a snapshot is never changed'); END"
    counted = "(SELECT counted_at FROM snapshots WHERE id = NEW.snapshot_id) IS NOT NULL"
    return [
        f"CREATE TRIGGER snapshots_fixed BEFORE UPDATE ON snapshots WHEN {changed} OR {again} {refuse}",
        f"CREATE TRIGGER snapshots_no_delete BEFORE DELETE ON snapshots {refuse}",
        *(f"CREATE TRIGGER {table}_closed BEFORE INSERT ON {table} WHEN {counted} {refuse}"
          for table in PARTS_OF_SNAPSHOTS),
    ]  # fmt: skip


def _lock_postgresql() -> list[str]:
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _fixed_always())
    again = _when_set("IS DISTINCT FROM")
    refuse = "RAISE EXCEPTION 'a snapshot is never changed' USING ERRCODE = 'restrict_violation'"
    into_closed = (
        "EXISTS (SELECT FROM added JOIN snapshots s ON s.id = added.snapshot_id WHERE s.counted_at IS NOT NULL)"
    )
    return [
        f"CREATE FUNCTION snapshots_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
        "CREATE TRIGGER snapshots_fixed BEFORE UPDATE ON snapshots FOR EACH ROW "
        f"WHEN ({changed} OR {again}) EXECUTE FUNCTION snapshots_refuse()",
        "CREATE TRIGGER snapshots_no_delete BEFORE DELETE ON snapshots "
        "FOR EACH ROW EXECUTE FUNCTION snapshots_refuse()",
        "CREATE FUNCTION snapshots_closed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {into_closed} THEN {refuse}; END IF; RETURN NULL; END $$",
        *(f"CREATE TRIGGER {table}_closed AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
          "FOR EACH STATEMENT EXECUTE FUNCTION snapshots_closed()" for table in PARTS_OF_SNAPSHOTS),
    ]  # fmt: skip


def _fixed_always() -> tuple[str, ...]:
    return ("id", *FIXED_WHEN_PREPARED)


def _when_set(differs: str) -> str:
    """What is written once changes no more; after a decision nothing else is decided either."""
    decided = "(OLD.approved_at IS NOT NULL OR OLD.dropped_at IS NOT NULL)"
    counted = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED_WHEN_COUNTED)
    later = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in (*FIXED_WHEN_COUNTED, *FIXED_WHEN_DECIDED))
    return f"(OLD.counted_at IS NOT NULL AND ({counted})) OR ({decided} AND ({later}))"


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
_LOCK = {"sqlite": _lock_sqlite, "postgresql": _lock_postgresql}

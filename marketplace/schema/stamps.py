"""Stamps of places: who changes a fact that figures count changes, in the same transaction, the stamp of its places.

Triggers see every door: actions, imports, statements over many rows, SQL by hand. A stamp is random and never comes
back, so equal stamps mean equal facts. On SQLite, which has one writer, a place has one row. On PostgreSQL it has as
many as there were writers at one moment: each takes a row that nobody holds, so that nobody waits, and the stamp of
the place is all of them together.

There a transaction stamps a place once, however many rows it writes: nobody else sees anything of it before its end,
and it keeps no figures itself (`engine.stamps.all_is_settled`). A stamp of a savepoint, which may be undone alone, is
not relied upon.

Places are units, a commune within a province as organisations, needs and offers name the two, and beside them each
province: who changes a unit changes its province too, so that whoever looks at provinces alone misses nothing.

On PostgreSQL a fact might be written while its organisation moves to another commune: the writer would stamp the old
place, and the figures of the new one would miss the fact. So a writer holds its organisations against moving (as a
foreign key does), and who moves one waits for such writers before it stamps both places.
"""

# ruff: noqa: S608 - every word of these statements is written here

from __future__ import annotations

from collections.abc import Sequence

EVERYWHERE, NOWHERE = "*", ""
"""The places of what touches all figures, and of facts that lie in no known province."""
WHOLE, NO_COMMUNE = "", "-"
"""In place of a commune: a province itself, and what of it lies in no known commune."""

OF = "SELECT o.province_code AS place, o.commune_code AS commune FROM organisations o"
OF_NEED = "SELECT n.province_code AS place, n.commune_code AS commune FROM needs n"
OF_OFFER = "SELECT f.province_code AS place, f.commune_code AS commune FROM offers f"
"""The units of those that are then chosen; the letter is what a writer holds against moving."""
OWN = ["SELECT {row}.province_code AS place, {row}.commune_code AS commune"]
MEMBER = [f"{OF} WHERE o.id = {{row}}.organisation_id"]


def _of_contract(number: str, case: str = "") -> list[str]:
    """Of everybody whose figures a contract enters: its sides, suppliers, payees, producers, and its need."""
    case = case or f"(SELECT case_id FROM contracts WHERE id = {number})"
    return [
        f"{OF} JOIN contract_parties p ON p.organisation_id = o.id WHERE p.contract_id = {number}",
        f"{OF} JOIN annex_suppliers s ON s.organisation_id = o.id WHERE s.contract_id = {number}",
        f"{OF} JOIN payments y ON y.organisation_id = o.id WHERE y.contract_id = {number}",
        f"{OF} JOIN terms_periods t ON t.organisation_id = o.id JOIN contract_spans e ON e.terms_id = t.terms_id "
        f"WHERE e.contract_id = {number}",
        f"{OF} JOIN cases k ON k.seller_id = o.id WHERE k.id = {case}",
        f"{OF_NEED} JOIN cases k ON k.need_id = n.id WHERE k.id = {case}",
    ]


PLACES: dict[str, list[str]] = {
    "organisations": [
        *OWN,
        f"{OF_NEED} WHERE n.organisation_id = {{row}}.id",
        f"{OF_OFFER} WHERE f.organisation_id = {{row}}.id",
    ],
    **dict.fromkeys(
        (
            "organisation_statuses", "ratings", "recognitions", "linkage_declarations", "certificates",
            "traced_products", "linkage_project_members", "terms_periods",
        ),
        MEMBER,
    ),
    "linkage_projects": [
        f"{OF} JOIN linkage_project_members m ON m.organisation_id = o.id WHERE m.project_id = {{row}}.id"
    ],
    "cases": [
        f"{OF} WHERE o.id = {{row}}.seller_id",
        f"{OF_NEED} WHERE n.id = {{row}}.need_id",
        f"{OF} JOIN contract_parties p ON p.organisation_id = o.id JOIN contracts c ON c.id = p.contract_id "
        "WHERE c.case_id = {row}.id",
        f"{OF} JOIN payments y ON y.organisation_id = o.id JOIN contracts c ON c.id = y.contract_id "
        "WHERE c.case_id = {row}.id",
    ],
    "contracts": _of_contract("{row}.id", "{row}.case_id"),
    "contract_states": _of_contract("{row}.contract_id"),
    "contract_spans": [
        *_of_contract("{row}.contract_id"),
        f"{OF} WHERE o.id = {{row}}.seller_id",
        f"{OF} JOIN terms_periods t ON t.organisation_id = o.id WHERE t.terms_id = {{row}}.terms_id",
    ],
    **{
        table: [*_of_contract("{row}.contract_id"), *MEMBER]
        for table in ("contract_parties", "annex_suppliers", "payments", "deliveries")
    },
    "delivery_answers": [f"{OF} JOIN deliveries d ON d.organisation_id = o.id WHERE d.id = {{row}}.delivery_id"],
    "payment_answers": [f"{OF} JOIN payments y ON y.organisation_id = o.id WHERE y.id = {{row}}.payment_id"],
    "needs": OWN,
    "offers": OWN,
    "need_periods": [f"{OF_NEED} WHERE n.id = {{row}}.need_id"],
    "offer_periods": [f"{OF_OFFER} WHERE f.id = {{row}}.offer_id"],
    **{
        table: [f"SELECT '{EVERYWHERE}' AS place, '{WHOLE}' AS commune"]
        for table in ("commodities", "communes", "provinces", "external_figures")
    },
}  # fmt: skip
"""For each table that figures are counted from: statements for the places of a row, before and after a change."""
PARTNERS = [
    f"{OF} JOIN contract_parties q ON q.organisation_id = o.id "
    "JOIN contract_parties p ON p.contract_id = q.contract_id WHERE p.organisation_id = {row}.id",
    f"{OF} JOIN payments y ON y.organisation_id = o.id "
    "JOIN contract_parties p ON p.contract_id = y.contract_id WHERE p.organisation_id = {row}.id",
    f"{OF} JOIN cases k ON k.seller_id = o.id JOIN contracts c ON c.case_id = k.id "
    "JOIN contract_parties p ON p.contract_id = c.id WHERE p.organisation_id = {row}.id",
]
"""Those whose figures may ask what kind of enterprise their partner is, and who owns it."""
OF_PARTNERS = "kind, state_capital_pct, state_voting_pct"
MOVING = ("organisations", "needs", "offers")


def forget_stamps(dialect: str) -> list[str]:
    """The statements that take away whatever `stamp_places` made before, of this or an earlier form."""
    return _FORGET[dialect]()


def stamp_places(dialect: str) -> list[str]:
    """The statements that make every write to these tables stamp its places, and the first stamp of a database."""
    return [*_FIRST[dialect](), *(statement for table in PLACES for statement in _MAKE[dialect](table))]


def _touched(places: Sequence[str], row: str, *, held: bool) -> str:
    arms = []
    for one in places:
        whom = next(
            (letter for letter, first in (("o", OF), ("n", OF_NEED), ("f", OF_OFFER)) if one.startswith(first)), ""
        )
        lock = f" FOR KEY SHARE OF {whom}" if held and whom else ""
        arms.append(f"SELECT place, commune FROM ({one.replace('{row}', row)}{lock}) AS one")
    unit = f"CASE whole WHEN 0 THEN coalesce(commune, '{NO_COMMUNE}') ELSE '{WHOLE}' END"
    return (
        f"SELECT DISTINCT coalesce(place, '{NOWHERE}') AS place, {unit} AS commune "
        f"FROM ({' UNION ALL '.join(arms)}) AS touched CROSS JOIN (SELECT 0 AS whole UNION ALL SELECT 1) AS either"
    )


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_stamp_{verb.lower()} AFTER {verb} ON {table} "
        f"BEGIN {''.join(_stamped(PLACES[table], row) for row in rows)}END"
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
    ]


def _stamped(places: Sequence[str], row: str) -> str:
    return (
        "INSERT INTO indicator_stamps (place, commune, slot, stamp) "
        f"SELECT place, commune, 0, hex(randomblob(16)) FROM ({_touched(places, row, held=False)}) WHERE true "
        "ON CONFLICT (place, commune, slot) DO UPDATE SET stamp = excluded.stamp; "
    )


def _postgresql(table: str) -> list[str]:
    found = f"SELECT x.place, x.commune FROM changed r CROSS JOIN LATERAL ({_touched(PLACES[table], 'r', held=True)}) x"
    made = [
        f"CREATE FUNCTION {table}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM stamp_place(place, commune) FROM (SELECT DISTINCT place, commune FROM ({found}) y) z; "
        "RETURN NULL; END $$",
        f"CREATE TRIGGER {table}_stamp_truncate AFTER TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION stamp_everywhere()",
    ]
    for name, verb, side in (
        ("insert", "INSERT", "NEW"), ("delete", "DELETE", "OLD"), ("from", "UPDATE", "OLD"), ("to", "UPDATE", "NEW"),
    ):  # fmt: skip
        made.append(
            f"CREATE TRIGGER {table}_stamp_{name} AFTER {verb} ON {table} REFERENCING {side} TABLE AS changed "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stamp()"
        )
    return made


def _first_sqlite() -> list[str]:
    return [
        "INSERT INTO indicator_stamps (place, commune, slot, stamp) "
        f"VALUES ('{EVERYWHERE}', '{WHOLE}', 0, hex(randomblob(16)))",
        f"CREATE TRIGGER organisations_stamp_partners AFTER UPDATE OF {OF_PARTNERS} ON organisations "
        f"BEGIN {_stamped(PARTNERS, 'NEW')}END",
    ]


def _first_postgresql() -> list[str]:
    """Functions; and the rows that move are taken for their mover alone, before the statement's triggers stamp."""
    return [
        "CREATE FUNCTION stamp_place(touched text, within text) RETURNS void LANGUAGE plpgsql AS "
        "$$ DECLARE free bigint; mine boolean; mark text := pg_current_xact_id()::text || '.'; BEGIN "
        "SELECT slot, xmin = pg_current_xact_id()::xid AND starts_with(stamp, mark) INTO free, mine "
        "FROM indicator_stamps "
        "WHERE place = touched AND commune = within ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED; "
        "IF mine THEN RETURN; END IF; mark := mark || left(replace(gen_random_uuid()::text, '-', ''), 15); "
        "IF FOUND THEN UPDATE indicator_stamps SET stamp = mark "
        "WHERE place = touched AND commune = within AND slot = free; "
        "ELSE INSERT INTO indicator_stamps (place, commune, slot, stamp) "
        "VALUES (touched, within, (random() * 1e15)::bigint, mark); END IF; END $$",
        "CREATE FUNCTION stamp_everywhere() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM stamp_place('{EVERYWHERE}', '{WHOLE}'); RETURN NULL; END $$",
        f"SELECT stamp_place('{EVERYWHERE}', '{WHOLE}')",
        "CREATE FUNCTION stamp_alone() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN EXECUTE format('SELECT 1 FROM %I WHERE id = $1 FOR UPDATE', TG_TABLE_NAME) USING NEW.id; "
        "RETURN NULL; END $$",
        *(f"CREATE TRIGGER {table}_stamp_moved AFTER UPDATE ON {table} FOR EACH ROW "
          "WHEN (OLD.province_code IS DISTINCT FROM NEW.province_code "
          "OR OLD.commune_code IS DISTINCT FROM NEW.commune_code) EXECUTE FUNCTION stamp_alone()"
          for table in MOVING),
        "CREATE FUNCTION stamp_partners() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM stamp_place(place, commune) FROM ({_touched(PARTNERS, 'NEW', held=True)}) z; "
        "RETURN NULL; END $$",
        f"CREATE TRIGGER organisations_stamp_partners AFTER UPDATE OF {OF_PARTNERS} ON organisations "
        "FOR EACH ROW EXECUTE FUNCTION stamp_partners()",
    ]  # fmt: skip


def _forget_sqlite() -> list[str]:
    verbs = [f"{table}_stamp_{verb}" for table in PLACES for verb in ("insert", "update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in (*verbs, "organisations_stamp_partners")]


def _forget_postgresql() -> list[str]:
    """With a function go the triggers that call it."""
    own = [f"{table}_stamp()" for table in PLACES]
    shared = ("stamp_everywhere()", "stamp_alone()", "stamp_partners()", "stamp_place(text)", "stamp_place(text, text)")
    return [f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in (*own, *shared)]


_FORGET = {"sqlite": _forget_sqlite, "postgresql": _forget_postgresql}
_FIRST = {"sqlite": _first_sqlite, "postgresql": _first_postgresql}
_MAKE = {"sqlite": _sqlite, "postgresql": _postgresql}

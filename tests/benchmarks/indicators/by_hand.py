"""The same figures as somebody would count them by hand, straight from the tables: what the engine is compared with."""

ACTIVE_ORGANISATIONS = """
    SELECT organisation_id FROM (
        SELECT organisation_id, status,
               row_number() OVER (PARTITION BY organisation_id ORDER BY valid_from DESC, id DESC) AS place
        FROM organisation_statuses WHERE valid_from <= :day
    ) AS dated WHERE place = 1 AND status = 'active'
"""
STANDING_CONTRACTS = """
    SELECT contract_id FROM (
        SELECT contract_id, state,
               row_number() OVER (PARTITION BY contract_id ORDER BY valid_from DESC, id DESC) AS place
        FROM contract_states WHERE valid_from <= :day AND withdrawn_at IS NULL
    ) AS dated WHERE place = 1 AND state IN ('signed', 'renegotiating')
"""
LINKED = f"""
    SELECT p.organisation_id FROM contract_parties p
    JOIN contracts c ON c.id = p.contract_id
    JOIN contract_parties q ON q.contract_id = c.id
    JOIN organisations e ON e.id = q.organisation_id AND e.kind = 'enterprise'
    WHERE c.verified_at IS NOT NULL AND c.linkage_form IS NOT NULL
      AND c.effective_from <= :day AND c.effective_to >= :day
      AND c.id IN ({STANDING_CONTRACTS})
"""

BY_HAND = {
    "figure_I1": f"""
        SELECT count(*), count(CASE WHEN o.id IN ({LINKED}) THEN 1 END) FROM organisations o
        WHERE o.kind = 'htx' AND o.agricultural_type <> 'not_agricultural' AND o.verified_at IS NOT NULL
          AND o.merged_into_id IS NULL AND o.id IN ({ACTIVE_ORGANISATIONS})
    """,
    "figure_O2": f"""
        SELECT sum(tp.quantity_kg) FROM contracts c JOIN terms_periods tp ON tp.terms_id = c.terms_id
        WHERE c.verified_at IS NOT NULL AND c.linkage_form IS NOT NULL
          AND c.effective_from <= :day AND c.effective_to >= :day
          AND c.id IN ({STANDING_CONTRACTS})
    """,
    "figure_O3": """
        SELECT sum(tp.quantity_kg), sum((
            SELECT sum(d.accepted_kg) FROM deliveries d
            WHERE d.contract_id = c.id AND d.organisation_id = tp.organisation_id AND d.period_start = tp.start
        )) FROM terms_periods tp JOIN contracts c ON c.terms_id = tp.terms_id
        WHERE tp."end" BETWEEN :first AND :day
          AND c.verified_at IS NOT NULL AND c.linkage_form IS NOT NULL
    """,
}
"""Statements by measure; `:day` is the day, `:first` the first day of its year. None of them tells what is left out."""

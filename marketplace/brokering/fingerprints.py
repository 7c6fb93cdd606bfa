"""The mark of a revision: printed on its paper, so that a paper names its text."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from marketplace.brokering.models import Terms

GRADE = ("name", "criteria", "price_pct", "share_min_pct")
INPUT = ("kind", "description", "value_dong", "due_on", "offset_rule")
VALUES = (
    "commodity_code", "form_code", "variety", "standard", "growing_area_codes", "area_ha", "effective_from",
    "effective_to", "stage_inputs", "stage_production", "stage_processing", "commitment", "tolerance_pct", "quality",
    "moisture_max_pct", "impurity_max_pct", "inspection", "rejects", "price_basis", "price_dong_per_kg",
    "premium_dong_per_kg", "cost_dong_per_kg", "margin_pct", "price_reference", "price_fixing", "price_rule",
    "vat_included", "delivery_term", "delivery_place", "transport_payer", "notice_days", "handover", "payment_method",
    "payment_days", "late_interest_pct", "deposit_pct", "penalty_pct", "damages_too", "hardship_pct", "force_majeure",
    "termination", "mediator", "dispute_forum", "disputes", "other",
)  # fmt: skip


def fingerprint(terms: Terms) -> str:
    """SHA-256 over every term of this revision, the case and its number.

    What nobody said is left out, so that a term which later versions know does not change the mark of papers
    that are silent about it.
    """
    said: dict[str, Any] = _said(terms, VALUES)
    said["case"], said["number"] = terms.case.public_id, terms.number
    said["periods"] = sorted(
        [str(p.start), str(p.end), p.organisation.public_id, _plain(p.quantity_kg)] for p in terms.periods
    )
    if terms.grades:
        said["grades"] = [_said(grade, GRADE) for grade in terms.grades]
    if terms.inputs:
        said["inputs"] = [_said(one, INPUT) for one in terms.inputs]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _said(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(value) for name in names if (value := getattr(row, name)) is not None}


def _plain(value: Any) -> Any:
    """What the database hands back is written the same as what went in: 5, 5.0 and 5.000 are one number."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if isinstance(value, bool | int) else str(value)

"""A revision as a draft again: what the next one starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from marketplace.brokering.actions.drafts import GradeDraft, InputDraft, PeriodDraft, TermsDraft
from marketplace.brokering.models import Terms


def draft_of(terms: Terms, periods: Sequence[PeriodDraft]) -> TermsDraft:
    """Every term as it stands, but these periods."""
    values: dict[str, Any] = {name: getattr(terms, name) for name in TermsDraft.of_one_value()}
    grades = [GradeDraft(**_named(row, GradeDraft)) for row in terms.grades]
    inputs = [InputDraft(**_named(row, InputDraft)) for row in terms.inputs]
    return TermsDraft(**values, periods=periods, grades=grades, inputs=inputs)


def _named(row: Any, draft: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(draft)}

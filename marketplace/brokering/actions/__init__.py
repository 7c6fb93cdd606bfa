"""Every write of brokering: opening and closing cases, consents, terms and their acceptance."""

from marketplace.brokering.actions.amending import annex_terms, begin_amending, end_amending
from marketplace.brokering.actions.cases import close_case, lock_case, move_case, open_case, set_due_day, take_case
from marketplace.brokering.actions.consents import answer, withdraw_refusal
from marketplace.brokering.actions.drafts import GradeDraft, InputDraft, PeriodDraft, TermsDraft
from marketplace.brokering.actions.terms import accept_terms, check_talking, is_talking, propose_terms

__all__ = [
    "GradeDraft",
    "InputDraft",
    "PeriodDraft",
    "TermsDraft",
    "accept_terms",
    "annex_terms",
    "answer",
    "begin_amending",
    "check_talking",
    "close_case",
    "end_amending",
    "is_talking",
    "lock_case",
    "move_case",
    "open_case",
    "propose_terms",
    "set_due_day",
    "take_case",
    "withdraw_refusal",
]

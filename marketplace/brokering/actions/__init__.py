"""Every write of brokering: opening and closing cases, consents, terms and their acceptance."""

from marketplace.brokering.actions.cases import close_case, lock_case, move_case, open_case, set_due_day, take_case
from marketplace.brokering.actions.consents import answer, withdraw_refusal
from marketplace.brokering.actions.terms import PeriodDraft, TermsDraft, accept_terms, check_talking, propose_terms

__all__ = [
    "PeriodDraft",
    "TermsDraft",
    "accept_terms",
    "answer",
    "check_talking",
    "close_case",
    "lock_case",
    "move_case",
    "open_case",
    "propose_terms",
    "set_due_day",
    "take_case",
    "withdraw_refusal",
]

"""Every write of brokering: opening and closing cases, consents, terms and their acceptance."""

from marketplace.brokering.actions.amending import annex_terms, begin_amending, end_amending
from marketplace.brokering.actions.cases import close_case, lock_case, move_case, reconsider, set_due_day, take_case
from marketplace.brokering.actions.consents import answer, refusing_sides, withdraw_refusal
from marketplace.brokering.actions.drafts import GradeDraft, InputDraft, PeriodDraft, TermsDraft
from marketplace.brokering.actions.handover import hand_over
from marketplace.brokering.actions.members import add_member, leave, leave_first
from marketplace.brokering.actions.merging import agreed_in_its_name, join_sides, propose_again
from marketplace.brokering.actions.messages import send_message
from marketplace.brokering.actions.opening import open_case
from marketplace.brokering.actions.planned import Share, plan_shares
from marketplace.brokering.actions.talks import log_talk
from marketplace.brokering.actions.tasks import add_task, finish_task, reopen_task
from marketplace.brokering.actions.terms import accept_terms, propose_terms

__all__ = [
    "GradeDraft",
    "InputDraft",
    "PeriodDraft",
    "Share",
    "TermsDraft",
    "accept_terms",
    "add_member",
    "add_task",
    "agreed_in_its_name",
    "annex_terms",
    "answer",
    "begin_amending",
    "close_case",
    "end_amending",
    "finish_task",
    "hand_over",
    "join_sides",
    "leave",
    "leave_first",
    "lock_case",
    "log_talk",
    "move_case",
    "open_case",
    "plan_shares",
    "propose_again",
    "propose_terms",
    "reconsider",
    "refusing_sides",
    "reopen_task",
    "send_message",
    "set_due_day",
    "take_case",
    "withdraw_refusal",
]

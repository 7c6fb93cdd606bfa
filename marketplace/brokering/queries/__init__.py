"""Every question about cases. Lists read columns, not records: 5,000 open cases stay a few quick queries."""

from marketplace.brokering.queries.cases import brokered_case, case_for, left_case, queued_case, refused_case, task_for
from marketplace.brokering.queries.desk import BOARD_LENGTH, DESK_LENGTH, Desk, TaskLine, board, desk
from marketplace.brokering.queries.handing import last_handover, receiving_brokers, sheets_of, talks_of, tasks_of
from marketplace.brokering.queries.lines import LIVE, AboutGoods, CaseLine, UntakenLine, visible
from marketplace.brokering.queries.lists import Order, Wanted, cases_page, goods_choices, stage_counts
from marketplace.brokering.queries.pairs import (
    contracted_before,
    joinable_offers,
    listing_for,
    live_case_of,
    partners_for,
    refusals,
    refused_days,
    refused_sellers,
    refused_until,
    renewal_of,
    sellers_at,
    title_of,
)

__all__ = [
    "BOARD_LENGTH",
    "DESK_LENGTH",
    "LIVE",
    "AboutGoods",
    "CaseLine",
    "Desk",
    "Order",
    "TaskLine",
    "UntakenLine",
    "Wanted",
    "board",
    "brokered_case",
    "case_for",
    "cases_page",
    "contracted_before",
    "desk",
    "goods_choices",
    "joinable_offers",
    "last_handover",
    "left_case",
    "listing_for",
    "live_case_of",
    "partners_for",
    "queued_case",
    "receiving_brokers",
    "refusals",
    "refused_case",
    "refused_days",
    "refused_sellers",
    "refused_until",
    "renewal_of",
    "sellers_at",
    "sheets_of",
    "stage_counts",
    "talks_of",
    "task_for",
    "tasks_of",
    "title_of",
    "visible",
]

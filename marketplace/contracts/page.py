"""What the page of a contract says: its line of steps, the buttons, and what later rooms add to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import LazyString

from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractState
from marketplace.contracts.states import VERBS, Verb, allowed_verbs
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date, format_instant

RUNNING = {ContractState.SIGNED, ContractState.COMPLETED}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table periods × cooperatives: words as shown, by cooperative and first day of the period.

    A row without a value shows a dash. `total` stands in the foot; empty when a sum would say nothing.
    """

    title: LazyString
    values: Mapping[tuple[int, date], str] = field(default_factory=dict)
    total: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way from the contract's page to a page of a later room."""

    words: LazyString
    url: str


ColumnsOf = Callable[[Contract, Viewer], Sequence[Column]]
LinksOf = Callable[[Contract, Viewer], Sequence[Link]]
_columns: list[ColumnsOf] = []
_links: list[LinksOf] = []


def adds_columns(columns: ColumnsOf) -> ColumnsOf:
    """Register what a later room, which this one does not know, says of each period and cooperative."""
    _columns.append(columns)
    return columns


def adds_links(links: LinksOf) -> LinksOf:
    """Register a later room's pages about a contract; an empty list where the viewer may not go there."""
    _links.append(links)
    return links


def further_columns(contract: Contract, viewer: Viewer) -> list[Column]:
    """Every column of later rooms, as far as this viewer may see."""
    return [column for columns in _columns for column in columns(contract, viewer)]


def further_links(contract: Contract, viewer: Viewer) -> list[Link]:
    """Every page of later rooms that this viewer may open."""
    return [link for links in _links for link in links(contract, viewer)]


def state_steps(contract: Contract) -> list[dict[str, Any]]:
    """Draft, signed, verified, in term, over: the last two derived from the day."""
    day = today()
    signed = contract.signed_on is not None
    stopped = signed and contract.state not in RUNNING
    begun, over = contract.effective_from <= day, contract.effective_to < day
    running = "todo"
    if signed and begun:
        running = "stopped" if stopped else "done" if over or contract.state is ContractState.COMPLETED else "now"
    return [
        {"label": _l("Bản nháp"), "state": "done" if signed else "now", "when": format_instant(contract.created_at)},
        {"label": _l("Đã ký"), "state": "done" if signed else "todo", "when": format_date(contract.signed_on)},
        {
            "label": _l("Đã xác minh"),
            "state": "done" if contract.verified_at else "now" if signed and not stopped else "todo",
            "when": format_instant(contract.verified_at),
        },
        {"label": _l("Trong thời hạn"), "state": running, "when": format_date(contract.effective_from)},
        {
            "label": _l("Hết thời hạn"),
            "state": "done" if signed and over else "todo",
            "when": format_date(contract.effective_to),
        },
    ]


def pressable(contract: Contract, viewer: Viewer) -> dict[str, Verb]:
    """The verbs that fit the state and that this viewer may press."""
    allowed = allowed_verbs(contract.state)
    return {
        name: verb
        for name, verb in VERBS.items()
        if name in allowed and verb.permission is not None and can(viewer, verb.permission, contract)
    }

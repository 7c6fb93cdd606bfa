"""What the delivery book adds to the contract's page: columns of the table periods × cooperatives, and a link."""

from __future__ import annotations

from datetime import date

from flask import url_for

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.contracts.models import Contract
from marketplace.contracts.page import Column, Link, adds_columns, adds_links
from marketplace.deliveries.book import book_of
from marketplace.deliveries.queries import CLOSED_BOOK
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_kg, format_money


def _open(contract: Contract, viewer: Viewer) -> bool:
    return contract.state not in CLOSED_BOOK and can(viewer, Permission.DELIVERY_VIEW, contract)


@adds_columns
def columns(contract: Contract, viewer: Viewer) -> list[Column]:
    """Accepted and paid, by period and cooperative; a cooperative reads its own, and what was accepted in all."""
    if not _open(contract, viewer):
        return []
    book = book_of(viewer, contract)
    accepted: dict[tuple[int, date], str] = {}
    paid: dict[tuple[int, date], str] = {}
    for line in book.lines:
        if line.organisation is not None:
            key = (line.organisation.id, line.start)
            accepted |= {key: format_kg(line.accepted_kg)} if line.delivered_kg else {}
            paid |= {key: format_money(line.paid_dong)} if line.paid_dong else {}
    total = format_money(int(book.total("paid_dong"))) if book.sees_all and paid else ""
    return [
        Column(
            _l("Đã giao, được nhận"), accepted, "" if book.one_is_left_out else format_kg(book.total("accepted_kg"))
        ),
        Column(_l("Đã trả"), paid, total),
    ]


@adds_links
def links(contract: Contract, viewer: Viewer) -> list[Link]:
    """The way to the book."""
    if not _open(contract, viewer):
        return []
    return [Link(_l("Sổ giao nhận và thanh toán"), url_for("deliveries.book", public_id=contract.public_id))]

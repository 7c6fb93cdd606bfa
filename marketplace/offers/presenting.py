"""An offer as a reader may see it."""

from __future__ import annotations

from typing import Any

from marketplace.audit.presenters import timeline
from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import Card, Fact, Period, card_of, place_words, span_words, title_of
from marketplace.listings.privacy import is_insider, price_facts
from marketplace.listings.reported import reported_facts
from marketplace.offers.member_shares import named_for
from marketplace.offers.models import Offer, OfferKind
from marketplace.organisations.models import Certificate, CertificateState, Origin
from marketplace.web.formats import format_kg, format_quantity


def card(viewer: Viewer, offer: Offer) -> Card:
    """The offer in a list."""
    return card_of(
        viewer,
        offer,
        state=offer.state,
        total_kg=offer.total_kg,
        first_day=offer.first_day,
        last_day=offer.last_day,
    )


def present(offer: Offer, viewer: Viewer) -> dict[str, Any]:
    """Everything the offer's page shows to this viewer; history, ledger and private notes to insiders only."""
    insider = is_insider(viewer, offer)
    return {
        "offer": offer,
        "title": title_of(offer),
        "state": offer.state,
        "facts": reported_facts(offer) if offer.origin == Origin.REPORTED else facts(viewer, offer),
        "periods": periods(offer),
        "total": format_kg(offer.total_kg) if offer.periods else "",
        "papers": papers(offer),
        "members": named_for(viewer, offer),
        "insider": insider,
        "private_note": offer.private_note if insider else None,
        "history": timeline(viewer, offer) if insider and viewer.is_signed_in else [],
    }


def facts(viewer: Viewer, offer: Offer) -> list[Fact]:
    """The facts of an entered offer, in the order of its steps."""
    found: list[Fact] = [(_l("Chào bán"), offer.kind.label)]
    if offer.service:
        found.append((_l("Loại dịch vụ"), offer.service.label))
    found += [
        (_l("Mặt hàng"), offer.commodity.name if offer.commodity else ""),
        (_l("Giống"), offer.variety),
        (_l("Dạng hàng"), offer.form.name if offer.form else ""),
        (_l("Nơi có hàng"), place_words(offer)),
    ]
    if offer.area_ha is not None or offer.kind is OfferKind.PRODUCTION:
        found.append((_l("Diện tích"), format_quantity(offer.area_ha, "ha")))
    if offer.minimum_lot_kg:
        found.append((_l("Lô nhỏ nhất"), format_kg(offer.minimum_lot_kg)))
    if offer.lot_multiple_kg:
        found.append((_l("Bán theo bội số của"), format_kg(offer.lot_multiple_kg)))
    found += [(_l("Chất lượng"), offer.quality), *price_facts(viewer, offer)]
    return [*found, (_l("Ghi chú"), offer.note)] if offer.note else found


def periods(offer: Offer) -> list[Period]:
    """The period table with what is still free of each."""
    return [
        Period(
            words=span_words(row.start, row.end),
            past=row.end < today(),
            total=row.firm_kg + row.flexible_kg,
            free=row.free_kg,
            numbers={
                "firm": row.firm_kg,
                "flexible": row.flexible_kg,
                "reserved": row.reserved_kg,
                "contracted": row.contracted_kg,
            },
        )
        for row in offer.periods
    ]


def papers(offer: Offer) -> list[tuple[Certificate, CertificateState]]:
    """The certificates with their state today."""
    return [(paper, paper.state_on(today())) for paper in offer.certificates]

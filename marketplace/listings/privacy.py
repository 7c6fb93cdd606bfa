"""Who sees the private fields of a listing, and the price in words for those who may.

A price marked "parties" and the private note reach the organisation itself, and alliance staff only for what staff
entered on its behalf: nobody else, on no page.
"""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.authorization.viewer import Viewer
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.web.formats import format_money


def is_insider(viewer: Viewer, listing: Listing) -> bool:
    """Whether the viewer belongs to the organisation, or is staff and staff entered the listing."""
    if listing.organisation_id in viewer.organisation_ids:
        return True
    return viewer.is_broker and listing.entered_on_behalf


def sees_price(viewer: Viewer, listing: Listing) -> bool:
    """Whether the price may be shown to the viewer."""
    return listing.price_visibility is PriceVisibility.PUBLIC or is_insider(viewer, listing)


def price_words(viewer: Viewer, listing: Listing) -> str:
    """The price in one line; for others than those who may see it, only that it is told after introduction."""
    if not sees_price(viewer, listing):
        return _("Cho biết sau khi giới thiệu")
    price, premium = format_money(listing.price_dong_per_kg), listing.premium_dong_per_kg
    if listing.price_basis is PriceBasis.FIXED:
        return _("%(price)s/kg", price=price)
    if listing.price_basis is PriceBasis.FLOOR:
        return _("từ %(price)s/kg", price=price)
    if listing.price_basis is PriceBasis.MARKET:
        return _market(premium or 0)
    return _("Thỏa thuận")


def _market(premium: int) -> str:
    if premium > 0:
        return _("Giá thị trường cộng %(premium)s/kg", premium=format_money(premium))
    if premium < 0:
        return _("Giá thị trường trừ %(premium)s/kg", premium=format_money(-premium))
    return _("Theo giá thị trường")

"""Who sees the private fields of a listing, and the price in words for those who may.

A price marked "parties" and the private note reach the organisation itself, and alliance staff only for what staff
entered on its behalf: nobody else, on no page.
"""

from __future__ import annotations

from marketplace.authorization.viewer import Viewer
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.web.formats import format_date, format_money


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
        return str(_l("Cho biết sau khi giới thiệu"))
    price, premium = format_money(listing.price_dong_per_kg), listing.premium_dong_per_kg
    if listing.price_basis is PriceBasis.FIXED:
        return str(_l("%(price)s/kg", price=price))
    if listing.price_basis is PriceBasis.FLOOR:
        return str(_l("từ %(price)s/kg", price=price))
    if listing.price_basis is PriceBasis.MARKET:
        return _market(premium or 0)
    return str(_l("Thỏa thuận"))


def _market(premium: int) -> str:
    if premium > 0:
        return str(_l("Giá thị trường cộng %(premium)s/kg", premium=format_money(premium)))
    if premium < 0:
        return str(_l("Giá thị trường trừ %(premium)s/kg", premium=format_money(-premium)))
    return str(_l("Theo giá thị trường"))


def price_facts(viewer: Viewer, listing: Listing) -> list[tuple[object, object]]:
    """Price and delivery."""
    found: list[tuple[object, object]] = [(_l("Giá"), price_words(viewer, listing))]
    if sees_price(viewer, listing):
        if listing.price_date:
            found.append((_l("Ngày của giá"), format_date(listing.price_date)))
        if listing.vat_included is not None:
            words = _l("Giá đã gồm thuế") if listing.vat_included else _l("Giá chưa gồm thuế")
            found.append((_l("Thuế giá trị gia tăng"), words))
        if is_insider(viewer, listing):
            found.append((_l("Ai thấy giá"), listing.price_visibility.label))
    place = ": ".join(str(part) for part in (listing.delivery_term.label, listing.delivery_place) if part)
    return [*found, (_l("Nơi giao hàng"), place)]

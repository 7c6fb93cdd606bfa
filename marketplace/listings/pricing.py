"""The price fields of a listing, checked together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import PriceBasis, PriceVisibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """How the price is found: whole đồng a kilogram; `premium` is added to the market's price, or taken off below 0."""

    basis: PriceBasis = PriceBasis.TO_AGREE
    dong_per_kg: int | None = None
    premium: int | None = None
    day: date | None = None
    vat_included: bool | None = None
    visibility: PriceVisibility = PriceVisibility.PUBLIC

    def checked(self) -> Price:
        """The price itself; DomainError when the figures do not fit the basis."""
        states_price = self.basis in {PriceBasis.FIXED, PriceBasis.FLOOR}
        if states_price and self.dong_per_kg is None:
            raise DomainError(_l("Chưa điền giá."), field="price")
        if not states_price and self.dong_per_kg is not None:
            raise DomainError(_l("Giá này chỉ dùng với giá cố định hoặc giá sàn."), field="price")
        if self.basis is not PriceBasis.MARKET and self.premium:
            raise DomainError(_l("Mức cộng, trừ chỉ dùng với giá thị trường."), field="premium")
        return self

    def columns(self) -> dict[str, Any]:
        """The values under the names of the listing's columns."""
        given = asdict(self.checked())
        names = {
            "basis": "price_basis", "dong_per_kg": "price_dong_per_kg", "premium": "premium_dong_per_kg",
            "day": "price_date", "vat_included": "vat_included", "visibility": "price_visibility",
        }  # fmt: skip
        return {column: given[name] for name, column in names.items()}


def price_values(listing: Listing) -> dict[str, Any]:
    """The saved price as the values of `PriceForm`'s fields."""
    premium = listing.premium_dong_per_kg
    return {
        "basis": listing.price_basis.value,
        "price": listing.price_dong_per_kg,
        "premium_sign": "minus" if premium is not None and premium < 0 else "plus",
        "premium": abs(premium) if premium is not None else None,
        "day": listing.price_date,
        "vat": "unknown" if listing.vat_included is None else "yes" if listing.vat_included else "no",
        "visibility": listing.price_visibility.value,
        "delivery_term": listing.delivery_term.value,
        "delivery_place": listing.delivery_place or "",
    }

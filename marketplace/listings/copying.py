"""Carrying a listing over to the next season."""

from __future__ import annotations

from datetime import date

from marketplace.listings.columns import Listing
from marketplace.listings.recurrence import a_year_later

CARRIED = (
    "as_written", "commodity_code", "form_code", "variety", "quality", "season_name", "unit_code", "unit_kg",
    "minimum_lot_kg", "commune_code", "province_code", "price_basis", "price_dong_per_kg", "premium_dong_per_kg",
    "price_date", "vat_included", "price_visibility", "delivery_term", "delivery_place", "note", "private_note",
)  # fmt: skip


def carry_over(source: Listing, target: Listing) -> None:
    """Copy what offers and needs have in common; not the organisation, the dates or the publication."""
    for name in CARRIED:
        setattr(target, name, getattr(source, name))


def years_to_next(last_day: date | None, today: date) -> int:
    """By how many whole years the dates move: at least one, and enough for the last day to lie ahead."""
    years = 1
    while last_day is not None and a_year_later(last_day, years) < today:
        years += 1
    return years

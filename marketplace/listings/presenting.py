"""A listing in words: what cards and pages show of it to a given reader."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from marketplace.authorization.viewer import Viewer
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import ListingState
from marketplace.listings.privacy import price_words
from marketplace.organisations.models import Origin
from marketplace.web.formats import format_date, format_kg, format_source_day

Fact = tuple[object, object]


def span_words(start: date, end: date) -> str:
    """ "Tháng 1/2027" for a whole month, otherwise both days."""
    whole = start.day == 1 and (start.year, start.month) == (end.year, end.month)
    if whole and end.day == calendar.monthrange(end.year, end.month)[1]:
        return str(_l("Tháng %(month)s/%(year)s", month=start.month, year=start.year))
    return f"{format_date(start)} – {format_date(end)}"


def title_of(listing: Listing) -> str:
    """Good and variety, for the reader's language; the words of the source where the good is unknown."""
    name = listing.commodity.name if listing.commodity else listing.as_written
    name = name or str(_l("Chưa ghi tên hàng"))
    words = [name[:1].upper() + name[1:]]
    if listing.variety and listing.variety.casefold() not in words[0].casefold():
        words.append(listing.variety)
    title = " ".join(words)
    return f"{title} ({listing.form.name.lower()})" if listing.form else title


def place_words(listing: Listing) -> str:
    """Where the goods are or go; empty when unknown."""
    if listing.commune:
        return listing.commune.address
    return listing.province.full_name if listing.province else ""


def reported_kg(listing: Listing) -> Decimal | None:
    """Kilograms a year that our own reading took from a press report; None when it could not."""
    text = (listing.source_facts or {}).get("annual_kg")
    try:
        return Decimal(str(text)) if text else None
    except InvalidOperation:
        return None


def quantity_words(listing: Listing, total_kg: Decimal | None) -> str:
    """How much in all; a year's amount for press reports; empty when unknown."""
    if total_kg is not None:
        return format_kg(total_kg)
    yearly = reported_kg(listing)
    return str(_l("%(quantity)s/năm", quantity=format_kg(yearly))) if yearly else ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a listing."""

    title: str
    organisation: str
    place: str
    quantity: str
    period: str
    price: str
    note: str
    state: ListingState
    origin: Origin


def card_of(
    viewer: Viewer,
    listing: Listing,
    *,
    state: ListingState,
    total_kg: Decimal | None,
    first_day: date | None,
    last_day: date | None,
) -> Card:
    """The card of a listing as this viewer may see it."""
    note = ""
    if listing.origin == Origin.REPORTED:
        note = source_words(listing)
    return Card(
        title=title_of(listing),
        organisation=listing.organisation.name,
        place=place_words(listing),
        quantity=quantity_words(listing, total_kg),
        period=span_words(first_day, last_day) if first_day and last_day else "",
        price="" if listing.origin == Origin.REPORTED else price_words(viewer, listing),
        note=note,
        state=state,
        origin=Origin(listing.origin),
    )


def source_words(listing: Listing) -> str:
    """The site a press report was read on, and its date."""
    site = urlsplit(listing.source_url or "").hostname or ""
    day = format_source_day(listing.source_date) or str(_l("chưa rõ ngày"))
    return str(_l("Theo %(site)s, %(day)s.", site=site, day=day))


@dataclass(slots=True)
class Period:
    """A line of the period table: its words, its quantities in kilograms, the share of it that is still free."""

    words: str
    past: bool
    total: Decimal
    free: Decimal
    numbers: dict[str, Decimal] = field(default_factory=dict)

    @property
    def share(self) -> int:
        """Percent that is free, for the bar."""
        return int(self.free * 100 / self.total) if self.total else 0

"""What an alert can be about, as the choices of a form: the organisation's listings, one by one or all."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.alerts.models import ScoreAlert
from marketplace.alerts.queries import own_listings, own_organisations
from marketplace.authorization.viewer import Viewer
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words, title_of
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class About:
    """One subject: the organisation, and its listing unless it is all of them."""

    value: str
    words: str
    organisation: Organisation
    listing: Offer | Need | None = None


def subjects_of(viewer: Viewer) -> list[About]:
    """All that the viewer may set an alert for: each organisation as a whole, then its published listings."""
    wholes = [_whole(organisation) for organisation in own_organisations(viewer)]
    offers, needs = own_listings(viewer)
    return [*wholes, *map(_single, offers), *map(_single, needs)]


def _whole(organisation: Organisation) -> About:
    words = _l("Mọi chào bán và nhu cầu mua của %(name)s", name=organisation.name)
    return About(f"organisation-{organisation.public_id}", str(words), organisation)


def _single(listing: Offer | Need) -> About:
    return About(value_of(listing), str(words_of(listing)), listing.organisation, listing)


def value_of(listing: Offer | Need) -> str:
    """The listing as a choice's value."""
    return f"{'offer' if isinstance(listing, Offer) else 'need'}-{listing.public_id}"


def words_of(listing: Offer | Need) -> str:
    """Chào bán: Sầu riêng Ri6 (Tháng 1/2027)."""
    kind = _l("Chào bán") if isinstance(listing, Offer) else _l("Nhu cầu mua")
    first, last = listing.first_day, listing.last_day
    when = f" ({span_words(first, last)})" if first and last else ""
    return f"{kind}: {title_of(listing)}{when}"


def subject_words(alert: ScoreAlert) -> str:
    """What an alert is about."""
    listing = alert.offer or alert.need
    return words_of(listing) if listing is not None else _whole(alert.organisation).words

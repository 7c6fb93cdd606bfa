"""The pairs that changes of the market have lifted, gathered so that each person gets one message for one event.

An event is one listing published or changed. What the press tells of is gathered by the person's own listing instead:
such records come in by the hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketplace.alerts.audience import Audience
from marketplace.alerts.messages import News, listing_key, tell_pairs
from marketplace.alerts.pairs import best_pairs, watched_pairs
from marketplace.alerts.wording import Listed
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions.lines import Line
from marketplace.suggestions.queries import rejections


def tell_of_pairs(changed: Sequence[Listed], audience: Audience) -> int:
    """Tell both sides' people of the pairs that these changes may have lifted; how many messages."""
    events: dict[tuple[int, str], tuple[Listed, list[News]]] = {}
    for listing in changed if audience.alerts else ():
        for line in _lines(listing, audience):
            for one in _news(line, audience):
                event = one.own if listing.origin == Origin.REPORTED else listing
                events.setdefault((one.person.id, listing_key(event)), (event, []))[1].append(one)
    return sum(tell_pairs(news, event) for event, news in events.values())


def _lines(listing: Listed, audience: Audience) -> list[Line]:
    lines = list(watched_pairs(listing))
    if audience.of(listing):
        known = {(line.offer.id, line.need.id) for line in lines}
        lines += [line for line in best_pairs(listing) if (line.offer.id, line.need.id) not in known]
    return lines


def _news(line: Line, audience: Audience) -> Iterator[News]:
    """What each person of both sides is to be told of a pair, unless the side said already that it does not fit."""
    for side in (line.offer, line.need):
        reached = [
            News(person, side, line, due)
            for person, alerts in audience.by_person(side)
            if (due := [alert for alert in alerts if line.score >= alert.at_least])
        ]
        if reached and not _put_aside(line, side):
            yield from reached


def _put_aside(line: Line, side: Listed) -> bool:
    if isinstance(side, Offer):
        return line.need.id in rejections(side.organisation_id, offer=side)
    return line.offer.id in rejections(side.organisation_id, need=side)

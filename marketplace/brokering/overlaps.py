"""Where spans of days meet: from the periods of an offer and a need to a first draft of delivery periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Protocol, TypeVar

from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod


class Span(Protocol):
    """Anything from a day to a day, both included."""

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date: ...


S = TypeVar("S", bound=Span)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Days on which both are there, and what could change hands: the lesser of what is free and what is missing."""

    start: date
    end: date
    quantity_kg: Decimal


def days_shared(a: Span, start: date, end: date) -> int:
    """How many days lie in both."""
    return max(0, (min(a.end, end) - max(a.start, start)).days + 1)


def overlapping(spans: Sequence[S], start: date, end: date) -> list[S]:
    """The spans that share a day with start–end, the one that shares most first."""
    found = [span for span in spans if days_shared(span, start, end)]
    return sorted(found, key=lambda span: -days_shared(span, start, end))


def meetings(
    offered: Sequence[OfferPeriod], needed: Sequence[NeedPeriod], *, taken: dict[int, Decimal] | None = None
) -> list[Meeting]:
    """One meeting for each pair of periods that share days and have something left, in order of time.

    What is free of an offer period is counted down from one meeting to the next, so that the draft as a whole
    never asks for more than there is. `taken` (need period → kilograms) carries what other offers have filled from
    one call to the next. Whole kilograms.
    """
    free = {period.id: period.free_kg for period in offered}
    taken = {} if taken is None else taken
    found = []
    for need in needed:
        for offer in offered:
            missing = need.missing_kg - taken.get(need.id, Decimal(0))
            amount = min(free[offer.id], missing).quantize(Decimal(1), ROUND_DOWN)
            if amount <= 0 or not days_shared(offer, need.start, need.end):
                continue
            free[offer.id] -= amount
            taken[need.id] = taken.get(need.id, Decimal(0)) + amount
            found.append(Meeting(max(offer.start, need.start), min(offer.end, need.end), amount))
    return sorted(found, key=lambda meeting: meeting.start)


def parted(offered: Sequence[OfferPeriod], start: date, end: date, quantity_kg: Decimal) -> list[Meeting]:
    """A quantity from day to day, parted over the periods of the offer that have something left in those days.

    In order of time, each part as much as its period has, whole kilograms; what no period holds stays with the last.
    One part with all of it where the offer names no such period.
    """
    usable = [one for one in offered if one.free_kg > 0 and days_shared(one, start, end)]
    if not usable:
        return [Meeting(start, end, quantity_kg)]
    found, left = [], quantity_kg
    usable.sort(key=lambda one: one.start)
    for one in usable:
        amount = left if one is usable[-1] else min(left, one.free_kg.quantize(Decimal(1), ROUND_DOWN))
        if amount > 0:
            found.append(Meeting(max(one.start, start), min(one.end, end), amount))
        left -= amount
    return found
